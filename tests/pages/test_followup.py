"""Who does what about it: owners, plans and acceptances, beside what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from data import policy
from data.ask import Filter, Question, Reader, ask, marking
from data.followup import Edit, Store
from data.policy.organisation import Organisation
from data.words import LANGUAGES, words_for
from tests.support.browser import Server, ready, serve
from tests.support.screen import DUTCH, ENGLISH, looking, opened, texts
from tests.support.sealed import LATER
from tests.support.walk import drawn

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
    from data import snapshot

    rows = ask(reader, snapshot.find(shown, LATER), HIGH, limit=most)
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


def test_what_was_called_done_and_is_still_there_says_so(
    store: Store, shown: Path, reader: Reader
) -> None:
    (key,) = keys(reader, shown, 1)
    put(store, key, owner="ict", done_on=date.fromisoformat(LATER) - timedelta(30))
    (table,) = opened("followup").dataframe
    ((status,),) = table.value["mark_status"]
    assert status == DUTCH.code("mark_status", "still_there")
    columns = opened("findings").dataframe[0].value
    assert [status] in columns["mark_status"].map(list).to_list()


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


def test_who_writes_again_after_another_keeps_what_that_one_wrote(
    store: Store, shown: Path, reader: Reader
) -> None:
    (key,) = keys(reader, shown, 1)
    put(store, key, owner="ict")
    first = store.read().of(key)
    put(store, key, note="van een ander")
    now = store.read().of(key)
    at = AppTest.from_function(_dialog_after_a_conflict, default_timeout=60)
    looking(at)
    at.session_state["followup.opened"] = 1
    at.session_state["followup.shown"] = {key: first}
    at.session_state["followup.read"] = {key: now}
    at.run()
    at.selectbox(key="followup.1.owner").set_value("finance")
    at.button[0].click().run()
    mark = store.read().of(key)
    assert (mark.owner, mark.note, mark.version) == ("finance", "van een ander", 3)


def _dialog_after_a_conflict() -> None:
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


@EACH_LANGUAGE
def test_accept_a_finding_until_spring_and_see_what_is_mine(
    office: Server, page: Page, language: str
) -> None:
    words = words_for(language)
    page.goto(f"{office.url}/findings?lang={language}&severity=high")
    ready(page)
    drawn(page)
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
