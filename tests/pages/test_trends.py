"""Trends and breakdowns: bridges add up, hidden counts stay honest, links open."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

import queries
from data.ask import ask
from data.figures import requests_bridge, sentences
from data.figures.hidden_counts import TOTAL, limits
from data.figures.key_figures import earlier, groups, of
from data.figures.requests_bridge import Bridge
from data.snapshot import day_of, find
from data.words import LANGUAGES, words_for
from pages.parts.charts import sparkline
from pages.parts.overview import trends
from pages.parts.session.readers import folder
from tests.support.drawings import alternative, is_chart
from tests.support.nodes import nodes
from tests.support.screen import (
    DUTCH,
    charts,
    file_of,
    is_quiet,
    letters,
    opened,
    pictured,
    seen,
)
from tests.support.sealed import DAY, LATER, a_reader, sample
from tests.support.web import rows

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=6)


@given(COUNTS, st.data())
def test_no_hidden_count_is_above_its_limit(
    counts: list[int], data: st.DataObject
) -> None:
    hidden = data.draw(st.sets(st.integers(0, len(counts) - 1)))
    cells = [
        {"value1": str(i), "value2": None, "count": None if i in hidden else n}
        for i, n in enumerate(counts)
    ]
    cells.append({"value1": TOTAL, "value2": None, "count": sum(counts)})
    highest = limits(cells)
    assert {place for place, _ in highest} == {str(i) for i in hidden}
    assert all(highest[str(i), None] >= counts[i] for i in hidden)


def test_a_total_that_leaves_little_room_says_how_little() -> None:
    cells = [
        {"value1": value, "value2": None, "count": n}
        for value, n in (("a", None), ("b", 90), (TOTAL, 97))
    ]
    assert limits(cells) == {("a", None): 7}


def bridge(first: int, last: int, *steps: int, before: int = 4) -> Bridge:
    received, closed, corrected = steps
    now = before + received - closed + corrected
    days = date(2026, first, 1), date(2026, last, 1)
    return Bridge(*days, before, now, received, closed, corrected)


def test_bridges_add_up_to_one_that_adds_up() -> None:
    first = bridge(1, 2, 12, 10, 0)
    second = bridge(2, 3, 7, 9, -1, before=first.open_now)
    both = requests_bridge.total([first, second])
    assert (both.received, both.closed, both.corrected) == (19, 19, -1)
    assert (both.open_before, both.open_now) == (4, 3)


def test_a_sealed_bridge_leads_from_start_to_end() -> None:
    with closing(a_reader()) as reader:
        (link,) = requests_bridge.chain(reader, [sample(DAY)])
        rows_ = ask(reader, sample(DAY), "key_figures").select("name", "value").rows()
    figures = dict(rows_)
    assert (link.first, link.last) == (date(2026, 9, 30), date(2026, 10, 31))
    assert link.open_now == figures["requests_open"]
    steps = link.received - link.closed + link.corrected
    assert steps == link.open_now - link.open_before


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", queries.folder("key_figures"))
def test_a_link_opens_the_trend_of_a_figure(name: str, language: str) -> None:
    at = opened("trends", {"figure": name}, lang=language, snapshot=LATER)
    assert is_quiet(at)
    query = queries.folder("key_figures")[name]
    words = words_for(language)
    assert at.selectbox[0].value == name
    assert words.definition(query) in [m.value for m in at.markdown]
    assert at.query_params["figure"] in (name, [name])


@pytest.mark.usefixtures("shown")
def test_an_unknown_figure_in_the_address_opens_all_of_them() -> None:
    at = opened("trends", {"figure": "'; drop"}, snapshot=LATER)
    assert is_quiet(at)
    assert at.selectbox[0].value == trends.ALL


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_figure_has_its_line_value_change_and_target(language: str) -> None:
    (drawn,) = (
        each.proto.body
        for each in seen("trends", language).get("html")
        if '<th scope="row">' in each.proto.body
    )
    lines = re.findall(r'<tr><th scope="row">.*?</tr>', drawn)
    words = words_for(language)
    with closing(a_reader()) as reader:
        snapshot = find(folder(), LATER)
        figures = of(reader, snapshot, earlier(reader.engine, snapshot)).figures
    in_order = [name for names in groups().values() for name in names]
    assert len(lines) == len(figures)
    for line, name in zip(lines, in_order, strict=True):
        figure = figures[name]
        cells = [unescape(re.sub("<.*?>", "", each)) for each in line.split("<td>")]
        assert re.search(rf'href="/trends\?[^"]*figure={name}"', line)
        assert cells[0] == sentences.title(words, figure)
        assert sparkline.alternative(words, figure) in unescape(line)
        assert cells[2] == sentences.value(words, figure)
        assert cells[3] == sentences.way(words, figure)
        assert cells[4].startswith(sentences.target(words, figure))
        if figure.target is not None:
            assert cells[4].endswith(sentences.state(words, figure))


@pytest.mark.usefixtures("shown")
def test_overdue_requests_say_how_long_they_are_so() -> None:
    days = [
        int(row["days_overdue"])
        for row in rows(file_of("requests", LATER))
        if row["status"] == "overdue"
    ]
    older = sum(n > 30 for n in days)
    assert older
    sentence = DUTCH.count(
        "says.older",
        older,
        total=DUTCH.number(len(days)),
        days=DUTCH.count("units.days", 30),
    )
    assert f"**{sentence}**" in [
        letters(m.value) for m in pictured("requests").markdown
    ]


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("name", ["requests", "retention", "recipients", "trends"])
def test_a_chart_tells_its_title_its_counts_and_its_table(name: str) -> None:
    at = pictured(name)
    titles = [letters(m.value) for m in at.markdown]
    folded = [e.label for e in at.expander].count(DUTCH("charts.as_table"))
    alternatives = [alternative(node) for node in nodes(at) if is_chart(node)]
    assert 0 < len(alternatives) <= folded
    for alt in alternatives:
        assert any(t.startswith("**") and t[2:-2] in alt for t in titles)
        assert re.search(r": .*\d", alt)


@pytest.mark.usefixtures("shown")
def test_every_tick_of_a_line_is_the_day_of_a_snapshot() -> None:
    at = opened("trends", {"figure": "requests_open"}, snapshot=LATER)
    (chart,) = (each for each in charts(at) if "tickvals" in each["layout"]["xaxis"])
    axis, (line, *_) = chart["layout"]["xaxis"], chart["data"]
    assert set(axis["tickvals"]) <= set(line["x"])
    assert axis["tickvals"][-1] == line["x"][-1] == LATER
    assert axis["ticktext"][-1].replace("<br>", " ") == DUTCH.date(day_of(LATER))
