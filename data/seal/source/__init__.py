"""Find a source's files on disk, and say which cannot be read and why.

A CSV file is first looked through (csv_form.py); then the engine reads it, knowing
that it is sound.
"""

from __future__ import annotations

import re
import zlib
from difflib import get_close_matches
from typing import TYPE_CHECKING

import duckdb

from data import contract
from data.identifiers import printable_name
from data.regular_file import is_there
from data.seal import mapping
from data.seal.report import SHOWN, Example, Failure
from data.seal.source import csv_form, file_hints, sheets
from data.seal.source.book import NO_BOOK, Book
from data.seal.source.file import TABLE, FormBroken, SourceFile

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from duckdb.sqltypes import DuckDBPyType

NAME = "snapshot.toml"

KINDS = ("csv", "csv.gz", "parquet")
"""How the name of a table's file may end."""
EVERY_KIND = (*KINDS, *sheets.KINDS)
"""The same with workbooks, which are unpacked first (delivery.py)."""
_REFUSED = (".csv", ".csv.gz", ".parquet", ".xlsx", ".ods")
"""How the name of a file ends that is refused where it is no table."""
_A_TABLE = re.compile(r"\.(csv|tsv|parquet|xlsx?|ods)(?![a-z])", re.IGNORECASE)
"""What the name of a file holds that was meant as a table, or is a copy of one."""
_PASSED_OVER = (".", "~$")
"""How the name of a file begins that a system or an editor keeps for itself."""

_NESTED = ("struct", "map", "union", "array", "list")
PARQUET = (
    "select * from read_parquet("
    "$path, file_row_number = true, hive_partitioning = false)"
)


NO_TABLE = Failure(
    TABLE,
    None,
    "holds a file for each table; found: none",
    hint="Give the folder in which the exported files are, each named after its table.",
)
"""The one thing to say of a folder without any table."""


def files_of(folder: Path, table: str) -> list[Path]:
    """Return the files of a table that are there: one, none, or one too many."""
    paths = (folder / f"{table}.{kind}" for kind in EVERY_KIND)
    return [path for path in paths if is_there(path)]


def present(folder: Path) -> frozenset[str]:
    """Return the tables of the contract that have a file, theirs or their own."""
    mapped = mapping.read(folder).files
    return frozenset(
        table for table in contract.TABLES if table in mapped or files_of(folder, table)
    )


def strangers(folder: Path, book: Book = NO_BOOK) -> Failure | None:
    """Report the files that look like tables and are none of the contract."""
    mapped = mapping.read(folder).files
    tables = {f"{table}.{kind}" for table in contract.TABLES for kind in EVERY_KIND}
    tables |= {*mapped.values()} | ({book.path.name} if book.path else set())
    names = [
        path.name
        for path in sorted(folder.glob("*"))
        if _A_TABLE.search(path.name)
        and not path.name.startswith(_PASSED_OVER)
        and path.name not in tables
        and path.is_file()
    ]
    if not any(name.casefold().endswith(_REFUSED) for name in names):
        return None
    listed = ", ".join(printable_name(name) + _meant(name) for name in names[:SHOWN])
    more = ", …" if len(names) > SHOWN else ""
    check = f"holds no files beside the tables; found: {listed}{more}"
    return Failure(TABLE, None, check)


def _meant(name: str) -> str:
    """Return, in brackets, which table a file that is none was perhaps meant as."""
    low = name.casefold()
    if not any(f".{kind}" in low for kind in EVERY_KIND):
        return f" ({file_hints.WORKBOOK})" if ".xls" in low else ""
    kind = max((k for k in EVERY_KIND if f".{k}" in low), key=len)
    stem, _, more = low.rpartition(f".{kind}")
    likely = get_close_matches(stem, contract.TABLES, 1)
    is_meant = likely and more in ("", ".txt")
    return f" (did you mean {likely[0]}.{kind}?)" if is_meant else ""


