"""Make a file as it was delivered one that the engine reads: theirs, or a workbook.

What is made stands in a folder of the seal's own. It keeps the order of the rows, so
that each is still told by its line in the file that was delivered.
"""

from __future__ import annotations

import codecs
import io
import zlib
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from data.identifiers import printable_name
from data.refusal import nearest
from data.seal import source
from data.seal.mapping.form import TableMap
from data.seal.mapping.rules import ENCODINGS
from data.seal.report import Failure
from data.seal.source import csv_form, sheets
from data.seal.source.file import FormBroken, SourceFile

if TYPE_CHECKING:
    from pathlib import Path

    from data.seal.source.book import Book

_CHARACTERS = 1 << 20
"""Characters that are written in another encoding at once."""
_PLAIN = "utf-8"
_ANY_BYTES = ("cp1252", "iso-8859-1", "iso-8859-15", "cp850")
"""Encodings that would read UTF-8 too, as other signs."""


def find(folder: Path, table: str, book: Book, work: Path) -> SourceFile:
    """Find a table's one file in the contract's form; a workbook is unpacked."""
    here = source.files_of(folder, table)
    if len(here) != 1 or not _is_workbook(here[0]) or table in book.files:
        return source.found_in(folder, table, book)
    file = SourceFile(table, here[0])
    _unpack(file, None, work)
    file.places = {name: place for place, name in enumerate(file.columns)}
    return file


def find_theirs(folder: Path, table: str, form: TableMap, work: Path) -> SourceFile:
    """Find the file that a table is made from, and its columns."""
    file = SourceFile(table, folder / form.file, heads=form.heads)
    file.header_row, file.delimiter = form.header_row, form.delimiter
    if not file.path.is_file():
        there = (path.name for path in folder.iterdir() if path.is_file())
        close = nearest(form.file, sorted(there)).strip()
        check = f"mapping: there is no file {printable_name(form.file)}"
        file.failure = Failure(table, None, check, hint=close or None)
    elif _is_workbook(file.path):
        _unpack(file, form.sheet, work)
    elif file.is_parquet:
        source.examine(file)
    else:
        _rewrite(file, form.encoding, work)
    return file


def _is_workbook(path: Path) -> bool:
    return path.suffix.casefold().removeprefix(".") in sheets.KINDS


def _unpack(file: SourceFile, sheet: str | None, work: Path) -> None:
    """Write the rows of a sheet as Parquet, whose columns are named by their place."""
    to = work / f"{file.table}.rows.parquet"
    try:
        with sheets.opened(file.path) as book:
            name = sheet or book.only_sheet()
            file.sheet = printable_name(name)
            file.columns, batches = book.table(name, file.header_row)
            csv_form.refuse_strangers(file)
            with pq.ParquetWriter(to, batches.schema) as writer:
                skipped = 0
                for batch in batches:
                    writer.write_batch(batch)
                    for number in batch["row"].to_pylist():
                        gap = number - file.header_row - 1 - file.rows
                        if gap > skipped:
                            file.folds.append((file.rows, gap))
                            skipped = gap
                        file.rows += 1
    except FormBroken as broken:
        source.refuse(file, "a workbook", broken)
        if file.failure is not None:
            file.locate(file.failure)
        return
    file.delivered, file.path, file.by_place = file.path, to, True


def _rewrite(file: SourceFile, encoding: str, work: Path) -> None:
    """Read the header of a CSV file, which is first made UTF-8 from line 1 on."""
    if encoding != _PLAIN or file.header_row > 1:
        to = work / f"{file.table}.rows.csv"
        try:
            if encoding in _ANY_BYTES and _is_utf8(file):
                raise FormBroken(f"UTF-8 and not {encoding}", [])
            _in_utf8(file, encoding, to)
        except UnicodeError:
            broken = FormBroken(f"another encoding than {encoding}", [])
            source.refuse(file, "CSV", broken)
            return
        except FormBroken as broken:
            source.refuse(file, "CSV", broken)
            return
        except (OSError, EOFError, zlib.error):
            file.failure = source.unreadable(file.table)
            return
        file.delivered, file.path = file.path, to
    source.examine(file)


def _is_utf8(file: SourceFile) -> bool:
    """Return whether a file has signs beyond ASCII, and all of them are UTF-8."""
    reads, is_plain = codecs.getincrementaldecoder(_PLAIN)(), True
    with file.open() as stream:
        try:
            while chunk := stream.read(_CHARACTERS):
                is_plain = is_plain and chunk.isascii()
                reads.decode(chunk)
            reads.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return not is_plain


def _in_utf8(file: SourceFile, encoding: str, to: Path) -> None:
    with (
        io.TextIOWrapper(file.open(), encoding=encoding, newline="") as theirs,
        to.open("w", encoding=_PLAIN, newline="") as ours,
    ):
        for number in range(1, file.header_row):
            line = theirs.readline(_CHARACTERS)
            if len(line) == _CHARACTERS:
                raise FormBroken("a line that does not end", [number], 1)
            if not line:
                break
        while text := theirs.read(_CHARACTERS):
            ours.write(text)


def form_of(path: Path, options: dict[str, Any]) -> TableMap:
    """Return how a file of theirs is to be read, from its beginning and what is said.

    A file that is neither UTF-16 nor UTF-8 is taken for Windows-1252.
    """
    stated = {name: value for name, value in options.items() if value is not None}
    if path.suffix.casefold() in (".csv", ".txt", ".tsv", ".gz"):
        with SourceFile("", path).open() as stream:
            start = stream.read(_CHARACTERS)
        stated.setdefault("encoding", _encoding_of(start))
        is_wrong = stated["encoding"] not in ENCODINGS  # which is told elsewhere
        text = start.decode(
            _PLAIN if is_wrong else stated["encoding"], errors="replace"
        )
        lines = text.removeprefix("\ufeff").splitlines()[
            stated.get("header_row", 1) - 1 :
        ]
        stated.setdefault("delimiter", max(",;\t|", key=(lines or [""])[0].count))
    return TableMap(file=path.name, columns={}, **stated)


def _encoding_of(start: bytes) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder(_PLAIN)().decode(start)
    except UnicodeDecodeError:
        return _ANY_BYTES[0]
    return _PLAIN
