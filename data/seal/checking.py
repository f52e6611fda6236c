"""Load a source and hold it against the contract: every error of every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import contract
from data.seal import doing, load, mapped, mapping, source
from data.seal.check import Checker
from data.seal.ranges import spread

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from data.seal.report import Failure
    from data.seal.source.book import Book
    from data.seal.source.describe import Description
    from data.seal.source.file import SourceFile


def rows(con: DuckDBPyConnection, table: str) -> int:
    """Return how many rows a loaded table has."""
    count: int = con.table(table).aggregate("count(*)").fetchall()[0][0]
    return count


def check(
    con: DuckDBPyConnection,
    folder: Path,
    description: Description,
    book: Book,
    work: Path,
    tell: Callable[[str], None],
) -> tuple[dict[str, SourceFile], list[Failure]]:
    """Load every table on `con`; return their files, and every error there is.

    What is made of files on the way stands in `work`.
    """
    missing = description.not_delivered
    files, refused = mapped.files(con, folder, missing, book, work, tell)
    total = 0
    for table, file in files.items():
        if file.failure is None:
            tell(f"loading {table}")
            number = load.load(con, file)
            tell(f"loaded {table}: {number:,} rows")
            total += number
    for table in contract.TABLES.keys() - files.keys():
        load.leave_empty(con, table)
    if total > spread.ROWS:
        con.execute("set memory_limit = $much", {"much": doing.MUCH})
    others = filter(None, [source.strangers(folder, book)])
    checked = Checker(con, files, description.as_of).run(tell)
    failures = mapped.without_repeats(checked, refused, mapping.read(folder))
    of_source = [*description.failures, *book.failures, *others]
    return files, [*of_source, *refused, *failures]
