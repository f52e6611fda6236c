"""Find a source's files on disk, and say which cannot be read and why.

A CSV file is first walked through line by line for RFC 4180 alone, which the
engine's own reader is lax about (it drops blank lines, a comma too many and
blanks around quotes); then the engine reads it, knowing that it is sound.
"""

from __future__ import annotations

import csv
import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from data import contract
from data.seal.identifiers import printable_name
from data.seal.report import SHOWN, Example, Failure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

NAME = "snapshot.toml"
TABLE = "snapshot"
"""What the report calls the folder and its snapshot.toml."""
BOM = b"\xef\xbb\xbf"
LONGEST_RECORD = 16 << 20
"""Bytes of a record with quotes; a longer one is taken for an open quote."""

KINDS = ("csv", "parquet")
"""How the name of a table's file may end."""
_OTHER = (".csv", ".csv.gz", ".parquet", ".xlsx", ".ods")
"""How the name of a file ends that was meant as a table."""
_PASSED_OVER = (".", "~$")
"""How the name of a file begins that a system or an editor keeps for itself."""

PARQUET = (
    "select * from read_parquet("
    "$path, file_row_number = true, hive_partitioning = false)"
)


@dataclass
class SourceFile:
    """One file of a source, as found on disk."""

    table: str
    path: Path
    columns: list[str] = field(default_factory=list)
    delimiter: str = ","
    rows: int = 0
    """Records of a CSV file, its header aside."""
    longest: int = 0
    """Bytes of its longest record."""
    is_quoted: bool = False
    """Whether any of its records holds a quote."""
    folds: list[tuple[int, int]] = field(default_factory=list)
    """Rows that hold line ends, each with the lines added so far."""
    failure: Failure | None = None

    @property
    def is_parquet(self) -> bool:
        """Return whether the file is Parquet rather than CSV."""
        return self.path.suffix == ".parquet"

    @property
    def pattern(self) -> str:
        """Return the path for the engine, which takes a bare one for a glob."""
        return re.sub(r"[\[*?]", r"[\g<0>]", str(self.path))

    def line(self, row: int) -> int:
        """Return the line of the file on which a row (from 1) begins."""
        if self.is_parquet:
            return row
        folds_before = bisect_left(self.folds, (row, 0))
        return row + 1 + (self.folds[folds_before - 1][1] if folds_before else 0)

    def sha256(self) -> str:
        """Hash the file as it stands."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class _Broken(Exception):
    """A file that cannot be read as CSV; its text says why, without a value."""

    def __init__(self, why: str, lines: list[int], rows: int | None = None) -> None:
        super().__init__(why)
        self.lines, self.rows = lines, rows


def _files(folder: Path, table: str) -> list[Path]:
    """Return the files of a table that are there: one, none, or one too many."""
    paths = (folder / f"{table}.{kind}" for kind in KINDS)
    return [path for path in paths if path.is_file()]


def present(folder: Path) -> frozenset[str]:
    """Return the tables of the contract that have a file."""
    return frozenset(table for table in contract.TABLES if _files(folder, table))


def strangers(folder: Path) -> Failure | None:
    """Report the files that look like tables and are none of the contract."""
    tables = {f"{table}.{kind}" for table in contract.TABLES for kind in KINDS}
    names = [
        path.name
        for path in sorted(folder.glob("*"))
        if path.name.endswith(_OTHER)
        and not path.name.startswith(_PASSED_OVER)
        and path.name not in tables
        and path.is_file()
    ]
    if not names:
        return None
    listed = ", ".join(printable_name(name) for name in names[:SHOWN])
    more = ", …" if len(names) > SHOWN else ""
    check = f"holds no files beside the tables; found: {listed}{more}"
    return Failure(TABLE, None, check)


def find(folder: Path, table: str) -> SourceFile:
    """Find a table's one file and read its header or schema."""
    here = _files(folder, table)
    file = SourceFile(table, here[0] if len(here) == 1 else folder / f"{table}.csv")
    if len(here) != 1:
        why = (
            "is there once, as .csv or as .parquet, not as both"
            if here
            else "is there as .csv or .parquet, if need be with its header alone, or "
            f"is named in not_delivered of {NAME}"
        )
        file.failure = Failure(table, None, why)
        return file
    try:
        if file.is_parquet:
            _schema(file)
        else:
            _walk(file)
    except _Broken as broken:
        form = "Parquet" if file.is_parquet else "CSV (RFC 4180, UTF-8)"
        check = f"reads as {form}; found: {broken}"
        examples = [Example(line, None) for line in broken.lines]
        file.failure = Failure(table, None, check, broken.rows, examples)
    except (duckdb.Error, OSError):
        file.failure = unreadable(table)
    return file


