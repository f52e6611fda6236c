"""Load a source's files into typed tables of the sealing connection.

Each table gets, beside its own columns, `row` (place in the file, from 1) and
`unread` (names of columns whose cell does not parse; that cell is null). What
the file lacks is null all through, and said to be missing by `check`.

It is a view of the table in which the rows stand, as the engine puts them there: in
the order of the file, which all cores read. To number them on the way takes one.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import polars as pl
from duckdb import (
    ColumnExpression,
    ConstantExpression,
    SQLExpression,
    StarExpression,
)
from duckdb import FunctionExpression as Call

import queries
from data import contract
from data.seal.source import PARQUET, unreadable
from data.seal.source.value_hints import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression
    from polars.datatypes import DataType, DataTypeClass

    from data.seal.source.file import SourceFile

THREADS = 2
_LINE = 2 << 20
"""Bytes of a line that the engine takes without being told of a longer one."""
_MANY = 10_000
_ROWS = "_rows"
"""How the name of the table ends in which a loaded table's rows stand."""

_READER: dict[DataType | DataTypeClass, str] = {
    pl.Date: "as_day",
    pl.Datetime: "as_moment",
    pl.Int64: "as_whole",
    pl.Boolean: "as_flag",
    pl.List: "as_codes",
    pl.String: "as_text",
}
"""The macro that reads a cell of each type (queries/macros.sql)."""

_WRITER = {
    "date": "day_text",
    "timestamp with time zone": "moment_text",
    "timestamptz_ns": "moment_text",
    "timestamp": "clock_text",
    "timestamp_ns": "clock_text",
    "timestamp_ms": "clock_text",
    "timestamp_s": "clock_text",
    "double": "number_text",
    "float": "number_text",
    "decimal": "number_text",
    "list": "codes_text",
}
"""The macro that makes of a Parquet column the text of a CSV's."""


