"""Answers about clients, reckoned range by range by the same statements.

A range is a stretch of clients in the order of their pseudonyms. Whoever reckons one
reads its rows from the tables that are kept already, and writes what comes of them as
Parquet; what is about the organisation is asked of all of it once it is gathered. So
memory is bounded by a range, and it makes no difference how many there are, nor where.

Whoever reckons one is handed paths and its number, and reads in the folder which
clients are in it: nothing about anybody goes by another way than through that folder.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value

from data.seal import doing, load, provenance
from data.seal.asking import put
from data.seal.publish import SealRefused
from data.seal.ranges import by_client, spread
from data.seal.ranges.by_client import CLIENT, EARLIER, FOLLOWS, order_of, table_of
from data.seal.ranges.stopping import stoppable

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from data.seal.ranges.spread import Spread
    from queries import Query

EDGES = "edges.json"
"""In which file of a folder stands with whom its ranges begin."""
FOLDER = "range-"
"""How the folders begin in which ranges are, with their number behind it."""
_PARQUET = "from read_parquet($paths, hive_partitioning = false)"


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
        try:
            with stoppable(con):
                _lay_out(con, part)
                _answer(con, part, folder, does)
        finally:
            con.close()
    return folder.name


def _lay_out(con: DuckDBPyConnection, part: Range) -> None:
    """Make of the kept tables those of a range, and of what all ranges read."""
    con.execute("attach $path as whole (read_only)", {"path": part.records})
    edges = part.edges()
    for table in (*by_client.tables(), *by_client.by_client().following):
        _between(con.table(f"whole.{table}"), *edges).create_view(table)
    for name in by_client.by_client().shared:
        if name.startswith(EARLIER):
            path = Path(part.folder, f"{name}.parquet")
            con.read_parquet(_literal(path)).create_view(name)
        else:
            con.table(f"whole.{name}").create_view(name)


def _answer(
    con: DuckDBPyConnection, part: Range, folder: Path, tell: Callable[[str], None]
) -> None:
    for query in by_client.by_client().statements:
        table = table_of(query)
        tell(f"deriving {table}")
        path = folder / f"{query.name}.parquet"
        rows = put(con, query, part.facts)
        if _follow_on(query):
            rows = in_order(query, rows)
        rows.write_parquet(str(path))
        # what leans on it reads a few of its columns
        con.read_parquet(_literal(path)).create_view(table)
    for query in by_client.by_client().rules:
        if not query.lacks(part.not_delivered):
            tell(f"finding {query.name}")
            rows = put(con, query, part.facts)
            rows.write_parquet(str(folder / f"{query.name}.parquet"))


def in_order(query: Query, rows: DuckDBPyRelation) -> DuckDBPyRelation:
    """Return the rows of a statement in the order of their table, if they have one."""
    order = () if FOLLOWS in query.entries else order_of(query)
    return rows.sort(*map(Column, order)) if order else rows


def _follow_on(query: Query) -> bool:
    """Return whether the rows of one range stand after those of the range before."""
    return order_of(query)[:1] == (CLIENT,)


def _literal(path: Path) -> str:
    """Return a path for the engine, which takes a bare one for a glob."""
    return re.sub(r"[\[*?]", r"[\g<0>]", str(path))


class Reckoning:
    """Gives the rows of statements, each asked of all clients at once."""

    def __init__(
        self,
        con: DuckDBPyConnection,
        facts: dict[str, Any],
        not_delivered: tuple[str, ...],
    ) -> None:
        """Take the connection on which the kept tables are at hand."""
        self._con, self._facts, self._not_delivered = con, facts, not_delivered

    def rows(self, query: Query) -> DuckDBPyRelation:
        """Return the rows of a statement, in the order of its table."""
        return in_order(query, put(self._con, query, self._facts))


class InRanges(Reckoning):
    """The same, with those about clients gathered from ranges of them."""

    def __init__(
        self,
        con: DuckDBPyConnection,
        facts: dict[str, Any],
        not_delivered: tuple[str, ...],
        spread: Spread,
        firsts: list[str],
        work: Path,
        tell: Callable[[str], None],
    ) -> None:
        """Take how they are spread, and the first client of each but the first."""
        super().__init__(con, facts, not_delivered)
        self._spread, self._firsts, self._work = spread, firsts, work
        self._tell = tell
        known = by_client.by_client()
        self._by_client = {*known.statements, *known.rules}

    def rows(self, query: Query) -> DuckDBPyRelation:
        """Return the rows of a statement, in the order of its table."""
        is_assessed = not query.lacks(self._not_delivered)
        if query not in self._by_client or not is_assessed:
            return super().rows(query)
        names = (folder / f"{query.name}.parquet" for folder in self._folders)
        paths = [_literal(path) for path in names]
        rows = self._con.sql(_PARQUET, params={"paths": paths})
        return rows if _follow_on(query) else in_order(query, rows)

    @cached_property
    def _folders(self) -> list[Path]:
        """Reckon the ranges, while nobody has the records open to write in them."""
        for name in by_client.by_client().shared:
            if name.startswith(EARLIER):
                path = str(self._work / f"{name}.parquet")
                self._con.table(name).write_parquet(path)
        opened = self._con.sql("from duckdb_databases()")
        named = opened.filter(Column("database_name") == Value("records"))
        ((records,),) = named.select("path").fetchall()
        self._con.execute("checkpoint records")
        self._con.execute("use memory")
        self._con.execute("detach records")
        try:
            names = spread.run(
                self._spread, reckon, self._ranges(records), self._progress
            )
        finally:
            self._con.execute("attach $path as records", {"path": records})
            self._con.execute("use records")
        return [self._work / name for name in names]

    def _progress(self, done: int) -> None:
        self._tell(f"deriving range {done} of {len(self._firsts) + 1}")

    def _ranges(self, records: str) -> list[Range]:
        edges = [None, *self._firsts, None]
        (self._work / EDGES).write_text(json.dumps(edges), encoding="utf-8")
        return [
            Range(
                number,
                str(Path(records).resolve()),
                str(self._work.resolve()),
                self._facts,
                self._not_delivered,
                load.THREADS if self._spread.is_here else 1,
                provenance.made_with(),
            )
            for number in range(len(edges) - 1)
        ]


def reckoning(
    con: DuckDBPyConnection,
    facts: dict[str, Any],
    not_delivered: tuple[str, ...],
    spread: Spread,
    work: Path | None,
    tell: Callable[[str], None],
) -> Reckoning:
    """Return what gives rows, once the tables of the source are kept in `records`.

    Without a folder to work in there are no ranges.
    """
    if work is None:
        return Reckoning(con, facts, not_delivered)
    counts = [
        con.table(f"records.{table}").aggregate("count(*)").fetchall()
        for table in by_client.tables()
    ]
    count = spread.count(sum(rows for ((rows,),) in counts))
    firsts = _firsts(con, count) if count > 1 else []
    if not firsts:
        return Reckoning(con, facts, not_delivered)
    return InRanges(con, facts, not_delivered, spread, firsts, work, tell)


def _firsts(con: DuckDBPyConnection, count: int) -> list[str]:
    """Return the first client of each range but the first one."""
    clients = con.table("records.client")
    ((rows,),) = clients.aggregate("count(*)").fetchall()
    places = sorted({rows * number // count for number in range(1, count)} - {0})
    if not places:
        return []
    # they stand in their order
    at = clients.filter(Column("rowid").isin(*map(Value, places))).order(CLIENT)
    return [client for (client,) in at.select(CLIENT).fetchall()]
