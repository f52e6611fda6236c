"""Read a source's files into typed tables, and say what could not be read.

A CSV file is first walked through line by line for RFC 4180 alone, which the
engine's own reader is lax about (it drops blank lines, a comma too many and
blanks around quotes); then the engine reads it, knowing that it is sound.
"""

from __future__ import annotations

import csv
import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from data.seal.report import SHOWN, Example, Failure

if TYPE_CHECKING:
    from pathlib import Path

BOM = b"\xef\xbb\xbf"
LONGEST_RECORD = 1 << 20
"""Bytes of one CSV record; a longer one is taken for an open quote."""

UNREADABLE = "is CSV as in RFC 4180: UTF-8, closed quotes, equal numbers of fields"


@dataclass
class SourceFile:
    """One file of a source, as found on disk."""

    table: str
    path: Path
    columns: list[str] = field(default_factory=list)
    delimiter: str = ","
    folds: list[tuple[int, int]] = field(default_factory=list)
    """Rows from which lines lie further on, each with the lines added so far."""
    failure: Failure | None = None

    @property
    def is_parquet(self) -> bool:
        """Tell whether the file is Parquet rather than CSV."""
        return self.path.suffix == ".parquet"

    def line(self, row: int) -> int:
        """Give the line of the file on which a row (from 1) begins."""
        if self.is_parquet:
            return row
        at = bisect_right(self.folds, (row, -1)) - 1
        return row + 1 + (self.folds[at][1] if at >= 0 else 0)

    def sha256(self) -> str:
        """Hash the file as it stands."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class _Broken(Exception):
    """A file that cannot be read as CSV; its text says why, without a value."""

    def __init__(self, why: str, lines: list[int], rows: int | None = None) -> None:
        super().__init__(why)
        self.lines, self.rows = lines, rows


def find(folder: Path, table: str) -> SourceFile:
    """Find a table's one file and read its header or schema."""
    here = [folder / f"{table}.{kind}" for kind in ("csv", "parquet")]
    here = [path for path in here if path.is_file()]
    if len(here) != 1:
        why = (
            "is there once, as .csv or as .parquet, not as both"
            if here
            else "is there as .csv or .parquet, if need be with its header alone"
        )
        return SourceFile(table, folder, failure=Failure(table, None, why))
    file = SourceFile(table, here[0])
    try:
        if file.is_parquet:
            _schema(file)
        else:
            _walk(file)
    except _Broken as broken:
        check = f"{UNREADABLE}; {broken}"
        examples = [Example(line, None) for line in broken.lines]
        file.failure = Failure(table, None, check, broken.rows, examples)
    except (duckdb.Error, OSError):
        file.failure = Failure(table, None, "can be read from its file")
    return file


def _schema(file: SourceFile) -> None:
    with duckdb.connect() as con:
        sql = "select * from read_parquet($path)"
        file.columns = con.sql(sql, params={"path": str(file.path)}).columns


def _header(first: bytes) -> tuple[list[str], str]:
    """Give the column names and the delimiter of a header line."""
    try:
        text = first.removeprefix(BOM).decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise _Broken("another encoding", [1]) from None
    if not text or "\0" in text:
        raise _Broken("no header line", [1])
    delimiter = max(",;", key=text.count)
    try:
        names = next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise _Broken("an open quote", [1]) from None
    if len(set(names)) < len(names):
        raise _Broken("a column name twice", [1])
    return names, delimiter


def _record(delimiter: str, fields: int) -> re.Pattern[bytes]:
    """Give the form of one record that holds quotes (RFC 4180, section 2)."""
    one = rb'(?:"(?:[^"]|"")*"|[^"\r\n%s]*)' % delimiter.encode()
    rest = rb"(?:%s%s){%d}" % (delimiter.encode(), one, fields - 1)
    return re.compile(one + rest)


def _walk(file: SourceFile) -> None:
    """Walk through a CSV file; _Broken names the lines that are not RFC 4180."""
    with file.path.open("rb") as lines:
        file.columns, file.delimiter = _header(next(lines, b""))
        comma, fields = file.delimiter.encode(), len(file.columns)
        form = _record(file.delimiter, fields)
        row = folded = blank = wrong = 0
        shown: list[int] = []
        pending, began = b"", 0
        for number, line in enumerate(lines, 2):
            if not line.isascii():
                _decode(line, number)
            if not pending and b'"' not in line:
                body = line.removesuffix(b"\n").removesuffix(b"\r")
                if not body:
                    blank = blank or number
                    continue
                sound = body.count(comma) == fields - 1 and b"\r" not in body
                began = number
            else:
                began = began if pending else number
                pending += line
                if pending.count(b'"') % 2:
                    if len(pending) > LONGEST_RECORD:
                        break
                    continue
                body = pending.removesuffix(b"\n").removesuffix(b"\r")
                sound, pending = form.fullmatch(body) is not None, b""
            row += 1
            if number > began:
                folded += number - began
                file.folds.append((row + 1, folded))
            if blank or not sound or b"\0" in line:
                wrong += 1
                shown = [*shown, blank or began][:SHOWN]
                blank = 0
        if pending:
            raise _Broken("a quote that is not closed", [began])
        if wrong:
            raise _Broken("a row that is not", shown, wrong)


def _decode(line: bytes, number: int) -> None:
    try:
        line.decode()
    except UnicodeDecodeError:
        raise _Broken("another encoding", [number]) from None
