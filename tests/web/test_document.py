"""What goes with the document of a page is there before anything is drawn."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from pages.parts.web.document import STYLES
from tests.support.browser import listen, ready
from tests.support.web import fetch

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Server

MOST = 0.1
"""How much of a page may move while it is drawn, and be called good (web.dev/cls)."""
MOVED = """
new PerformanceObserver((seen) => seen.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.moved = (window.moved ?? 0) + entry.value
})).observe({type: "layout-shift", buffered: true})
"""


def test_document_of_a_page_has_its_style_and_where_the_server_is(site: Server) -> None:
    page = fetch(site, "/overview")
    assert page.text.count("</body>") == page.text.count("BACKEND_BASE_URL") == 1
    for path in STYLES:
        assert path.read_text(encoding="utf-8") in page.text, path
    assert "etag" not in page.headers
    packed = fetch(site, "/overview", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == page.body
    assert packed.headers["content-security-policy"]


def test_what_is_no_page_is_sent_as_it_was(site: Server) -> None:
    script = page_script(fetch(site, "/").text)
    assert b"BACKEND_BASE_URL: location" not in fetch(site, script).body
    assert fetch(site, "/overview", "HEAD").body == b""


def page_script(document: str) -> str:
    return document.partition('src=".')[2].partition('"')[0]


@pytest.mark.browser
def test_what_is_drawn_first_stays_where_it_stands(page: Page, site: Server) -> None:
    heard: list[str] = []
    listen(page, heard)
    page.add_init_script(MOVED)
    for name in ("overview", "transfers"):
        page.goto(f"{site.url}/{name}")
        ready(page)
        assert (page.evaluate("window.moved") or 0) < MOST, name
    assert heard == []
