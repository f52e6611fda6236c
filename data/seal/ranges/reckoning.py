"""Who makes the tables that the statements give: of all clients at once, or in ranges.

A table about clients stands in blocks of them, which follow from the rows alone: in
each in the order that the header of its statement names. In this process a block is
one range, whose rows go where they are to stand. Elsewhere it is one or several, which
are gathered here block by block. So memory is bounded by a block, and it makes no
difference how many ranges there are, nor where they are reckoned; what is about the
organisation is asked of all of it afterwards.
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value

from data.seal import load, provenance
from data.seal.asking import put
from data.seal.ranges import by_client, spread
from data.seal.ranges.by_client import is_step, table_of
from data.seal.ranges.by_range import (
    EDGES,
    Range,
    add,
    follow_on,
    in_order,
    literal,
    reckon,
    reckon_in_place,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from data.seal.ranges.spread import Spread
    from queries import Query

_PARQUET = "from read_parquet($paths, hive_partitioning = false)"


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

    def make(self, query: Query) -> None:
        """Make the table of a statement, or a view where it is a step to others."""
        rows = self.rows(query)
        (rows.create_view if is_step(query) else rows.create)(table_of(query))

    def rows(self, query: Query) -> DuckDBPyRelation:
        """Return the rows of a statement, in the order of its table."""
        return in_order(query, put(self._con, query, self._facts))


class InRanges(Reckoning):
    """The same, with those about clients reckoned in ranges of them."""

    def __init__(
        self,
        con: DuckDBPyConnection,
        facts: dict[str, Any],
        not_delivered: tuple[str, ...],
        spread: Spread,
        firsts: tuple[list[str], list[str]],
        work: Path,
        tell: Callable[[str], None],
    ) -> None:
        """Take how they are spread.

        `firsts`: the first client of each block and of each range but the first.
        """
        super().__init__(con, facts, not_delivered)
        self._spread, self._work, self._tell = spread, work, tell
        self._blocks, self._firsts = firsts
        self._is_in_place = spread.is_here and self._blocks == self._firsts
        known = by_client.by_client()
        self._by_client = {*known.statements, *known.rules}

    def make(self, query: Query) -> None:
        """Make the table of a statement, block after block, or a view of a step."""
        if query not in self._by_client or is_step(query):
            super().make(query)
            return
        folders = self._folders
        if not self._is_in_place:
            for number, block in enumerate(self._by_block(folders)):
                rows = self._gathered(query, block)
                rows = rows if follow_on(query) else in_order(query, rows)
                add(rows, table_of(query), is_first=number == 0)

    def rows(self, query: Query) -> DuckDBPyRelation:
        """Return the rows of a rule, or of another statement that is no table."""
        is_assessed = not query.lacks(self._not_delivered)
        if query not in self._by_client or not is_assessed:
            return super().rows(query)
        return self._gathered(query, self._folders)

    def _gathered(self, query: Query, folders: Iterable[Path]) -> DuckDBPyRelation:
        """Return what ranges wrote of a statement, one after the other."""
        paths = [literal(folder / f"{query.name}.parquet") for folder in folders]
        return self._con.sql(_PARQUET, params={"paths": paths})

    def _by_block(self, folders: list[Path]) -> Iterator[list[Path]]:
        """Return the folders of the ranges of each block."""
        begins = [0, *(self._firsts.index(first) + 1 for first in self._blocks)]
        for begin, end in zip(begins, [*begins[1:], None], strict=True):
            yield folders[begin:end]

    @cached_property
    def _folders(self) -> list[Path]:
        """Reckon the ranges; return the folder of each."""
        named = self._con.sql("from duckdb_databases()")
        named = named.filter(Column("database_name") == Value("records"))
        ((records,),) = named.select("path").fetchall()
        edges = [None, *self._firsts, None]
        (self._work / EDGES).write_text(json.dumps(edges), encoding="utf-8")
        ranges = [self._range(number, records) for number in range(len(edges) - 1)]
        if self._is_in_place:
            names = [self._in_place(part, ranges) for part in ranges]
        else:
            names = self._elsewhere(ranges, records)
        return [self._work / name for name in names]

    def _in_place(self, part: Range, ranges: list[Range]) -> str:
        """Reckon a range here, where a stop breaks off what is asked of the engine."""
        name = reckon_in_place(self._con, part)
        self._progress(part.number + 1, ranges)
        return name

    def _elsewhere(self, ranges: list[Range], records: str) -> list[str]:
        """Reckon ranges while nobody has the records open to write in them."""
        for name in by_client.by_client().earlier:
            path = str(self._work / f"{name}.parquet")
            self._con.table(name).write_parquet(path)
        self._con.execute("checkpoint records")
        self._con.execute("use memory")
        self._con.execute("detach records")
        try:
            return spread.run(
                self._spread, reckon, ranges, lambda n: self._progress(n, ranges)
            )
        finally:
            self._con.execute("attach $path as records", {"path": records})
            self._con.execute("use records")

    def _progress(self, done: int, ranges: list[Range]) -> None:
        self._tell(f"deriving range {done} of {len(ranges)}")

    def _range(self, number: int, records: str) -> Range:
        return Range(
            number,
            str(Path(records).resolve()),
            str(self._work.resolve()),
            self._facts,
            self._not_delivered,
            load.THREADS if self._spread.is_here else 1,
            provenance.made_with(),
        )


def reckoning(
    con: DuckDBPyConnection,
    facts: dict[str, Any],
    not_delivered: tuple[str, ...],
    how: Spread,
    work: Path | None,
    tell: Callable[[str], None],
) -> Reckoning:
    """Return what makes tables, once those of the source are kept in `records`.

    Without a folder to work in there are no ranges.
    """
    if work is None:
        return Reckoning(con, facts, not_delivered)
    counts = [
        con.table(f"records.{table}").aggregate("count(*)").fetchall()
        for table in by_client.tables()
    ]
    rows = sum(rows for ((rows,),) in counts)
    firsts = _firsts(con, spread.blocks(rows)), _firsts(con, how.count(rows))
    if not firsts[1]:
        return Reckoning(con, facts, not_delivered)
    return InRanges(con, facts, not_delivered, how, firsts, work, tell)


def _firsts(con: DuckDBPyConnection, count: int) -> list[str]:
    """Return the first client of each of so many stretches but the first one."""
    clients = con.table("records.client")
    ((rows,),) = clients.aggregate("count(*)").fetchall()
    places = sorted({rows * number // count for number in range(1, count)} - {0})
    if not places:
        return []
    # they stand in their order
    at = clients.filter(Column("rowid").isin(*map(Value, places))).order("client_id")
    return [client for (client,) in at.select("client_id").fetchall()]
