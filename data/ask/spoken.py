"""Columns that are sentences: made of sealed facts when they are asked for.

What is sealed is which rule does not hold and the facts; the sentence is made by a
template of the message files, so that a better one is read in old snapshots too. A
header says so, by the column and the key of its templates:

    -- says evidence: rules.{rule}.evidence

The engine calls us for it, so that a list can be sorted and filtered by a sentence
as by any column.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call
from duckdb import StarExpression as Star
from duckdb.func import FunctionNullHandling, PythonUDFType

from data.words import LANGUAGES, PLAIN, words_for
from data.words.template import say
from queries import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression

    from queries import Query

NAME = "said_in_words"
NULLS = FunctionNullHandling.SPECIAL
"""Asks the engine to take that a sentence which lacks a fact is none."""


def teach(con: DuckDBPyConnection) -> None:
    """Register the function that writes facts as sentences with an engine."""
    kind = PythonUDFType.ARROW
    con.create_function(NAME, _say, None, "VARCHAR", type=kind, null_handling=NULLS)


def _say(
    language: pa.ChunkedArray, keys: pa.ChunkedArray, facts: pa.ChunkedArray
) -> pa.Array:
    """Write rows as sentences; the engine calls it with a few thousand at once."""
    known = pl.Series(FACTS, facts).struct.unnest()
    texts = say(words_for(language[0].as_py()), pl.Series(keys), known)
    return texts.to_arrow().cast(pa.string())


def sentences(query: Query) -> dict[str, tuple[str, str]]:
    """Return the columns of a list that are said: their language and key."""
    named = {
        (name if language == PLAIN else f"{name}_{language}"): (language, key)
        for name, key in query.says.items()
        for language in LANGUAGES
    }
    return {c.name: named[c.name] for c in query.columns if c.name in named}


def with_sentences(
    rows: DuckDBPyRelation, query: Query, needed: Iterable[str] | None = None
) -> DuckDBPyRelation:
    """Return the rows with sentences in place of the facts.

    Where columns are `needed`, those alone are made, beside the facts: the others are
    made last, of the rows alone that are given out.
    """
    made = sentences(query)
    if not made or FACTS not in rows.columns:
        return rows
    if needed is not None:
        names = {name.removeprefix("-") for name in needed}
        texts = [_sentence(*made[n]).alias(n) for n in made if n in names]
        return rows.select(Star(), *texts) if texts else rows
    waits = made.keys() - {*rows.columns}
    return rows.select(
        *(
            _sentence(*made[column.name]).alias(column.name)
            if column.name in waits
            else Column(column.name)
            for column in query.columns
        )
    )


def _sentence(language: str, key: str) -> Expression:
    """Return a sentence as the engine computes it; its key names columns."""
    parts: list[Expression] = []
    for text, column, *_ in Formatter().parse(key):
        parts += [Value(text), *([Column(column)] if column else [])]
    return Call(NAME, Value(language), Call("concat", *parts), Column(FACTS))
