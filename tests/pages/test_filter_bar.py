"""Filters behind a button: told where they narrow a list, and kept while hidden."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from data.words import LANGUAGES, Words, words_for
from tests.support.browser import Server, ready
from tests.support.screen import DUTCH, is_quiet, letters, looking, notices, opened
from tests.support.sealed import DAY


@pytest.mark.parametrize("words", [*map(words_for, LANGUAGES)], ids=LANGUAGES)
@pytest.mark.usefixtures("shown")
def test_filters_out_of_sight_are_told_in_the_readers_words(words: Words) -> None:
    where = {
        "channel": ["email", "letter"],
        "days_overdue": "1..7",
        "received_on.from": "2026-01-15",
    }
    at = opened("requests", where, snapshot=DAY, lang=words.language)
    named = {
        "channel": ", ".join(words.code("channel", c) for c in where["channel"]),
        "days_overdue": words("list.days", low="1", high="7"),
    }
    captions = [letters(caption.value) for caption in at.caption]
    (caption,) = [text for text in captions if words.column("channel") in text]
    for name, values in named.items():
        assert f"{words.column(name)}: {values}" in caption
    assert f"{words.column('received_on')}: {words('list.from').lower()}" in caption
    assert words.column("kind") not in caption


@pytest.mark.usefixtures("shown")
def test_nothing_is_told_of_filters_that_narrow_nothing() -> None:
    at = opened("requests", status="overdue", snapshot=DAY)
    assert DUTCH("list.also", filters="") not in notices(at)


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("wrong", ["days_overdue", "received_on.from"])
def test_address_that_is_no_filter_is_said_in_sight(wrong: str) -> None:
    at = opened("requests", {wrong: "soon"}, snapshot=DAY)
    label = DUTCH.column(wrong.partition(".")[0])
    assert [w.value for w in at.warning] == [
        DUTCH("errors.unknown_filter", filter=label)
    ]


def _two_pages_of_one_list() -> None:
    from pages.parts.lists.filter_bar import choose
    from pages.parts.lists.listing import Listing
    from pages.parts.shell import context

    choose(context.current(), Listing("transfers", "started_on"))
    choose(context.current(), Listing("transfers", "started_on", of_page="ending"))


@pytest.mark.usefixtures("shown")
def test_two_pages_of_one_list_have_controls_of_their_own() -> None:
    at = looking(AppTest.from_function(_two_pages_of_one_list, default_timeout=30))
    at.query_params["snapshot"] = DAY
    assert is_quiet(at.run())
    keys = {widget.key for widget in (*at.multiselect, *at.text_input)}
    for control in ("status", "search"):
        assert {f"transfers.{control}", f"ending.{control}"} <= keys


def test_filter_out_of_sight_holds_while_others_change(
    page: Page, site: Server
) -> None:
    page.goto(f"{site.url}/retention?system=crm&snapshot={DAY}")
    ready(page)
    page.get_by_role("combobox", name=DUTCH.column("status")).click()
    page.get_by_role("option").first.click()
    page.keyboard.press("Escape")
    page.wait_for_url("**status=**")
    ready(page)
    page.get_by_role("button", name=DUTCH("list.more")).click()
    system = page.get_by_test_id("stMultiSelect").filter(
        has_text=DUTCH.column("system")
    )
    expect(system).to_contain_text(DUTCH.code("system", "crm"))
    system.get_by_role("combobox").click()
    page.get_by_role("option").first.click()
    page.wait_for_url("**system=crm&system=**")
    ready(page)
    expect(system).to_contain_text(DUTCH.code("system", "crm"))
