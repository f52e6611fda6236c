"""Signing in with a real provider, in a real browser: who gets in, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import ready
from tests.signing import Site, signed

PEOPLE = {"dora": ["dpo"], "mark": ["management"], "both": ["management", "dpo"]}


@pytest.fixture(scope="module")
def running(
    snapshots: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with signed(snapshots, tmp_path_factory.mktemp("signed")) as site:
        yield site


@pytest.fixture
def gated(running: Site) -> Site:
    running.people(PEOPLE)
    running.put_forward(0)
    return running


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize").click()
    ready(page)


def is_out(page: Page, why: str) -> None:
    expect(page.get_by_text(why)).to_be_visible()
    expect(page.get_by_role("button", name="Aanmelden")).to_have_count(1)
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    text = page.locator("body").inner_text()
    assert not re.search(r"202\d", text)


def test_visitor_sees_one_button_and_no_day(gated: Site, page: Page) -> None:
    for path in ("/", "/retention", "/snapshot", "/client?client=C-000001"):
        page.goto(gated.url + path)
        ready(page)
        is_out(page, "Meld u aan")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_dpo_lands_on_the_page_that_was_asked_for(gated: Site, page: Page) -> None:
    page.goto(f"{gated.url}/requests?status=overdue")
    ready(page)
    sign_in(page, "dora")
    assert page.url == f"{gated.url}/requests?status=overdue"
    expect(
        page.get_by_role("heading", name="Verzoeken van betrokkenen")
    ).to_be_visible()
    expect(page.get_by_text("Functionaris gegevensbescherming")).to_be_visible()
