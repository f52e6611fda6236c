"""A privacy officer's way with the keyboard alone: nothing here touches the mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Server, ready
from tests.support.screen import DUTCH
from tests.support.sealed import DAY
from tests.support.web import Where, exported, narrowed, rows

MOST = 120
"""Presses of a key that a part of a page may lie away."""

_FOCUS = """() => {
  const e = document.activeElement
  const ringed = e.type === "checkbox" ? e.closest("label") : e
  const spoken = e.cloneNode(true)
  spoken.querySelectorAll("[aria-hidden=true]").forEach((icon) => icon.remove())
  return {
    name: (e.getAttribute("aria-label") || spoken.textContent || "").trim(),
    tag: e.tagName,
    ring: getComputedStyle(ringed).outlineStyle,
  }
}"""
RINGED = ("A", "BUTTON", "SUMMARY")
"""Tags that get a ring; a field changes its border, a cell is framed by the grid."""


def focused(page: Page) -> dict[str, Any]:
    """Tell what has the focus: its name, its tag, and the ring around it."""
    focus: dict[str, Any] = page.evaluate(_FOCUS)
    return focus


def reach(page: Page, name: str, key: str = "Tab") -> list[str]:
    """Press a key until what has this name has the focus; return what was passed."""
    passed: list[str] = []
    for _ in range(MOST):
        page.keyboard.press(key)
        passed.append(focused(page)["name"])
        if passed[-1] == name or passed[-1].startswith(f"{name}: "):
            return passed
    pytest.fail(f"{MOST} times {key} never reached {name!r}: {passed}")


def arrive(page: Page, url: str) -> None:
    """Open a page as somebody who said before what for: nothing has the focus."""
    page.goto(url)
    ready(page)
    page.goto(url)
    ready(page)


def press(page: Page, *keys: str) -> None:
    """Press keys, and wait until the page has answered."""
    for key in keys:
        page.keyboard.press(key)
    ready(page)


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a list that has to be reached first."""
    reach(page, label)
    page.keyboard.type(option)
    expect(page.get_by_role("option").first).to_be_visible()
    press(page, "ArrowDown", "Enter")


def test_tab_passes_everything_in_the_order_of_the_page(
    page: Page, site: Server
) -> None:
    arrive(page, f"{site.url}/retention")
    passed = reach(page, DUTCH("list.download"))
    steps = iter(passed)
    order = ["Skip to main content", DUTCH("find.label"), DUTCH("app.settings")]
    order += ["Bewaartermijnen", "Bewijs"]
    order += ["Status", "Opdrachtgever", "Zoeken", "Downloaden"]
    assert [step for step in order if step not in steps] == [], passed


def test_what_has_the_focus_can_be_seen(page: Page, site: Server) -> None:
    arrive(page, f"{site.url}/retention")
    met = set()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        now = focused(page)
        is_switch = now["name"] == DUTCH("list.descending")
        if now["tag"] in RINGED or is_switch:
            met.add("switch" if is_switch else now["tag"])
            assert now["ring"] == "solid", now["name"]
        if met == {*RINGED, "switch"}:
            break
    assert met == {*RINGED, "switch"}


def test_purpose_is_chosen_without_a_mouse(
    new_page: Callable[..., Page], site: Server
) -> None:
    page = new_page()
    page.goto(f"{site.url}/requests")
    page.get_by_text(DUTCH("purpose.title")).wait_for()
    reach(page, DUTCH("purpose.label"))
    page.keyboard.type("audit")
    for key in ("ArrowDown", "Enter"):
        page.keyboard.press(key)
    reach(page, DUTCH("purpose.go"))
    page.keyboard.press("Enter")
    expect(page.get_by_label(DUTCH("list.sort"))).to_be_visible()


def test_skip_link_leads_past_the_menu(page: Page, site: Server) -> None:
    arrive(page, f"{site.url}/requests")
    reach(page, "Skip to main content")
    page.keyboard.press("Enter")
    assert focused(page)["tag"] == "MAIN"
    passed = reach(page, "Status")
    assert len(passed) <= 4  # the chips and the views come before it


def test_request_is_found_opened_and_exported_without_a_mouse(
    page: Page, site: Server, snapshots: Path
) -> None:
    arrive(page, f"{site.url}/?snapshot={DAY}")
    reach(page, DUTCH("pages.requests.title"))
    press(page, "Enter")
    page.wait_for_url("**/requests?**")

    choose(page, "Status", "te laat")
    page.wait_for_url("**status=**")
    page.keyboard.press("Escape")
    where: Where = {
        "status": page.evaluate("new URLSearchParams(location.search).getAll('status')")
    }
    reach(page, DUTCH("list.sort"))
    press(page, "ArrowDown", "Home", "Enter")
    expect(page.get_by_role("combobox", name=DUTCH("list.sort"))).to_have_value(
        DUTCH("list.sorted", column=DUTCH.column("request_id"))
    )
    reach(page, DUTCH("list.download"))
    page.keyboard.press("Enter")
    page.get_by_test_id("stPopoverBody").wait_for()
    reach(page, "CSV")
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    file = Path(coming.value.path()).read_bytes()
    assert file == narrowed(exported("requests", snapshots), where)

    first = min(row["request_id"] for row in rows(file))
    page.keyboard.press("Escape")
    while focused(page)["tag"] != "CANVAS":
        page.keyboard.press("Tab")
    press(page, "ArrowDown", "ArrowUp")
    label = f"{DUTCH('dossier.to_request')}: {first}"
    page.get_by_role("link", name=label).wait_for()
    reach(page, label)
    press(page, "Enter")
    page.wait_for_url("**/request?**")
    title = DUTCH("pages.request.title")
    expect(page.get_by_role("heading", name=f"{title} {first}")).to_be_visible()
