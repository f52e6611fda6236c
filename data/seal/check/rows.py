"""What a row of a table can tell by itself, asked of Pandera.

Pandera on eager batches only: a lazy frame passes value checks that its eager
twin fails. What it says of a failing value is left behind here.
"""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import TYPE_CHECKING

import pandera.errors
import pandera.polars as pa
import polars as pl

from data import contract
from data.contract.fields import HOME, Relation
from data.seal import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pandera.api.polars.types import PolarsData

_SENTENCE = {
    "str_matches": "of the form {pattern}",
    "isin": "one of its codes",
    "each_isin": "each one of its codes, none empty",
    "each_once": "no code twice",
    "within_the_snapshot": "not after as_of",
    "within_years_ahead": "before as_of + {years} years (no end is an empty field)",
    "not_earlier_than": "on or after {earliest}",
    "greater_than_or_equal_to": "at least {min_value}",
}

_CASE = {
    "column": pl.String,
    "check": pl.String,
    "check_number": pl.Int32,
    "index": pl.Int32,
}


def failing_cases(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Validate an eager frame; return each check that fails and where.

    Columns: column, check, check_number, index (rows of the frame, or null).
    The failing values, which Pandera gives too, are left behind here, but for
    the names of columns.
    """
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        failures: pl.DataFrame = errors.failure_cases
        about_columns = pl.col("schema_context") == "DataFrameSchema"
        return failures.select(
            pl.when(about_columns)
            .then(pl.col("failure_case"))
            .otherwise(pl.col("column"))
            .alias("column"),
            "check",
            "check_number",
            "index",
        )
    return pl.DataFrame(schema=_CASE)


def sentence_of(schema: pa.DataFrameSchema, column: str, number: int | None) -> str:
    """Describe a failed check; without a number it is the null check."""
    if number is None:
        return "not null"
    check = schema.columns[column].checks[number]
    if check.name in _SENTENCE:
        return _SENTENCE[check.name].format(**(check.statistics or {}))
    return str(check.error)


def codes_of(
    schema: pa.DataFrameSchema, column: str, number: int | None
) -> frozenset[str]:
    """Return the codes that a check allows; none where it is about something else."""
    if number is None:
        return frozenset()
    statistics = schema.columns[column].checks[number].statistics or {}
    return frozenset(
        statistics.get("allowed_values") or statistics.get("allowed") or ()
    )


def _relations(table: str) -> Iterable[tuple[str, Relation]]:
    for name, column in contract.TABLES[table].to_schema().columns.items():
        for relation in (column.metadata or {}).get("relations", ()):
            yield name, relation


def others_of(table: str, column: str, sentence: str) -> list[str]:
    """List the other columns that a sentence about a column looks at."""
    return [
        relation.other
        for name, relation in _relations(table)
        if name == column and relation.sentence == sentence
    ]


@cache
def with_relations(table: str) -> pa.DataFrameSchema:
    """Return a class's schema with its relations as checks of their columns."""
    schema = copy(contract.TABLES[table].to_schema())
    schema.columns = {name: copy(column) for name, column in schema.columns.items()}
    for name, relation in _relations(table):
        made = pa.Check(
            _holds(name, relation, table), error=relation.sentence, ignore_na=False
        )
        column = schema.columns[name]
        column.checks = [*column.checks, made]
    return schema


def _holds(
    name: str, relation: Relation, table: str
) -> Callable[[PolarsData], pl.LazyFrame]:
    """Make the check of one relation; a comparison with null passes."""
    column, other = pl.col(name), pl.col(relation.other)
    kinds = load.types(table)
    if kinds[name] == pl.Date and kinds[relation.other].base_type() == pl.Datetime:
        other = other.dt.convert_time_zone(HOME).dt.date()
    holds = {
        "not_before": column >= other,
        "after": column > other,
        "not_after": column <= other,
        "set_with": column.is_null() == other.is_null(),
        "only_with": column.is_null() | other.is_not_null(),
        "set_where": column.is_not_null() == other.is_in(relation.values),
    }[relation.kind]
    if relation.known:
        holds = pl.when(other.is_in(relation.known)).then(holds)
    return lambda data: data.lazyframe.select(holds.fill_null(True))
