"""What an inspector asks in the first hour, answered by two clicks from the start.

Three of them need a third, which their case says.

The purpose of looking aside; scrolling is no click. What must be seen is taken from
the snapshot by asking it, never written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

import queries
from data.ask import Question, ask
from data.ask.filters import parse_filters
from data.figures import key_figures, sentences, whatif
from data.snapshot import Snapshot, find
from data.words import contacts
from pages.parts.flows.whatif import FIRST
from pages.parts.lists.chips import AHEAD
from pages.parts.lists.grid import BARS
from pages.parts.session import routes
from tests.conftest import PATIENCE
from tests.support.browser import Server, ready, strays
from tests.support.screen import DUTCH, letters
from tests.support.sealed import a_reader
from tests.support.walk import drawn

MOST = 2
ROW = 35
"""Pixels that a row of a list is high, its head included."""
CELLS = """grid => [...grid.querySelectorAll("[role=gridcell]")].map(
  cell => [Number(cell.ariaColIndex), cell.textContent])"""
"""Columns and texts of the cells in sight; they are drawn, and written for readers."""
STEP, LAG = 500, 250
"""Pixels that a list is scrolled at once, and milliseconds until cells are written."""


class Records:
    """The newest snapshot, asked as the privacy officer may."""

    def __init__(self, snapshots: Path) -> None:
        self.snapshots, self.reader = snapshots, a_reader()
        self.snapshot: Snapshot = find(snapshots, None)

    def rows(self, name: str, where: str = "", order: str | None = None) -> list[Any]:
        question = Question(name, parse_filters(where), order)
        return ask(self.reader, self.snapshot, question).to_dicts()

    def agenda(self) -> list[Any]:
        """Return the deadlines as the agenda has them at first."""
        until = self.snapshot.as_of + AHEAD
        return self.rows("agenda", f"due_on=..{until}", "due_on")

    def standing(self) -> key_figures.Standing:
        earlier = key_figures.earlier(self.reader.engine, self.snapshot)
        return key_figures.of(self.reader, self.snapshot, earlier)


class Visit:
    """An inspector's way through the app, who counts the clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def start(self) -> None:
        """Go back to the page on which the privacy officer begins."""
        self.menu("agenda")
        self.clicks = 0

    def menu(self, name: str) -> None:
        """Go to a page by the menu, and by the tabs of the entry that it shares."""
        title, entry = DUTCH(f"pages.{name}.title"), routes.PAGES[name].entry
        leading = DUTCH(f"pages.{entry}.title")
        named = DUTCH.texts.get(f"pages.{entry}.entry", leading)
        menu = self.page.get_by_test_id("stSidebarNav")
        menu.get_by_role("link", name=named).first.click()
        self.page.get_by_role("heading", name=leading, level=1).wait_for()
        self._clicked()
        if name != entry:
            tabs = self.page.locator(".st-key-tabs")
            tabs.get_by_role("link", name=title, exact=True).click()
            self.page.get_by_role("heading", name=title, level=1).wait_for()
            self._clicked()

    def link(self, text: str) -> None:
        """Follow a link of the page that says this among what it says."""
        links = self.page.get_by_test_id("stMain").get_by_test_id("stPageLink")
        links.get_by_role("link").filter(has_text=text).first.click()
        self._clicked()

    def row(self, place: int) -> None:
        """Choose a row of the first list of the page."""
        grid = self.page.get_by_test_id("stDataFrame").locator("canvas").first
        grid.scroll_into_view_if_needed()
        y = ROW * (place + 1) + ROW // 2
        grid.click(position={"x": 15, "y": y}, force=True)
        self._clicked()

    def button(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).click()
        self._clicked()

    def chart(self) -> None:
        """See the list of the page as a chart."""
        main = self.page.get_by_test_id("stMain")
        main.get_by_role("radio", name=DUTCH("views.chart")).click()
        self._clicked()

    def unfold(self, label: str) -> None:
        folded = self.page.get_by_test_id("stExpander").locator("summary")
        folded.filter(has_text=label).first.click()
        self._clicked()

    def _clicked(self) -> None:
        self.clicks += 1
        ready(self.page)
        drawn(self.page)

    def seen(self) -> str:
        """Return what can be read, lists scrolled from left to right."""
        main = self.page.get_by_test_id("stMain")
        grids = main.get_by_test_id("stDataFrame").all()
        cells = [text for grid in grids for text in self._cells(grid)]
        return "\n".join([letters(main.inner_text()), *cells])

    def _cells(self, grid: Locator) -> dict[str, None]:
        """Return what stands in all columns of a list, wherever they were in sight."""
        texts: dict[str, None] = {}
        count = grid.locator("[role=grid]").get_attribute("aria-colcount")
        missing = {*range(1, int(count or 0) + 1)}
        grid.hover()
        until = monotonic() + PATIENCE / 1000
        while True:
            seen = grid.evaluate(CELLS)
            texts |= dict.fromkeys(text for _, text in seen)
            columns = {column for column, _ in seen}
            missing -= columns
            if not missing:
                return texts
            assert monotonic() < until, f"columns {missing} never came in sight"
            side = 1 if max(missing) > max(columns) else -1
            self.page.mouse.wheel(side * STEP, 0)
            self.page.wait_for_timeout(LAG)


