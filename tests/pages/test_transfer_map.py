"""The map of transfers and the timeline of mechanisms: drawn without any other host."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from data import policy
from data.ask import Reader, ask
from data.words import LANGUAGES, words_for
from pages.parts.flows import transfer_map as maps
from pages.parts.flows import validity_timeline, world_map
from pages.parts.shell.context import PageContext
from tests.support import browser
from tests.support.browser import Server
from tests.support.screen import charts, opened
from tests.support.sealed import DAY, EMPTY, sample
from tests.support.tables import tables
from tests.support.web import exported, narrowed, rows

DUTCH = words_for("nl")


@pytest.fixture(autouse=True)
def _shown(snapshots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))


# The outlines


def test_outlines_are_small_and_say_where_they_are_from() -> None:
    assert world_map.OUTLINES.stat().st_size < 400_000
    note = (world_map.OUTLINES.parent / "README.md").read_text(encoding="utf-8")
    assert "public domain" in note
    assert "Natural Earth" in note


def test_every_ring_is_a_line_of_points_on_the_earth() -> None:
    for rings in world_map.outlines()["shapes"].values():
        for ring in rings:
            assert len(ring) % 2 == 0
            assert len(ring) >= 6
            assert all(-181 <= x <= 191 for x in ring[::2])
            assert all(-90 <= y <= 90 for y in ring[1::2])


def test_no_outline_runs_across_the_whole_map() -> None:
    for rings in world_map.outlines()["shapes"].values():
        for ring in rings:
            steps = zip(ring[::2], ring[2::2], strict=False)
            assert max(abs(a - b) for a, b in steps) < 60


@pytest.mark.parametrize("table", ["eea", "adequacy"])
def test_every_country_that_matters_has_a_place(table: str) -> None:
    rows = policy.load(table)
    if "note" in rows.columns:  # territories are drawn with the country they are of
        rows = rows.filter(pl.col("note").is_null())
    places = world_map.outlines()["places"]
    assert [c for c in rows["country"] if c not in places] == []


def test_places_lie_where_the_countries_are() -> None:
    places = world_map.outlines()["places"]
    for code, x, y in (
        ("NL", 5, 52),
        ("US", -99, 39),
        ("IN", 79, 23),
        ("NZ", 171, -43),
    ):
        assert abs(places[code][0] - x) < 3
        assert abs(places[code][1] - y) < 3


# The map


def drawn(at: AppTest) -> dict[str, Any]:
    """Return the figure of the map: the second chart of the page."""
    return charts(at)[1]


def labels(at: AppTest) -> dict[str, tuple[str, str]]:
    """Return the address behind each country's label, its sign and its number."""
    by_country: dict[str, tuple[str, str]] = {}
    for note in drawn(at)["layout"]["annotations"]:
        match = re.fullmatch(r'<a href="([^"]+)"[^>]*>(.) .+ (\d+)</a>', note["text"])
        assert match, note["text"]
        country = parse_qs(urlsplit(match[1]).query)["country"][0]
        by_country[country] = (match[1], f"{match[2]}{match[3]}")
    return by_country


def running(reader: Reader) -> dict[str, list[str]]:
    rows = ask(reader, sample(), "transfers")
    by_country: dict[str, list[str]] = {}
    for country, status in rows.select("country", "status").iter_rows():
        if status not in ("ended", "within_eea"):
            by_country.setdefault(country, []).append(status)
    return by_country


@pytest.mark.parametrize("language", LANGUAGES)
def test_map_has_every_country_with_its_gravest_sign_and_number(
    reader: Reader, language: str
) -> None:
    at = opened("transfers", snapshot=DAY, lang=language, view="chart")
    expected = {
        country: f"{maps.MARKS[maps.worst(statuses)]}{len(statuses)}"
        for country, statuses in running(reader).items()
    }
    assert {c: label for c, (_, label) in labels(at).items()} == expected
    text = json.dumps(drawn(at), ensure_ascii=False)
    assert words_for(language).country("CH") in text


def test_label_of_a_country_opens_exactly_its_transfers() -> None:
    for address, label in labels(
        opened("transfers", snapshot=DAY, view="chart")
    ).values():
        listed = opened("transfers", parse_qs(urlsplit(address).query))
        rows = "rij" if label[1:] == "1" else "rijen"
        assert f"{label[1:]} {rows}" in [each.value for each in listed.header]


def test_map_follows_the_filters_of_the_list() -> None:
    at = opened("transfers", snapshot=DAY, country="CH", view="chart")
    assert set(labels(at)) == {"CH"}


def test_status_is_told_by_a_sign_too() -> None:
    assert maps.MARKS.keys() == set(maps.GRAVEST)
    bad = {maps.MARKS[status] for status in maps.WITHOUT}
    assert bad.isdisjoint(maps.MARKS[s] for s in maps.GRAVEST if s not in maps.WITHOUT)


