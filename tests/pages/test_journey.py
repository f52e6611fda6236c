"""A reader's way through the app, in a real browser on the running server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Literal

import pypdfium2
import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

import queries
from data.figures import sentences
from data.figures.key_figures import Standing, earlier, of
from data.snapshot import day_of, find
from data.words import Words
from tests.support.browser import (
    LOOPBACK,
    ROOT,
    Server,
    beside,
    download,
    free_port,
    listen,
    ready,
    unfold,
    wait_until_healthy,
)
from tests.support.screen import DUTCH, ENGLISH, menu
from tests.support.sealed import DAY, LATER, a_reader
from tests.support.web import Where, exported, narrowed, rows
from tests.support.wire import taken


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """Return what the browser complains of; a test that leaves any fails."""
    heard: list[str] = []
    listen(page, heard)
    yield heard
    assert heard == []


def go(page: Page, site: Server, path: str = "/") -> None:
    page.goto(site.url + path)
    ready(page)


def rows_said(page: Page) -> int:
    """Read how many rows the list on the page says that it has."""
    heading = page.get_by_role("heading", name=re.compile(r"^[\d.,]+ (rij|row)"))
    return int(re.sub(r"\D", "", heading.inner_text()))


def export(page: Page, label: str = "CSV", words: Words = DUTCH) -> bytes:
    """Press the button for the file, as a reader does, and read what comes."""
    return Path(download(page, words("list.download"), label).path()).read_bytes()


def test_page_opens_by_its_own_address_without_complaint(
    page: Page, site: Server, complaints: list[str]
) -> None:
    for name in ("overview", "findings", "snapshot"):
        go(page, site, f"/{name}?lang=en")
        title = ENGLISH(f"pages.{name}.title")
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)


# From a tile to its list and its file


def test_tile_leads_to_its_list_and_its_file(
    page: Page, site: Server, snapshots: Path, complaints: list[str]
) -> None:
    go(page, site, f"/overview?snapshot={DAY}")
    tile = page.locator(".st-key-figure-requests_overdue")
    figure = int(tile.locator("b").inner_text())
    tile.get_by_role("link", name="Verzoeken over de termijn", exact=True).click()
    page.wait_for_url("**/requests?**")
    ready(page)
    file = export(page)
    assert file == narrowed(exported("requests", snapshots), {"status": ["overdue"]})
    assert figure == rows_said(page) == len(rows(file)) > 0
    alert = page.get_by_test_id("stAlert").inner_text()
    assert alert == f"Verzoeken over de termijn: {figure}"


def test_file_is_named_by_its_table_and_day(page: Page, site: Server) -> None:
    go(page, site, "/transfers")
    taken_ = download(page, DUTCH("list.download"), "CSV")
    assert taken_.suggested_filename.startswith("transfers_2026-11-20_")
    others = [each for each in page.context.pages if each is not page]
    assert not any(each.url for each in others)


def test_address_opens_the_same_list_for_somebody_else(
    page: Page, site: Server, snapshots: Path, new_page: Callable[..., Page]
) -> None:
    go(page, site, f"/retention?snapshot={DAY}")
    for label, option in (("Status", "te laat"), ("Opdrachtgever", "Opdrachtgever 1")):
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=option, exact=True).click()
        page.keyboard.press("Escape")
        ready(page)
    where: Where = {"status": ["overdue"], "principal": ["Opdrachtgever 1"]}
    whole = narrowed(exported("retention", snapshots), where)
    assert rows_said(page) == len(rows(whole)) > 0

    other = new_page("en-GB")
    other.goto(page.url + "&lang=en")
    ready(other)
    assert rows_said(other) == rows_said(page)
    main = other.get_by_test_id("stMain")
    expect(main.get_by_text("overdue", exact=True).first).to_be_visible()
    assert export(other, words=ENGLISH) == whole


def test_snapshot_and_language_change_in_the_sidebar(
    page: Page, site: Server, snapshots: Path, complaints: list[str]
) -> None:
    go(page, site, "/requests?status=overdue")
    newest = rows_said(page)
    unfold(beside(page).get_by_role("combobox", name="Momentopname"))
    page.get_by_role("option", name=DUTCH.date(day_of(DAY))).click()
    page.wait_for_url(f"**snapshot={DAY}**")
    ready(page)
    where: Where = {"status": ["overdue"]}
    then = len(rows(narrowed(exported("requests", snapshots), where)))
    assert rows_said(page) == then != newest
    beside(page).get_by_role("radio", name="English").click()
    page.wait_for_url("**lang=en**")
    ready(page)
    title = ENGLISH("pages.requests.title")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    assert rows_said(page) == then
    assert "status=overdue" in page.url
    head = page.locator(".st-key-title")
    expect(head).to_contain_text(ENGLISH.date(day_of(DAY)))


# The privacy officer's day


def lines_said(page: Page, part: str) -> list[str]:
    """Read the lines of a table that follows a heading, cell by cell."""
    below = page.get_by_test_id("stTable")
    named = below.filter(has=page.get_by_role("columnheader", name=part, exact=True))
    lines: list[str] = named.first.locator("tbody tr").all_inner_texts()
    return lines


def test_privacy_officer_gets_from_what_is_late_to_the_files(
    page: Page, site: Server, snapshots: Path, complaints: list[str]
) -> None:
    go(page, site, f"/?snapshot={DAY}")
    menu = page.get_by_test_id("stSidebarNav")
    menu.get_by_role("link", name=DUTCH("pages.agenda.title")).click()
    page.wait_for_url("**/agenda?**")
    ready(page)

    # what is late, of the requests
    page.get_by_role("radio", name=re.compile("te laat$")).click()
    ready(page)
    page.get_by_role("combobox", name=DUTCH.column("kind")).click()
    wanted = DUTCH.value("agenda", "kind", "request")
    page.get_by_role("option", name=wanted, exact=True).click()
    page.keyboard.press("Escape")
    page.wait_for_url("**kind=request**")
    ready(page)
    where: Where = {"period": ["overdue"], "kind": ["request"]}
    file = export(page)
    late = rows(file)
    assert file == narrowed(exported("agenda", snapshots), where)
    assert rows_said(page) == len(late) > 0

    # the same as a calendar: what is late of one kind is one event
    calendar = Calendar.from_ical(export(page, DUTCH("agenda.calendar")))
    uids = [str(event["uid"]) for event in calendar.walk("VEVENT")]
    assert len(set(uids)) == len(uids) == 1

    # the first of them, and how its last day was worked out
    grid = page.get_by_test_id("stDataFrame").locator("canvas").first
    grid.click(position={"x": 15, "y": 52}, force=True)
    first = min(late, key=lambda row: (row["due_on"], row["deadline_id"]))
    link = page.get_by_test_id("stPageLink").get_by_role(
        "link", name=re.compile(first["subject_key"])
    )
    link.first.click()
    page.wait_for_url(f"**/request?**request={first['subject_key']}**")
    ready(page)
    title = f"{DUTCH('pages.request.title')} {first['subject_key']}"
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    steps = lines_said(page, DUTCH("dossier.leads_to"))
    assert "AVG art. 12 lid 3" in " ".join(steps)
    assert DUTCH.date(date.fromisoformat(first["due_on"])) in " ".join(steps)

    # all that is held on who asked, where that is a client
    of_clients = (row for row in late if row["client_id"])
    first = min(of_clients, key=lambda row: (row["due_on"], row["deadline_id"]))
    go(page, site, f"/request?snapshot={DAY}&request={first['subject_key']}")
    page.get_by_role("link", name=re.compile(DUTCH("dossier.to_client"))).click()
    page.wait_for_url("**/client?**")
    ready(page)
    requests = rows(exported("requests", snapshots))
    (request,) = (r for r in requests if r["request_id"] == first["subject_key"])
    title = f"{DUTCH('pages.client.title')} {request['client_id']}"
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    made = lines_said(page, DUTCH.column("request_id"))
    mine = [r for r in requests if r["client_id"] == request["client_id"]]
    assert len(made) == len(mine)
    assert any(line.startswith(first["subject_key"]) for line in made)


# Management's quarter


def test_management_goes_from_overview_to_trend_and_report(
    new_page: Callable[..., Page],
    site: Server,
    snapshots: Path,
    complaints: list[str],
) -> None:
    page = new_page()
    listen(page, complaints)
    go(page, site, "/")
    expect(page.get_by_role("heading", name="Agenda", level=1)).to_be_visible()
    unfold(beside(page).get_by_role("combobox", name=DUTCH("who.role")))
    page.get_by_role("option", name=DUTCH.code("user_role", "management")).click()
    expect(page.get_by_role("heading", name="Overzicht", level=1)).to_be_visible()
    ready(page)
    offered = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(offered).to_have_text(menu("management"))
    standing = standing_of(snapshots, LATER)
    # of requests management sees the line, never a row
    tile = page.locator(".st-key-figure-requests_overdue")
    title = DUTCH.title(queries.folder("key_figures")["requests_overdue"])
    tile.get_by_role("link", name=title, exact=True).click()
    page.wait_for_url("**/trends?**figure=requests_overdue**")
    ready(page)
    expect(page.get_by_role("heading", name="Verloop", level=1)).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Overzicht").click()
    ready(page)
    with page.expect_download() as coming:
        page.get_by_role("link", name=DUTCH("report.button")).click()
    paper = pypdfium2.PdfDocument(Path(coming.value.path()))
    text = "".join(each.get_textpage().get_text_bounded() for each in paper)
    paper.close()
    pdf_text = re.sub(r"\s", "", text)
    for figure in standing.figures.values():
        assert re.sub(r"\s", "", sentences.value(DUTCH, figure)) in pdf_text
    go(page, site, "/retention")
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    role = DUTCH.code("user_role", "management")
    expect(page.get_by_text(DUTCH("who.not_yours", role=role))).to_be_visible()


def standing_of(snapshots: Path, day: str) -> Standing:
    """Return how the organisation stands, asked of the summary by management."""
    with closing(a_reader("management", None)) as reader:
        seen = find(snapshots, day)
        return of(reader, seen, earlier(reader.engine, seen))


# Hands, eyes and screens


def test_table_has_no_download_of_its_own(page: Page, site: Server) -> None:
    go(page, site, "/retention")
    page.get_by_test_id("stDataFrame").hover()
    toolbar = page.get_by_test_id("stElementToolbar").get_by_role("button")
    expect(toolbar.first).to_be_attached()
    names = [each.get_attribute("aria-label") or "" for each in toolbar.all()]
    assert not any("ownload" in name for name in names)


_WATCH = """() => {
  window.fewest = 1
  const count = () => document.querySelectorAll("[data-testid=stDataFrame]").length
  new MutationObserver(() => { window.fewest = Math.min(window.fewest, count()) })
    .observe(document.body, {childList: true, subtree: true})
}"""
"""Counts the lists on the page at every change, and keeps the fewest."""


@pytest.mark.parametrize("path", ["/retention", "/agenda"])
def test_list_stays_on_the_screen_until_the_next_is_there(
    page: Page, site: Server, path: str
) -> None:
    go(page, site, f"{path}?snapshot={DAY}")
    page.get_by_test_id("stDataFrame").wait_for()
    page.evaluate(_WATCH)
    second = page.get_by_role("button", name="Page 2", exact=True)
    second.click()
    expect(second).to_have_attribute("aria-current", "page")
    ready(page)
    beside(page).get_by_role("radio", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    ready(page)
    assert page.evaluate("window.fewest") == 1


def luminance(colour: str) -> float:
    """Return how light a colour is, as WCAG counts it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrasts(page: Page) -> dict[str, float]:
    """Measure how a chart's texts stand out from the ground, as WCAG counts it."""
    ground = luminance(
        page.get_by_test_id("stApp").evaluate(
            "e => getComputedStyle(e).backgroundColor"
        )
    )
    ratios = {}
    for part in (".xtick text", ".ytick text", ".legendtext"):
        drawn = page.locator(part).first.evaluate("e => getComputedStyle(e).fill")
        dark, light = sorted((luminance(drawn), ground))
        ratios[part] = (light + 0.05) / (dark + 0.05)
    return ratios


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chart_is_readable_by_day_and_by_night(
    page: Page, site: Server, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    go(page, site, "/retention?view=chart")
    page.locator(".legendtext").first.wait_for()
    assert {part: n for part, n in contrasts(page).items() if n < 4.5} == {}


# From a fresh checkout


def is_fresh_asked_for() -> bool:
    return os.environ.get("FRESH") == "1" or os.environ.get("CI") == "true"


@contextmanager
def made_to_run(folder: Path, log: Path) -> Iterator[Server]:
    """Start the app as the README says, in a checkout; end it with all it started."""
    kept = {
        k: v for k, v in os.environ.items() if k not in ("SNAPSHOTS", "VIRTUAL_ENV")
    }
    port = str(free_port())
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=folder,
            env=kept | {"STREAMLIT_SERVER_PORT": port},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(f"http://{LOOPBACK}:{port}", log)
    try:
        wait_until_healthy(process, server, seconds=900)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@pytest.mark.fresh
@pytest.mark.skipif(
    not is_fresh_asked_for(), reason="takes minutes and the network: FRESH=1 or CI=true"
)
def test_fresh_checkout_answers_after_one_command(
    tmp_path: Path, page: Page, complaints: list[str]
) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", ROOT, clone], check=True)
    if not os.environ.get("NIGHTLY"):  # by day pip finds what is installed already
        (clone / ".venv").symlink_to(sys.prefix)
    with made_to_run(clone, tmp_path / "make.log") as site:
        seals = clone.glob("data/snapshots/*/seal.json")
        days = sorted(seal.parent.name for seal in seals)
        assert len(days) == 12
        command = [str(clone / ".venv/bin/python"), "-m", "data"]
        go(page, site, "/overview")
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
        page.locator(".st-key-figure-holdings_overdue").get_by_role("link").click()
        page.wait_for_url("**/retention?**")
        ready(page)
        whole = subprocess.run(
            [*command, "export", "retention", "--day", days[-1]],
            cwd=clone,
            check=True,
            capture_output=True,
        ).stdout
        assert export(page) == narrowed(whole, {"status": ["overdue"]})
        assert taken(site, f"/export/retention.csv?snapshot={days[-1]}").body == whole
