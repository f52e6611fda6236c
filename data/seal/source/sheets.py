"""The sheets of a workbook (.xlsx, .ods), read as a CSV would have written them.

A date or time is ISO text, a whole number has no decimals, a boolean is true or false,
and a cell without a value is null. Rows keep the number that they have on the sheet.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    load_workbook,
)

from data.identifiers import printable_name
from data.refusal import nearest
from data.regular_file import open_regular
from data.seal.source import sheet_form
from data.seal.source.file import FormBroken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = ("xlsx", "ods")
"""How the name of a workbook may end."""
BATCH = 50_000
"""Rows that go to the engine at once."""
_EXACT = 1e15
"""Numbers from here on have lost digits in the workbook itself."""

Row = tuple[int, list[str | None]]
"""The number of a row on its sheet, from 1, and its cells as text."""


class Workbook:
    """A workbook that is open; `opened` makes one."""

    def __init__(self, path: Path, book: CalamineWorkbook) -> None:
        """Take a workbook as its reader opened it."""
        self._path, self._book = path, book

    @property
    def sheets(self) -> list[str]:
        """Return the names of its sheets with cells, in their order."""
        kinds = self._book.sheets_metadata
        return [each.name for each in kinds if each.typ == SheetTypeEnum.WorkSheet]

    def only_sheet(self) -> str:
        """Return the name of its one sheet; FormBroken where there are others."""
        names = self.sheets
        if len(names) != 1:
            listed = ", ".join(map(printable_name, names))
            raise FormBroken(
                f"{len(names)} sheets and no `sheet` that says which: {listed}", []
            )
        return names[0]

    def rows(self, sheet: str, first: int = 1) -> Iterator[Row]:
        """Return the rows of a sheet from a number on, those without a value left out.

        FormBroken says what a reader would take for something else: a cell with an
        error, one that lies over several rows or columns.
        """
        if sheet not in self.sheets:
            name = printable_name(sheet)
            close = nearest(name, map(printable_name, self.sheets))
            raise FormBroken(f"no sheet of the name {name}.{close}".rstrip("."), [])
        place = self._book.sheet_names.index(sheet)
        sheet_form.refuse_what_is_not_read(self._path, place)
        try:
            cells = self._book.get_sheet_by_index(place)
            merged = cells.merged_cell_ranges or []
        except CalamineError as error:
            raise FormBroken("a workbook that is damaged", []) from error
        folded = sorted({begin[0] + 1 for begin, end in merged if end[0] + 1 >= first})
        if folded:
            raise FormBroken("cells that are merged", folded, len(folded))
        for number, row in enumerate(cells.iter_rows(), 1):
            texts = [text_of(cell) for cell in row]
            if number >= first and any(text is not None for text in texts):
                yield number, texts

    def table(
        self, sheet: str, header_row: int = 1
    ) -> tuple[list[str], pa.RecordBatchReader]:
        """Return the heads of a sheet's columns, and the rows below as batches.

        A batch has `row`, the row's number on the sheet, and `cell_0`, `cell_1`, … with
        the texts. A column without a head has an empty one.
        """
        rows = self.rows(sheet, header_row)
        number, heads = next(rows, (0, []))
        if number != header_row:
            raise FormBroken("no header", [header_row])
        fields = [pa.field(f"cell_{place}", pa.string()) for place in range(len(heads))]
        schema = pa.schema([pa.field("row", pa.int64()), *fields])
        batches = (
            pa.record_batch(list(map(pa.array, columns, schema.types)), schema=schema)
            for columns in _columns(rows)
        )
        reader = pa.RecordBatchReader.from_batches(schema, batches)
        return [head or "" for head in heads], reader


@contextmanager
def opened(path: Path) -> Iterator[Workbook]:
    """Open a workbook to read; FormBroken says why it is none."""
    try:
        open_regular(path).close()
        sheet_form.refuse_large(path)
        book = load_workbook(path)
    except PasswordError as error:
        raise FormBroken("a workbook with a password", []) from error
    except (CalamineError, OSError) as error:
        raise FormBroken("no workbook that opens", []) from error
    with book:
        yield Workbook(path, book)


def text_of(cell: Any) -> str | None:  # noqa: ANN401
    """Return a cell as a CSV would have written it; null where nothing stands in it."""
    match cell:
        case None | "":
            return None
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case datetime():
            return cell.isoformat(
                " ", "milliseconds" if cell.microsecond else "seconds"
            )
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _columns(rows: Iterator[Row]) -> Iterator[list[Any]]:
    """Return rows as columns, so many at once: their numbers, and each cell."""
    while batch := list(islice(rows, BATCH)):
        numbers, cells = zip(*batch, strict=True)
        yield [numbers, *zip(*cells, strict=True)]
