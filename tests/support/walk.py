"""The pages as a reader comes to them, each with something on it to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from data import snapshot
from data.ask import Filter, Question, ask
from data.words import words_for
from pages.parts.session import routes
from tests.support.browser import ready
from tests.support.sealed import a_reader

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


def numbers(snapshots: Path) -> dict[str, str]:
    """Return what each page about one thing is opened for: a client's latest request.

    Of the newest snapshot; the client is the one who made the request, the activity
    the first of the register.
    """
    reader = a_reader()
    try:
        newest = snapshot.find(snapshots, None)
        of_clients = (Filter("subject", "client"),)
        worst = Question("requests", of_clients, order="-days_overdue")
        row = ask(reader, newest, worst, limit=1).row(0, named=True)
        first = ask(reader, newest, Question("register"), limit=1)
    finally:
        reader.close()
    return {
        "request": row["request_id"],
        "client": row["client_id"],
        "activity": first["activity_id"][0],
    }


def addresses(snapshots: Path, language: str) -> dict[str, str]:
    """Return the address of every page, by its name; KeyError where one needs a number.

    Each page about one thing has a line in `numbers`.
    """
    known = numbers(snapshots)
    return {
        name: f"/{name}?"
        + urlencode(
            ({name: known[name]} if name in routes.HIDDEN else {}) | {"lang": language}
        )
        for name in routes.PAGES
    }


def turn(page: Page, url: str, name: str, language: str) -> None:
    """Go from one page to another as a reader does, by the menu where it has it.

    Returns when all that the page shows is drawn.
    """
    title = words_for(language)(f"pages.{name}.title")
    menu = page.get_by_test_id("stSidebarNav").get_by_role("link", name=title)
    if name not in routes.HIDDEN and menu.count() == 1:
        menu.click()
    else:
        page.goto(url)
    page.get_by_role("heading", name=title, level=1).wait_for()
    ready(page)
    drawn(page)


DRAWN = """() => {
  const all = (of) => [...document.querySelectorAll(`[data-testid=${of}]`)]
  return all("stSkeleton").length === 0
    && all("stPlotlyChart").every((e) => e.querySelector(".main-svg"))
    && all("stDataFrame").every((e) => e.querySelector("canvas"))
}"""
"""Tells whether no chart or table is still a place that waits for its content."""


def drawn(page: Page) -> None:
    """Wait until every chart and table has its content."""
    page.wait_for_function(DRAWN)