def find(folder: Path, table: str) -> SourceFile:
    """Find a table's one file and read its header or schema."""
    here = files_of(folder, table)
    file = SourceFile(table, here[0] if len(here) == 1 else folder / f"{table}.csv")
    if len(here) != 1:
        why = (
            f"is there once; found: {', '.join(path.name for path in here)}"
            if here
            else "is there as .csv, .csv.gz, .parquet, .xlsx or .ods, if need be with "
            f"its header alone, or is named in not_delivered of {NAME}"
        )
        file.failure = Failure(table, None, why)
    elif file.path.name.endswith(sheets.KINDS):
        check = "is CSV or Parquet here; found: a workbook"
        hint = "`python -m data map apply` writes a source as CSV."
        file.failure = Failure(table, None, check, hint=hint)
    else:
        examine(file)
    return file


def examine(file: SourceFile) -> None:
    """Read the header or schema of a file, or say why it cannot be read."""
    try:
        if file.is_parquet:
            file.header_row = 0
            file.open().close()  # the engine waits for a pipe
            _schema(file)
        else:
            csv_form.look_through(file)
    except FormBroken as broken:
        form = "Parquet" if file.is_parquet else "CSV (RFC 4180, UTF-8)"
        above = file.header_row - 1 if file.delivered else 0
        lines = [line + above for line in broken.lines]
        refuse(file, form, FormBroken(str(broken), lines, broken.rows))
    except (duckdb.Error, OSError, EOFError, zlib.error):
        file.failure = unreadable(file.table)
        file.failure.hint = file_hints.of(file)


def refuse(file: SourceFile, form: str, broken: FormBroken) -> None:
    """Mark a file as not read in a form: where, and what it looks like."""
    hint = file_hints.of(file)
    if hint == file_hints.CR_ALONE:
        broken = FormBroken("one line", [])
    check = f"reads as {form}; found: {broken}"
    examples = [Example(line, None) for line in broken.lines]
    if hint and file.heads is not None:
        hint += " Or say so in mapping.toml."
    file.failure = Failure(file.table, None, check, broken.rows, examples, hint)


def expected(
    folder: Path, not_delivered: Collection[str], book: Book = NO_BOOK
) -> list[str]:
    """Return every table but those that are named as not delivered and not there."""
    there = present(folder) | book.there(not_delivered)
    return [t for t in contract.TABLES if t in there or t not in not_delivered]


def find_all(
    folder: Path, not_delivered: Collection[str] = (), book: Book = NO_BOOK
) -> dict[str, SourceFile]:
    """Find the file or sheet of every table but those named as not delivered.

    A table that is named and there is found like any other.
    """
    return {
        table: found_in(folder, table, book)
        for table in expected(folder, not_delivered, book)
    }


def found_in(folder: Path, table: str, book: Book) -> SourceFile:
    """Find a table's one file, or its sheet in the workbook of the source."""
    sheet = book.files.get(table)
    if not files_of(folder, table):
        return sheet or book.untouched.get(table) or find(folder, table)
    file = find(folder, table)
    if sheet is not None:
        check = f"is there once, as a file or as sheet {sheet.sheet}"
        file.failure = Failure(table, None, check)
    return file


def unreadable(table: str) -> Failure:
    """Report that a table's file does not open or read."""
    return Failure(table, None, "can be read from its file")


def _schema(file: SourceFile) -> None:
    with duckdb.connect() as con:
        rows = con.sql(PARQUET, params={"path": file.pattern})
        kinds = dict(zip(rows.columns, rows.types, strict=True))
    file.columns = [name for name in kinds if name != "file_row_number"]
    csv_form.refuse_strangers(file)
    nested = [name for name in file.columns if _is_nested(kinds[name])]
    if nested:
        names = ", ".join(map(printable_name, nested))
        raise FormBroken(f"values of a nested type in {names}", [])


def _is_nested(kind: DuckDBPyType) -> bool:
    """Return whether values of a type are no texts, numbers or lists of texts."""
    if kind.id == "list":
        kind = kind.child
    return kind.id in _NESTED
