"""Charts drawn as HTML: spans that stand on each other, round numbers, texts."""

from __future__ import annotations

import re
from base64 import b64encode
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.charts import looks
from pages.parts.charts.drawing import BarPart, Drawing, ValueLine, stacked, ticks
from pages.parts.charts.looks import FINE, LOOKS

if TYPE_CHECKING:
    from playwright.sync_api import Page

_FILE = next(Path(streamlit.__file__).parent.rglob("SourceSansVF-Upright*.woff2"))
THE_FONT = (
    "@font-face { font-family: Ours; src: url(data:font/woff2;base64,"
    f"{b64encode(_FILE.read_bytes()).decode()}) }}"
    "body { font-family: Ours; margin: 0 }"
)
"""The letters of the app: how wide a number is depends on them."""
NUMBERS = st.one_of(st.none(), st.integers(-40, 40))


def drawing(*, is_lying: bool = True) -> Drawing:
    parts = [
        BarPart(
            "late <b>", LOOKS["retention_status"]["overdue"], [(0, 3), None], ["a", ""]
        ),
        BarPart("fine", FINE, [(3, 10), (0, 5)], ['b "c"', "d"]),
    ]
    return Drawing(
        ["one & two", "three"],
        parts,
        "Requests",
        lambda n: f"{n:g}",
        lines=() if is_lying else [ValueLine("then", "#d0483e", [1, 8])],
        is_lying=is_lying,
        has_legend=True,
    )


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_what_stands_on_each_other_is_as_long_as_its_number(
    numbers: list[tuple[int | None, int | None, int | None]],
) -> None:
    spans = stacked([list(series) for series in zip(*numbers, strict=True)])
    for place, column in enumerate(numbers):
        drawn = [series[place] for series in spans]
        lengths = [span and span[1] - span[0] for span in drawn]
        assert lengths == [n or None for n in column]
        up = [end for span in drawn for end in span or () if end > 0]
        assert max(up, default=0) == sum(n for n in column if n and n > 0)


@given(st.integers(-(10**6), 0), st.integers(0, 10**6))
def test_an_axis_holds_what_is_drawn_in_few_round_steps(
    low: float, high: float
) -> None:
    marks = ticks(low, high)
    assert marks[0] <= low <= high <= marks[-1]
    assert marks == sorted(set(marks))
    assert 2 <= len(marks) <= 7


@pytest.mark.parametrize("is_lying", [True, False])
def test_a_drawing_says_its_texts_and_shows_each_part_once(*, is_lying: bool) -> None:
    body = drawing(is_lying=is_lying).html('Two "bars".')
    assert re.findall('data-number="([^"]*)"', body) == ["3", "7", "5"]
    assert 'role="img" aria-label="Two &quot;bars&quot;."' in body
    assert "late &lt;b&gt;" in body
    assert "one &amp; two" in body
    assert 'title="b &quot;c&quot;"' in body
    assert ("<img" in body) is not is_lying


def test_each_name_stands_below_its_own_column(page: Page) -> None:
    names = [f"month {n}" for n in range(25)]
    part = BarPart("due", FINE, [(0, 1)] * 25, names)
    body = Drawing(names, [part], "Requests", str).html("")
    css = Path(looks.__file__).with_name("drawing.css").read_text()
    page.set_content(f"<style>{css}</style>{body}")
    middles = page.evaluate(
        """() => {
            const middle = e => { const r = e.getBoundingClientRect();
                                  return (r.left + r.right) / 2 };
            const bars = Object.fromEntries([...document.querySelectorAll('.column i')]
                .map(bar => [bar.title, middle(bar)]));
            return [...document.querySelectorAll('.names span')]
                .map(name => [middle(name), bars[name.innerText]]);
        }"""
    )
    assert len(middles) == 9
    assert all(abs(name - bar) < 1 for name, bar in middles)


@pytest.mark.parametrize("wide", [320, 500, 900, 1600])
@pytest.mark.parametrize("label", ["7", "58.392", "183.498", "1.022.708"])
def test_numbers_above_columns_do_not_run_into_each_other(
    page: Page, label: str, wide: int
) -> None:
    part = BarPart("due", FINE, [(0, 1)] * 25, [""] * 25)
    body = Drawing([""] * 25, [part], "Requests", str, [label] * 25).html("")
    css = Path(looks.__file__).with_name("drawing.css").read_text()
    page.set_viewport_size({"width": wide, "height": 600})
    page.set_content(f"<style>{THE_FONT}{css}</style>{body}")
    page.evaluate("() => document.fonts.load('12px Ours')")
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.column b')].map(b => {
            const range = document.createRange(); range.selectNodeContents(b);
            const { left, right } = range.getBoundingClientRect();
            return [left, right] }).filter(([left, right]) => right > left)"""
    )
    assert all(end <= start + 1 for (_, end), (start, _) in pairwise(shown))
    assert len(shown) == 25 or wide < 1600
