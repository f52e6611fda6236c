"""Disclosures: every count of them is a list of just those, and says so by its rule."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from data.ask import Filter, Question, Reader, ask
from tests.pages.test_chart_links import links
from tests.pages.test_dossier import pick
from tests.support.browser import Server, ready
from tests.support.recomputed.dates import plus_months
from tests.support.screen import (
    DUTCH,
    PATIENCE,
    charts,
    is_quiet,
    letters,
    listed,
    looking,
    opened,
)
from tests.support.sealed import DAY, SAMPLE, sample
from tests.support.tables import tables

pytestmark = pytest.mark.usefixtures("shown")
AGAINST = {
    "recipient_kind": "recipient_kind",
    "recipient": "recipient_id",
    "purpose": "purpose",
}
"""What the register is held against by disclosures, and their column of it."""


@pytest.fixture(scope="module")
def disclosed(reader: Reader) -> list[dict[str, Any]]:
    return ask(reader, sample(), "disclosures").to_dicts()


def source(table: str) -> pl.DataFrame:
    return pl.read_csv(SAMPLE / "source" / f"{table}.csv", infer_schema=False)


# What a row says


def test_list_has_every_disclosure_once(disclosed: list[dict[str, Any]]) -> None:
    keys = [row["disclosure_id"] for row in disclosed]
    assert sorted(keys) == sorted(source("disclosure")["disclosure_id"])


def test_disclosed_in_12_months_is_after_that_day_a_year_ago(
    disclosed: list[dict[str, Any]],
) -> None:
    first = plus_months(sample().as_of, -12)
    assert {row["disclosed_12m"] for row in disclosed} == {True, False}
    for row in disclosed:
        assert row["disclosed_12m"] == (row["disclosed_on"] > first)


def test_recipients_count_the_disclosures_of_12_months_that_are_listed(
    reader: Reader, disclosed: list[dict[str, Any]]
) -> None:
    counted = Counter(row["recipient_id"] for row in disclosed if row["disclosed_12m"])
    for row in ask(reader, sample(), "recipients").iter_rows(named=True):
        assert row["disclosures_12m"] == counted[row["recipient_id"]]


def test_registered_is_what_an_activity_names_together(
    disclosed: list[dict[str, Any]],
) -> None:
    columns = ("recipient_kinds", "categories", "purposes")
    named = {
        triple
        for activity in source("activity").select(columns).iter_rows()
        for triple in product(*((codes or "").split("|") for codes in activity))
    }
    assert {row["is_registered"] for row in disclosed} == {True, False}
    for row in disclosed:
        triple = row["recipient_kind"], row["category"], row["purpose"]
        assert row["is_registered"] == (triple in named)


@pytest.mark.parametrize("against", AGAINST)
def test_no_disclosure_of_what_the_register_does_not_name_is_in_it(
    against: str, reader: Reader, disclosed: list[dict[str, Any]]
) -> None:
    filters = (Filter("dimension", against), Filter("verdict", "found"))
    apart = ask(reader, sample(), Question("matrix", filters))
    pairs = set(apart.select("member", "category").iter_rows())
    some = [
        row for row in disclosed if (row[AGAINST[against]], row["category"]) in pairs
    ]
    assert len(some) == apart["found"].sum() > 0
    assert not any(row["is_registered"] for row in some)


def test_categories_of_a_recipient_are_those_ever_disclosed_to_it(
    reader: Reader, disclosed: list[dict[str, Any]]
) -> None:
    got: dict[str, set[str]] = {}
    for row in disclosed:
        got.setdefault(row["recipient_id"], set()).add(row["category"])
    rows = ask(reader, sample(), "recipients").select("recipient_id", "categories")
    assert rows.rows() == [
        (recipient, sorted(got.get(recipient, ())))
        for recipient in rows["recipient_id"]
    ]


# What a count opens


def leading(at: AppTest, page: str) -> list[tuple[int, dict[str, list[str]]]]:
    """Return the counts in a page's tables that are links to a list, each once."""
    pairs = {
        (int(re.sub(r"\D", "", number)), urlsplit(target).query)
        for table in tables(at)
        for cell in table.value.to_numpy().ravel()
        for number, target in re.findall(
            rf"\[(?:[✔✘] )?([\d\\.]+)\]\((/{page}\?[^)]+)\)", str(cell)
        )
    }
    return [(number, parse_qs(query)) for number, query in sorted(pairs)]


