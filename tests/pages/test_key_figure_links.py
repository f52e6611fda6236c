"""A tile, the list behind it and the file of that list show the same number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import unescape
from statistics import median
from urllib.parse import parse_qs

import pytest

import queries
from data import policy
from data.ask.filters import parse_filters
from data.figures import sentences
from data.words import LANGUAGES, words_for
from tests.support.browser import Server
from tests.support.nodes import nodes
from tests.support.screen import (
    DUTCH,
    export_link,
    file_of,
    filters_of,
    html_texts,
    listed,
    notices,
    opened,
    seen,
    texts,
)
from tests.support.sealed import DAY, EMPTY, LATER
from tests.support.web import Where, kept, narrowed, rows
from tests.support.wire import taken

FIGURES = queries.folder("key_figures")

EACH_FIGURE = pytest.mark.parametrize("figure", FIGURES)
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
pytestmark = pytest.mark.usefixtures("shown")


@dataclass(frozen=True)
class Tile:
    """A tile as it is drawn."""

    metric: str
    light: str
    state: str
    way: str
    line: str
    definition: list[str]
    page: str
    address: Where

    def definition_of(self, name: str) -> str | None:
        """Return what its definition says under a name; None where it does not."""
        if name not in self.definition:
            return None
        return self.definition[self.definition.index(name) + 1]


@cache
def tiles(day: str, language: str = "nl") -> dict[str, Tile]:
    """Read the tiles of the overview, by the name of their figure."""
    by_figure = {}
    for block in nodes(seen("overview", language, day)):
        parts = list(getattr(block, "children", {}).values())
        kinds = [getattr(part, "type", None) for part in parts]
        if kinds == ["page_link", "html"]:
            link, body = (part.proto for part in parts)
            address = parse_qs(link.query_string)
            (figure,) = address.pop("figure")
            by_figure[figure] = drawn(body.body, link.page, address)
    return by_figure


def drawn(body: str, page: str, address: Where) -> Tile:
    """Read a tile from its HTML."""
    pattern = (
        r'<span class="(\w+)" role="img" aria-label="(.*?)">(.*?)</span>\s'
        r'<b class="\w+">(.*?)</b>\s<span class="way">(.*?)</span>\s'
        r'<img alt="(.*?)"'
    )
    match = re.search(pattern, body)
    assert match, body
    light, state, shape, metric, way, line = map(unescape, match.groups())
    definition = html_texts(body[body.index("<details") :])
    return Tile(metric, light, f"{shape} {state}", way, line, definition, page, address)


def recounted(figure: str, day: str) -> tuple[float | None, int, int]:
    """Work a key figure out anew, from nothing but the list's file: value, n, of."""
    query = FIGURES[figure]
    where, counted = (
        {
            condition.column: list(condition.values)
            for condition in parse_filters(query.entries.get(e, ""))
        }
        for e in ("where", "counted")
    )
    considered = rows(narrowed(file_of(query["list"], day), where))
    some = [row for row in considered if kept(row, counted)]
    n, of = len(some), len(considered)
    if query["unit"] == "ratio":
        return (round(n / of, 4) if of else None), n, of
    if query["unit"] == "days":
        days = [int(row["handling_days"]) for row in considered]
        return (median(days) if days else None), n, of
    return n, n, of


@pytest.mark.parametrize("day", [DAY, LATER, EMPTY])
def test_overview_has_a_tile_for_every_key_figure(day: str) -> None:
    assert tiles(day).keys() == FIGURES.keys()


@pytest.mark.parametrize(
    ("figure", "day"),
    [
        *((figure, DAY) for figure in FIGURES),
        *((name, EMPTY) for name, query in FIGURES.items() if query["unit"] != "count"),
    ],
)
def test_tile_list_and_file_show_the_same_number(
    figure: str, day: str, site: Server
) -> None:
    tile, query = tiles(day)[figure], FIGURES[figure]
    value, n, of = recounted(figure, day)
    at = opened(tile.page, {"snapshot": day, **tile.address}, figure=figure)
    file = taken(site, export_link(at))
    where = {c: v for c, v in tile.address.items() if c not in ("snapshot", "lang")}
    assert file.body == narrowed(file_of(query["list"], day), where)
    assert listed(at) == len(rows(file.body)) == of
    # a share is rounded once, from its counts
    is_share = query["unit"] == "ratio" and of
    exact = Decimal(n) / Decimal(of) if is_share else value
    assert tile.metric == DUTCH.figure(exact, query["unit"])
    counts = DUTCH(
        "figures.counts", numerator=DUTCH.number(n), denominator=DUTCH.number(of)
    )
    is_ratio = query["unit"] == "ratio"
    assert tile.definition_of("Teller") == (DUTCH.number(n) if is_ratio else None)
    assert tile.definition_of("Noemer") == (DUTCH.number(of) if is_ratio else None)
    assert DUTCH.definition(query) in tile.definition
    number = counts if "counted" in query.entries else tile.metric
    assert f"{DUTCH.title(query)}: **{number}**" in notices(at)


