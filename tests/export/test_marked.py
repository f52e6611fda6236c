"""What people wrote goes out behind the records, whose bytes stay what they were."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar, Event
from python_calamine import CalamineWorkbook

from data.ask import Filter, Question, Reader, ask, marking
from data.ask.of_which import of_figure, standing
from data.export import report
from data.export.audit_pack import write as write_pack
from data.export.csv_file import ListExport
from data.export.export import Answers, make
from data.export.register_document import RegisterExport
from data.export.verify_pack import check
from data.followup import COLUMNS, Edit, Store
from tests.support.exported import calendar_file, content
from tests.support.screen import DUTCH
from tests.support.sealed import a_reader, sample

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
NAMES = [column.name for column in COLUMNS]


@pytest.fixture
def marked(tmp_path: Path) -> Iterator[Reader]:
    """Return a reader of a follow-up in which the first row of each list is marked."""
    store = Store(tmp_path / "followup", clock=lambda: NOON)
    with closing(a_reader()) as plain:
        reader = replace(plain, followup=store)
        for name in ("findings", "agenda", "requests", "register"):
            rows = ask(reader, sample(), Question(name), limit=1)
            (key,) = marking.keys_of(name, rows)
            edit = Edit(
                {"owner": "ict", "planned_on": date(2026, 12, 1), "note": "=1+1"}
            )
            marking.write(reader, sample(), {key: 0}, edit)
        yield reader


def csv_of(reader: Reader, name: str) -> list[list[str]]:
    with make(ListExport(Question(name)), Answers(reader, sample())) as file:
        return list(csv.reader(io.StringIO(file.read().decode(), newline="")))


@pytest.mark.parametrize("name", ["findings", "agenda", "requests", "register"])
def test_the_columns_of_the_records_are_what_they_were(
    marked: Reader, name: str
) -> None:
    rows, plain = csv_of(marked, name), csv_of(replace(marked, followup=None), name)
    assert [row[: -len(NAMES)] for row in rows] == plain
    head, first, *rest = rows
    assert head[-len(NAMES) :] == NAMES
    assert first[-len(NAMES) :] == [
        *("ict", "2026-12-01", "planned", "", "", "'=1+1", "2026-11-29")
    ]
    assert {row[-7] for row in rest} == {""}  # nobody's
    assert {row[-1] for row in rest} == {"2026-11-29"}


def test_a_list_that_is_not_followed_up_and_who_sees_no_marks_have_no_columns(
    marked: Reader,
) -> None:
    assert set(NAMES).isdisjoint(csv_of(marked, "recipients")[0])
    with closing(a_reader("management", None)) as plain:
        reader = replace(plain, followup=marked.followup)
        assert set(NAMES).isdisjoint(csv_of(reader, "register")[0])


def test_the_same_marks_on_the_same_day_give_the_same_bytes(marked: Reader) -> None:
    for form in ("csv", "excel", "xlsx", "parquet"):
        export = ListExport(Question("findings"), form)
        contents = []
        for _ in range(2):
            with make(export, Answers(marked, sample())) as file:
                contents.append(file.read())
        assert contents[0] == contents[1]


def test_a_workbook_says_of_which_day_the_follow_up_is(marked: Reader) -> None:
    export = ListExport(Question("register"), "xlsx", "nl")
    with make(export, Answers(marked, sample())) as file:
        book = CalamineWorkbook.from_filelike(file)
        rows, about = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert rows[0][-7:-4] == ["Eigenaar", "Gepland op", "Opvolging"]
    assert rows[1][-7] == "ICT-beheer"
    assert rows[1][-5] == "gepland"
    days = [row[1] for row in about if str(row[0]).startswith("Stand van de opvolging")]
    assert days == [date(2026, 11, 29)]


def test_a_pack_holds_every_state_and_its_tables_are_what_they_were(
    marked: Reader, tmp_path: Path
) -> None:
    name = next(iter(marking.read(marked).by_key))
    marking.write(marked, sample(), {name: 1}, Edit({"owner": "finance"}))
    packs = []
    for number, reader in enumerate((marked, replace(marked, followup=None))):
        path = tmp_path / f"{number}.zip"
        with path.open("wb") as file:
            write_pack(file, Answers(reader, sample()))
        check(path)
        packs.append(ZipFile(path))
    with_marks, plain = packs
    own = "followup/marks.csv"
    assert set(with_marks.namelist()) - set(plain.namelist()) == {own}
    same = [n for n in plain.namelist() if n.startswith(("data/", "policy/"))]
    assert all(with_marks.read(n) == plain.read(n) for n in same)
    states = list(csv.DictReader(io.StringIO(with_marks.read(own).decode())))
    assert [s["owner"] for s in states if s["key"] == name] == ["ict", "finance"]
    assert len(states) == 5
    for pack in packs:
        pack.close()


def test_the_calendar_says_whose_a_deadline_is_and_for_when_it_is_planned(
    marked: Reader,
) -> None:
    after, before = (
        {str(e["uid"]): str(e["description"]) for e in events(calendar_file(*of))}
        for of in ((marked, sample(), "nl"), (plain_of(marked), sample(), "nl"))
    )
    ((uid, text),) = ((u, text) for u, text in after.items() if text != before[u])
    line = (
        "Eigenaar: ICT-beheer. Gepland op: 1 dec 2026. "
        "Stand van de opvolging op 29 nov 2026."
    )
    assert text.replace(f". {line[:-1]}", "") == before[uid]  # one of many that day
    assert "=1+1" not in text
    assert after.keys() == before.keys()


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf"])
def test_the_register_names_the_owner_beside_an_activity_and_no_note(
    marked: Reader, form: str
) -> None:
    export = RegisterExport("nl", form)
    files = [content(each, sample(), export) for each in (marked, plain_of(marked))]
    if form == "pdf":  # which goes to a supervisory authority
        assert files[0] == files[1]
        return
    rows, before = (register(form, file) for file in files)
    behind = ["Eigenaar", "Gepland op", "Stand van de opvolging op"]
    assert rows[0][-3:] == behind
    assert rows[1][-3:] == ["ICT-beheer", "1 dec 2026", "29 nov 2026"]
    assert {row[-3] for row in rows[2:]} == {""}
    assert [row[:-3] for row in rows] == before
    assert "=1+1" not in str(rows)


def register(form: str, file: bytes) -> list[list[str]]:
    """Read the first part of a register's document."""
    if form == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(file))
        rows = book.get_sheet_by_index(1).to_python()
        return [[str(cell) for cell in row] for row in rows]
    text = file.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def plain_of(marked: Reader) -> Reader:
    """Return who asks as if nobody had written anything."""
    return replace(marked, followup=None)


