"""The overview: the same as is asked, for whom it is, on one screen and one A4."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

import queries
from data import policy
from data.ask import Actor, Filter, Question, Reader, count
from data.ask.lists import has_all
from data.figures import concerned, sentences
from data.figures.decisions import decisions
from data.figures.key_figures import earlier, of
from data.figures.ranking import ranked
from data.snapshot import find
from data.words import LANGUAGES, words_for
from pages.parts.charts import sparkline
from pages.parts.lists.key_figure_row import where_of
from pages.parts.overview.overview import TILES
from pages.parts.session import readers, routes
from pages.parts.session.readers import folder
from pages.parts.text.escaping import markdown_escape
from tests.figures.test_key_figures import a_figure, a_standing
from tests.support.browser import Server, ready
from tests.support.nodes import nodes
from tests.support.screen import DUTCH, framed, is_quiet, looking, opened, seen
from tests.support.sealed import DAY, EMPTY, LATER, a_reader
from tests.support.web import Where

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EACH_DAY = pytest.mark.parametrize("day", [EMPTY, DAY, LATER])
FIGURES = queries.folder("key_figures")
LISTS = {query["list"] for query in FIGURES.values()}
AIMED = set(policy.load("targets").drop_nulls("target")["name"])
MANAGEMENT = Actor("a-test", "management")
FRAME = ("lang", "snapshot", "figure")
SHOWN = ".figure:visible, .st-key-overview a:visible, .months:visible"
"""What has a place; a button is drawn twice, for a finger and for a pointer."""
SIDEBAR = 300
"""Pixels that the menu is wide."""


def links(at: AppTest) -> dict[str, tuple[str, Where]]:
    """Return the links of a page by their text: which page, with which filters."""
    return {
        each.proto.label: (each.proto.page, parse_qs(each.proto.query_string))
        for each in at.get("page_link")
    }


def markdown(at: AppTest) -> list[str]:
    return [each.value for each in at.markdown]


def expected(day: str, reader: Reader, language: str = "nl") -> tuple[str, list[str]]:
    """Ask for what the overview has to say: how it stands, and what to decide."""
    words, snapshot = words_for(language), find(folder(), day)
    now = of(reader, snapshot, earlier(reader.engine, snapshot))
    made = decisions(reader, now)
    decide = [
        markdown_escape(sentences.decision(words, now, decision)) for decision in made
    ]
    return sentences.finding(words, now), decide


@pytest.fixture
def management(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages be seen by management."""
    monkeypatch.setattr(readers, "actor", lambda: MANAGEMENT)


# -- what it says -------------------------------------------------------------


@EACH_DAY
@EACH_LANGUAGE
@pytest.mark.usefixtures("shown")
def test_overview_says_how_it_stands_and_what_to_decide(
    day: str, language: str
) -> None:
    at, reader = seen("overview", language, day), a_reader()
    finding, decide = expected(day, reader, language)
    paragraphs = [text.replace("**", "") for text in markdown(at)]
    assert finding in paragraphs
    assert [text for text in paragraphs if text in decide] == decide
    reader.close()


@pytest.mark.usefixtures("shown")
def test_the_farthest_from_target_stand_first_and_the_others_are_folded() -> None:
    at, reader = seen("overview", "nl", LATER), a_reader()
    snapshot = find(folder(), LATER)
    ordered = ranked(of(reader, snapshot, earlier(reader.engine, snapshot)))
    reader.close()
    titles = [DUTCH.title(figure.query) for figure in ordered]
    assert [label for label in links(at) if label in titles] == titles
    (folded,) = at.expander
    assert folded.label == DUTCH(
        "standing.other_figures", n=DUTCH.number(len(FIGURES) - TILES)
    )
    assert len(folded.get("page_link")) == len(FIGURES) - TILES


@pytest.mark.usefixtures("shown")
def test_a_decision_opens_the_rows_that_it_counts() -> None:
    reader, at = a_reader(), seen("overview", "nl", LATER)
    snapshot = find(folder(), LATER)
    now = of(reader, snapshot, earlier(reader.engine, snapshot))
    made = decisions(reader, now)
    assert len(made) == 3
    for decision in made:
        title = DUTCH(f"pages.{decision.figure.query['list']}.title")
        assert decision.count is not None
        page, address = links(at)[
            DUTCH.count("decisions.look", decision.count, page=title)
        ]
        where = [Filter(c, "|".join(v)) for c, v in address.items() if c not in FRAME]
        assert count(reader, snapshot, Question(page, tuple(where))) == decision.count
        assert is_quiet(opened(page, address))
    reader.close()


