"""What goes out, read by tools that nobody here wrote, as those who get it do."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from python_calamine import load_workbook as calamine

from data.ask import Question, Reader, find_query
from data.export.audit_pack import PackExport
from data.export.csv_file import ListExport
from data.export.report import ReportExport
from data.export.zip import walk
from data.journal import Journal
from data.words import LANGUAGES
from tests.support.exported import calendar_file, content
from tests.support.sealed import sample


@pytest.mark.parametrize("language", [None, *LANGUAGES])
@pytest.mark.parametrize("name", ["retention", "agenda", "shares", "breaches"])
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
