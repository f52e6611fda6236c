"""An answer as an Excel workbook (.xlsx): typed columns and their definitions.

Dates are dates, numbers numbers, true and false booleans, codes and keys text,
under the column names of the CSV; in a language, under what they are called there.
A text is never a formula or a link, and needs no guard: it stands in a cell of the
type text, and its format keeps it one when somebody edits it. Times are in UTC. The
same snapshot and filter give the same bytes on every way out, since nothing in them
tells when they were made.

XlsxWriter makes the book with everything in it but the rows; these are put in
its sheet while it is packed, so that memory never holds more than a batch.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from itertools import chain
from typing import IO, TYPE_CHECKING, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl
import xlsxwriter

from data.ask.counting import count
from data.ask.failure import ExportRefused
from data.export import definitions, labels, marked, sheet_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from data.ask.question import Question
    from data.export.definitions import SheetLine
    from data.export.export import Answers

MOST = 1_048_575
"""Rows that a sheet of Excel holds below its header."""
LARGEST = (1 << 31) - 1
"""Bytes of a sheet that every reader takes; more needs another form of zip."""
PACKED = 4
"""How hard a workbook is packed, of nine: harder takes longer for little less."""
SAMPLED = 1_000
"""Rows that the widths of the columns go by."""
NARROWEST, WIDEST = 8, 60
SHEET = "xl/worksheets/sheet1.xml"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
TEXT = 49
"""The number by which every spreadsheet knows the format of texts."""
FORMATS: dict[str, int | str] = {
    "varchar": TEXT,
    "varchar[]": TEXT,
    "date": "yyyy-mm-dd",
    "timestamptz": 'yyyy-mm-dd"T"hh:mm:ss"Z"',
    "bigint": "0",
    "double": "General",
    "boolean": "General",
}
"""How the cells of a column of each type are shown."""
SHARE, PERCENT = "share", "0.0%"
"""The column of shares in any list, and how they are shown."""
A4 = 9
WIDTHS = {"date": 11, "timestamptz": 21}
TOP = {"valign": "top", "align": "left"}
DEFINED = (30, 60, 60, 16, 60, 60, 40)
"""Widths of the columns of the definitions."""


def write(
    file: BinaryIO, answers: Answers, question: Question, language: str | None = None
) -> None:
    """Write an answer's workbook to a file; ExportRefused where Excel has no room.

    With a language, columns and codes are called as people who read it call them.
    """
    query = marked.query_of(answers, question)

    def shown(batch: pl.DataFrame) -> pl.DataFrame:
        if answers.rows > MOST:
            total = count(answers.reader, answers.snapshot, question)
            raise ExportRefused("rows", MOST, total)
        return sheet_xml.flat(labels.labelled(batch, query, language))

    answer = marked.stream(answers, question, shown)
    sample, frames = _sampled(iter(answer))
    heads = labels.heads(query, language)
    shell = io.BytesIO(_shell(answers, question, answer.total, sample, heads))
    with (
        ZipFile(shell) as made,
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=PACKED) as book,
    ):
        for name in made.namelist():
            part = made.read(name)
            with book.open(name, "w") as member:  # of 1 January 1980, all of them
                if name == SHEET:
                    _fill(member, _sheet(part.decode(), frames, answer.total))
                else:
                    member.write(part)


def _sampled(
    frames: Iterator[pl.DataFrame],
) -> tuple[pl.DataFrame, Iterator[pl.DataFrame]]:
    """Return the first rows, and all of them."""
    first = [next(frames)]
    while sum(map(len, first)) < SAMPLED and (more := next(frames, None)) is not None:
        first.append(more)
    return pl.concat(first).head(SAMPLED), chain(first, frames)


def _fill(file: IO[bytes], pieces: Iterator[bytes]) -> None:
    """Write a sheet; ExportRefused when it becomes larger than readers take."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST:
            raise ExportRefused("size", LARGEST)
        file.write(piece)