@pytest.mark.parametrize("day", [DAY, LATER, EMPTY])
@EACH_FIGURE
def test_key_figures_file_says_what_the_lists_say(figure: str, day: str) -> None:
    (row,) = (r for r in rows(file_of("key_figures", day)) if r["name"] == figure)
    value, n, of = recounted(figure, day)
    assert (float(row["value"]) if row["value"] else None) == value
    if FIGURES[figure]["unit"] == "ratio":
        assert (int(row["numerator"]), int(row["denominator"])) == (n, of)


@EACH_FIGURE
def test_filters_of_a_tile_stand_on_its_page(figure: str) -> None:
    tile = tiles(DAY)[figure]
    assert tile.page == FIGURES[figure]["list"]
    assert tile.address.keys() - {"snapshot", "lang"} <= set(filters_of(tile.page))


def test_every_link_takes_language_and_snapshot_along() -> None:
    for tile in tiles(DAY, "en").values():
        assert (tile.address["lang"], tile.address["snapshot"]) == (["en"], [DAY])


@EACH_FIGURE
def test_tile_says_whether_the_target_is_met(figure: str) -> None:
    rows = policy.load("targets").iter_rows()
    targets = {name: (target, margin or 0) for name, target, margin in rows}
    value, (target, margin) = (
        recounted(figure, LATER)[0],
        targets.get(figure, (None, 0)),
    )
    light = "none"
    if target is not None:
        assert value is not None
        higher = FIGURES[figure]["better"] == "higher"
        missed = round(target - value if higher else value - target, 4)
        light = "green" if missed <= 0 else "amber" if missed <= margin else "red"
    says = {f"{sentences.SHAPES[light]} {DUTCH(f'standing.short.{light}')}"}
    if light == "red":
        # one that does not call is hollow, and says why; data/figures says which
        says |= {
            f"{sentences.HOLLOW} {DUTCH(f'standing.calm.{why}')}"
            for why in ("better", "single")
        }
    tile = tiles(LATER)[figure]
    assert tile.light == light
    assert tile.state in says


@EACH_LANGUAGE
@EACH_FIGURE
def test_tile_says_which_way_its_figure_went(figure: str, language: str) -> None:
    value, before = recounted(figure, LATER)[0], recounted(figure, DAY)[0]
    assert value is not None
    assert before is not None
    change, better = value - before, FIGURES[figure]["better"]
    unit = FIGURES[figure]["unit"]
    if DUTCH.figure(value, unit) == DUTCH.figure(before, unit):
        change = 0
    way = "changed" if better == "neutral" else "worse"
    if change == 0:
        way = "same"
    elif (change > 0) == (better == "higher") and better != "neutral":
        way = "better"
    start, _, _ = words_for(language).texts[f"standing.way.{way}"].partition("{change}")
    text = tiles(LATER, language)[figure].way
    assert text.startswith(start)
    assert change == 0 or ("+" if change > 0 else "−") in text


def test_first_snapshot_has_nothing_to_be_compared_with() -> None:
    at = seen("overview", "nl", EMPTY)
    captions = [each.value for each in at.caption]
    assert sum(DUTCH("standing.first") in caption for caption in captions) == 1
    assert {tile.way for tile in tiles(EMPTY).values()} == {""}
    compared = re.escape(DUTCH("figures.compared", day="@")).replace("@", ".+")
    assert not any(re.search(compared, text) for text in texts(at))


@pytest.mark.parametrize("name", ["requests", "retention"])
def test_narrowing_a_tiles_list_drops_the_tiles_number(name: str) -> None:
    figure = next(f for f in FIGURES if tiles(DAY)[f].page == name)
    at = opened(name, {"snapshot": DAY, **tiles(DAY)[figure].address}, figure=figure)
    assert len(notices(at)) == 1
    any_ = at.multiselect(f"{name}.{'kind' if name == 'requests' else 'category'}")
    at = any_.set_value([{"requests": "access", "retention": "health"}[name]]).run()
    assert notices(at) == []
