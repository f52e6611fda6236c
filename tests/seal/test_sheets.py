"""A workbook's sheet reads as the CSV that it would be saved as, or is refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest

from data.seal.source import sheet_form, sheets
from data.seal.source.file import FormBroken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="Blad1">
<table:table-row><table:table-cell office:value-type="string"><text:p>dag</text:p>
</table:table-cell></table:table-row><table:table-row><table:table-cell {}>
<text:p>shown</text:p></table:table-cell></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def workbook(path: Path, fill: Callable[[Worksheet], Any]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Blad"
    fill(sheet)
    book.save(path)
    return path


def ods(path: Path, cell: str) -> Path:
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(cell))
    return path


def read(path: Path, header_row: int = 1) -> tuple[list[str], list[dict[str, Any]]]:
    with sheets.opened(path) as book:
        heads, rows = book.table(book.only_sheet(), header_row)
        return heads, rows.read_all().to_pylist()


def test_cells_read_as_a_csv_would_have_written_them(tmp_path: Path) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "Uitvoer van oktober"
        for place, head in enumerate(("dag", "aantal", "actief", None, "om"), 1):
            sheet.cell(3, place, head)
        moment = datetime(2025, 1, 6, 9, 30, tzinfo=UTC).replace(tzinfo=None)
        cells = (date(2025, 1, 6), 12.0, True, " los ", moment)
        for place, value in enumerate(cells, 1):
            sheet.cell(5, place, value)
        sheet.cell(6, 2, 1.25)

    heads, rows = read(workbook(tmp_path / "a.xlsx", fill), 3)
    assert heads == ["dag", "aantal", "actief", "", "om"]
    assert [list(row.values()) for row in rows] == [
        [5, "2025-01-06", "12", "true", " los ", "2025-01-06 09:30:00"],
        [6, None, "1.25", None, None, None],
    ]


def test_an_open_document_reads_alike(tmp_path: Path) -> None:
    day = 'office:value-type="date" office:date-value="2025-01-06"'
    _, rows = read(ods(tmp_path / "a.ods", day))
    assert rows == [{"row": 2, "cell_0": "2025-01-06"}]


def far(sheet: Worksheet) -> None:
    sheet["XFD1048576"] = "x"


def twice(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("Blad 2")


@pytest.mark.parametrize(
    ("fill", "why", "lines"),
    [
        (lambda s: s.append(["a", "#N/A"]), "an error in place of a value", [2]),
        (lambda s: s.append(["a", "=1+1"]), "formulas without their outcome", [2]),
        (lambda s: s.merge_cells("A2:A4"), "cells that are merged", [2]),
        (far, "reaches to cell XFD1048576", []),
        (twice, "2 sheets and no `sheet` that says which: Blad, Blad 2", []),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(
    tmp_path: Path, fill: Callable[[Worksheet], Any], why: str, lines: list[int]
) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda s: (s.append(["h", "i"]), fill(s)))
    with pytest.raises(FormBroken, match=why) as refused:
        read(path)
    assert refused.value.lines == lines


FAR = "reaches to cell XFD1048576"
ROW, CELL = "<row {}>{}</row>", '<c {} t="inlineStr"><is><t>x</t></is></c>'
LAST = {"r": 'r="1048576"', "xfd": 'r="XFD1048576"'}


@pytest.mark.parametrize(
    "rows",
    [
        ROW.format(LAST["r"], CELL.format(LAST["xfd"])),
        ROW.format('r="2"', CELL.format(LAST["xfd"])),
        ROW.format("", CELL.format("s='0' r = 'xfd1048576'")),
        ROW.format(LAST["r"], CELL.format("") * 16_384 + CELL.format('r="XFD3"')),
    ],
)
@pytest.mark.parametrize("dimension", ['<dimension ref="A1:B2"/>', ""])
def test_a_sheet_that_says_less_than_it_reaches_to_is_refused(
    tmp_path: Path, rows: str, dimension: str
) -> None:
    path = rewritten(tmp_path, rows, dimension)
    with pytest.raises(FormBroken, match=FAR):
        read(path)


def test_cells_that_do_not_say_which_they_are_are_read(tmp_path: Path) -> None:
    rows = ROW.format("", CELL.format("") * 2) * 3 + ROW.format('r="9"', "<c/><c/>")
    path = rewritten(tmp_path, rows, "")
    assert [row["cell_1"] for row in read(path)[1]] == ["x"] * 3


def test_a_workbook_that_is_too_large_unpacked_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda sheet: sheet.append(["h", "i"]))
    assert read(path)
    monkeypatch.setattr(sheet_form, "LARGEST", 2_000)
    with pytest.raises(FormBroken, match="more than 0 GB, unpacked"):
        read(path)


def rewritten(folder: Path, rows: str, dimension: str) -> Path:
    """Return a workbook whose sheet has such rows below its heads, and says so much."""
    sound = workbook(folder / "sound.xlsx", lambda sheet: sheet.append(["h", "i"]))
    with ZipFile(sound) as old, ZipFile(folder / "a.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                xml = re.sub("<dimension[^>]*>", dimension, text.decode())
                text = xml.replace("</sheetData>", f"{rows}</sheetData>").encode()
            new.writestr(name, text)
    return folder / "a.xlsx"


def test_a_sheet_of_another_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", lambda s: s.append(["h"]))
    why = "no sheet of the name Bladd. Did you mean Blad?"
    with sheets.opened(path) as book, pytest.raises(FormBroken, match=re.escape(why)):
        book.table("Bladd", 1)


def test_a_formula_with_an_empty_outcome_is_an_empty_cell(tmp_path: Path) -> None:
    """Excel writes the type of the outcome; a formula never computed has none."""
    before = workbook(
        tmp_path / "b.xlsx", lambda s: (s.append([*"hi"]), s.append([*"ab"]))
    )
    with ZipFile(before) as old, ZipFile(tmp_path / "a.xlsx", "w") as new:
        for name in old.namelist():
            empty = b'<c r="B2" t="str"><f>""</f><v></v></c>'
            xml = re.sub(rb'<c r="B2".*?</c>', empty, old.read(name))
            new.writestr(name, xml)
    _, rows = read(tmp_path / "a.xlsx")
    assert rows == [{"row": 2, "cell_0": "a", "cell_1": None}]


def test_an_error_in_an_open_document_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", 'calcext:value-type="error"')
    with pytest.raises(FormBroken, match="an error"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"h,i\n", b"PK\x03\x04 and more"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(FormBroken, match="no workbook that opens"):
        read(path)
