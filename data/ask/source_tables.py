"""The tables of the source as a snapshot keeps them, each a question of its own.

Whoever reckons a finding again needs what was delivered, not only what was derived.
The columns are those of the contract, so that they are written once.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

import queries
from data.snapshot import day_of
from queries import Declared, Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.contract.table import Table
    from data.snapshot import Snapshot

PREFIX = "source_"
"""In front of the table's name in that of its question: `source_holding`."""
TABLE = "source_table"
MARKED = ("marked", "accepted", "planned", "owned")
"""Parameters with keys of marks, which depend on who asks (data/ask/marking.py)."""
_TYPES = {
    pl.Date: "date",
    pl.Datetime: "timestamptz",
    pl.Int64: "bigint",
    pl.Boolean: "boolean",
    pl.List: "varchar[]",
}


@cache
def source_queries() -> dict[str, Query]:
    """Return the question of every table of the contract, by its name."""
    # Pandera is slow to load, and nothing but an audit pack asks for these
    from data import contract

    return {
        f"{PREFIX}{name}": _query(name, table)
        for name, table in contract.TABLES.items()
    }


def _query(name: str, table: type[Table]) -> Query:
    columns: dict[str, Any] = table.to_schema().columns
    query = queries.folder("ask")["source"]
    key = next(n for n, c in columns.items() if (c.metadata or {}).get("key"))
    return replace(
        query,
        name=f"{PREFIX}{name}",
        folder="records",
        columns=tuple(
            Declared(
                column,
                _TYPES.get(declared.dtype.type.base_type(), "varchar"),
                declared.description,
            )
            for column, declared in columns.items()
        ),
        entries=query.entries | {"key": key, TABLE: name},
    )


def parameters(query: Query, snapshot: Snapshot) -> dict[str, Any]:
    """Return what a question declares as its parameters."""
    values: dict[str, Callable[[], Any]] = {
        "as_of": lambda: snapshot.as_of,
        "statement": lambda: day_of(snapshot.seal["statement"]),
        TABLE: lambda: query.entries.get(TABLE),
        **dict.fromkeys(MARKED, list),
    }
    return {declared.name: values[declared.name]() for declared in query.params}
