"""What stands around every page: the search, the snapshot, the phone, the way back."""

from __future__ import annotations

import re
import shutil
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pypdfium2
import pytest
from playwright.sync_api import expect

from data.snapshot import day_of, days, find
from pages.parts.session import routes
from pages.parts.shell import finder, navigation
from tests.support.browser import beside, listen, ready, serve
from tests.support.screen import DUTCH, file_of, framed, listed, menu, texts
from tests.support.sealed import DAY, EMPTY, LATER, begin_journal, copy, forge
from tests.support.walk import drawn
from tests.support.web import rows

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from streamlit.testing.v1 import AppTest

    from tests.support.browser import Server


def sought(text: str, *, role: str = "dpo") -> AppTest:
    """Type a text in the search above the menu, on a page without a list."""
    at = framed("snapshot", role=role, snapshot=DAY)
    return at.text_input(key=finder.KEY).set_value(text).run()


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(
    ("text", "page", "address"),
    [
        ("c-000135", "client", {"client": "C-000135"}),
        ("R-2026-00095", "request", {"request": "R-2026-00095"}),
        ("A-001", "activity", {"activity": "A-001"}),
        ("RC-0001", "recipients", {"search": "RC-0001"}),
        ("TR-0001", "transfers", {"search": "TR-0001"}),
        ("B-0001", "breaches", {"search": "B-0001"}),
        ("ret-01", "findings", {"rule": "RET-01"}),
        ("logboek", "journal", {}),
    ],
)
def test_what_is_found_once_is_opened(
    text: str, page: str, address: dict[str, str]
) -> None:
    at = sought(text)
    assert at.title[0].value.startswith(DUTCH(f"pages.{page}.title"))
    assert at.query_params == {**address, "snapshot": DAY}
    assert not at.exception
    assert at.text_input(key=finder.KEY).value == ""


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(
    ("number", "page"),
    [
        ("H-0000002", "retention"),
        ("T-000001", "trajectories"),
        ("N-000001", "consents"),
    ],
)
def test_list_about_persons_is_searched_out_of_its_address(
    number: str, page: str
) -> None:
    at = sought(number)
    assert at.title[0].value == DUTCH(f"pages.{page}.title")
    assert at.query_params == {"snapshot": DAY}
    assert at.text_input(key=f"{page}.search").value == number
    assert listed(at) == 1


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("number", ["C-000135", "R-2026-00095", "H-0000002"])
def test_management_finds_no_person(number: str) -> None:
    at = sought(number, role="management")
    assert at.title[0].value == DUTCH("pages.snapshot.title")
    nothing = DUTCH("find.nothing", text=number.replace("-", r"\-"))
    assert nothing in [each.value for each in at.sidebar.caption]


@pytest.mark.usefixtures("shown")
def test_search_that_finds_more_lists_them_until_the_page_is_left() -> None:
    at = sought("google")
    label = f"Google Analytics · {DUTCH('pages.recipients.title')}"
    assert label in texts(at)
    assert at.title[0].value == DUTCH("pages.snapshot.title")
    at = at.switch_page(str(routes.path("overview"))).run()
    assert label not in texts(at)


@pytest.mark.usefixtures("shown")
def test_principal_leads_to_what_is_held_for_it_too_long() -> None:
    at = sought("OPDRACHTGEVER 1")
    assert at.title[0].value == DUTCH("pages.retention.title")
    where = {"principal": "Opdrachtgever 1", "status": "overdue"}
    assert at.query_params == {**where, "snapshot": DAY}
    held = [
        row
        for row in rows(file_of("retention", DAY))
        if (row["principal"], row["status"]) == tuple(where.values())
    ]
    assert listed(at) == len(held) > 0


def published(snapshots: Path, here: Path, *days: str) -> Path:
    """Copy some days of the snapshots, as if they were published one after another."""
    for day in days:
        shutil.copytree(snapshots / day, here / day)
    return here


