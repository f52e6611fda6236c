"""What a snapshot's databases say of themselves, and what a seal says of their rows.

The meanings are those of the contract, of the headers of the queries that made a
table, and of described.toml for the rest; each table says where it comes from.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

import queries
from data import contract
from data.policy.rows import FILES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

POLICY = "policy_"
_TABLES = (
    "select database_name, table_name from duckdb_tables()"
    " where database_name in ('records', 'summary') order by all"
)


def describe(con: DuckDBPyConnection, snapshot: Mapping[str, Any]) -> None:
    """Write in `records` and `summary` what they are, and each table and column.

    KeyError names a column that nothing describes.
    """
    row = pl.DataFrame([snapshot]).to_arrow()
    for database in ("records", "summary"):
        con.from_arrow(row).create(f"{database}.snapshot")
    for database, tables in groupby(con.sql(_TABLES).fetchall(), itemgetter(0)):
        con.begin()  # hundreds of small statements: one transaction each takes long
        for _, table in tables:
            place = f'{database}."{table}"'
            con.execute(f"comment on table {place} is {_literal(table_means(table))}")
            for column in con.table(place).columns:
                text = _literal(column_means(table, column))
                con.execute(f'comment on column {place}."{column}" is {text}')
        con.commit()


def rows_and_hashes_of(
    con: DuckDBPyConnection,
) -> tuple[dict[str, int], dict[str, str]]:
    """Return how many rows every table of the databases has, and their hashes.

    By these two seals of one source can be compared. In which order the rows stand in
    the file makes no difference. The engine hashes a row, by its version, which the
    seal names: this is to compare snapshots with, and no proof against who means ill,
    which the hashes of the files are.
    """
    statement = queries.folder("history")["row_hashes"].sql
    rows, hashes = {}, {}
    for database, table in con.sql(_TABLES).fetchall():
        name = f'{database}."{table}"'
        (totals,) = con.sql(statement, params={"name": name}).fetchall()
        rows[table], *_ = totals
        digest = hashlib.sha256(" ".join(map(str, totals)).encode())
        hashes[f"{database}.{table}"] = digest.hexdigest()
    return rows, hashes


def table_means(table: str) -> str:
    """Return what a sealed table holds, and where it comes from."""
    if table in contract.TABLES:
        return f"As delivered: {_first_line(contract.TABLES[table].__doc__)}"
    if table.startswith(POLICY):
        name = table.removeprefix(POLICY)
        return f"Policy ({name}.csv): {_first_line(FILES[name].__doc__)}"
    query = _derived().get(table)
    if query is not None:
        return f"Derived: {query['grain']} (queries/seal/{query.name}.sql)"
    return _meanings()["tables"][table]


def column_means(table: str, column: str) -> str:
    """Return what a column of a sealed table holds; KeyError without a meaning."""
    if table in contract.TABLES:
        declared = contract.TABLES[table].to_schema().columns[column]
        return str(declared.description)
    for query in (_derived().get(table), *_named(table)):
        for each in query.columns if query else ():
            if each.name == column:
                return each.meaning
    return _meanings()["columns"][column]


@cache
def _derived() -> dict[str, queries.Query]:
    return {n.partition("_")[2]: q for n, q in queries.folder("seal").items()}


def _named(table: str) -> list[queries.Query]:
    """Return the queries that describe a table by its name."""
    folders = (queries.folder(name) for name in ("summary", "records", "history"))
    return [folder[table] for folder in folders if table in folder]


@cache
def _meanings() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("described.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


def _literal(text: str) -> str:
    """Write a text of this software as SQL, which takes no parameter there."""
    return "'" + text.replace("'", "''") + "'"
