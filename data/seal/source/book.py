"""A workbook as a source: one file whose sheets are tables, as people fill it in.

Its sheets, heads and codes are called as `Naming` knows them. A row that is marked as
an example is no record; a sheet with that row alone is a table that is not there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from data.contract.naming import Naming, plain
from data.identifiers import printable_name
from data.regular_file import is_there
from data.seal.report import Example, Failure
from data.seal.source import book_cells, sheets
from data.seal.source.file import TABLE, FormBroken, SourceFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

NAMES = tuple(f"source.{kind}" for kind in sheets.KINDS)
"""What the workbook of a source is called."""
UNNAMED = Naming()
"""The names of whoever has none: no workbook is read by them."""


@dataclass
class Book:
    """What a source's workbook holds; nothing where there is none."""

    path: Path | None = None
    files: dict[str, SourceFile] = field(default_factory=dict)
    """The tables that are there, each with its cells or why they cannot be read."""
    empty: set[str] = field(default_factory=set)
    """Tables whose sheet has its heads alone."""
    untouched: dict[str, SourceFile] = field(default_factory=dict)
    """Tables whose sheet has an example alone, each with why that is refused."""
    failures: list[Failure] = field(default_factory=list)
    """What is wrong with it as a whole."""
    examples: list[str] = field(default_factory=list)
    """Where rows were left out as examples, beside others."""

    @property
    def is_broken(self) -> bool:
        """Return whether nothing of it could be read."""
        return bool(self.failures) and not self.files and not self.untouched

    def there(self, not_delivered: Collection[object]) -> frozenset[str]:
        """Return its tables; of those not delivered none that has its heads alone."""
        return frozenset(self.files) - {t for t in self.empty if t in not_delivered}

    def notes(self) -> Iterator[str]:
        """Return where rows were left out, since they are marked as examples."""
        if self.examples:
            yield f"Not read, as an example: {', '.join(self.examples)}."


NO_BOOK = Book()


def read(folder: Path, naming: Naming) -> Book:
    """Read the workbook of a source, if it has one and there are names for it."""
    path = next((p for name in NAMES if is_there(p := folder / name)), None)
    if path is None or naming == UNNAMED:
        return NO_BOOK
    book = Book(path)
    try:
        with sheets.opened(path) as opened:
            _read(book, path, opened, naming)
    except FormBroken as broken:
        check = f"{path.name} reads as a workbook; found: {broken}"
        book.failures.append(Failure(TABLE, None, check))
    return book


def _read(book: Book, path: Path, opened: sheets.Workbook, naming: Naming) -> None:
    tables = {name: naming.sheets.get(plain(name), "") for name in opened.sheets}
    counts = Counter(tables.values())
    for sheet, table in tables.items():
        if table == "" and any(opened.rows(sheet)):
            book.failures.append(_stranger(path, sheet, naming))
        if not table:
            continue
        file = SourceFile(table, path, sheet=sheet)
        try:
            if counts[table] > 1:
                raise FormBroken("several sheets of that table", [])
            _fill(book, file, opened, naming)
        except FormBroken as broken:
            book.files[table] = file
            check = f"reads as a sheet with its heads in row 1; found: {broken}"
            lines = [Example(line, None) for line in broken.lines]
            file.failure = Failure(table, None, check, broken.rows, lines)
            file.locate(file.failure)


def _stranger(path: Path, sheet: str, naming: Naming) -> Failure:
    """Report a sheet that is no table."""
    name = printable_name(sheet)
    check = f"{path.name} holds no sheets beside the tables; found: {name}"
    likely = get_close_matches(plain(sheet), naming.sheets, 1)
    hint = f"Did you mean {likely[0]}?" if likely else "Take it out, or rename it."
    return Failure(TABLE, None, check, hint=hint)


def _fill(
    book: Book, file: SourceFile, opened: sheets.Workbook, naming: Naming
) -> None:
    """Take the cells of its sheet into a file, and that into the book."""
    heads, reader = opened.table(file.sheet or "")
    cells = pl.DataFrame(reader.read_all())
    book_cells.name_columns(file, heads, cells, naming)
    records = book_cells.records(file, cells, naming)
    examples = len(cells) - len(records)
    if examples and records.is_empty():
        book.untouched[file.table] = file
        file.failure = Failure(
            file.table,
            None,
            "is filled in, or named in not_delivered; found: the example alone",
            hint="Fill in the sheet, or name the table in not_delivered of "
            "snapshot.toml; where there is nothing to record, take the example out.",
        )
        file.locate(file.failure)
        return
    book.files[file.table] = file
    if records.is_empty():
        book.empty.add(file.table)
    if examples:
        book.examples.append(f"{file.sheet} ({examples:,})")
    file.cells, file.rows = book_cells.as_contract(file, records, naming), len(records)
