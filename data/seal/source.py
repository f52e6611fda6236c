"""Find a source's files on disk, and say which cannot be read and why.

A CSV file is first walked through (csv_form.py); then the engine reads it, knowing
that it is sound.
"""

from __future__ import annotations

import re
import zlib
from difflib import get_close_matches
from typing import TYPE_CHECKING

import duckdb

from data import contract
from data.seal import csv_form, file_hints
from data.seal.book import NO_BOOK, Book
from data.seal.identifiers import printable_name
from data.seal.report import SHOWN, Example, Failure
from data.seal.source_file import TABLE, FormBroken, SourceFile

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from duckdb.sqltypes import DuckDBPyType

NAME = "snapshot.toml"

KINDS = ("csv", "csv.gz", "parquet")
"""How the name of a table's file may end."""
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


def _files(folder: Path, table: str) -> list[Path]:
    """Return the files of a table that are there: one, none, or one too many."""
    paths = (folder / f"{table}.{kind}" for kind in KINDS)
    return [path for path in paths if path.is_file()]


def present(folder: Path) -> frozenset[str]:
    """Return the tables of the contract that have a file."""
    return frozenset(table for table in contract.TABLES if _files(folder, table))


def strangers(folder: Path, book: Book = NO_BOOK) -> Failure | None:
    """Report the files that look like tables and are none of the contract."""
    tables = {f"{table}.{kind}" for table in contract.TABLES for kind in KINDS}
    tables |= {book.path.name} if book.path else set()
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
    stem, ending = name.split(".", 1)
    if not ending.casefold().startswith(("csv", "parquet")):
        return f" ({file_hints.WORKBOOK})"
    likely = get_close_matches(stem.casefold(), contract.TABLES, 1)
    return f" (did you mean {likely[0]}.{ending.casefold()}?)" if likely else ""


def find(folder: Path, table: str) -> SourceFile:
    """Find a table's one file and read its header or schema."""
    here = _files(folder, table)
    file = SourceFile(table, here[0] if len(here) == 1 else folder / f"{table}.csv")
    if len(here) != 1:
        why = (
            "is there once, as .csv, .csv.gz or .parquet"
            if here
            else "is there as .csv, .csv.gz or .parquet, if need be with its header "
            f"alone, or is named in not_delivered of {NAME}"
        )
        file.failure = Failure(table, None, why)
        return file
    try:
        if file.is_parquet:
            _schema(file)
        else:
            csv_form.walk(file)
    except FormBroken as broken:
        form = "Parquet" if file.is_parquet else "CSV (RFC 4180, UTF-8)"
        check = f"reads as {form}; found: {broken}"
        examples = [Example(line, None) for line in broken.lines]
        hint = file_hints.of(file)
        file.failure = Failure(table, None, check, broken.rows, examples, hint)
    except (duckdb.Error, OSError, EOFError, zlib.error):
        file.failure = unreadable(table)
        file.failure.hint = file_hints.of(file)
    return file


def find_all(
    folder: Path, not_delivered: Collection[str] = (), book: Book = NO_BOOK
) -> dict[str, SourceFile]:
    """Find the file or sheet of every table but those named as not delivered.

    A table that is named and there is found like any other.
    """
    files, in_book = present(folder), book.there(not_delivered)
    return {
        table: _found(folder, table, book, is_file=table in files)
        for table in contract.TABLES
        if table in files | in_book or table not in not_delivered
    }


def _found(folder: Path, table: str, book: Book, *, is_file: bool) -> SourceFile:
    sheet = book.files.get(table)
    if not is_file:
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
