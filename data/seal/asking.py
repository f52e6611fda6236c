"""Run a query on the sealing connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data import policy

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from queries import Query


def facts_on(as_of: date, statement: date) -> dict[str, Any]:
    """Return what queries may ask for as a parameter, by its name.

    The day described, the statement in force, the norms of the house, and the
    texts that say nothing.
    """
    norms: dict[str, int] = dict(
        policy.load("house_norms").select("name", "value").rows()
    )
    no_answer = [text.casefold() for text in policy.load("no_answer")["text"]]
    return {"as_of": as_of, "statement": statement, "no_answer": no_answer} | norms


def put(
    con: DuckDBPyConnection, query: Query, facts: dict[str, Any]
) -> DuckDBPyRelation:
    """Run a query with the parameters it declares, each a fact of the snapshot."""
    params = {declared.name: facts[declared.name] for declared in query.params}
    return con.sql(query.sql, params=params or None)
