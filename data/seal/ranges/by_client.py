"""Which answers are reckoned range by range of clients, and in what order they stand.

Those of a statement are where each of its rows is about a client, and it reads nothing
but rows of clients and what is the same for all of them. Both are read off the
statement and its header; no list names them. A statement about a client that looks at
other clients too says `-- across: clients` in its header.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import duckdb

import queries
from data import contract
from data.seal import load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from queries import Query

CLIENT = "client_id"
_EARLIER = "earlier_"
"""How the names of tables begin that hold what the previous snapshot had."""
_SAME = ("policy_", _EARLIER, "not_delivered")
"""How the names of tables begin that are made before any statement is asked."""
FOLLOWS = "follows"
"""What the header of a statement says whose rows are those of a table, in its order.

Such rows are read through once, in little memory: they are made before any range. An
engine may turn a join round, and does of few rows: so who makes the table looks.
"""
_PARAM = re.compile(r"\$[a-z_]+")


@dataclass(frozen=True)
class ByClient:
    """The statements whose answers are reckoned range by range."""

    statements: tuple[Query, ...]
    """Those of `queries/seal`, in their order."""
    rules: tuple[Query, ...]
    following: tuple[str, ...]
    """Tables about clients made before any range, of which each reads its part."""
    shared: tuple[str, ...]
    """The other tables that they read: the same for all ranges."""

    @property
    def earlier(self) -> tuple[str, ...]:
        """Return those of the shared that hold what the previous snapshot had."""
        return tuple(name for name in self.shared if name.startswith(_EARLIER))


def tables() -> tuple[str, ...]:
    """Return the tables of a source that hold rows of clients."""
    return tuple(
        table
        for table, of_table in contract.TABLES.items()
        if CLIENT in of_table.to_schema().columns
    )


def table_of(query: Query) -> str:
    """Return the table that a file such as 02_retention.sql makes."""
    return query.name.split("_", 1)[1]


def is_step(query: Query) -> bool:
    """Return whether a statement is a step to others: its rows are not kept."""
    return "step_to" in query.entries


def reads(con: DuckDBPyConnection, query: Query) -> frozenset[str]:
    """Return the tables that a statement reads, by an engine that has our functions."""
    return frozenset(con.get_table_names(_PARAM.sub("null", query.sql)))


def order_of(query: Query) -> tuple[str, ...]:
    """Return the columns by which a table about clients stands, as its header says.

    The rows of a step stand in no order, and nobody reads them by themselves; any other
    statement puts its rows in order itself.
    """
    return tuple(query.entries.get("stands_by", "").split())


@cache
def by_client() -> ByClient:
    """Tell the statements about clients from those about the organisation."""
    delivered = tables()
    own, same = {*delivered}, contract.TABLES.keys() - {*delivered}
    made: list[Query] = []
    following: list[str] = []
    read: set[str] = set()
    con = duckdb.connect()
    load.prepare(con)

    def is_local(query: Query, *, is_about_client: bool) -> bool:
        names = reads(con, query)
        known = all(n in own | same or n.startswith(_SAME) for n in names)
        found_local = is_about_client and known and "across" not in query.entries
        read.update(names if found_local else ())
        return found_local

    for query in queries.folder("seal").values():
        has_client = any(column.name == CLIENT for column in query.columns)
        if FOLLOWS in query.entries:
            following.append(table_of(query))
            own.add(table_of(query))
        elif is_local(query, is_about_client=has_client):
            made.append(query)
            own.add(table_of(query))
        elif not made:  # what all ranges read is made before the first of them
            same.add(table_of(query))
    rules = tuple(
        query
        for query in queries.folder("findings").values()
        if is_local(query, is_about_client=query["subject"] in delivered)
    )
    con.close()
    shared = tuple(sorted(read - own))
    return ByClient(tuple(made), rules, tuple(following), shared)
