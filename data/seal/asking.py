"""Run a query on the sealing connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from queries import Query


def put(
    con: DuckDBPyConnection, query: Query, facts: dict[str, Any]
) -> DuckDBPyRelation:
    """Run a query with the parameters it declares, each a fact of the snapshot."""
    params = {declared.name: facts[declared.name] for declared in query.params}
    return con.sql(query.sql, params=params or None)
