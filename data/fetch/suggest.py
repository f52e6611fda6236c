"""Propose the mapping of a query: by its columns, and the words below each of these.

The server counts the words, in a transaction that may only read; no row comes here,
nothing is written, and a client number is in nothing that is printed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from data.fetch import database, map_folder
from data.seal.mapping.form import TableMap
from data.seal.source.value_hints import MOST
from data.seal.suggest import proposed
from data.seal.suggest.options import TheirWords

if TYPE_CHECKING:
    from pathlib import Path

    from data.contract.naming import Naming
    from data.fetch.database import Database

_COUNTED = """select {head}::text, count(*)
from (
{query}) as theirs
where {head} is not null
group by 1 order by 2 desc, 1 limit {most}"""


def suggested(file: Path, table: str, naming: Naming) -> str:
    """Return a mapping of what a query gives, as TOML to be looked at and mended.

    FetchRefused says why the query or the database is not read.
    """
    query = map_folder.query(file)
    if query is None:
        raise map_folder.FetchRefused(f"{file} holds no query in UTF-8.")
    form = TableMap(file=map_folder.made_file(table), columns={})
    with database.opened() as base:
        base.begin()
        try:
            schema = base.schema(query)
            words = partial(_words, base, query, schema)
            return proposed(table, form, schema.names, words, naming, {})
        except database.QueryBroken as broken:
            raise map_folder.FetchRefused(f"{file} does not run: {broken}.") from None


def _words(base: Database, query: str, schema: pa.Schema, head: str) -> TheirWords:
    """Return what stands in a column; nothing of days and flags, which are ours."""
    kind = schema.field(head).type
    if pa.types.is_boolean(kind):
        return TheirWords({}, pl.Boolean)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return TheirWords({}, pl.Date)
    quoted = '"' + head.replace('"', '""') + '"'
    counted = _COUNTED.format(head=quoted, query=query, most=MOST)
    rows: list[tuple[str, int]] = []
    for batch in base.batches(counted):
        rows += zip(*(column.to_pylist() for column in batch.columns), strict=True)
    return TheirWords({word: (count, 0) for word, count in rows if word})
