"""What goes out, read by tools that nobody here wrote, as those who get it do."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, time
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from csvkit.utilities.csvclean import CSVClean
from icalendar import Calendar
from openpyxl import load_workbook
from python_calamine import load_workbook as calamine

from data.ask import Question, Reader, find_query
from data.export.audit_pack import PackExport
from data.export.csv_file import TABLES, ListExport
from data.export.report import ReportExport
from data.export.zip import walk
from data.journal import Journal
from data.words import LANGUAGES
from tests.support import npm
from tests.support.exported import calendar_file, content, list_file
from tests.support.sealed import sample


@pytest.mark.parametrize(
    ("name", "language"), [*zip(TABLES, cycle((None, *LANGUAGES)), strict=False)]
)
def test_two_readers_of_workbooks_read_the_same(
    reader: Reader, name: str, language: str | None
) -> None:
    book = content(reader, sample(), ListExport(Question(name), "xlsx", language))
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    ours = [["" if v is None else v for v in row] for row in sheet.values]
    other = calamine(io.BytesIO(book)).get_sheet_by_index(0)
    theirs = other.to_python(skip_empty_area=False)
    assert [[str(v)[:10] for v in row] for row in ours] == [
        [
            str(int(v) if isinstance(v, float) and v.is_integer() else v)[:10]
            for v in row
        ]
        for row in theirs
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.print_title_rows == "$1:$1"
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("excel", ";")])
def test_csvkit_finds_every_row_of_every_list_whole(
    reader: Reader, tmp_path: Path, form: str, delimiter: str
) -> None:
    for name in TABLES:
        file = list_file(reader, sample(), name, form)
        rows = csv.reader(
            io.StringIO(file.decode("utf-8-sig"), ""), delimiter=delimiter
        )
        faults, cleaned = _cleaned(tmp_path / f"{name}.csv", file, delimiter)
        assert faults == "", name
        assert cleaned == list(rows), name


def test_csvkit_finds_a_row_that_is_cut(reader: Reader, tmp_path: Path) -> None:
    cut = list_file(reader, sample(), "breaches").rpartition(b",")[0]
    assert "Expected" in _cleaned(tmp_path / "cut.csv", cut, ",")[0]


def _cleaned(path: Path, file: bytes, delimiter: str) -> tuple[str, list[list[str]]]:
    """Return the faults that csvclean of csvkit finds in a file, and its other rows."""
    path.write_bytes(file)
    faults, rows = io.StringIO(), io.StringIO(newline="")
    checks = ("--length-mismatch", "--header-normalize-space", "-e", "utf-8-sig")
    with suppress(SystemExit):  # which csvclean ends with where it found a fault
        CSVClean([*checks, "-d", delimiter, str(path)], rows, faults).run()
    rows.seek(0)
    return faults.getvalue(), list(csv.reader(rows))


def test_pack_is_valid_to_the_tool_of_its_standard(
    reader: Reader, tmp_path: Path
) -> None:
    """By the command of frictionless, which holds every row against its schema."""
    pack = tmp_path / "pack.zip"
    journal = Journal(tmp_path / "journal")
    pack.write_bytes(content(reader, sample(), PackExport(journal)))
    with pack.open("rb") as file:
        assert len(list(walk(file))) > len(find_query("agenda").columns)
    subprocess.run(
        [sys.executable, "-m", "zipfile", "-e", str(pack), str(tmp_path / "out")],
        check=True,
    )
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "datapackage.json"],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_has_no_fault_to_a_checker_of_pdf(reader: Reader, language: str) -> None:
    file = content(reader, sample(), ReportExport(language))
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.Root.Lang).startswith(language)
        assert pdf.Root.MarkInfo.Marked
        assert not pdf.is_encrypted
        with pdf.open_metadata() as about:
            assert about.pdfa_status and about["dc:title"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_calendar_is_without_a_fault_to_its_reader(
    reader: Reader, language: str
) -> None:
    top = Calendar.from_ical(calendar_file(reader, sample(), language))
    assert top.errors == []
    assert [each for each in top.walk() if each.errors] == []
    assert all(len(each.alarms.times) == 1 for each in top.events)


def test_calendar_is_the_same_to_another_reader(reader: Reader) -> None:
    """Ical.js is what Thunderbird and calendars in a browser read with."""
    file = calendar_file(reader, sample(), "nl")
    theirs = npm.read("events.mjs", file)
    ours = [
        [str(each["uid"]), str(each["summary"]), _in_utc(each.decoded("dtstart"))]
        for each in Calendar.from_ical(file).events
    ]
    assert len(ours) > 100
    assert theirs == ours


def _in_utc(start: date) -> str:
    """Write a moment as JavaScript does; a day begins where the reader is."""
    if not isinstance(start, datetime):
        start = datetime.combine(start, time(), ZoneInfo("Europe/Amsterdam"))
    return f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
