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
from python_calamine import CalamineWorkbook

from data.ask import Question, Reader, ask, marking
from data.export.audit_pack import write as write_pack
from data.export.csv_file import ListExport
from data.export.export import Answers, make
from data.export.verify_pack import check
from data.followup import COLUMNS, Edit, Store
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
