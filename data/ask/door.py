"""The door: one question, one snapshot, one Polars frame.

The folder of a query decides the file it is put to: `summary` has nothing about
one person, `records` has a row a record. Every way out (page, chart, export,
command) comes through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl
from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

import queries
from data.ask import filters as filtering
from data.ask.failure import plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyRelation

    from data.ask.access import Reader
    from data.ask.filters import Filter
    from data.snapshot import Snapshot
    from queries import Query

FOLDERS: tuple[Literal["summary", "records"], ...] = ("summary", "records")
BATCH = 20_000
FURTHEST = 1 << 62
"""Rows that a page of a list can lie from the first, by far."""


@dataclass(frozen=True)
class Asked:
    """A question as it is put: which one, filtered how, in which order.

    `order` names a declared column, with `-` in front for descending; rows that
    are equal there, or all without it, follow the key.
    """

    name: str
    filters: tuple[Filter, ...] = ()
    order: str | None = None


def question(name: str) -> Query:
    """Give a question by its name; KeyError when nobody may ask it."""
    for folder in FOLDERS:
        if name in queries.folder(folder):
            return queries.folder(folder)[name]
    raise KeyError(name)


def _rows(reader: Reader, snapshot: Snapshot, asked: Asked) -> DuckDBPyRelation:
    query = question(asked.name)
    database: Literal["summary", "records"] = (
        "summary" if query.folder == "summary" else "records"
    )
    cursor = reader.engine.cursor(snapshot, database)
    facts = {"as_of": snapshot.as_of}
    params = {declared.name: facts[declared.name] for declared in query.params}
    rows = cursor.sql(query.sql, params=params or None)
    return filtering.apply(rows, query, asked.filters)


def _ordered(rows: DuckDBPyRelation, asked: Asked) -> DuckDBPyRelation:
    query = question(asked.name)
    order = [Column(name) for name in query.entries.get("key", "").split()]
    if asked.order is not None:
        name = asked.order.removeprefix("-")
        if name not in rows.columns:
            raise filtering.FilterError(f"{query.name} has no such column to sort by.")
        first = Column(name)
        first = first.desc() if asked.order.startswith("-") else first.asc()
        order.insert(0, first.nulls_last())
    return rows.sort(*order) if order else rows


def ask(
    reader: Reader,
    snapshot: Snapshot,
    asked: Asked | str,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """Put a question to a snapshot and give its rows.

    SnapshotRefused when the snapshot is damaged, FilterError when the question
    cannot be filtered, sorted or paged so, AskFailed when the engine has no room
    or no time for it; all are safe to show.
    """
    asked = Asked(asked) if isinstance(asked, str) else asked
    if not (0 <= offset < FURTHEST and 0 <= (limit or 0) < FURTHEST):
        raise filtering.FilterError(f"{asked.name} has no such page.")
    with plainly():
        rows = _ordered(_rows(reader, snapshot, asked), asked)
        if limit is not None or offset:
            rows = rows.limit(FURTHEST if limit is None else limit, offset=offset)
        return _frame(rows)


def _frame(rows: DuckDBPyRelation) -> pl.DataFrame:
    frame: pl.DataFrame = rows.pl()
    return frame


def count(reader: Reader, snapshot: Snapshot, asked: Asked) -> int:
    """Count the rows that a question would give, without fetching them."""
    with plainly():
        rows = _rows(reader, snapshot, asked)
        counted: int = rows.aggregate("count(*)").fetchall()[0][0]
        return counted


MONTH = "month:"
"""In front of a date column's name in `tally`: by its month."""


def tally(reader: Reader, snapshot: Snapshot, asked: Asked, *by: str) -> pl.DataFrame:
    """Count a question's rows by some of its columns; columns: `by`, then count.

    What a chart shows is counted from the very list beside it.
    """
    names = [name.removeprefix(MONTH) for name in by]
    known = {column.name for column in question(asked.name).columns}
    if not known.issuperset(names):
        raise filtering.FilterError(f"{asked.name} has no such column to count by.")
    groups = [
        Call("date_trunc", Value("month"), Column(name)).cast("DATE").alias(name)
        if told.startswith(MONTH)
        else Column(name)
        for told, name in zip(by, names, strict=True)
    ]
    with plainly():
        rows = _rows(reader, snapshot, asked)
        counted = rows.aggregate([*groups, Call("count_star").alias("count")])
        return _frame(counted.sort(*(Column(name) for name in names)))


def distinct(
    reader: Reader, snapshot: Snapshot, asked: Asked, column: str, *by: str
) -> pl.DataFrame:
    """Count the different values of a column; columns: `by`, then count."""
    known = {declared.name for declared in question(asked.name).columns}
    if not known.issuperset((column, *by)):
        raise filtering.FilterError(f"{asked.name} has no such column to count.")
    names = [Column(name) for name in by]
    with plainly():
        rows = _rows(reader, snapshot, asked)
        each = rows.select(*names, Column(column)).distinct()
        counted = each.aggregate([*names, Call("count_star").alias("count")])
        return _frame(counted.sort(*names) if names else counted)


def stream(reader: Reader, snapshot: Snapshot, asked: Asked) -> Iterator[pl.DataFrame]:
    """Give all rows in order, a batch at a time; one frame at least."""
    with plainly():
        rows = _ordered(_rows(reader, snapshot, asked), asked)
        empty = True
        for batch in rows.to_arrow_reader(BATCH):
            empty = False
            yield pl.DataFrame(batch)
        if empty:
            yield _frame(rows.limit(0))
