"""Who may see and write what people wrote, and what the journal is told of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from data import policy, pruned
from data.ask import (
    AccessRefused,
    Actor,
    Filter,
    Question,
    Reader,
    ask,
    marking,
    options,
)
from data.ask.of_which import OfWhich, of_figure, of_list, standing
from data.followup import Edit, EditRefused, Store
from data.journal import Event, Journal, JournalUnavailable
from data.journal.chain import Line
from data.policy.organisation import Organisation
from data.pruned import Pruned
from data.snapshot import find
from tests.support.sealed import DAY, a_reader, copy, sample

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HIGH = Question("findings", (Filter("severity", "high"),))
As = Callable[..., Reader]


@pytest.fixture
def lines() -> list[Event]:
    return []


@pytest.fixture
def who(tmp_path: Path, lines: list[Event]) -> Iterator[As]:
    """Return a function that makes a reader of one follow-up, in a role."""
    store = Store(tmp_path / "followup", clock=lambda: NOON)
    engine = a_reader().engine

    def made(role: str = "dpo", purpose: str | None = "audit") -> Reader:
        def write(event: Event) -> Line:
            lines.append(event)
            return Line(len(lines), "", {})

        actor = Actor.named("a-test", role, purpose)
        return Reader(engine, lambda: actor, write, followup=store)

    yield made
    engine.close()


def keys(reader: Reader, question: Question = HIGH, most: int = 4) -> list[str]:
    name = question.name
    return marking.keys_of(name, ask(reader, sample(), question, limit=most))


def write(reader: Reader, *names: str, **fields: Any) -> None:
    marks = marking.read(reader)
    seen = {name: marks.of(name).version for name in names}
    marking.write(reader, sample(), seen, Edit(fields))


def test_a_change_has_its_line_with_who_role_and_the_state_before(
    who: As, lines: list[Event]
) -> None:
    (name,) = keys(who(), most=1)
    write(who(), name, owner="ict", note="bel ICT")
    write(who("owner:ict"), name, planned_on=date(2026, 12, 1), note=None)
    note = hashlib.sha256(b"bel ICT").hexdigest()
    changes = [line for line in lines if line.event == "followup.change"]
    assert [(e.who, e.role, e.edition, e.before, e.after) for e in changes] == [
        ("a-test", "dpo", 0, "none", f"owner=ict note={note}"),
        (
            "a-test",
            "owner",
            1,
            f"owner=ict note={note}",
            "owner=ict planned=2026-12-01",
        ),
    ]
    assert {e.mark for e in changes} == {name}
    assert {e.digest for e in changes} == {sample().digest}


def test_without_a_journal_nothing_is_written(who: As) -> None:
    def full(_: Event) -> Line:
        raise JournalUnavailable("space")

    (name,) = keys(who(), most=1)
    with pytest.raises(JournalUnavailable):
        write(replace(who(), write=full), name, owner="ict")
    assert not marking.read(who()).by_key


@pytest.mark.parametrize("role", ["management", "auditor", "admin", "owner", "", "DPO"])
def test_who_may_not_write_does_not_and_it_is_noted(
    who: As, lines: list[Event], role: str
) -> None:
    (name,) = keys(who(), most=1)
    write(who(), name, owner="ict")
    del lines[:]
    with pytest.raises(AccessRefused):
        marking.write(who(role), sample(), {name: 1}, Edit({"note": "van mij"}))
    assert marking.read(who()).of(name).note is None
    if role != "owner":  # which may, of a department that is its own
        assert [line.event for line in lines] == ["access.refused"]


def test_an_owner_writes_what_is_of_the_department_and_gives_nothing_away(
    who: As,
) -> None:
    mine, other = keys(who(), most=2)
    write(who(), mine, owner="ict")
    write(who(), other, owner="finance")
    write(who("owner:ict"), mine, note="opgepakt")
    for seen, edit in (
        ({other: 1}, {"note": "x"}),
        ({mine: 2, other: 1}, {"note": "x"}),
        ({mine: 2}, {"owner": "finance"}),
        ({mine: 2}, {"owner": None}),
    ):
        with pytest.raises(AccessRefused):
            marking.write(who("owner:ict"), sample(), seen, Edit(edit))
    with pytest.raises(EditRefused):
        write(who(), mine, owner="jan")


def test_an_owner_sees_the_findings_of_the_department_and_no_record(who: As) -> None:
    mine, other = keys(who(), most=2)
    write(who(), mine, owner="ict")
    write(who(), other, owner="finance")
    seen_by = {
        role: marking.keys_of(
            "marked_findings", ask(who(role), sample(), "marked_findings")
        )
        for role in ("owner:ict", "owner:finance", "owner:board", "auditor")
    }
    assert seen_by == {
        "owner:ict": [mine],
        "owner:finance": [other],
        "owner:board": [],
        "auditor": sorted([mine, other]),
    }
    counts = [
        options(who(role), sample(), "marked_findings", "severity")["count"].sum()
        for role in ("dpo", "owner:ict", "owner:board")
    ]
    assert counts == [2, 1, 0]  # nothing is kept of one for another
    assert set(marking.listed(who("owner:ict"), sample()).by_key) == {mine}
    with pytest.raises(AccessRefused, match="purpose"):
        ask(who("owner:ict", None), sample(), "marked_findings")
    for name in ("findings", "findings_in_brief", "register", "key_figures"):
        with pytest.raises(AccessRefused, match="may not ask"):
            ask(who("owner:ict"), sample(), name)


def test_who_sees_no_marks_gets_none(who: As) -> None:
    (name,) = keys(who(), most=1)
    write(who(), name, owner="ict")
    for role in ("management", "admin"):
        assert not marking.read(who(role)).by_key
        with pytest.raises(AccessRefused):
            marking.listed(who(role), sample())


def test_a_mark_changes_no_count_and_is_counted_beside_it(who: As) -> None:
    first, second, third, fourth = keys(who())
    before = ask(who(), sample(), "key_figures")
    assert of_list(who(), sample(), HIGH) is None  # nobody wrote anything yet
    assert standing(who("management"), sample()) is None
    later = date(2027, 3, 1)
    write(who(), first, second, owner="ict", planned_on=date(2026, 12, 24))
    write(
        who(), third, accepted_until=later, accepted_reason="tot de nieuwe leverancier"
    )
    write(who(), fourth, owner="finance", done_on=date(2026, 10, 31))
    assert ask(who(), sample(), "key_figures").equals(before)
    total = ask(who(), sample(), HIGH).height
    expected = OfWhich(total, accepted=1, planned=2, nobodys=total - 3)
    assert of_list(who(), sample(), HIGH) == expected
    counts = standing(who("management", None), sample())
    assert counts is not None
    assert of_figure(counts, HIGH.name, HIGH.filters) == expected
    assert of_figure(counts, HIGH.name, (Filter("rule", "RET-01"),)) is None


def test_what_was_accepted_is_nobodys_again_on_the_day_after_and_every_count_says_so(
    who: As,
) -> None:
    (name,) = keys(who(), most=1)
    last = date(2027, 11, 29)
    with pytest.raises(EditRefused, match="longer than 12 months"):
        until = last + timedelta(1)
        write(who(), name, accepted_until=until, accepted_reason="te lang")
    write(who(), name, accepted_until=last, accepted_reason="tot de meting")
    total = ask(who(), sample(), HIGH).height
    store = who().followup
    assert store is not None
    for days, accepted, status in ((0, 1, "accepted"), (1, 0, "lapsed")):
        then = NOON.replace(year=2027) + timedelta(days)
        later = Store(store.folder, clock=partial(lambda moment: moment, then))
        reader = replace(who(), followup=later)
        counted = OfWhich(total, accepted, planned=0, nobodys=total)
        assert of_list(reader, sample(), HIGH) == counted
        rows = ask(reader, sample(), HIGH)
        marks = marking.read(reader)
        beside = marking.beside("findings", rows, marks, sample().as_of)
        assert set(beside["mark_status"]) == {"nobody", status}


def test_nothing_is_counted_against_records_that_were_erased(
    who: As, tmp_path: Path
) -> None:
    (name,) = keys(who(), most=1)
    write(who(), name, owner="ict")
    left = find(copy(tmp_path, DAY), DAY)
    assert standing(who("management"), left) is not None
    records = left.files["records.duckdb"]["sha256"]
    record = Pruned("a", DAY, left.digest, records, date(2026, 11, 29), "1 month")
    (left.path / "records.duckdb").unlink()
    (left.path / pruned.NAME).write_text(record.text)
    assert standing(who("management"), left) is None


def test_of_requests_those_that_are_open_are_counted(who: As) -> None:
    question = Question("requests", (Filter("status", "overdue|closed_late"),))
    rows = ask(who(), sample(), question)
    still = rows.filter(rows["closed_on"].is_null())
    assert 0 < still.height < rows.height
    write(who(), marking.keys_of("requests", still)[0], owner="ict")
    counted = of_list(who(), sample(), question)
    assert counted == OfWhich(still.height, 0, 0, still.height - 1)


def test_where_nothing_is_open_none_is_counted(who: As) -> None:
    closed = Question("requests", (Filter("status", "closed_late"),))
    assert ask(who(), sample(), closed).height
    write(who(), *keys(who(), most=1), owner="ict")
    assert of_list(who(), sample(), closed) == OfWhich(0, 0, 0, 0)


def test_what_is_closed_is_nobodys_task_and_was_marked_is_solved(who: As) -> None:
    rows = ask(who(), sample(), Question("requests", (Filter("closed_on", ".."),)))
    closed = marking.keys_of("requests", rows)[:2]
    write(who(), closed[0], owner="ict", done_on=date(2026, 9, 30))
    marks = marking.read(who())
    beside = marking.beside("requests", rows.head(2), marks, sample().as_of)
    assert beside["mark_status"].to_list() == ["solved", None]
    still = ask(who(), sample(), "still_there")
    assert closed[0] not in still["mark"].to_list()


def test_without_departments_there_is_no_follow_up(
    who: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    (name,) = keys(who(), most=1)
    write(who(), name, owner="ict")
    known = policy.organisation().model_dump() | {"departments": {}}
    none = Organisation.model_validate(known)
    monkeypatch.setattr(policy, "organisation", lambda: none)
    assert not marking.is_used(who())
    assert not marking.may_write(who())
    assert not marking.read(who()).is_begun
    assert of_list(who(), sample(), HIGH) is None


def test_the_journal_holds_the_lines_of_changes(who: As, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    odd = "finding/STM-02/statement/Google Analytics/US"
    write(replace(who(), write=journal.write), odd, owner="ict")
    (line,) = journal.read(event="followup.change")
    digest = hashlib.sha256(odd.encode()).hexdigest()
    assert line.fields["mark"] == f"finding/sha256:{digest}"
    assert line.fields["edition"] == 0
