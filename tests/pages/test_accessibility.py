"""Every page as it is seen: with axe-core, by day and night, at three widths.

Each page is opened once in each language; what the tests claim is read from that.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, TimeoutError

from data.words import LANGUAGES
from pages.parts.session import routes
from tests.support import walk
from tests.support.browser import ROOT, Server, ready
from tests.support.screen import CHARTED, DUTCH

DESK, PHONE, NARROWEST = WIDTHS = 1280, 390, 320
"""The widths in pixels that every page is looked at; the last is the first at 400 %.

There, what axe-core finds is claimed, not that every label of a chart has room."""

STREAMLITS: dict[tuple[str, str], str] = {
    ("region", "listbox"): "the list of a select or a multiselect is drawn outside "
    "the landmarks of the page",
    ("landmark-banner-is-top-level", "calendar"): "the calendar of a date input has a "
    "header of its own",
    ("landmark-no-duplicate-banner", "calendar"): "the same header",
    ("landmark-unique", "calendar"): "the same header",
}
"""What axe-core finds and only Streamlit can mend: the rule, the component and why.
All are moderate but the one of the table, which is serious."""

_AXE = """([only]) => axe.run({
  resultTypes: ["violations"], ...(only ? {runOnly: only} : {}),
}).then(({violations}) => violations.map(({id, impact, nodes}) => ({
  id, impact, where: nodes.map((node) => node.html.slice(0, 200)),
})))"""

_COLOURS = ["color-contrast"]
_WORDS = ["cat.language", "cat.name-role-value", "cat.text-alternatives"]
"""The rules of axe-core about what a page says and calls its parts."""
_ROOM = ["cat.keyboard", "cat.sensory-and-visual-cues"]
"""Those that less room alone can break: what scrolls, and what is near what."""

_SIDEWAYS = """() => ["html", "body", "[data-testid=stMain]"].map(
  (part) => document.querySelector(part)
).map((e) => e.scrollWidth - e.clientWidth)"""
_FITS = f"() => ({_SIDEWAYS})().every((pixels) => pixels === 0)"

_CUT = """() => {
  const shown = (e) => e.clientWidth > 0
  const texts = [...document.querySelectorAll(
    "h1, h2, h3, label p, button, [data-testid=stMain] a p,"
      + ".drawing :is(.name, .names span, .legend span),"
      + "[data-testid=stSidebarNavLink] span,"
      + "[data-testid=stMetricValue] *, [data-testid=stMetricLabel] p"
  )].filter((e) => shown(e) && e.scrollWidth > e.clientWidth + 1
    && getComputedStyle(e).display !== "inline")
  const drawn = [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .flatMap((chart) => {
      const frame = chart.getBoundingClientRect()
      return [...chart.querySelectorAll(
        ".xtick text, .ytick text, .legendtext"
      )].filter((text) => {
        const box = text.getBoundingClientRect()
        return box.left < frame.left - 1 || box.right > frame.right + 1
      })
    })
  return [...texts, ...drawn].map((e) => e.textContent)
}"""
"""Finds labels that are cut off by what they stand in, also within a chart."""


@dataclass
class Sight:
    """What was seen of a page in one language."""

    violations: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By width and colour scheme."""
    sideways: dict[int, list[int]] = field(default_factory=dict)
    """Pixels that the page, its body and its main part scroll, by width."""
    cut: dict[int, list[str]] = field(default_factory=dict)
    """Labels that are cut off, by width."""


def look(page: Page, *, is_first: bool) -> Sight:
    """Look at the page that is open: made narrower, by day and night.

    In another language than the first only the words are others, not the colours. A
    narrower page has other parts in sight: it is looked at whole, on a phone by night;
    the narrowest is the phone's, with less room.
    """
    seen = Sight()
    for width in WIDTHS if is_first else (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        if width != NARROWEST:
            # A grid takes its new width when the browser comes to it.
            with suppress(TimeoutError):
                page.wait_for_function(_FITS, timeout=5_000)
            seen.sideways[width] = page.evaluate(_SIDEWAYS)
            seen.cut[width] = page.evaluate(_CUT)
        if is_first:
            seen.violations |= _violations(page, width)
    page.set_viewport_size({"width": DESK, "height": 900})
    if not is_first:
        seen.violations["words"] = page.evaluate(_AXE, [_WORDS])
    return seen


def _violations(page: Page, width: int) -> dict[str, list[dict[str, Any]]]:
    if width == NARROWEST:
        return {"narrowest": page.evaluate(_AXE, [_ROOM])}
    if width == PHONE:
        by_scheme = {"phone, dark": page.evaluate(_AXE, [None])}
        page.emulate_media(color_scheme="light")
        return by_scheme
    by_scheme = {"desk": page.evaluate(_AXE, [None])}
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    # only the colours are others
    return by_scheme | {"desk, dark": page.evaluate(_AXE, [_COLOURS])}


@pytest.fixture(scope="module")
def sight(site: Server, browser: Any, snapshots: Any) -> Callable[[str, str], Sight]:
    """Return a function that looks at a page in a language, once."""
    context = browser.new_context(
        locale="nl-NL", viewport={"width": DESK, "height": 900}
    )
    context.set_default_timeout(90_000)
    context.add_init_script(AXE_SCRIPT)
    page = context.new_page()
    known = {language: walk.addresses(snapshots, language) for language in LANGUAGES}
    seen: dict[tuple[str, str], Sight] = {}

    def looked_at(name: str, language: str) -> Sight:
        if (name, language) not in seen:
            url, is_first = site.url + known[language][name], language == LANGUAGES[0]
            walk.turn(page, url, name, language)
            if name in CHARTED and is_first:  # the rows are seen in the other
                picture = page.get_by_role("radio", name=DUTCH("views.chart"))
                picture.click()
                ready(page)
                walk.drawn(page)
            seen[name, language] = look(page, is_first=is_first)
        return seen[name, language]

    return looked_at


EACH = [
    pytest.mark.parametrize(
        "language",
        [
            LANGUAGES[0],
            *(pytest.param(each, marks=pytest.mark.nightly) for each in LANGUAGES[1:]),
        ],
    ),
    pytest.mark.parametrize("name", routes.PAGES),
]


def each(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test for every page in every language."""
    for mark in EACH:
        test = mark(test)
    return test


def grave(violations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        violation
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]


@each
def test_page_has_no_grave_violation_at_any_width_by_day_or_night(
    sight: Callable[[str, str], Sight], name: str, language: str
) -> None:
    seen = sight(name, language).violations
    graves = {scheme: grave(violations) for scheme, violations in seen.items()}
    assert not any(graves.values()), graves


@each
def test_page_never_scrolls_sideways(
    sight: Callable[[str, str], Sight], name: str, language: str
) -> None:
    seen = sight(name, language).sideways
    assert {width: max(over) for width, over in seen.items()} == {DESK: 0, PHONE: 0}


@each
def test_no_label_of_a_page_is_cut_off(
    sight: Callable[[str, str], Sight], name: str, language: str
) -> None:
    assert sight(name, language).cut == {DESK: [], PHONE: []}


# What a reader opens, chooses and selects


def opened(page: Page, part: str) -> None:
    """Bring a list with two filters chosen into a state."""
    if part in ("filters", "calendar"):
        page.get_by_role("button", name="Meer filters").click()
        page.get_by_test_id("stPopoverBody").wait_for()
    if part == "listbox":
        page.get_by_role("combobox", name="Status").click()
        page.get_by_role("listbox").wait_for()
    elif part == "calendar":
        page.get_by_role("button", name="Choose date").first.click()
        page.get_by_role("grid").last.wait_for()
    elif part == "row":
        canvas = page.get_by_test_id("stDataFrame").locator("canvas").first
        canvas.click(position={"x": 45, "y": 60}, force=True)
        ready(page)
    elif part == "fold":
        page.locator("summary").first.click()


@pytest.mark.parametrize(
    "scheme", ["light", pytest.param("dark", marks=pytest.mark.nightly)]
)
@pytest.mark.parametrize(
    "part", ["tags", "filters", "listbox", "calendar", "row", "fold"]
)
def test_only_known_violations_of_streamlit_when_a_part_is_open(
    page: Page, site: Server, part: str, scheme: Literal["light", "dark"]
) -> None:
    page.add_init_script(AXE_SCRIPT)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.url}/retention?status=overdue&status=within")
    ready(page)
    walk.drawn(page)
    opened(page, part)
    page.wait_for_timeout(300)
    violations = page.evaluate(_AXE, [None])
    assert grave(violations) == []
    rules = {
        violation["id"] for violation in violations if violation["impact"] != "minor"
    }
    assert rules == {rule for rule, where in STREAMLITS if where == part}


def test_document_lists_every_violation_that_is_streamlits() -> None:
    text = (ROOT / "docs" / "ACCESSIBILITY.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if "| `" in line]
    assert {row[0].strip() for row in rows} == {f"`{rule}`" for rule, _ in STREAMLITS}