def mistaken(
    page: str, counts: list[tuple[int, dict[str, list[str]]]]
) -> Iterator[tuple[int, int]]:
    """Return each count that is not what its link opens; some of many are opened."""
    for number, address in counts[:: max(1, len(counts) // 12)]:
        to = opened(page, address)
        assert is_quiet(to)
        if listed(to) != number:
            yield number, listed(to)


@pytest.mark.parametrize("narrowed", [{}, {"role": "processor"}])
def test_bar_of_a_category_counts_the_recipients_that_it_opens(
    narrowed: dict[str, str],
) -> None:
    at = opened("recipients", narrowed, snapshot=DAY, view="chart")
    bars = [(n, to) for n, page, to in links(at) if to.keys() >= {"categories"}]
    drawn = charts(at)[1]["data"][0]["x"]
    assert sorted(n for n, _ in bars) == sorted(drawn)
    assert all(set(to) >= set(narrowed) for _, to in bars)
    assert list(mistaken("recipients", bars)) == []


@pytest.mark.parametrize("narrowed", [{}, {"country": "US"}, {"role": "processor"}])
def test_no_category_is_said_to_be_first_where_others_are_too(
    narrowed: dict[str, str],
) -> None:
    at = opened("recipients", narrowed, snapshot=DAY, view="chart")
    bars = charts(at)[1]["data"][0]
    most = max(bars["x"])
    first = [name for name, n in zip(bars["y"], bars["x"], strict=True) if n == most]
    phrase = f"naar de meeste ontvangers: {most} van "
    (title,) = [t for m in at.markdown if phrase in (t := letters(m.value))]
    begins = first[0] if len(first) == 1 else f"{len(first)} categorieën"
    assert title.startswith(f"**{begins} ")


def test_bars_by_category_are_of_those_that_are_asked_for() -> None:
    at = opened(
        "recipients", {"categories": ["health", "identity"]}, snapshot=DAY, view="chart"
    )
    drawn = charts(at)[1]["data"][0]["y"]
    assert set(drawn) == {DUTCH.code("category", c) for c in ("health", "identity")}


def test_cell_of_category_and_purpose_counts_the_disclosures_it_opens(
    reader: Reader,
) -> None:
    at = opened("recipients", snapshot=DAY, view="chart")
    cells = leading(at, "disclosures")
    filters = (Filter("dimension", "purpose"), Filter("found", "1.."))
    assert len(cells) == ask(reader, sample(), Question("matrix", filters)).height
    assert all(set(address) >= {"category", "purpose"} for _, address in cells)
    assert list(mistaken("disclosures", cells)) == []


@pytest.mark.parametrize("against", AGAINST)
def test_cell_of_the_register_against_reality_opens_its_disclosures(
    against: str,
) -> None:
    at = opened("register", snapshot=DAY, against=against)
    cells = [
        (n, address)
        for n, address in leading(at, "disclosures")
        if AGAINST[against] in address and "disclosed_12m" not in address
    ]
    assert len(cells) > 9
    assert list(mistaken("disclosures", cells)) == []


def test_disclosures_beside_the_statement_open_their_12_months() -> None:
    at = opened("register", snapshot=DAY, against="ground")
    cells = leading(at, "disclosures")
    assert {
        tuple(sorted(set(address) - {"snapshot", "lang"})) for _, address in cells
    } == {
        ("category", "disclosed_12m"),
        ("disclosed_12m", "recipient_kind"),
    }
    assert list(mistaken("disclosures", cells)) == []


# The page


def test_recipient_is_chosen_by_name(reader: Reader) -> None:
    at = opened("disclosures", {"recipient_id": "RC-0001"}, snapshot=DAY)
    (name,) = ask(
        reader, sample(), Question("recipients", (Filter("recipient_id", "RC-0001"),))
    )["name"]
    box = at.multiselect("disclosures.recipient_id")
    assert box.value == ["RC-0001"]
    assert f"{name} (RC-0001)" in box.options
    assert box.options == sorted(box.options, key=str.casefold)


def test_recipient_that_got_nothing_is_asked_for_by_its_key() -> None:
    at = opened("disclosures", {"recipient_id": "RC-9999"}, snapshot=DAY)
    assert is_quiet(at)
    assert listed(at) == 0
    assert "RC-9999" in at.multiselect("disclosures.recipient_id").options


def test_newest_disclosures_come_first() -> None:
    at = opened("disclosures", snapshot=DAY)
    days = at.dataframe[0].value["disclosed_on"].to_list()
    assert days == sorted(days, reverse=True)


def a_picked_recipient() -> None:
    """Choose the first recipient of the list, as a page of its own."""
    from data.ask import ask
    from pages.parts.lists import row_panel
    from pages.parts.session.readers import reader
    from pages.parts.shell import context

    ctx = context.current()
    rows = ask(reader(), ctx.snapshot, "recipients")
    row_panel.offer(ctx, "recipients", rows, 0, "rows")


def test_evidence_about_a_recipient_is_shown_for_a_purpose_alone() -> None:
    for purpose in (None, "audit"):
        at = looking(AppTest.from_function(a_picked_recipient), purpose=purpose)
        at.query_params["snapshot"] = DAY
        at.run(timeout=PATIENCE)
        assert is_quiet(at)
        paragraphs = [each.value for each in at.markdown]
        assert f"**{DUTCH('purpose.title')}**" not in paragraphs
        assert f"**{DUTCH('dossier.findings_about')}**" in paragraphs
        about = [
            line for each in paragraphs for line in each.split("\n") if line[:2] == "- "
        ]
        assert about
        assert all((": " in line) == (purpose is not None) for line in about)
        assert any("/disclosures?" in each for each in paragraphs)


# In a browser


def told_by(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_click_on_a_cell_leads_to_its_disclosures(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/recipients?snapshot={DAY}&view=chart")
    ready(page)
    chart = page.locator("[data-testid=stPlotlyChart]").nth(2)
    chart.scroll_into_view_if_needed()
    mark = chart.locator(".scatterlayer .point").first
    mark.click(force=True)
    page.wait_for_url(re.compile(r"/disclosures\?"))
    ready(page)
    query = told_by(page)
    assert query["snapshot"] == [DAY]
    filters = {name: query[name] for name in ("category", "purpose")}
    number = listed(opened("disclosures", filters, snapshot=DAY))
    heading = DUTCH.count("units.rows", number)
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    page.get_by_role("link", name=DUTCH("pages.recipients.title")).first.click()
    page.get_by_role(
        "heading", name=DUTCH("pages.recipients.title"), level=1
    ).wait_for()
    ready(page)
    assert "/recipients" in page.url


def test_row_of_a_recipient_leads_to_its_disclosures_and_back(
    page: Page, site: Server
) -> None:
    page.goto(f"{site.url}/disclosures?snapshot={DAY}")
    ready(page)  # here it is asked for what purpose
    menu = page.get_by_test_id("stSidebarNav")
    menu.get_by_role("link", name=DUTCH("pages.recipients.title")).click()
    page.wait_for_url(re.compile(r"/recipients\b"))
    ready(page)
    pick(page, 0)
    page.get_by_role("link", name=DUTCH("dossier.to_disclosures")).click()
    page.wait_for_url(re.compile(r"/disclosures\?.*recipient_id=RC-\d+"))
    ready(page)
    (recipient,) = told_by(page)["recipient_id"]
    pick(page, 0)
    to_client = page.get_by_role("link", name=re.compile(DUTCH("dossier.to_client")))
    expect(to_client).to_be_visible()
    page.get_by_role("link", name=re.compile(DUTCH("dossier.to_recipient"))).click()
    page.wait_for_url(re.compile(r"/recipients\?"))
    ready(page)
    expect(page.get_by_label(DUTCH("list.search"), exact=True)).to_have_value(recipient)
    heading = DUTCH.count("units.rows", 1)
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
