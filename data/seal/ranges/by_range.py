"""Answers about clients, reckoned range by range by the same statements.

A range is a stretch of clients in the order of their pseudonyms. Whoever reckons one
reads its rows from the tables that are kept already. In the process of the seal what
comes of them goes where it is to stand; anybody else writes it as Parquet, to be
gathered (`data.seal.ranges.reckoning`).

Whoever else reckons one is handed paths and its number, and reads in the folder which
clients are in it: nothing about anybody goes by another way than through that folder.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value

from data.seal import doing, load, provenance
from data.seal.asking import put
from data.seal.publish import SealRefused
from data.seal.ranges import by_client, spread
from data.seal.ranges.by_client import CLIENT, FOLLOWS, order_of, table_of
from data.seal.ranges.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from queries import Query

EDGES = "edges.json"
"""In which file of a folder stands with whom its ranges begin."""
FOLDER = "range-"
"""How the folders begin in which ranges are, with their number behind it."""


@dataclass(frozen=True)
class Range:
    """One of the stretches of clients, and what is needed to reckon it anywhere."""

    number: int
    """Which one, from 0."""
    records: str
    """The database in which the tables of the source are kept."""
    folder: str
    """Where what comes of it is written, and where edges and earlier tables are."""
    facts: dict[str, Any]
    not_delivered: tuple[str, ...]
    threads: int
    made_with: dict[str, dict[str, str]]
    """What the statements, the policy and the software must be that reckon it."""

    def edges(self) -> tuple[str | None, str | None]:
        """Return its first client and the first of the next one.

        None is where the first of all begins, and where the last ends; that one has who
        is unknown, too.
        """
        text = Path(self.folder, EDGES).read_text(encoding="utf-8")
        first, beyond = json.loads(text)[self.number : self.number + 2]
        return first, beyond

    def begin(self) -> Path:
        """Return a new folder for its rows: what a lost process left is read by nobody.

        SealRefused where so many of them lost it that the next one would be too.
        """
        sign = f"{FOLDER}{self.number}-"
        if len([*Path(self.folder).glob(f"{sign}*")]) >= spread.TURNS:
            raise spread.in_vain("a range")
        return Path(tempfile.mkdtemp(prefix=sign, dir=self.folder))


def _between(
    rows: DuckDBPyRelation, first: str | None, beyond: str | None
) -> DuckDBPyRelation:
    """Return the rows that are about the clients of a range.

    Whoever is unknown is asked for apart: one condition for both, the engine holds
    against every row of the table.
    """
    if first is None:
        return rows if beyond is None else rows.filter(Column(CLIENT) < Value(beyond))
    known = rows.filter(Column(CLIENT) >= Value(first))
    if beyond is None:
        return known.union(rows.filter(Column(CLIENT).isnull()))
    return known.filter(Column(CLIENT) < Value(beyond))


def reckon(part: Range) -> str:
    """Reckon a range; return the name of the folder in which its rows are."""
    if provenance.made_with() != part.made_with:
        raise SealRefused(
            "Nothing is sealed: whoever reckons a range of clients has another version "
            "of this software, or another policy. Install the same there."
        )
    folder = part.begin()
    does = doing.Doing(lambda _: None)
    with does.raising_seal_refused():
        does("deriving a range of clients")
        con = load.connect(":memory:", folder / "spill", doing.MEMORY, part.threads)

        def keep(query: Query, rows: DuckDBPyRelation) -> DuckDBPyRelation:
            return _written(con, folder, query, rows)

        try:
            with stoppable(con):
                con.execute("attach $path as whole (read_only)", {"path": part.records})
                _lay_out(con, part, "whole")
                for name in by_client.by_client().earlier:
                    path = Path(part.folder, f"{name}.parquet")
                    con.read_parquet(literal(path)).create_view(name)
                _answer(con, part, folder, keep, does)
        finally:
            con.close()
    return folder.name


def reckon_in_place(con: DuckDBPyConnection, part: Range) -> str:
    """Reckon a range on the connection of the seal; return the folder of its rules.

    Its tables go behind those of the range before it, in `records`.
    """
    folder = part.begin()
    edges = part.edges()

    def keep(query: Query, rows: DuckDBPyRelation) -> DuckDBPyRelation:
        if by_client.is_step(query):
            return _written(con, folder, query, rows)
        name = f"records.{table_of(query)}"
        add(in_order(query, rows), name, is_first=part.number == 0)
        return _between(con.table(name), *edges)

    con.execute("create schema memory.range")
    con.execute("use memory.range")  # by the names of the whole tables are those of it
    _lay_out(con, part, "records")
    _answer(con, part, folder, keep, lambda _: None)
    con.execute("use records")
    con.execute("drop schema memory.range cascade")
    return folder.name


def _lay_out(con: DuckDBPyConnection, part: Range, records: str) -> None:
    """Make of the kept tables those of a range, and of what all ranges read."""
    edges = part.edges()
    for table in (*by_client.tables(), *by_client.by_client().following):
        _between(con.table(f"{records}.{table}"), *edges).create_view(table)
    known = by_client.by_client()
    for name in {*known.shared} - {*known.earlier}:
        con.table(f"{records}.{name}").create_view(name)


def _answer(
    con: DuckDBPyConnection,
    part: Range,
    folder: Path,
    keep: Callable[[Query, DuckDBPyRelation], DuckDBPyRelation],
    tell: Callable[[str], None],
) -> None:
    """Ask every statement and rule; `keep` returns the rows from where they are kept.

    What leans on a statement reads a few of its columns.
    """
    for query in by_client.by_client().statements:
        tell(f"deriving {table_of(query)}")
        keep(query, put(con, query, part.facts)).create_view(table_of(query))
    for query in by_client.by_client().rules:
        if not query.lacks(part.not_delivered):
            tell(f"finding {query.name}")
            _written(con, folder, query, put(con, query, part.facts))


def _written(
    con: DuckDBPyConnection, folder: Path, query: Query, rows: DuckDBPyRelation
) -> DuckDBPyRelation:
    """Write rows in the folder of a range; return them from there."""
    path = folder / f"{query.name}.parquet"
    (in_order(query, rows) if follow_on(query) else rows).write_parquet(str(path))
    return con.read_parquet(literal(path))


def in_order(query: Query, rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Return the rows of a statement in the order of their table, if they have one."""
    order = () if FOLLOWS in query.entries else order_of(query)
    return rows.sort(*map(Column, order)) if order else rows


def follow_on(query: Query) -> bool:
    """Return whether the rows of one range stand after those of the range before."""
    return order_of(query)[:1] == (CLIENT,)


def add(rows: DuckDBPyRelation, name: str, *, is_first: bool) -> None:
    """Make a table of rows, or put them behind those that it has."""
    (rows.create if is_first else rows.insert_into)(name)


def literal(path: Path) -> str:
    """Return a path for the engine, which takes a bare one for a glob."""
    return re.sub(r"[\[*?]", r"[\g<0>]", str(path))