def test_snapshot_published_meanwhile_is_told_and_waits_to_be_opened(
    snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = published(snapshots, tmp_path / "snapshots", EMPTY, DAY)
    begin_journal(here)
    monkeypatch.setenv("SNAPSHOTS", str(here))
    at = framed("register")
    date, newest = DUTCH.date(day_of(DAY)), DUTCH.date(day_of(LATER))
    box = at.selectbox(key="snapshot")
    assert (box.value, box.options[0]) == (DAY, f"{date} ({DUTCH('app.newest')})")
    published(snapshots, here, LATER)
    at = at.run()
    newer = DUTCH("app.newer", day=date, newest=newest)
    assert any(newer in text for text in texts(at))
    for _ in range(2):  # and is not taken at the next click either
        box = at.selectbox(key="snapshot")
        assert (box.value, box.options[1]) == (DAY, date)
        assert any(f"{date} · `" in each.value for each in at.markdown)
        at = at.run()
    (to_newest,) = (b for b in at.button if b.label == DUTCH("app.to_newest"))
    at = to_newest.click().run()
    assert at.selectbox(key="snapshot").value == LATER
    assert not any(newer in text for text in texts(at))
    assert any(f"{newest} · `" in each.value for each in at.markdown)


def test_menu_and_page_are_never_about_two_snapshots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = copy(tmp_path / "snapshots", DAY)
    begin_journal(here)
    monkeypatch.setenv("SNAPSHOTS", str(here))
    at = framed("requests")
    late = navigation.LATE["agenda"]
    counted: list[int | None] = []

    def replaced_meanwhile() -> int | None:
        counted.append(late())
        if len(counted) == 1:
            forge(here / DAY, lambda seal: seal.update(created_at="2026-11-02T08:00Z"))
        return counted[-1]

    monkeypatch.setitem(navigation.LATE, "agenda", replaced_meanwhile)
    at = at.run()
    why = DUTCH("errors.reasons.replaced")
    assert counted[0]
    assert [e.value for e in at.error] == [
        DUTCH("errors.replaced", day=DAY.replace("-", r"\-"), reason=why)
    ]
    assert DUTCH("errors.ask_again") in texts(at)
    assert not at.dataframe
    at = at.run()
    assert (len(at.error), len(counted)) == (0, 2)
    assert DUTCH("errors.ask_again") not in texts(at)


def test_links_of_a_page_do_not_each_look_for_the_snapshots(
    snapshots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))
    seen: list[Path] = []

    def looking(root: Path) -> list[str]:
        seen.append(root)
        return days(root)

    monkeypatch.setattr("data.snapshot.days", looking)
    at = framed("register", snapshot=DAY, lang="en")
    leading = re.findall(
        r'href="/[a-z]+\?([^"]+)',
        "".join(each.proto.body for each in at.get("html")),
    )
    assert len(leading) > 20
    assert all(f"snapshot={DAY}" in where for where in leading)
    assert all("lang=en" in where for where in leading)
    assert len(seen) < len(leading)


# In the browser