def find_all(
    folder: Path, not_delivered: Collection[str] = ()
) -> dict[str, SourceFile]:
    """Find the file of every table but those that are named as not delivered.

    A table that is named and there is found like any other.
    """
    there = present(folder)
    return {
        table: find(folder, table)
        for table in contract.TABLES
        if table in there or table not in not_delivered
    }


def unreadable(table: str) -> Failure:
    """Report that a table's file does not open or read."""
    return Failure(table, None, "can be read from its file")


def _schema(file: SourceFile) -> None:
    with duckdb.connect() as con:
        columns = con.sql(PARQUET, params={"path": file.pattern}).columns
    file.columns = [name for name in columns if name != "file_row_number"]
    _refuse_strangers(file)


def _refuse_strangers(file: SourceFile) -> None:
    """Refuse a file that names no column of its table: it lacks a header."""
    declared = contract.TABLES[file.table].to_schema().columns
    if declared.keys().isdisjoint(file.columns):
        raise _Broken("none of the names of its columns", [])


def _header(first: bytes) -> tuple[list[str], str]:
    """Return the column names and the delimiter of a header line."""
    try:
        text = _bare(first.removeprefix(BOM)).decode()
    except UnicodeDecodeError:
        raise _Broken("another encoding", [1]) from None
    if not text or "\0" in text:
        raise _Broken("no header line", [1])
    delimiter = max(",;", key=re.sub(r'"[^"]*"', "", text).count)
    try:
        names = next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise _Broken("an open quote", [1]) from None
    if not _record(delimiter, len(names)).fullmatch(text.encode()):
        raise _Broken("a quote inside a column name", [1])
    if len(set(names)) < len(names):
        raise _Broken("a column name twice", [1])
    return names, delimiter


def _record(delimiter: str, fields: int) -> re.Pattern[bytes]:
    """Return the form of one record that holds quotes (RFC 4180, section 2)."""
    field = rb'(?:"(?:[^"]|"")*"|[^"\r\n%s]*)' % delimiter.encode()
    rest = rb"(?:%s%s){%d}" % (delimiter.encode(), field, fields - 1)
    return re.compile(field + rest)


def _walk(file: SourceFile) -> None:
    """Walk through a CSV file; _Broken names the lines that are not RFC 4180."""
    with file.path.open("rb") as lines:
        file.columns, file.delimiter = _header(next(lines, b""))
        _refuse_strangers(file)
        comma, fields = file.delimiter.encode(), len(file.columns)
        form = _record(file.delimiter, fields)
        folded = blank = wrong = 0
        shown: list[int] = []
        for began, ended, record in _records(lines):
            if not record:
                blank = blank or began
                continue
            file.rows += 1
            if ended > began:
                folded += ended - began
                file.folds.append((file.rows, folded))
            if len(record) > file.longest:
                file.longest = len(record)
            if b'"' in record:
                file.is_quoted = True
                sound = form.fullmatch(record) is not None
            else:
                sound = record.count(comma) == fields - 1 and b"\r" not in record
            if blank or not sound or b"\0" in record:
                wrong += 1
                shown = [*shown, blank or began][:SHOWN]
                blank = 0
        if wrong:
            raise _Broken("rows of another form or number of fields", shown, wrong)


def _records(lines: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Return each record after the header, with its first and its last line."""
    parts: list[bytes] = []
    began = size = quotes = 0
    for number, line in enumerate(lines, 2):
        if not line.isascii():
            _decode(line, number)
        if not parts and b'"' not in line:
            yield number, number, _bare(line)
            continue
        began = began if parts else number
        parts.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if size > LONGEST_RECORD:
            break
        if quotes % 2 == 0:
            yield began, number, _bare(b"".join(parts))
            parts, size, quotes = [], 0, 0
    if parts:
        raise _Broken("a quote that is not closed", [began])


def _bare(line: bytes) -> bytes:
    """Take the line end off, LF or CRLF."""
    return line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")


def _decode(line: bytes, number: int) -> None:
    try:
        line.decode()
    except UnicodeDecodeError:
        raise _Broken("another encoding", [number]) from None