def events(calendar: bytes) -> list[Event]:
    whole = Calendar.from_ical(calendar)
    assert isinstance(whole, Calendar)
    return list(whole.events)


def test_the_report_counts_what_is_planned_and_names_nobody(marked: Reader) -> None:
    with closing(a_reader("management", None)) as plain:
        reader = replace(plain, followup=marked.followup)
        counts = standing(reader, sample())
        assert counts is not None
        first = ask(marked, sample(), Question("findings"), limit=1)
        (severity,) = first["severity"]
        counted = of_figure(counts, "findings", [Filter("severity", severity)])
        after, before = (
            report.content(each, sample(), DUTCH)["sections"]
            for each in (reader, plain)
        )
    assert counted is not None
    assert counted.planned == 1
    added = []
    for now, then in zip(after, before, strict=True):
        new = [block for block in now["blocks"] if block not in then["blocks"]]
        assert [b for b in now["blocks"] if b not in new] == then["blocks"]
        added += new
    _, table, note = added
    numbers = [DUTCH.number(number) for number in vars(counted).values()]
    name = DUTCH.code("severity", severity).capitalize()
    assert [name, *numbers] in [row["cells"] for row in table["rows"]]
    assert note["text"] == "Stand van de opvolging op 29 nov 2026"
    assert "ICT-beheer" not in str(added)