def test_menu_of_a_phone_closes_after_a_choice_and_stays_closed(
    page: Page, site: Server
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    side = page.get_by_test_id("stSidebar")
    opener = page.get_by_test_id("stExpandSidebarButton")
    page.goto(f"{site.url}/overview")
    ready(page)
    expect(side).to_have_attribute("data-collapsed", "true")
    opener.click()
    expect(side).to_have_attribute("data-collapsed", "false")
    title = DUTCH("pages.transfers.title")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
    page.get_by_role("heading", name=title, level=1).wait_for()
    expect(side).to_have_attribute("data-collapsed", "true")
    opener.click()
    expect(side).to_have_attribute("data-collapsed", "false")
    page.goto(f"{site.url}/recipients")
    ready(page)
    expect(side).to_have_attribute("data-collapsed", "true")


def test_entry_of_the_menu_is_marked_when_a_tab_of_it_is_open(
    page: Page, site: Server
) -> None:
    complaints: list[str] = []
    listen(page, complaints)
    page.goto(f"{site.url}/recipients")
    ready(page)
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(links).to_have_text(menu("dpo"))
    colour = "e => getComputedStyle(e).backgroundColor"
    entry = links.filter(has_text=DUTCH("pages.recipients.title"))
    others = links.filter(has_text=DUTCH("pages.transfers.title"))
    tab = page.locator(".st-key-tabs").get_by_role("link")
    tab.filter(has_text=DUTCH("pages.agreements.title")).click()
    page.wait_for_url("**/agreements**")
    ready(page)
    assert entry.evaluate(colour) != others.evaluate(colour)
    named = page.locator(".st-key-tabs").get_by_text(DUTCH("pages.agreements.title"))
    expect(named).to_be_visible()
    assert page.title().startswith(DUTCH("pages.agreements.title"))
    expect(beside(page).get_by_text(DUTCH("app.statement"))).to_be_visible()
    assert complaints == []


def test_what_follows_the_head_begins_high_on_the_page(
    page: Page, site: Server
) -> None:
    for path in ("agreements", f"impact_assessments?snapshot={DAY}"):
        page.goto(f"{site.url}/{path}")
        ready(page)
        head = page.locator(".st-key-head").bounding_box()
        assert head is not None
        assert head["y"] + head["height"] <= 180


def test_lost_connection_is_told_in_the_readers_language_with_a_way_back(
    snapshots: Path, tmp_path: Path, page: Page
) -> None:
    lost = page.locator(".lost")
    with serve(snapshots, tmp_path / "app.log") as fresh:
        page.goto(f"{fresh.url}/overview")
        ready(page)
        expect(lost).to_be_hidden()
    expect(lost).to_be_visible()
    expect(lost).to_contain_text(DUTCH("errors.lost"))
    expect(lost.get_by_role("link", name=DUTCH("errors.again"))).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


# On paper


def printed(page: Page) -> pypdfium2.PdfDocument:
    """Print the page that is open as its reader's browser would, backgrounds too."""
    session = page.context.new_cdp_session(page)
    sheet = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}
    answer = session.send("Page.printToPDF", sheet)
    return pypdfium2.PdfDocument(b64decode(answer["data"]))


@pytest.mark.parametrize(
    ("path", "scheme", "most"),
    [("overview", "light", 2), ("recipients", "dark", 8), ("retention", "light", 8)],
)
def test_page_on_paper_says_of_what_it_is_and_is_white(
    page: Page,
    site: Server,
    path: str,
    scheme: Literal["light", "dark"],
    most: int,
    snapshots: Path,
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.url}/{path}?snapshot={DAY}")
    ready(page)
    drawn(page)
    rows = page.get_by_role(
        "heading", name=re.compile(r"^[\d.]+ rij")
    ).all_inner_texts()
    paper = printed(page)
    digest = find(snapshots, DAY).digest
    whose = f"Hartman Re-integratie BV · {DUTCH.date(day_of(DAY))} · {digest}"
    assert 1 <= len(paper) <= most
    whole = ""
    for n, sheet in enumerate(paper, 1):
        text = sheet.get_textpage().get_text_bounded()
        assert whose in text
        assert f"{n} / {len(paper)}" in text
        light = sheet.render(scale=0.2).to_numpy()
        assert (light > 200).mean() > 0.6
        whole += text
    assert DUTCH("who.demonstration") in whole
    for heading in rows:
        assert DUTCH("list.on_paper", shown=12, rows=heading) in whole
    paper.close()


def test_chart_is_no_wider_than_the_sheet(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/retention?view=chart&snapshot={DAY}")
    ready(page)
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    drawn(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    pictures = page.locator(".js-plotly-plot .main-svg")
    assert pictures.count()
    for picture in pictures.all():
        box = picture.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 700
        assert picture.get_attribute("viewBox")
