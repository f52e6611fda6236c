"""What a privacy officer looks for most, with a bound on the clicks that it takes.

Each way begins on the page that opens first, in both languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from data.snapshot import find
from data.words import LANGUAGES, Words, words_for
from pages.parts.session.readers import folder
from tests.support.browser import Server, download, ready
from tests.support.screen import file_of, opened
from tests.support.sealed import DAY, LATER
from tests.support.walk import drawn
from tests.support.web import rows

pytestmark = pytest.mark.usefixtures("shown")
EACH_LANGUAGE = pytest.mark.parametrize(
    "language",
    [
        LANGUAGES[0],
        *(pytest.param(x, marks=pytest.mark.nightly) for x in LANGUAGES[1:]),
    ],
)
PRINCIPAL = "Opdrachtgever 1"
HEAD, ROW = 36, 35
"""Pixels that the head and a row of a grid are high."""


class Visit:
    """A way through the app that counts its clicks."""

    def __init__(self, page: Page, words: Words) -> None:
        """Begin where the app begins; the purpose was asked for before."""
        self.page, self.words, self.clicks = page, words, 0

    def click(self, target: Locator, **more: object) -> None:
        """Click, and wait for what follows."""
        target.click(**more)  # type: ignore[arg-type]
        self.clicks += 1
        ready(self.page)

    def menu(self, name: str) -> None:
        """Choose a page in the menu."""
        title = self.words(f"pages.{name}.title")
        menu = self.page.get_by_test_id("stSidebarNav")
        self.click(menu.get_by_role("link", name=title))
        heading = self.page.get_by_role("heading", name=title, level=1)
        expect(heading).to_be_visible()

    def row(self, place: int) -> None:
        """Click a row of the list."""
        drawn(self.page)
        spot = {"x": 60, "y": HEAD + ROW * place + ROW // 2}
        self.click(self.page.get_by_test_id("stDataFrame"), position=spot)

    def head(self) -> None:
        """Click the head of the first column."""
        drawn(self.page)
        spot = {"x": 40, "y": HEAD // 2}
        self.click(self.page.get_by_test_id("stDataFrame"), position=spot)

    def chip(self, label: str) -> int:
        """Click a chip; return the count that it says."""
        chip = self.page.get_by_role("radio", name=re.compile(rf"^[\d.,]+ {label}$"))
        n = int(re.sub(r"\D", "", chip.inner_text().split()[0]))
        self.click(chip)
        return n

    @property
    def panel(self) -> Locator:
        """Return the row that is open beside the list."""
        return self.page.locator(".st-key-row-panel")

    def is_listed(self, n: int) -> None:
        """Fail unless the list says that it has as many rows."""
        heading = self.words.count("units.rows", n)
        expect(
            self.page.get_by_role("heading", name=heading, exact=True)
        ).to_be_visible()


@pytest.fixture
def visit(page: Page, site: Server) -> Callable[[str], Visit]:
    """Return a function that begins a visit in a language."""

    def begin(language: str) -> Visit:
        for _ in range(2):  # the first time it is asked for what purpose
            page.goto(f"{site.url}/?lang={language}")
            page.wait_for_url(re.compile("/agenda"))  # to which its first page leads
            ready(page)
        return Visit(page, words_for(language))

    return begin


def overdue() -> list[dict[str, str]]:
    late = [
        row for row in rows(file_of("requests", LATER)) if row["status"] == "overdue"
    ]
    return sorted(late, key=lambda row: -int(row["days_overdue"]))


@EACH_LANGUAGE
def test_most_overdue_request_and_why_is_two_clicks_away(
    visit: Callable[[str], Visit], language: str
) -> None:
    way = visit(language)
    way.menu("requests")
    way.row(0)
    expect(way.panel).to_contain_text(overdue()[0]["request_id"])
    for part in ("todo", "working", "findings_about"):
        expect(way.panel).to_contain_text(way.words(f"dossier.{part}"))
    assert way.clicks <= 2
    box = way.panel.bounding_box()
    assert box is not None
    assert box["y"] == 0
    way.page.keyboard.press("Escape")
    expect(way.panel).to_have_count(0)


@EACH_LANGUAGE
def test_clients_behind_a_transfer_without_ground_are_two_clicks_away(
    visit: Callable[[str], Visit], language: str
) -> None:
    reached = rows(file_of("transfer_clients", LATER))
    keys = opened("transfers", snapshot=LATER).dataframe[0].value["transfer_id"]
    clients = [
        {row["client_id"] for row in reached if row["transfer_id"] == key}
        for key in keys
    ]
    place = next(place for place, behind in enumerate(clients) if behind)
    behind = clients[place]
    way = visit(language)
    way.menu("transfers")
    way.row(place)
    expect(way.panel).to_contain_text(keys[place])
    sentence = way.words.count("panel.clients", len(behind))
    expect(way.panel).to_contain_text(sentence)
    assert way.clicks <= 2
    way.click(way.panel.get_by_role("link", name=way.words("panel.all_clients")))
    way.is_listed(len(behind))


@EACH_LANGUAGE
def test_recipients_without_agreement_are_counted_one_click_away(
    visit: Callable[[str], Visit], language: str
) -> None:
    way = visit(language)
    way.menu("recipients")
    assert way.clicks <= 1
    lacking = way.chip(way.words("chips.recipients.lacking"))
    file = rows(file_of("recipients", LATER))
    assert (
        lacking == sum(row["agreement"] in ("missing", "expired") for row in file) > 0
    )
    way.is_listed(lacking)


@EACH_LANGUAGE
def test_new_findings_are_one_click_away(
    visit: Callable[[str], Visit], language: str
) -> None:
    way = visit(language)
    file = rows(file_of("findings", LATER))
    new = sum(row["first_seen"] == LATER for row in file)
    assert 0 < new < len(file)
    link = way.page.get_by_role("link", name=re.compile(rf"^{new} \w+ \w+ \w+ "))
    way.click(link.first)
    way.is_listed(new)
    assert way.clicks <= 1


@EACH_LANGUAGE
def test_proof_of_the_erasures_of_last_month_is_a_page_three_clicks_away(
    visit: Callable[[str], Visit], language: str
) -> None:
    way = visit(language)
    way.menu("trends")
    tabs = way.page.locator(".st-key-tabs")
    title = way.words("pages.erasure_proof.title")
    way.click(tabs.get_by_role("link", name=title))
    with way.page.expect_download() as coming:
        way.page.get_by_role("link", name=way.words("certificate.button")).click()
    way.clicks += 1
    with pypdfium2.PdfDocument(Path(coming.value.path())) as document:
        (sheet,) = list(document)
        text = " ".join(sheet.get_textpage().get_text_bounded().split())
    became = Counter(row["outcome"] for row in rows(file_of("erasure_proof", LATER)))
    counts = {name: became[name] for name in ("erased", "still_there", "gone", "back")}
    assert sum(counts.values()) == sum(became.values()) > 0
    assert way.words("certificate.sentence", **counts) in text
    assert {find(folder(), day).digest for day in (DAY, LATER)} <= set(text.split())
    assert way.clicks <= 3


@EACH_LANGUAGE
def test_what_to_erase_for_a_principal_is_an_excel_file_three_clicks_away(
    visit: Callable[[str], Visit], language: str
) -> None:
    way = visit(language)
    late = [
        row["holding_id"]
        for row in rows(file_of("retention", LATER))
        if (row["principal"], row["status"]) == (PRINCIPAL, "overdue")
    ]
    box = way.page.get_by_role("textbox", name=way.words("find.label"))
    way.click(box)
    box.fill(PRINCIPAL)
    box.press("Enter")
    title = way.words("pages.retention.title")
    expect(way.page.get_by_role("heading", name=title, level=1)).to_be_visible()
    way.is_listed(len(late))
    taken = download(way.page, way.words("list.download"), way.words("files.xlsx"))
    way.clicks += 2
    book = openpyxl.load_workbook(BytesIO(Path(taken.path()).read_bytes()))
    head, *held = book.worksheets[0].iter_rows(values_only=True)
    key = head.index(way.words.column("holding_id"))
    assert sorted(row[key] for row in held) == sorted(late)
    assert way.clicks <= 3


@EACH_LANGUAGE
def test_click_on_a_head_sorts_the_whole_list(
    visit: Callable[[str], Visit], language: str
) -> None:
    way = visit(language)
    way.menu("requests")
    keys = sorted(row["request_id"] for row in rows(file_of("requests", LATER)))
    by = way.words("list.sorted", column=way.words.column("request_id"))
    order = way.page.get_by_role("combobox", name=way.words("list.sort"))
    down = way.page.get_by_role("switch", name=way.words("list.descending"))
    for first, is_down in ((keys[0], False), (keys[-1], True)):
        way.head()
        # a row that is clicked before the list came in its order is of the one before
        expect(order).to_have_value(by)
        expect(down).to_be_checked(checked=is_down)
        ready(way.page)
        way.row(0)
        expect(way.panel).to_contain_text(first)
        way.page.keyboard.press("Escape")
        expect(way.panel).to_have_count(0)


def test_day_of_the_month_opens_its_rows(visit: Callable[[str], Visit]) -> None:
    way = visit("nl")
    way.click(way.page.get_by_role("radio", name=way.words("views.calendar")))
    day = way.page.locator(".st-key-calendar").get_by_role("button").first
    n = int(day.inner_text().split("·")[1])
    way.click(day)
    way.is_listed(n)


def lists() -> Iterator[str]:
    yield from (
        "retention",
        "requests",
        "findings",
        "agenda",
        "recipients",
        "transfers",
    )


def test_list_begins_high_on_its_page(visit: Callable[[str], Visit]) -> None:
    way = visit("nl")
    tops = {}
    for name in lists():
        way.menu(name)
        box = way.page.get_by_test_id("stDataFrame").first.bounding_box()
        assert box is not None
        tops[name] = box["y"]
    assert {name: top for name, top in tops.items() if top > 350} == {}
