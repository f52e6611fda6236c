"""Small counts stay hidden in everything that the pages of the summary show."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

import queries
from data.demo import write
from data.seal.derive.summary import BRIDGE
from data.seal.run import seal
from data.words import LANGUAGES
from pages.parts.overview import breakdown_page
from pages.parts.overview.breakdown_view import BreakdownView
from tests.support import sealed
from tests.support.screen import is_quiet, opened
from tests.support.sealed import DAY
from tests.support.small import MOST, made, published, small

SHOWN = [
    ("overview", {}),
    *(("breakdowns", {"part": part}) for part in breakdown_page.parts()),
    ("trends", {}),
    ("trends", {"figure": "findings_high"}),
]
"""Every way in which the pages of the summary show it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the sample whose summary may be changed; the pages show it."""
    copied = sealed.copy(tmp_path / "snapshots", DAY)
    monkeypatch.setenv("SNAPSHOTS", str(copied))
    return copied / DAY


def leaks(folder: Path, language: str = "nl") -> dict[str, set[int]]:
    """Return the small numbers on the pages that their summary does not publish."""
    known = published(folder.parent)
    leaked = {}
    for page, where in SHOWN:
        at = opened(page, where, role="management", lang=language, snapshot=folder.name)
        assert is_quiet(at), page
        if numbers := small(at) - known:
            leaked[f"{page} {where}"] = numbers
    return leaked


def test_every_breakdown_stands_on_the_page() -> None:
    shown = {name for part in breakdown_page.parts().values() for name in part}
    left = queries.folder("breakdowns").keys() - shown - {BRIDGE}
    assert left == set(), "say `-- part:` and `-- order:` in its header"


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],  # a smaller example would tell no more, and take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), language=st.sampled_from(LANGUAGES))
def test_no_page_of_the_summary_shows_a_small_count(
    folder: Path, seed: int, language: str
) -> None:
    made(folder, seed)
    assert leaks(folder, language) == {}


def test_pages_of_a_summary_with_nothing_but_small_counts_show_none(
    folder: Path,
) -> None:
    made(folder, 1, lots=("s",))
    assert leaks(folder) == {}


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal two months of an organisation with so few clients that all is small."""
    made_ = tmp_path_factory.mktemp("few")
    for source in write(made_ / "sources", 12, months=2, seed=3):
        seal(source, made_ / "snapshots")
    return made_ / "snapshots"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_an_organisation_with_few_clients_show_no_small_count(
    few: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(few))
    newest = max(few.glob("20*"))
    assert leaks(newest, language) == {}


# -- the search finds what it looks for ---------------------------------------


def _text() -> None:
    import streamlit as st

    st.markdown("**Er zijn 7 verzoeken te laat; art. 12 lid 3**")


def _caption() -> None:
    import streamlit as st

    st.caption("Overig: 7")


def _help() -> None:
    import streamlit as st

    st.markdown("Overig", help="7 van 120")


def _table() -> None:
    import streamlit as st

    st.table({"Soort": ["inzage"], "Verzoeken": ["7"]})


def _dataframe() -> None:
    import streamlit as st

    st.dataframe({"Verzoeken": [7]})


def _metric() -> None:
    import streamlit as st

    st.metric("Verzoeken", "7")


def _chart(spec: str) -> None:
    import json

    import plotly.graph_objects as go
    import streamlit as st

    how = json.loads(spec)
    series = {"x": ["inzage"], "y": [120]} | how.get("series", {})
    figure = go.Figure(go.Bar(**series), layout=how.get("layout"))
    st.plotly_chart(figure, alt=how.get("alt", "Verzoeken per soort"))


def _drawn_bar() -> None:
    import streamlit as st

    from pages.parts.charts.drawing import BarPart, Drawing
    from pages.parts.charts.looks import FINE

    part = BarPart("", FINE, [(100, 107)], ["inzage"])
    st.html(Drawing(["inzage"], [part], "Verzoeken", str).html("Per soort"))


ELEMENTS = {
    "drawn bar": _drawn_bar,
    "text": _text,
    "caption": _caption,
    "help": _help,
    "table": _table,
    "dataframe": _dataframe,
    "metric": _metric,
}
CHARTS: dict[str, dict[str, Any]] = {
    "bar": {"series": {"y": [7]}},
    "downward bar": {"series": {"y": [-7]}},
    "label": {"series": {"text": ["7"]}},
    "hover": {"series": {"hovertemplate": "%{x}: 7<extra></extra>"}},
    "customdata": {"series": {"customdata": [["inzage", 7]]}},
    "tick": {"layout": {"xaxis": {"ticktext": ["inzage 7"]}}},
    "note": {"layout": {"annotations": [{"text": "overig 7"}]}},
    "alternative": {"alt": "Verzoeken per soort: inzage 7"},
}


@pytest.mark.parametrize("element", ELEMENTS)
def test_a_small_count_is_found_in_any_element(element: str) -> None:
    assert small(AppTest.from_function(ELEMENTS[element]).run()) == {7}


@pytest.mark.parametrize("part", CHARTS)
def test_a_small_count_is_found_in_any_part_of_a_chart(part: str) -> None:
    assert small(
        AppTest.from_function(_chart, args=(json.dumps(CHARTS[part]),)).run()
    ) == {7}


@pytest.mark.parametrize(
    "text",
    [
        "Grondslag: AVG art. 5 lid 1 onder e",
        "Sinds 3 okt 2026: 120 verzoeken, 12 tot 100%",
        "1 tot en met 30 dagen: < 5; mei 2026: 17",
        "RET-01 · 1.204 gegevens",
    ],
)
def test_a_number_that_counts_nothing_small_is_let_be(text: str) -> None:
    def page(text: str) -> None:
        import streamlit as st

        st.markdown(text)

    assert small(AppTest.from_function(page, args=(text,)).run()) == set()


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let breakdowns draw what their hidden parts come to, however small."""
    monkeypatch.setattr(BreakdownView, "threshold", 0)
    yield


@pytest.mark.usefixtures("careless")
def test_a_page_that_adds_hidden_counts_up_is_caught(folder: Path) -> None:
    made(folder, 5, lots=("0", "0", "s", "l"))
    leaked = leaks(folder)
    assert leaked
    assert set().union(*leaked.values()) <= set(range(1, MOST + 1))