def test_map_says_in_words_and_in_a_table_what_it_shows(reader: Reader) -> None:
    at = opened("transfers", snapshot=DAY, view="chart")
    alt = at.get("plotly_chart")[1].proto.alt
    (shown,) = (t.value for t in tables(at) if DUTCH("map.worst") in t.value.columns)
    assert len(shown) == len(running(reader))
    for country in running(reader):
        assert DUTCH.country(country) in alt
        assert any(
            DUTCH.country(country) in cell.replace("\\", "")
            for cell in shown.iloc[:, 0]
        )


def test_no_transfer_means_no_map() -> None:
    assert not opened("transfers", snapshot=EMPTY, view="chart").get("plotly_chart")
    narrowed = opened("transfers", snapshot=DAY, status="within_eea", view="chart")
    assert len(narrowed.get("plotly_chart")) == 1  # of the validity of grounds


def test_country_without_a_place_is_named_under_the_map() -> None:
    at = AppTest.from_function(_beside)
    at.run()
    assert DUTCH.country("BQ") in "\n".join(each.value for each in at.caption)


def _beside() -> None:
    from data.words import words_for
    from pages.parts.flows import transfer_map as maps
    from pages.parts.shell.context import PageContext
    from tests.support.sealed import sample

    maps._draw_table(PageContext(sample(), words_for("nl")), {"BQ": {"missing": 1}})


# The timeline


def test_timeline_has_every_dated_mechanism_and_decision() -> None:
    at = opened("transfers", snapshot=DAY, view="chart")
    bars = [each for each in charts(at)[2]["data"] if each["type"] == "bar"]
    dated = policy.load("mechanisms")["valid_from"].is_not_null().sum()
    assert sum(len(each["y"]) for each in bars) == (
        dated + policy.load("adequacy").height
    )


def test_bar_lasts_from_the_first_to_the_last_day() -> None:
    at = opened("transfers", snapshot=DAY, view="chart")
    label = DUTCH.code("mechanism", "privacy_shield")
    for bar in (each for each in charts(at)[2]["data"] if each["type"] == "bar"):
        for name, base, length in zip(bar["y"], bar["base"], bar["x"], strict=True):
            if label in name:
                assert base == "2016-07-12"
                last = date(2016, 7, 12).toordinal() + length // 86_400_000
                assert date.fromordinal(last) == date(2020, 7, 15)
                assert name.startswith("✘")
                return
    pytest.fail("no bar for the Privacy Shield")


def test_line_stands_at_the_day_of_the_snapshot() -> None:
    at = opened("transfers", snapshot=DAY, view="chart")
    (line,) = [each for each in charts(at)[2]["data"] if each["type"] == "scatter"]
    assert line["x"] == [DAY, DAY]


def test_transfers_of_a_mechanism_are_those_of_the_list(reader: Reader) -> None:
    rows = ask(reader, sample(), "transfer_grounds").filter(kind="mechanism")
    assert rows["transfers"].sum() == sum(map(len, running(reader).values()))
    transfers = ask(reader, sample(), "transfers")
    bad = transfers["status"].is_in(["invalid", "missing"]).sum()
    assert rows["without_ground"].sum() == bad


@pytest.mark.parametrize(
    ("text", "dutch"),
    [
        ("GDPR Art. 46(2)(b) and 47", "AVG art. 46 lid 2 onder b en 47"),
        (
            "Implementing Decision (EU) 2023/1795; upheld T-553/23 (2025-09-03)",
            "Uitvoeringsbesluit (EU) 2023/1795",
        ),
        (
            "Implementing Decision (EU) 2026/179 (C(2026) 373) of 2026-01-26, OJ x",
            "Uitvoeringsbesluit (EU) 2026/179",
        ),
        ("Decision 2010/625/EU; kept in force by review", "Besluit 2010/625/EU"),
    ],
)
def test_reference_is_cited_as_the_reader_cites(text: str, dutch: str) -> None:
    cited = validity_timeline.reference(PageContext(sample(), DUTCH), text)
    assert cited.replace("\\", "") == dutch


# In a real browser


def test_map_is_drawn_without_asking_another_host(
    site: Server, new_page: Callable[..., Page], snapshots: Path
) -> None:
    page = new_page()
    page.goto(f"{site.url}/transfers?snapshot={DAY}&view=chart")
    browser.ready(page)
    country = page.locator(".annotation-text a", has_text=DUTCH.country("CH"))
    country.wait_for()
    assert page.locator(".scatterlayer .fills path.js-fill").count() >= 3
    address = country.get_attribute("href") or country.get_attribute("xlink:href")
    assert address
    assert parse_qs(urlsplit(address).query)["country"] == ["CH"]
    page.locator(".annotation", has_text=DUTCH.country("CH")).click()
    page.wait_for_url(re.compile("country=CH"))
    browser.ready(page)
    theirs = rows(narrowed(exported("transfers", snapshots), {"country": ["CH"]}))
    page.get_by_role("heading", name=f"{len(theirs)} rijen").wait_for()
