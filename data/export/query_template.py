"""Queries to begin from: one a table of the contract, with what it asks as comments.

For PostgreSQL they are what `python -m data fetch` runs. SQL Server is read by tools of
its own, so those give texts as they stand in a CSV file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import CONTRACT, contract
from data.ask.source_tables import PREFIX, source_queries
from data.export.contract_text import columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.words import Words

CLIENT = "client_id"
_SAME = "your_table.{}"
_FORMS = {
    "postgresql": {
        "date": "your_table.{}::date",
        "timestamptz": "your_table.{}::timestamptz",
        "boolean": "your_table.{}::boolean",
        "bigint": "your_table.{}::bigint",
        "varchar[]": "string_to_array(your_table.{}, '|')",
    },
    "sqlserver": {
        "date": "convert(char(10), your_table.{}, 23)",
        "timestamptz": "convert(varchar(33), your_table.{}"
        " at time zone 'Central European Standard Time', 127)",
        "boolean": "case your_table.{} when 1 then 'true' when 0 then 'false' end",
        "bigint": "convert(varchar(20), your_table.{})",
    },
}
"""How a column of a type is written; one that is not named stands as it is."""


def write(folder: Path, database: str, words: Words) -> None:
    """Write a folder of queries to begin from, and the snapshot.toml beside them."""
    folder.mkdir()
    for table in contract.TABLES:
        lines = "\n".join(_lines(table, database, words))
        (folder / f"{table}.sql").write_text(f"{lines}\n", encoding="utf-8")
    (folder / "snapshot.toml").write_text(
        f"contract = {CONTRACT}\n"
        'controller = ""  # the organisation\n'
        'statement = ""   # the version of its privacy statement, "YYYY-MM-DD"\n'
        "not_delivered = []  # tables without a query\n",
        encoding="utf-8",
    )


def _lines(table: str, database: str, words: Words) -> Iterator[str]:
    query = source_queries()[f"{PREFIX}{table}"]
    types = {column.name: column.type for column in query.columns}
    yield f"-- {table}: {words.code('table', table)}"
    yield "-- Put your own tables and columns where your_table stands."
    if CLIENT in types:
        yield f"-- {CLIENT} is your own client number: a pseudonym will stand for it."
    yield "select"
    last = [*types][-1]
    for name, about in columns(table, words):
        yield f"    -- {name}{about[0]}"
        yield from (f"    --   {code}" for code in about[1:])
        form = _FORMS[database].get(types[name], _SAME).format(name)
        yield f"    {form} as {name}{'' if name == last else ','}"
    yield "from your_table"
