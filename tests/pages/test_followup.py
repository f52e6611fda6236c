"""Who does what about it: owners, plans and acceptances, beside what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from data import policy
from data.ask import Filter, Question, Reader, ask, marking
from data.followup import Edit, Mark, Store
from data.journal import Journal
from data.journal import beside as beside_journal
from data.policy.organisation import Organisation
from data.snapshot import find
from data.words import LANGUAGES, words_for
from pages.parts.lists import mark_dialog
from pages.parts.session import visitor
from tests.support.browser import Server, beside, ready, serve
from tests.support.screen import DUTCH, ENGLISH, letters, looking, opened, texts
from tests.support.sealed import DAY, LATER
from tests.support.walk import drawn
from tests.support.web import rows

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
HIGH = Question("findings", (Filter("severity", "high"),), "severity since")
HEAD, ROW = 36, 35
"""Pixels that the head and a row of a grid are high."""


@pytest.fixture
def store(
    shown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """Let the pages of this process keep what is written in a place of its own."""
    monkeypatch.setenv("FOLLOWUP", str(tmp_path / "followup"))
    yield Store(tmp_path / "followup")


def keys(reader: Reader, shown: Path, most: int) -> list[str]:
    rows = ask(reader, find(shown, LATER), HIGH, limit=most)
    return marking.keys_of("findings", rows)


def put(store: Store, key: str, **fields: Any) -> None:
    """Write a mark as the DPO would, with nothing noted."""
    version = store.read().of(key).version
    store.change(
        {key: version},
        Edit(fields),
        by="a-test",
        role="dpo",
        owners=marking.owners(),
        tell=lambda changes, reason: None,
    )


def test_my_follow_up_has_what_is_late_first_and_an_owner_only_their_own(
    store: Store, shown: Path, reader: Reader
) -> None:
    late, own, other = keys(reader, shown, 3)
    put(store, own, owner="ict")
    put(store, other, owner="finance")
    today = store.reading_day()
    clock = store._clock
    earlier = Store(store.folder, clock=lambda: clock() - timedelta(9))
    put(earlier, late, owner="ict", planned_on=today - timedelta(8))
    at = opened("followup", role="owner:ict")
    shown_texts = "\n".join(texts(at))
    assert DUTCH.count("followup_page.late", 1) in shown_texts
    assert DUTCH.date(today) in shown_texts
    (table,) = at.dataframe
    statuses = [cell[0] for cell in table.value["mark_status"]]
    assert statuses == [
        DUTCH.code("mark_status", "late"),
        DUTCH.code("mark_status", "owned"),
    ]
    assert set(table.value["mark_owner"]) == {"ICT-beheer"}
    everything = opened("followup", role="dpo", lang="en")
    assert len(everything.dataframe[0].value) == 3
    assert ENGLISH.count("followup_page.late", 1) in "\n".join(texts(everything))


def test_what_is_called_done_is_tested_by_the_next_snapshot(
    store: Store, shown: Path, reader: Reader
) -> None:
    now, later = (
        set(marking.keys_of("findings", ask(reader, find(shown, day), "findings")))
        for day in (DAY, LATER)
    )
    left, gone = min(now & later), min(now - later)
    at = dialog_about(Mark(left), Mark(gone), snapshot=DAY)
    at.checkbox[0].check()
    at.button[0].click().run()
    statuses = {}
    for day in (DAY, LATER):
        (table,) = opened("followup", snapshot=day).dataframe
        called = zip(table.value["what"], table.value["mark_status"], strict=True)
        statuses[day] = {what: status for what, (status,) in called}
    assert statuses == {
        day: {
            mark_dialog.called(DUTCH, key): DUTCH.code("mark_status", code)
            for key, code in ((left, of_left), (gone, of_gone))
        }
        for day, of_left, of_gone in (
            (DAY, "done", "done"),
            (LATER, "still_there", "solved"),
        )
    }


def test_the_overview_says_how_many_high_findings_nobody_owns(
    store: Store, shown: Path, reader: Reader
) -> None:
    mine, accepted, *rest = keys(reader, shown, 10_000)
    assert DUTCH.count("followup.high_nobodys", len(rest) + 2) not in "\n".join(
        texts(opened("overview"))
    )  # before anybody wrote
    put(store, mine, owner="ict")
    until = store.reading_day() + timedelta(90)
    put(store, accepted, accepted_until=until, accepted_reason="tot het voorjaar")
    for role in ("management", "dpo"):
        page_texts = "\n".join(texts(opened("overview", role=role)))
        nobodys = len(rest) + 1
        assert DUTCH.count("followup.high_nobodys", nobodys) in page_texts
        number = DUTCH.number(nobodys)
        counts = DUTCH("followup.of_figure", accepted="1", planned="0", nobodys=number)
        assert counts in page_texts
        assert "ICT-beheer" not in page_texts


def test_without_departments_the_page_says_what_is_missing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = policy.organisation().model_dump() | {"departments": {}}
    none = Organisation.model_validate(known)
    monkeypatch.setattr(policy, "organisation", lambda: none)
    assert DUTCH("followup_page.not_set_up") in texts(opened("followup"))
    at = opened("findings")
    assert not at.exception
    assert DUTCH("followup.none_chosen") not in texts(at)


def test_the_second_who_saves_sees_what_the_first_wrote_and_saves_after_looking(
    store: Store, shown: Path, reader: Reader
) -> None:
    (key,) = keys(reader, shown, 1)
    put(store, key, owner="ict")
    at = dialog_about(store.read().of(key))
    put(store, key, owner="board", note="van een ander")
    first = store.read().of(key)
    at.text_area(key="followup.1.accepted_reason").set_value("tot het voorjaar")
    until = store.reading_day() + timedelta(90)
    at.date_input(key="followup.1.accepted_until").set_value(until)
    at.button[0].click().run()
    assert store.read().of(key) == first
    assert [each.value for each in at.error] == [DUTCH.count("followup.changed", 1)]
    shown_texts = letters("\n".join(texts(at)))
    for name, before, after in (
        ("owner", "ICT-beheer", "Directie"),
        ("note", DUTCH.date(None), "van een ander"),
    ):
        field = DUTCH(f"followup.{name}")
        change = DUTCH("followup.change", field=field, before=before, after=after)
        assert change in shown_texts
    dpo = DUTCH.code("user_role", "dpo")
    assert f"{dpo} (a-test)" in shown_texts
    at.button[0].click().run()
    mark = store.read().of(key)
    assert (mark.owner, mark.note, mark.version) == ("board", "van een ander", 3)
    assert (mark.accepted_until, mark.accepted_reason) == (until, "tot het voorjaar")


def test_dialog_that_is_left_open_shows_nothing_to_who_lost_the_role(
    store: Store, shown: Path, reader: Reader
) -> None:
    (key,) = keys(reader, shown, 1)
    put(store, key, owner="ict")
    journal = Journal(beside_journal(shown))
    at = dialog_about(store.read().of(key))
    line = next(journal.read(query="followup", rows=1))
    assert (line.fields["who"], line.fields["rows"]) == (visitor.DEMONSTRATION, 1)
    put(store, key, note="van later")
    looking(at, "management").run()
    assert "van later" not in "\n".join(texts(at))
    assert len(at.exception) == 1  # the app says whose page it is not
    line = next(journal.read(event="access.refused"))
    assert (line.fields["role"], line.fields["query"]) == ("management", "followup")


def dialog_about(*marks: Mark, **address: str) -> AppTest:
    """Open the dialog about marks as they were read, which the button does."""
    at = looking(AppTest.from_function(_drawn_dialog, default_timeout=60))
    at.query_params.update(address)
    at.session_state["followup.opened"] = 1
    for name in ("shown", "read"):
        at.session_state[f"followup.{name}"] = {mark.key: mark for mark in marks}
    return at.run()


def _drawn_dialog() -> None:
    from pages.parts.lists import mark_dialog
    from pages.parts.shell import context

    mark_dialog._form(context.current())


# -- in a browser ---------------------------------------------------------------


@pytest.fixture(scope="module")
def office(
    snapshots: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Return the app with a follow-up of its own, which others do not see."""
    here = tmp_path_factory.mktemp("office")
    folder = str(here / "followup")
    with serve(snapshots, here / "app.log", FOLLOWUP=folder) as server:
        yield server


