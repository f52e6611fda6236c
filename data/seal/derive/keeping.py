"""Keep the tables of a source in the snapshot, by client where they are about one.

With a table goes what follows it: a derived one whose rows are its own, in its order.
Large tables that stand in their order as they were delivered are copied, each by one
thread and as many at once as there are threads; any other is sorted by all of these.
"""

from __future__ import annotations

from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
from duckdb import ColumnExpression as Column
from duckdb import StarExpression

import queries
from data import contract
from data.seal import load
from data.seal.asking import put
from data.seal.ranges import by_client
from data.seal.ranges.by_client import CLIENT, FOLLOWS, order_of, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

    from queries import Query

_PAUSE = 0.02

Done = TypeVar("Done")


def keep(
    con: DuckDBPyConnection, facts: dict[str, Any], tell: Callable[[str], None]
) -> None:
    """Move the loaded tables of `con` to the attached database `records`."""

    def move(own: DuckDBPyConnection, table: str) -> None:
        _move(own, table, facts, tell, is_in_order=table in in_order)

    def look(own: DuckDBPyConnection, table: str) -> bool:
        return _stands_by(own, table, _order(table))

    large = sorted(by_client.tables(), key=_rows_of(con), reverse=True)
    tell("looking at the order of the rows")
    looked = _at_once(con, look, large, tell)
    in_order = [table for table in large if looked[table]]
    for table in contract.TABLES:
        if table not in large:  # what follows a large one may read it
            move(con, table)
    _at_once(con, move, in_order, tell)
    for table in large:
        if table not in in_order:
            move(con, table)


def _at_once(
    con: DuckDBPyConnection,
    do: Callable[[DuckDBPyConnection, str], Done],
    tables: Sequence[str],
    tell: Callable[[str], None],
) -> dict[str, Done]:
    """Do something for tables, as many at once as there are threads, each by one.

    Given the largest first, so that none is left to wait for at the end.
    """
    own = {table: con.cursor() for table in tables}
    with load.one_thread(con), ThreadPoolExecutor(load.THREADS) as pool:
        try:
            doing = {pool.submit(do, own[table], table): table for table in tables}
            ended = wait(doing, return_when=FIRST_EXCEPTION).done
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for connection in own.values():
                _end(connection)
    for each in ended:
        if each.exception():
            tell(f"keeping {doing[each]}")  # another may have begun after it
            each.result()
    return {doing[each]: each.result() for each in ended}


def _end(con: DuckDBPyConnection) -> None:
    """Close a connection; what it still does is broken off.

    A stop may come while a thread begins, which then is waited for by nobody else.
    """
    while True:
        con.interrupt()
        try:
            con.close()
        except duckdb.ResourceInUseException:
            sleep(_PAUSE)
        else:
            return


def _move(
    con: DuckDBPyConnection,
    table: str,
    facts: dict[str, Any],
    tell: Callable[[str], None],
    *,
    is_in_order: bool,
) -> None:
    """Keep a table and what follows it, and give back what it took."""
    tell(f"keeping {table}")
    rows = con.table(table).select(StarExpression(exclude=["row", "unread"]))
    if not is_in_order:
        rows = rows.sort(*map(Column, _order(table)))
    rows.create(f"records.{table}")
    load.drop(con, table)
    for query in queries.folder("seal").values():
        if query.entries.get(FOLLOWS) == table:
            tell(f"keeping {table_of(query)}")
            _follow(con, query, facts)


def _follow(con: DuckDBPyConnection, query: Query, facts: dict[str, Any]) -> None:
    """Make a table whose rows come in its order, and sort it where they did not."""
    table, order = table_of(query), order_of(query)
    load.prepare(con)
    con.execute("use records")
    rows = put(con, query, facts)
    with load.one_thread(con):
        rows.create(table)
    con.execute("use memory")
    load.numbered(con.table(f"records.{table}")).create_view(table)
    is_in_order = _stands_by(con, table, order)
    con.execute(f"drop view {table}")
    con.execute("use records")
    if not is_in_order:
        con.execute(f"drop table {table}")
        rows.sort(*map(Column, order)).create(table)
    con.execute("use memory")  # where the tables are that come after it


def _order(table: str) -> list[str]:
    """Return by what a table of the source stands."""
    names = contract.TABLES[table].to_schema().columns
    return [name for name in (CLIENT, contract.key_of(table)) if name in names]


def _rows_of(con: DuckDBPyConnection) -> Callable[[str], int]:
    def count(table: str) -> int:
        ((rows,),) = con.table(table).aggregate("count(*)").fetchall()
        return int(rows)

    return count


def _stands_by(con: DuckDBPyConnection, table: str, order: Sequence[str]) -> bool:
    """Return whether numbered rows stand in an order already.

    To look takes a tenth of what sorting does, and nothing where they do not.
    """
    about = {"table": table, "first": order[0], "second": order[-1]}
    statement = queries.folder("contract")["out_of_order"].sql
    return not con.sql(statement, params=about).limit(1).fetchall()
