"""The language changed there and back, on every page, with a choice made."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import TimeoutError, expect

from data.words import words_for
from pages.parts.session import routes
from tests.support.browser import beside, listen, ready, unfold
from tests.support.sealed import DAY
from tests.support.walk import addresses, drawn, turn

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Locator, Page

    from tests.support.browser import Server

pytestmark = pytest.mark.browser
DUTCH, ENGLISH = "nl", "en"
REACHED = 5_000
"""Milliseconds within which a click reaches the server and comes back."""


def take(page: Page, language: str) -> None:
    name = words_for(language)("language.name")
    beside(page).get_by_role("radio", name=name).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.keyboard.press("Escape")
    ready(page)


def choose(page: Page) -> None:
    """Choose in the first control of the page that offers a choice, if one does."""
    drawn(page)
    main = page.get_by_test_id("stMain")
    boxes, radios = main.get_by_role("combobox"), main.get_by_role("radio")
    before = page.url
    if boxes.count():
        unfold(boxes.first)
        page.get_by_role("option").last.click()
        page.keyboard.press("Escape")
    elif radios.count():
        radios.last.click()
    else:
        return
    # a click takes its time; some choices are of no other address
    with suppress(TimeoutError):
        page.wait_for_url(lambda url: url != before, timeout=REACHED)
    ready(page)


def chosen(page: Page) -> dict[str, list[str]]:
    """Read what the address asks for, language and place aside."""
    query = parse_qs(urlsplit(page.url).query)
    return {name: values for name, values in query.items() if name != "lang"}


def numbers(page: Page) -> list[str]:
    """Read the numbers of the headings: how many rows there are of each thing."""
    heads = page.get_by_test_id("stMain").get_by_role("heading", level=2)
    return [re.sub(r"\D", "", text) for text in heads.all_inner_texts()]


def alarms(page: Page) -> Locator:
    return page.get_by_test_id("stAlertContentError")


class Walker:
    """One reader who goes past every page of the menu, and what the browser says."""

    def __init__(self, page: Page) -> None:
        """Begin on an empty page."""
        self.page = page
        self.complaints: list[str] = []
        listen(page, self.complaints)

    @property
    def language(self) -> str:
        """Return the language that the last page was left in."""
        return self.page.locator("html").get_attribute("lang") or DUTCH


@pytest.fixture(scope="module")
def walker(visitor: BrowserContext) -> Walker:
    """Return the reader of this module."""
    return Walker(visitor.new_page())


@pytest.fixture(scope="module")
def known(snapshots: Path) -> dict[str, dict[str, str]]:
    """Return the address of every page in each language."""
    return {language: addresses(snapshots, language) for language in (DUTCH, ENGLISH)}


def is_sound(page: Page, name: str, language: str) -> None:
    """Hold a page against its name; nothing on it is an alarm or asks for anything."""
    title = words_for(language)(f"pages.{name}.title")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(alarms(page)).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)


# All draw their controls alike; every fourth is looked at by day, all at night.
@pytest.mark.parametrize(
    "name",
    [
        name if nth % 4 == 0 else pytest.param(name, marks=pytest.mark.nightly)
        for nth, name in enumerate(routes.PAGES)
    ],
)
def test_language_there_and_back_keeps_what_was_chosen(
    walker: Walker, site: Server, known: dict[str, dict[str, str]], name: str
) -> None:
    page, first = walker.page, walker.language
    other = ENGLISH if first == DUTCH else DUTCH
    turn(page, site.url + known[first][name], name, first)
    is_sound(page, name, first)
    assert page.title().startswith(words_for(first)(f"pages.{name}.title"))
    choose(page)
    choice, heads = chosen(page), numbers(page)
    for language in (other, first):
        take(page, language)
        is_sound(page, name, language)
        assert chosen(page) == choice
        assert numbers(page) == heads
    assert walker.complaints == []


def test_click_after_the_switch_keeps_the_filter_and_its_file(
    page: Page, site: Server
) -> None:
    page.goto(f"{site.url}/retention?snapshot={DAY}&status=overdue")
    ready(page)
    rows = numbers(page)
    for language, label in ((ENGLISH, "Descending"), (DUTCH, "Aflopend")):
        take(page, language)
        page.get_by_test_id("stMain").get_by_text(label, exact=True).click()
        ready(page)
        assert numbers(page) == rows
        assert chosen(page)["status"] == ["overdue"]
        menu = words_for(language)("list.download")
        page.get_by_role("button", name=menu).click()
        link = page.get_by_test_id("stPopoverBody").get_by_role("link", name="CSV")
        link = link.first
        assert "status=overdue" in str(link.get_attribute("href"))
        page.keyboard.press("Escape")
        status = words_for(language).code("retention_status", "overdue")
        box = page.get_by_test_id("stMultiSelect").first
        expect(box).to_contain_text(status)


def test_older_snapshot_stays_chosen_over_both_switches(
    page: Page, site: Server
) -> None:
    page.goto(f"{site.url}/overview?snapshot={DAY}")
    ready(page)
    for language in (ENGLISH, DUTCH, ENGLISH):
        take(page, language)
        assert chosen(page)["snapshot"] == [DAY]
        expect(alarms(page)).to_have_count(0)


def test_address_of_no_day_shows_the_newest_and_says_so(
    page: Page, site: Server
) -> None:
    page.goto(f"{site.url}/overview?snapshot=20+nov+2026+(nieuwste)")
    ready(page)
    expect(alarms(page)).to_have_count(0)
    title = words_for(DUTCH)("pages.overview.title")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