@pytest.mark.usefixtures("shown")
def test_a_decision_names_only_what_is_about_no_person() -> None:
    reader, snapshot = a_reader("management"), find(folder(), LATER)
    now = of(reader, snapshot, earlier(reader.engine, snapshot))
    for decision in decisions(reader, now):
        known = concerned.of(reader, snapshot, decision)
        sentence = sentences.concerning(DUTCH, known)
        assert not re.search(r"\b[CRH]-[0-9]", sentence)
        if decision.figure.query["list"] in concerned.SOURCES:
            assert known.names or known.who
            assert str(known.names[0]) in sentence
    reader.close()


@pytest.mark.usefixtures("shown")
def test_an_empty_snapshot_says_so_figure_by_figure() -> None:
    at = seen("overview", "nl", EMPTY)
    assert is_quiet(at)
    reader, snapshot = a_reader(), find(folder(), EMPTY)
    now = of(reader, snapshot, ()).figures
    reader.close()
    shares = {name for name, query in FIGURES.items() if query["unit"] == "ratio"}
    empty = {name for name, figure in now.items() if figure.value is None}
    assert empty >= shares - {"activities_complete"}
    unlit = {n for n, f in now.items() if f.target is not None and f.light is None}
    assert "findings_medium" in unlit - empty  # there may be more than are counted
    rows = [b for b in (n.proto.body for n in at.get("html")) if "<details" in b]
    state = f'aria-label="{DUTCH("standing.short.unknown")}">?<'
    unknown = [b for b in rows if state in b]
    assert len(rows) == len(FIGURES)
    assert len(unknown) == len(unlit)
    valueless = [b for b in rows if DUTCH("standing.no_line") in b]
    assert len(valueless) == len(empty)
    for body in valueless:
        assert DUTCH("key.not_assessable") in body
        assert "<polyline" not in body


def test_nothing_assessable_is_said_in_a_sentence() -> None:
    now = a_standing(a_figure("breaches_on_time", None, target=1))
    assert sentences.finding(DUTCH, now) == DUTCH("standing.nothing_lit")


# -- for whom it is -----------------------------------------------------------


@EACH_DAY
@pytest.mark.usefixtures("shown", "management")
def test_management_gets_no_link_to_a_list_of_persons(day: str) -> None:
    at = opened("overview", snapshot=day)
    pages = {page for page, _ in links(at).values()}
    assert all(routes.is_open_to(page, MANAGEMENT) for page in pages)
    texts = "\n".join([*markdown(at), *(n.proto.body for n in at.get("html"))])
    closed = [name for name in LISTS if not routes.is_open_to(name, MANAGEMENT)]
    assert "retention" in closed
    assert not [name for name in closed if f"/{name}?" in texts]
    for name in FIGURES:
        assert DUTCH.title(FIGURES[name]) in texts


@pytest.mark.usefixtures("shown", "management")
def test_management_is_led_to_its_list_or_to_the_trend_of_a_figure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    here = replace(routes.PAGES["trends"], file=routes.path("overview"))
    monkeypatch.setitem(routes.PAGES, "trends", here)
    at = opened("overview", snapshot=LATER, lang="en")
    matches = re.findall(r"\]\(/([a-z]+)\?(.*?)\)$", "\n".join(markdown(at)), re.M)
    targets = [(page, parse_qs(query)) for page, query in matches]
    targets += [(page, query) for page, query in links(at).values()]
    of_figure = {q["figure"][0]: page for page, q in targets if "figure" in q}
    assert of_figure == {
        name: query["list"]
        if has_all(MANAGEMENT, query["list"], where_of(query))
        else "trends"
        for name, query in FIGURES.items()
    }
    assert {"transfers", "recipients", "breaches"} <= set(of_figure.values())
    assert {query["lang"][0] for _, query in targets} == {"en"}


@pytest.mark.usefixtures("shown")
def test_management_is_told_the_same_sentences() -> None:
    reader = a_reader("management")
    at = looking(framed("overview", snapshot=LATER), "management").run()
    finding, decide = expected(LATER, reader)
    targets = [text.replace("**", "") for text in markdown(at)]
    assert finding in targets
    assert [text for text in targets if text in decide] == decide
    assert {page for page, _ in links(at).values()} >= {"breakdowns", "trends"}
    reader.close()


# -- the line -----------------------------------------------------------------


@settings(deadline=None)
@given(
    st.lists(st.none() | st.integers(0, 500), min_size=1, max_size=24),
    st.none() | st.integers(0, 900),
)
def test_a_line_has_a_point_for_each_value_and_stays_within(
    values: list[int | None], target: int | None
) -> None:
    figure = a_figure("findings_high", values[-1], *values[:-1])
    scale = sparkline.Scale(figure, target, 60, 28)
    runs = list(scale.runs())
    points = [xy for run in runs for xy in run]
    assert len(points) == sum(value is not None for value in values)
    assert all(0 <= x <= 60 and 0 <= y <= 28 for x, y in points)
    assert target is None or 0 <= scale.y(target) <= 28
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    known = [value for value in values if value is not None]
    text = sparkline.alternative(DUTCH, figure)
    for value in {min(known), max(known), known[0], known[-1]} if known else ():
        assert DUTCH.number(value) in text