@pytest.fixture(scope="module")
def page(browser: Browser, site: Server) -> Iterator[Page]:
    """Return one page for the whole module, opened at the start."""
    context = browser.new_context(
        locale="nl-NL",
        timezone_id="Europe/Amsterdam",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(PATIENCE)
    outside = strays(context)
    with closing(context):
        page = context.new_page()
        page.goto(site.url)
        ready(page)
        yield page
    assert not outside, f"the page asked another host: {outside}"


@pytest.fixture(scope="module")
def records(snapshots: Path) -> Iterator[Records]:
    made = Records(snapshots)
    with closing(made.reader):
        yield made


def cell(name: str, row: Any, *columns: str) -> list[str]:
    """Write cells of a list as it shows them; what a row does not have is left out."""
    values = ((column, row[column]) for column in columns)
    return [
        str(value) if column in BARS else DUTCH.value(name, column, value)
        for column, value in values
        if value is not None
    ]


def counted(rows: list[Any]) -> str:
    return DUTCH.count("units.rows", len(rows))


def sentence(page: str, name: str, some: list[Any], of: list[Any]) -> str:
    return DUTCH(
        f"checks.{page}.{name}",
        numerator=DUTCH.number(len(some)),
        denominator=DUTCH.number(len(of)),
        share=DUTCH.percent(len(some) / len(of)),
    )


Answer = Callable[[Visit, Records], list[str]]


def register(visit: Visit, records: Records) -> list[str]:
    visit.menu("register")
    rows = records.rows("register", order="activity_id")
    who = contacts.of(DUTCH, records.snapshot.seal)
    lines = [text for lines in who.parts.values() for _, text in lines]
    first = cell("register", rows[0], "name", "purposes", "categories", "measures")
    return [
        counted(rows),
        *lines,
        *first,
        DUTCH("register_document.button", form="PDF"),
    ]


def processor(visit: Visit, records: Records) -> list[str]:
    visit.menu("register_processor")
    columns = ("name", "controllers", "principals", "purposes")
    name = "register_processor"
    return [text for row in records.rows(name) for text in cell(name, row, *columns)]


def assessments(visit: Visit, records: Records) -> list[str]:
    visit.menu("impact_assessments")
    name, columns = "impact_assessments", ("name", "assessment", "dpia_on")
    rows = records.rows(name, order="dpia_review_by")[:10]
    return [text for row in rows for text in cell(name, row, *columns)]


def ground_of_health(visit: Visit, records: Records) -> list[str]:
    visit.menu("grounds")
    rows = records.rows("grounds", order="-is_special")
    columns = ("item", "ground", "ground_verdict", "ground_rule")
    return [DUTCH("law.dutch").replace("**", ""), *cell("grounds", rows[0], *columns)]


def late_requests(visit: Visit, records: Records) -> list[str]:
    rows = records.agenda()
    place = next(n for n, row in enumerate(rows) if row["kind"] == "request")
    key = rows[place]["subject_key"]
    (request,) = records.rows("requests", f"request_id={key}")
    visit.row(place)
    visit.link(key)
    dates = (DUTCH.date(request[name]) for name in ("received_on", "due_on"))
    return [key, DUTCH("dossier.working"), "AVG art. 12 lid 3", *dates]


def identity_never_given(visit: Visit, records: Records) -> list[str]:
    rows = records.rows("requests", "status=awaiting_identity")
    visit.link(DUTCH.count("agenda.awaiting", len(rows)))
    return [counted(rows), *cell("requests", rows[0], "status")]


def share_in_time(visit: Visit, records: Records) -> list[str]:
    visit.menu("overview")
    figure = records.standing().figures["requests_on_time_12m"]
    visit.unfold(DUTCH("standing.other_figures", n="").partition(" (")[0])
    visit.button(DUTCH("standing.definition_of", title=sentences.title(DUTCH, figure)))
    counts = (DUTCH.number(n) for n in (figure.numerator, figure.denominator))
    return [sentences.value(DUTCH, figure), DUTCH.definition(figure.query), *counts]


def copies_of_identity(visit: Visit, records: Records) -> list[str]:
    visit.menu("requests")
    copies = records.rows("requests", "id_copy=held|deleted")
    held = records.rows("requests", "id_copy=held", "status -days_overdue")
    claim = sentence("requests", "copies", copies, records.rows("requests"))
    assert claim in visit.seen()
    visit.link(sentence("requests", "held", held, copies))
    return [counted(held), *cell("requests", held[0], "request_id", "department")]


def refusals(visit: Visit, records: Records) -> list[str]:
    visit.menu("requests")
    where = "outcome=refused|partly_granted"
    rows = records.rows("requests", where, "status -days_overdue")
    closed = records.rows("requests", "closed_on=..")
    visit.link(sentence("requests", "refused", rows, closed))
    reasons = [text for row in rows[:5] for text in cell("requests", row, "request_id")]
    return [counted(rows), *reasons, *cell("requests", rows[0], "refusal_reason")]


def recipients_told(visit: Visit, records: Records) -> list[str]:
    visit.menu("requests")
    rows = records.rows("requests", "recipients_told=not_told", "status -days_overdue")
    due = records.rows("requests", "recipients_told=told|not_told")
    visit.link(sentence("requests", "not_told", rows, due))
    return [counted(rows), *cell("requests", rows[0], "request_id", "kind")]


def client_in_the_agenda(records: Records) -> tuple[int, str]:
    rows = records.agenda()
    place = next(n for n, row in enumerate(rows) if row["subject_key"][:2] == "C-")
    return place, rows[place]["subject_key"]


def all_of_a_client(visit: Visit, records: Records) -> list[str]:
    place, key = client_in_the_agenda(records)
    visit.row(place)
    visit.link(key)
    where = f"client_id={key}"
    (client,) = records.rows("clients", where)
    keys = {
        row[column]
        for name, column in (
            ("trajectories", "trajectory_id"),
            ("requests", "request_id"),
        )
        for row in records.rows(name, where)
    }
    items = {DUTCH.item(row["item"]) for row in records.rows("retention", where)}
    day = DUTCH.date(client["registered_on"])
    return [f"{DUTCH('pages.client.title')} {key}", day, *keys, *items]


def past_its_term(visit: Visit, records: Records) -> list[str]:
    visit.menu("overview")
    figure = records.standing().figures["holdings_overdue"]
    return [sentences.value(DUTCH, figure), sentences.way(DUTCH, figure)]


def erased(visit: Visit, records: Records) -> list[str]:
    visit.menu("retention")
    where = "status=erased|erased_early|erased_on_time|erased_late"
    rows = records.rows("retention", where, "status -days_overdue")
    visit.link(sentence("retention", "erased", rows, records.rows("retention")))
    first = cell("retention", rows[0], "holding_id", "status", "erased_on", "erasure")
    return [counted(rows), *first]


def agreements(visit: Visit, records: Records) -> list[str]:
    visit.menu("agreements")
    needed = records.rows("agreements", "uncovered_before=..")
    rows = records.rows("agreements", "uncovered_before=1..", "-signed_on")
    visit.link(sentence("agreements", "uncovered", rows, needed))
    columns = ("recipient_name", "role", "signed_on", "uncovered_before")
    return [counted(rows), *cell("agreements", rows[0], *columns)]


def transfers(visit: Visit, records: Records) -> list[str]:
    visit.menu("transfers")
    figure = records.standing().figures["transfers_with_valid_ground"]
    running = records.rows("transfers", figure.query["where"])
    n, total = figure.short_of or 0, DUTCH.number(len(running))
    visit.unfold(DUTCH("app.legend"))
    assert DUTCH("meanings.transfer_status.unassessed") in visit.seen()
    visit.chart()
    return [DUTCH.count("says.transfers.bad", n, total=total)]


def what_if(visit: Visit, records: Records) -> list[str]:
    visit.menu("whatif")
    choices = whatif.choices(records.reader, records.snapshot)
    (fall,) = (choice for choice in choices if str(choice) == FIRST)
    rows = whatif.lost(records.reader, records.snapshot, [fall])
    return [DUTCH("whatif.framework"), DUTCH.count("whatif.result", rows.height)]


def breaches(visit: Visit, records: Records) -> list[str]:
    visit.menu("breaches")
    rows = records.rows("breaches", order="-discovered_at")
    duties = ("authority_status", "subjects_status")
    facts = ("nature", "consequences", "measures", "delay_reason")
    late = next(row for row in rows[:10] if row["delay_reason"])
    told_of = cell("breaches", late, "breach_id", *duties, *facts)
    return [counted(rows), *told_of]


def who_may_see_health(visit: Visit, records: Records) -> list[str]:
    visit.menu("authorisations")
    where = "status=reviewed|review_due"
    standing = records.rows("authorisations", where)
    rows = records.rows(
        "authorisations", f"{where}; category=health", "status reviewed_on"
    )
    visit.link(sentence("authorisations", "health", rows, standing))
    columns = ("department", "system", "category", "status", "reviewed_on")
    first = cell("authorisations", rows[0], *columns)
    return [counted(rows), *first]


def who_looked(visit: Visit, records: Records) -> list[str]:
    place, key = client_in_the_agenda(records)
    visit.row(place)
    visit.link(key)
    visit.start()
    visit.menu("journal")
    stand = DUTCH.texts["journal_page.stand"].partition("}. ")[2]
    return [key, DUTCH.code("event", "client.read"), stand]


def statement(visit: Visit, records: Records) -> list[str]:
    visit.menu("statement")
    changes = [row["change_nl"] for row in records.rows("statement_changes")]
    n = len(records.rows("findings", "rule=TRF-03"))
    untested = DUTCH("statement_page.untested")
    return [*changes, untested, DUTCH.count("units.findings", n)]


def findings(visit: Visit, records: Records) -> list[str]:
    visit.menu("findings")
    visit.unfold(DUTCH("list.rules"))
    rows = records.rows("findings", order="severity since")
    severe = [row for row in rows if row["severity"] == "high"]
    first = cell("findings", rows[0], "rule", "subject_key", "severity")
    known = DUTCH.title(queries.folder("findings")[rows[0]["rule"]])
    return [counted(rows), DUTCH.number(len(severe)), *first, known]


@dataclass(frozen=True)
class Asked:
    """A question of an inspector, and how the app is led to its answer."""

    question: str
    answer: Answer
    most: int = MOST
    """Clicks that the way to it takes."""


ASKED = (
    Asked("Mag ik uw verwerkingsregister, met verantwoordelijke en FG?", register),
    Asked("Voor wie bent u verwerker?", processor),
    Asked("Welke DPIA's zijn gedaan, en wanneer?", assessments),
    Asked("Op welke grondslag houdt u gezondheidsgegevens?", ground_of_health),
    Asked("Welke verzoeken zijn te laat, hoe is de dag berekend?", late_requests),
    Asked("En als de identiteit nooit is vastgesteld?", identity_never_given),
    Asked("Welk deel is op tijd, en wat telt daarin mee?", share_in_time, 3),
    Asked("Vraagt u iedereen een kopie? Waar zijn de kopieën?", copies_of_identity),
    Asked("Met welke redenen weigert u?", refusals),
    Asked("Zijn de ontvangers in kennis gesteld?", recipients_told),
    Asked("Wat hebt u van deze cliënt?", all_of_a_client),
    Asked("Hoeveel is over de termijn, minder of meer dan eerst?", past_its_term),
    Asked("Toon aan dat wat gewist is, gewist is.", erased),
    Asked("Welke verwerkers, overeenkomsten, en wat ging eraan vooraf?", agreements, 3),
    Asked("Welke doorgiften, en op welke grond nu?", transfers, 3),
    Asked("En als een besluit vervalt?", what_if),
    Asked("Welke datalekken: feiten, gevolgen, maatregelen, klokken?", breaches),
    Asked(
        "Wie mag gezondheidsgegevens zien, en is dat beoordeeld?", who_may_see_health
    ),
    Asked("Wie heeft deze cliënt bekeken?", who_looked),
    Asked("Klopt uw privacyverklaring?", statement),
    Asked("Welke bevindingen staan open?", findings),
)


@pytest.mark.parametrize("case", ASKED, ids=lambda case: case.answer.__name__)
def test_question_is_answered_within_the_clicks_of_its_case(
    case: Asked, page: Page, records: Records
) -> None:
    visit = Visit(page)
    visit.start()
    expected = case.answer(visit, records)
    assert 0 < visit.clicks <= case.most, case.question
    seen = " ".join(visit.seen().split())
    missing = [text for text in expected if " ".join(text.split()) not in seen]
    assert not missing, f"{case.question} {missing}"