def _sheet(shell: str, frames: Iterator[pl.DataFrame], total: int) -> Iterator[bytes]:
    """Return the sheet of the shell with rows in the place of its second one.

    That row is there to say how the book numbers the format of each column.
    """
    head, _, rest = shell.partition('<row r="2"')
    styled, _, tail = rest.partition("</row>")
    styles = re.findall(r'<c r="[A-Z]+2"( s="[0-9]+")?/>', styled)
    yield re.sub(
        '(?<=<dimension ref="A1:)([A-Z]+)2', rf"\g<1>{total + 1}", head
    ).encode()
    row = 2
    for frame in frames:
        if sheet_xml.longest(frame) > sheet_xml.LONGEST:
            raise ExportRefused("text", sheet_xml.LONGEST)
        if len(frame):
            yield sheet_xml.rows(frame, styles, row)
            row += len(frame)
    yield tail.encode()


def _shell(
    answers: Answers,
    question: Question,
    total: int,
    sample: pl.DataFrame,
    heads: Mapping[str, str],
) -> bytes:
    """Make the book with a header, a row of formats, and the definitions."""
    made, snapshot = io.BytesIO(), answers.snapshot
    query = marked.query_of(answers, question)
    with xlsxwriter.Workbook(made, OPTIONS) as book:
        known = datetime.combine(snapshot.as_of, time())
        about = {"title": question.name, "author": snapshot.seal["controller"]}
        book.set_properties(about | {"created": known})
        bold = book.add_format({"bold": True, "num_format": TEXT, "bottom": 1})
        shown = {
            kind: book.add_format({"num_format": form})
            for kind, form in (FORMATS | {SHARE: PERCENT}).items()
        }
        sheet = book.add_worksheet(question.name)
        types = {column.name: column.type for column in query.columns}
        for at, (name, head) in enumerate(heads.items()):
            sheet.write_string(0, at, head, bold)
            kind = SHARE if name == SHARE else types[name]
            sheet.write_blank(1, at, None, shown[kind])
            sheet.set_column(at, at, _width(types[name], sample[name], head))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, total, at)
        sheet.repeat_rows(0)
        _to_print(sheet)
        formats = {
            "head": bold,
            "text": book.add_format({"num_format": TEXT, "text_wrap": True} | TOP),
            "day": book.add_format({"num_format": FORMATS["date"]} | TOP),
            "number": book.add_format({"num_format": FORMATS["bigint"]} | TOP),
        }
        parts = _parts(answers, question, total)
        _define(book.add_worksheet(definitions.name()), parts, formats)
    return made.getvalue()


def _parts(
    answers: Answers, question: Question, total: int
) -> tuple[Iterable[SheetLine], ...]:
    """Return what the sheet of definitions says: the list, its columns, its codes."""
    query, read_on = (
        marked.query_of(answers, question),
        marked.read_on(answers, question),
    )
    return (
        definitions.about(answers.snapshot, question, total, read_on),
        definitions.columns(query),
        definitions.codes(query),
        definitions.figures(question),
    )


def _width(kind: str, column: pl.Series, head: str) -> int:
    """Return a column room for its head with the arrow beside it, and its texts."""
    longest = WIDTHS.get(kind, NARROWEST)
    if kind.startswith("varchar"):
        width = column.str.len_chars().max()
        longest = max(longest, width if isinstance(width, int) else 0)
    return min(max(longest, len(head) + 2) + 1, WIDEST)


def _to_print(sheet: Worksheet) -> None:
    """Set a sheet to be printed: landscape, all its columns on a page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _define(
    sheet: Worksheet, parts: Iterable[Iterable[SheetLine]], formats: dict[str, Format]
) -> None:
    """Write the sheet of definitions: facts, and then tables with a heading."""
    _to_print(sheet)
    for at, width in enumerate(DEFINED):
        sheet.set_column(at, at, width)
    row = 0
    for is_table, part in enumerate(parts):
        for nth, line in enumerate(part):
            for at, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(row, at, cell, formats["day"])
                elif isinstance(cell, int):
                    sheet.write_number(row, at, cell, formats["number"])
                else:
                    heads = nth == 0 if is_table else at == 0
                    form = formats["head" if heads else "text"]
                    sheet.write_string(row, at, cell, form)
            row += 1
        row += 1