def written(office: Server) -> Store:
    """Return the follow-up that the app of these tests keeps."""
    return Store(office.log.with_name("followup"))


@EACH_LANGUAGE
def test_accept_a_finding_until_spring_and_see_it_followed_up(
    office: Server, page: Page, language: str
) -> None:
    words = words_for(language)
    page.goto(f"{office.url}/findings?lang={language}&severity=high")
    ready(page)
    drawn(page)
    count = page.get_by_role("heading", name=re.compile(r"^[\d.,]+ (rij|row)")).first
    high = count.inner_text()
    place = 2 + LANGUAGES.index(language)
    page.get_by_test_id("stDataFrame").click(
        position={"x": 60, "y": HEAD + ROW * place + ROW // 2}
    )
    ready(page)
    page.get_by_role("button", name=words("followup.button"), exact=True).click()
    dialog = page.get_by_role("dialog")
    owner = words.department("ict")
    dialog.get_by_role("combobox").first.click()
    page.get_by_role("option", name=owner).click()
    days = dialog.get_by_role("spinbutton")
    days.nth(3).click()
    spring = date.today() + timedelta(120)
    page.keyboard.type(spring.strftime("%d%m%Y"))
    dialog.get_by_text(words("followup.title")).first.click()  # closes the calendar
    reason = dialog.get_by_role("textbox", name=words("followup.accepted_reason"))
    reason.fill("bel 06-12345678")
    dialog.get_by_role("button", name=words("followup.save")).click()
    phone = words("followup.identifier.phone")
    refused = words("followup.refused.identifier", kind=phone)
    expect(dialog.get_by_text(refused)).to_be_visible()
    reason.fill(f"tot het voorjaar ({language})")
    dialog.get_by_role("button", name=words("followup.save")).click()
    expect(dialog).to_be_hidden()
    ready(page)
    expect(page.get_by_text(f"tot het voorjaar ({language})")).to_be_visible()
    marks = of_kind(office, "finding").values()
    accepted = sum(mark.accepted_until is not None for mark in marks)
    owned = sum(mark.owner is not None for mark in marks)
    nobodys = int(re.sub(r"\D", "", high)) - owned
    numbers = {"accepted": accepted, "planned": 0, "nobodys": words.number(nobodys)}
    sentence = words("followup.of_which", **numbers)
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(count).to_have_text(high)

    page.goto(f"{office.url}/followup?lang={language}")
    ready(page)
    drawn(page)
    page.get_by_test_id("stDataFrame").click(position={"x": 120, "y": HEAD + ROW // 2})
    ready(page)
    panel = page.locator(".st-key-row-panel")
    expect(
        panel.get_by_text(words.code("mark_status", "accepted")).first
    ).to_be_visible()
    expect(panel.get_by_text(words.date(spring)).first).to_be_visible()
    expect(panel.get_by_text(owner).first).to_be_visible()


@pytest.mark.parametrize("name", ["agenda", "requests", "register"])
def test_marks_are_saved_on_a_list_for_several_rows_and_taken_back_of_one(
    office: Server, page: Page, name: str
) -> None:
    page.goto(f"{office.url}/{name}")
    ready(page)
    drawn(page)
    table, dialog = page.get_by_test_id("stDataFrame").first, page.get_by_role("dialog")
    save = dialog.get_by_role("button", name=DUTCH("followup.save"))
    for place in (0, 1):
        table.click(position={"x": 14, "y": HEAD + ROW * place + ROW // 2})
    bar = page.locator(".st-key-selection")
    expect(bar.get_by_text(DUTCH.count("list.ticked", 2))).to_be_visible()
    with page.expect_download() as coming:
        bar.get_by_role("link", name=DUTCH("files.csv"), exact=True).click()
    assert len(rows(coming.value.path().read_bytes())) == 2
    bar.get_by_role("button", name=DUTCH.count("followup.rows", 2)).click()
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name=DUTCH.department("finance")).click()
    dialog.get_by_text(DUTCH("followup.done_on")).click()
    save.click()
    expect(dialog).to_be_hidden()
    several = of_kind(office, marking.KEYS[name][0])
    looked_at = date.fromisoformat(LATER)
    assert len(several) == 2
    assert {(m.owner, m.done_on) for m in several.values()} == {("finance", looked_at)}

    ready(page)
    table.click(position={"x": 60, "y": HEAD + ROW // 2})
    ready(page)
    page.get_by_role("button", name=DUTCH("followup.button"), exact=True).click()
    dialog.get_by_role("button", name="Clear value").click()
    dialog.get_by_role("textbox", name=DUTCH("followup.note")).fill(f"van {name}")
    save.click()
    expect(dialog).to_be_hidden()
    changed = [m for m in of_kind(office, marking.KEYS[name][0]).values() if m.note]
    assert [(m.owner, m.note, m.done_on, m.version) for m in changed] == [
        (None, f"van {name}", looked_at, 2)
    ]
    expect(page.get_by_text(f"van {name}").first).to_be_visible()


def of_kind(office: Server, kind: str) -> dict[str, Mark]:
    """Return the marks of a kind that the app has kept."""
    marks = written(office).read().by_key
    return {key: mark for key, mark in marks.items() if mark.kind == kind}


@pytest.mark.parametrize(
    "language",
    [LANGUAGES[0], pytest.param(LANGUAGES[1], marks=pytest.mark.nightly)],
)
def test_an_owner_sees_what_is_theirs_and_nothing_else(
    office: Server,
    new_page: Callable[..., Page],
    shown: Path,
    reader: Reader,
    language: str,
) -> None:
    words, store = words_for(language), written(office)
    mine, other = keys(reader, shown, 2)
    for key, owner in ((mine, "board"), (other, "consultants")):
        if store.read().of(key).owner != owner:
            put(store, key, owner=owner)
    page = new_page()
    page.goto(f"{office.url}/?lang={language}")
    ready(page)
    beside(page).get_by_role("combobox", name=words("who.role")).click()
    role = f"{words.code('user_role', 'owner')}: {words.department('board')}"
    page.get_by_role("option", name=role, exact=True).click()
    page.wait_for_url(re.compile("/followup"))
    ready(page)
    title = words("pages.followup.title")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    drawn(page)
    grid = page.get_by_test_id("stDataFrame")
    box = grid.bounding_box()
    assert box is not None
    assert HEAD < box["height"] < HEAD + 2 * ROW  # one row
    grid.click(position={"x": 120, "y": HEAD + ROW // 2})
    ready(page)
    panel = page.locator(".st-key-row-panel")
    expect(panel.get_by_text(words.department("board")).first).to_be_visible()
    expect(page.get_by_text(words.department("consultants"))).to_have_count(0)
    number = mine.rsplit("/", 1)[-1]
    expect(panel).to_contain_text(number)