def test_a_gap_in_a_line_stays_a_gap() -> None:
    figure = a_figure("findings_high", 3, 1, 2, None, 2)
    runs = sparkline.Scale(figure, None, 60, 28).runs()
    assert [len(run) for run in runs] == [2, 2]


def test_a_line_says_what_it_shows() -> None:
    figure = a_figure("retention_compliance", 0.97, 0.98, 0.96)
    assert sparkline.alternative(DUTCH, figure) == (
        "Van 98,0% op 1 sep 2026 naar 97,0% op 31 okt 2026; laagst 96,0%, "
        "hoogst 98,0%, over 3 momentopnamen"
    )


# -- on the screen and on paper -----------------------------------------------


def go(page: Page, site: Server, address: str) -> None:
    page.goto(f"{site.url}/overview?{address}")
    ready(page)
    expect(page.locator(".figure")).to_have_count(len(FIGURES))
    # what draws a link is fetched when it is first needed
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


@EACH_LANGUAGE
@pytest.mark.parametrize("day", [DAY, LATER])
def test_all_of_it_stands_on_one_screen(
    page: Page, site: Server, day: str, language: str
) -> None:
    go(page, site, f"snapshot={day}&lang={language}")
    high = "m => m.scrollHeight > m.clientHeight"
    assert not page.get_by_test_id("stMain").evaluate(high)
    for place in page.locator(SHOWN).all():
        box = place.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
        assert box["x"] + box["width"] <= 1280


def test_a_phone_never_scrolls_sideways(page: Page, site: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, site, f"snapshot={LATER}")
    wide = "m => m.scrollWidth > m.clientWidth"
    assert not page.get_by_test_id("stMain").evaluate(wide)
    for place in page.locator(SHOWN).all():
        box = place.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


@EACH_LANGUAGE
@pytest.mark.parametrize("day", [EMPTY, LATER])
def test_it_prints_on_one_a4(
    page: Page, site: Server, snapshots: Path, day: str, language: str, tmp_path: Path
) -> None:
    go(page, site, f"snapshot={day}&lang={language}")
    page.pdf(path=tmp_path / "overview.pdf", format="A4", print_background=True)
    paper = pypdfium2.PdfDocument(tmp_path / "overview.pdf")
    assert len(paper) == 1
    # a word that is broken at the end of a line is one word all the same
    printed = re.sub(r"\W", "", paper[0].get_textpage().get_text_bounded())
    words = words_for(language)
    for query in (query for name, query in FIGURES.items() if name in AIMED):
        title = re.findall(r"\w+", words.title(query))
        assert [word for word in title if word not in printed] == []
    assert find(snapshots, day).short in printed
    paper.close()


def test_a_hash_is_printed_letter_by_letter(
    page: Page, site: Server, tmp_path: Path
) -> None:
    go(page, site, f"snapshot={LATER}")
    code = "06249ffa3ff4"
    page.get_by_test_id("stCaptionContainer").locator("p").last.evaluate(
        "(caption, code) => { caption.append(` ${code}.`) }", code
    )
    page.pdf(path=tmp_path / "overview.pdf", format="A4")
    paper = pypdfium2.PdfDocument(tmp_path / "overview.pdf")
    assert code in paper[0].get_textpage().get_text_bounded()
    paper.close()


def test_a_definition_opens_and_closes_by_keyboard(page: Page, site: Server) -> None:
    go(page, site, f"snapshot={LATER}")
    classes = page.locator("[class*=st-key-figure-]").evaluate_all(
        "all => all.map(e => e.className.match(/st-key-figure-(\\w+)/)[1])"
    )
    for name in (classes[0], classes[1], classes[TILES - 2], classes[TILES - 1]):
        query = FIGURES[name]
        row = page.locator(f".st-key-figure-{name}")
        definition = row.get_by_text(DUTCH.definition(query))
        expect(definition).to_be_hidden()
        row.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(definition).to_be_visible()
        box = row.locator(".definition").bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
        assert box["x"] >= SIDEBAR
        assert box["x"] + box["width"] <= 1280
        expect(row.locator("dt").last).to_be_visible()
        page.keyboard.press("Enter")
        expect(definition).to_be_hidden()


def test_opened_elements_of_a_page_are_few(shown: Path) -> None:
    elements = [n for n in nodes(seen("overview")) if hasattr(n, "proto")]
    assert len(elements) < 200