def connect(
    database: Path | str, spill: Path, memory: str, threads: int = THREADS
) -> DuckDBPyConnection:
    """Open an engine to load on, that spills to `spill` and knows no network."""
    con = duckdb.connect(
        database,
        config={
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    prepare(con)
    return con


def prepare(con: DuckDBPyConnection) -> None:
    """Make the functions that loading and deriving lean on."""
    con.execute("set global TimeZone = 'UTC'")
    con.execute((queries.FOLDER / "macros.sql").read_text(encoding="utf-8"))


@contextmanager
def one_thread(con: DuckDBPyConnection) -> Iterator[None]:
    """Let one thread work, so that rows come in their order, also from a join.

    Of several each fills groups of rows of its own, which are packed anew.
    """
    ((threads,),) = con.sql("select current_setting('threads')").fetchall()
    con.execute("set threads = 1")
    try:
        yield
    finally:
        con.execute("set threads = $threads", {"threads": threads})


def types(table: str) -> dict[str, DataType | DataTypeClass]:
    """Return a table's columns and their Polars types, as its class declares."""
    schema = contract.TABLES[table].to_schema()
    return {name: column.dtype.type for name, column in schema.columns.items()}


def _reader(kind: DataType | DataTypeClass) -> str:
    return _READER[kind.base_type()]


@dataclass(frozen=True)
class Rows:
    """The rows of a file, as the engine reads them."""

    relation: DuckDBPyRelation
    place: Expression
    """The place of a row in the file, from 1."""
    texts: dict[str, Expression]
    """Of each column its cell as the text of a CSV."""


def rows_of(con: DuckDBPyConnection, file: SourceFile) -> Rows:
    """Return the rows of a file that was found to be sound."""
    if file.cells is not None:
        return _sheet(con, file.cells)
    return _parquet(con, file) if file.is_parquet else csv_rows(con, file)


def _parquet(con: DuckDBPyConnection, file: SourceFile) -> Rows:
    """Return the rows of a Parquet file, and each column as a CSV's text."""
    rows = con.sql(PARQUET, params={"path": file.pattern})
    kinds = dict(zip(rows.columns, rows.types, strict=True))
    texts: dict[str, Expression] = {}
    for place, name in enumerate(file.columns):
        column = f"cell_{place}" if file.by_place else name
        writer = _WRITER.get(kinds[column].id, "plain_text")
        texts[name] = Call(writer, ColumnExpression(column))
    number = ColumnExpression("file_row_number") + ConstantExpression(1)
    return Rows(rows, number, texts)


def csv_rows(con: DuckDBPyConnection, file: SourceFile) -> Rows:
    """Return the rows of a CSV file that was found to be sound, and their texts."""
    cells, texts = _csv_cells(con, file)
    number = SQLExpression("row_number() over ()").alias("row")
    return Rows(cells.select(number, StarExpression()), ColumnExpression("row"), texts)


def _csv_cells(
    con: DuckDBPyConnection, file: SourceFile
) -> tuple[DuckDBPyRelation, dict[str, Expression]]:
    """Return the cells of a CSV file, and which is the text of what column.

    Columns are named by their place: to the engine `Row` and `row` are one name.
    Quotes are read by one thread: of several each would guess where to begin.
    """
    places = {f"cell_{place}": name for place, name in enumerate(file.columns)}
    cells = con.sql(
        "from read_csv($path,"
        " auto_detect = false, header = true, strict_mode = false, delim = $delim,"
        " quote = '\"', escape = '\"', parallel = $parallel, max_line_size = $longest,"
        " hive_partitioning = false, columns = $columns)",
        params={
            "path": file.pattern,
            "delim": file.delimiter,
            "parallel": not file.is_quoted,
            "longest": max(_LINE, 2 * file.longest),
            "columns": dict.fromkeys(places, "VARCHAR"),
        },
    )
    return cells, {name: ColumnExpression(place) for place, name in places.items()}


def _sheet(con: DuckDBPyConnection, cells: pl.DataFrame) -> Rows:
    """Return the rows of a sheet and their texts, named by their place."""
    names = {name: f"cell_{place}" for place, name in enumerate(cells.columns)}
    rows = con.from_arrow(cells.rename(names).to_arrow())
    texts: dict[str, Expression] = {
        name: ColumnExpression(cell) for name, cell in names.items() if name != "row"
    }
    return Rows(rows, ColumnExpression(names["row"]), texts)


def load(con: DuckDBPyConnection, file: SourceFile) -> int:
    """Load one sound file as the table of its name; return its number of rows.

    A Parquet file that opens and cannot be read through gets a failure instead.
    """
    try:
        _fill(con, file)
    except duckdb.Error:
        if not file.is_parquet or reads(con, file):
            raise
        file.failure = unreadable(file.table)
        return 0
    count: int = con.table(file.table).aggregate("count(*)").fetchall()[0][0]
    return count


def leave_empty(con: DuckDBPyConnection, table: str) -> None:
    """Make a table that is not delivered: its columns, and no row."""
    nothing = ConstantExpression(None).cast("VARCHAR")
    columns = (
        Call(_reader(kind), nothing).alias(name) for name, kind in types(table).items()
    )
    row = ConstantExpression(0).cast("BIGINT").alias("row")
    unread = ConstantExpression(None).cast("VARCHAR[]").alias("unread")
    _stage(con, table, con.sql("from range(0)").select(row, *columns, unread))


def drop(con: DuckDBPyConnection, table: str) -> None:
    """Give back the memory of a table that was loaded."""
    con.execute(f"drop view {table}")
    con.execute(f"drop table {table}{_ROWS}")


def _stage(con: DuckDBPyConnection, table: str, rows: DuckDBPyRelation) -> None:
    """Make a table of rows, numbered as they stand where they are not already."""
    rows.create(f"{table}{_ROWS}")
    staged = con.table(f"{table}{_ROWS}")
    (staged if "row" in staged.columns else numbered(staged)).create_view(table)


def numbered(table: DuckDBPyRelation) -> DuckDBPyRelation:
    """Return the rows of a table with their place in it, from 1, as `row`."""
    place = ColumnExpression("rowid") + ConstantExpression(1)
    return table.select(place.alias("row"), StarExpression())


def _fill(con: DuckDBPyConnection, file: SourceFile) -> None:
    if file.cells is None and not file.is_parquet:
        (relation, texts), place = _csv_cells(con, file), []
    else:
        rows = rows_of(con, file)
        relation, texts, place = rows.relation, rows.texts, [rows.place.alias("row")]
    nothing = ConstantExpression(None).cast("VARCHAR")
    values: list[Expression] = []
    unread: list[Expression] = []
    for name, kind in types(file.table).items():
        text = texts.get(name, nothing)
        value = Call(_reader(kind), text)
        values.append(value.alias(name))
        unread.append(Call("unread", text, value, ConstantExpression(name)))
    names = Call("names_of", Call("list_value", *unread)).alias("unread")
    _stage(con, file.table, relation.select(*place, *values, names))


def unread_texts(con: DuckDBPyConnection, file: SourceFile, name: str) -> list[str]:
    """Return what stands in cells of a column that do not parse, some of the first."""
    rows = rows_of(con, file)
    sql = queries.folder("contract")["unread_cells"].sql
    failing = con.sql(sql, params={"table": file.table, "name": name})
    places = [row for (row,) in failing.order("row").limit(MOST).fetchall()]
    cells = rows.relation.select(
        rows.place.alias("row"), rows.texts[name].alias("text")
    )
    wanted = ColumnExpression("row").isin(*map(ConstantExpression, places))
    return [text for _, text in cells.filter(wanted).fetchall()]


def reads(con: DuckDBPyConnection, file: SourceFile) -> bool:
    """Return whether a Parquet file can be read from its first to its last row."""
    try:
        con.execute(PARQUET, {"path": file.pattern})
        while con.fetchmany(_MANY):
            pass
    except duckdb.Error:
        return False
    return True
