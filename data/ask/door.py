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

import queries
from data.ask import filters as filtering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyRelation

    from data.ask.engine import Engine
    from data.ask.filters import Filter
    from data.snapshot import Snapshot
    from queries import Query

FOLDERS: tuple[Literal["summary", "records"], ...] = ("summary", "records")
BATCH = 20_000


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


def _rows(engine: Engine, snapshot: Snapshot, asked: Asked) -> DuckDBPyRelation:
    query = question(asked.name)
    database: Literal["summary", "records"] = (
        "summary" if query.folder == "summary" else "records"
    )
    cursor = engine.cursor(snapshot, database)
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
    engine: Engine,
    snapshot: Snapshot,
    asked: Asked | str,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """Put a question to a snapshot and give its rows.

    SnapshotRefused when the snapshot is damaged, FilterError when the question
    cannot be filtered or sorted so; both are safe to show.
    """
    asked = Asked(asked) if isinstance(asked, str) else asked
    rows = _ordered(_rows(engine, snapshot, asked), asked)
    if limit is not None:
        rows = rows.limit(limit, offset=offset)
    return rows.pl()


def count(engine: Engine, snapshot: Snapshot, asked: Asked) -> int:
    """Count the rows that a question would give, without fetching them."""
    rows = _rows(engine, snapshot, asked)
    counted: int = rows.aggregate("count(*)").fetchall()[0][0]
    return counted


def stream(engine: Engine, snapshot: Snapshot, asked: Asked) -> Iterator[pl.DataFrame]:
    """Give all rows in the order of the key, a batch at a time; one at least."""
    rows = _ordered(_rows(engine, snapshot, asked), asked)
    empty = True
    for batch in rows.to_arrow_reader(BATCH):
        empty = False
        yield pl.DataFrame(batch)
    if empty:
        yield rows.limit(0).pl()


def columns(asked: Asked) -> Iterable[str]:
    """Name the columns that a question declares, in order."""
    return [column.name for column in question(asked.name).columns]
