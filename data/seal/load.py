"""Load a source's files into typed tables of the sealing connection.

Each table gets, beside its own columns, `row` (place in the file, from 1) and
`unread` (names of columns whose cell does not parse; that cell is null). What
the file lacks is null all through, and said to be missing by `check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from duckdb import CaseExpression, ColumnExpression, ConstantExpression
from duckdb import FunctionExpression as Call

import queries
from data import contract

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression
    from polars.datatypes import DataType, DataTypeClass

    from data.seal.source import SourceFile

_READER: dict[type[pl.DataType], str] = {
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
    "timestamp": "clock_text",
    "timestamp_ns": "clock_text",
    "timestamp_ms": "clock_text",
    "timestamp_s": "clock_text",
    "double": "number_text",
    "float": "number_text",
    "list": "codes_text",
}
"""The macro that makes of a Parquet column the text of a CSV's."""


def prepare(con: DuckDBPyConnection) -> None:
    """Make the functions that loading and deriving lean on."""
    con.execute("set global TimeZone = 'UTC'")
    con.execute((queries.FOLDER / "macros.sql").read_text(encoding="utf-8"))


def types(table: str) -> dict[str, DataType | DataTypeClass]:
    """Give a table's columns and their Polars types, as its class declares."""
    schema = contract.TABLES[table].to_schema()
    return {name: column.dtype.type for name, column in schema.columns.items()}


def _reader(kind: DataType | DataTypeClass) -> str:
    return _READER[kind.base_type()]


def _parquet(con: DuckDBPyConnection, file: SourceFile) -> DuckDBPyRelation:
    rows = con.sql(
        "select * rename (file_row_number as row) "
        "from read_parquet($path, file_row_number = true)",
        params={"path": str(file.path)},
    )
    texts = [
        Call(_WRITER.get(kind.id, "plain_text"), ColumnExpression(name)).alias(name)
        for name, kind in zip(rows.columns, rows.types, strict=True)
        if name != "row"
    ]
    row = ColumnExpression("row") + ConstantExpression(1)
    return rows.select(row.alias("row"), *texts)


def _csv(con: DuckDBPyConnection, file: SourceFile) -> DuckDBPyRelation:
    return con.sql(
        "select row_number() over () as row, * from read_csv($path,"
        " auto_detect = false, header = true, strict_mode = false, delim = $delim,"
        " quote = '\"', escape = '\"', columns = $columns)",
        params={
            "path": str(file.path),
            "delim": file.delimiter,
            "columns": {name: "VARCHAR" for name in file.columns},
        },
    )


def load(con: DuckDBPyConnection, file: SourceFile) -> int:
    """Load one sound file as the table of its name; give its number of rows."""
    texts = _parquet(con, file) if file.is_parquet else _csv(con, file)
    values: list[Expression] = []
    unread: list[Expression] = []
    for name, kind in types(file.table).items():
        if name in file.columns:
            text = ColumnExpression(name)
        else:
            text = ConstantExpression(None).cast("VARCHAR")
        value = Call(_reader(kind), text)
        values.append(value.alias(name))
        unread.append(Call("unread", text, value, ConstantExpression(name)))
    names = Call("names_of", Call("list_value", *unread)).alias("unread")
    texts.select(ColumnExpression("row"), *values, names).create(file.table)
    count: int = con.table(file.table).aggregate("count(*)").fetchall()[0][0]
    return count
