"""What a page is drawn with is scripts for with its document, not while it is drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pages.parts.web import preload
from tests.support.browser import ready
from tests.support.walk import drawn
from tests.support.web import fetch

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Server

SCRIPT = re.compile(r'static/js/([^"?]+\.js)')


def test_every_kind_of_element_is_one_file_of_the_front_end() -> None:
    folder = preload.FRONT_END / "static" / "js"
    for kind in (*preload.EVERYWHERE, *preload.LISTS):
        assert len([*folder.glob(f"{kind}.*.js")]) == 1, f"Streamlit has no one {kind}"


def kinds(document: str) -> set[str]:
    return {name.partition(".")[0] for name in SCRIPT.findall(document)}


@pytest.mark.parametrize("page", ["overview", "breaches", "agenda"])
def test_document_names_each_part_once_and_no_chart(page: str, site: Server) -> None:
    document = fetch(site, f"/{page}").text
    named = SCRIPT.findall(document)
    assert len(named) == len({*named})
    assert kinds(document) > {*preload.EVERYWHERE}
    assert "PlotlyChart" not in kinds(document)
    has_list = f"/{page}" in preload.pages_with_a_list()
    assert has_list == (page != "overview") == (kinds(document) > {*preload.LISTS})


@pytest.mark.browser
def test_list_is_drawn_with_what_its_document_names(page: Page, site: Server) -> None:
    scripts: list[str] = []
    page.on("request", lambda request: scripts.extend(SCRIPT.findall(request.url)))
    page.goto(f"{site.url}/breaches")
    ready(page)
    drawn(page)
    named = SCRIPT.findall(fetch(site, "/breaches").text)
    assert "DataFrame" in {name.partition(".")[0] for name in scripts}
    assert {*scripts} <= {*named}
