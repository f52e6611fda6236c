"""Columns that need a table that was not delivered: they have no value in any answer.

A zero, or a `false`, would say that there is nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value

from queries import GRAVITY

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from data.snapshot import Snapshot
    from queries import Query

UNASSESSED = "not_assessed"
"""The code by which a column says so itself, where its list has one."""


def emptied(
    rows: DuckDBPyRelation, query: Query, snapshot: Snapshot
) -> DuckDBPyRelation:
    """Return the rows of a query, with null in each column that says nothing."""
    not_delivered = snapshot.seal["not_delivered"]  # looks at the disk each time
    lacking = {
        column.name
        for column in query.columns
        if column.needs in not_delivered
        and UNASSESSED not in GRAVITY.get(column.codes or "", ())
    }
    if not lacking:
        return rows
    typed = zip(rows.columns, rows.types, strict=True)
    return rows.select(
        *(
            Value(None).cast(kind).alias(name) if name in lacking else Column(name)
            for name, kind in typed
        )
    )
