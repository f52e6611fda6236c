"""Lay down what codes are called, for evidence and deadlines to be written with.

The evidence of a finding is sealed in every language, so what a code was called
on that day stands in it, as what the rule said does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data.words import LANGUAGES, words_for
from data.words.sentence import said

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def lay(con: DuckDBPyConnection) -> None:
    """Fill the table `said` that said_nl and said_en read (queries/macros.sql)."""
    rows = [(lang, *named) for lang in LANGUAGES for named in said(words_for(lang))]
    frame = pl.DataFrame(rows, con.table("said").columns, orient="row")
    con.from_arrow(frame.to_arrow()).insert_into("said")
