"""Filters on an answer's columns, as they stand in an address.

    status=overdue|due_soon      any of these values
    due_on=2026-01-01..          from, up to and including (dates and numbers)
    has_live_holding=true        a boolean
    search=C-0001                part of a key, any of the searched columns

A filter names a column that the question declares, and nothing else; values
become constants of the engine, never text of a statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from duckdb import DuckDBPyRelation, Expression

    from queries import Query

SEARCH = "search"
LONGEST = 200


class FilterError(ValueError):
    """A filter that the question cannot take. The message is safe to show."""


@dataclass(frozen=True)
class Filter:
    """One column and what it may be, as text; `a|b`, or `low..high`."""

    column: str
    text: str

    @property
    def values(self) -> tuple[str, ...]:
        """Give the values of a list of values."""
        return tuple(self.text.split("|"))

    def __str__(self) -> str:
        """Give the filter as in an address."""
        return f"{self.column}={self.text}"


def read_filters(query: Query, told: Mapping[str, str]) -> tuple[Filter, ...]:
    """Read filters from an address; FilterError for one the query cannot take."""
    filters = tuple(Filter(column, text) for column, text in told.items() if text)
    for one in filters:
        _expression(query, one)
    return filters


def parse_filters(text: str) -> tuple[Filter, ...]:
    """Read filters from a header: `status=overdue|due_soon; has_risk=true`."""
    parts = (part.strip().split("=", 1) for part in text.split(";") if part.strip())
    return tuple(Filter(column, value) for column, value in parts)


def apply(
    rows: DuckDBPyRelation, query: Query, filters: Iterable[Filter]
) -> DuckDBPyRelation:
    """Keep the rows that every filter lets through."""
    for one in filters:
        rows = rows.filter(_expression(query, one))
    return rows


def _expression(query: Query, one: Filter) -> Expression:
    if len(one.text) > LONGEST:
        raise FilterError(f"The filter on {query.name} is too long.")
    if one.column == SEARCH:
        return _search(query, one.text)
    kinds = {column.name: column.type for column in query.columns}
    if one.column not in kinds:
        raise FilterError(f"{query.name} has no such column to filter by.")
    kind = kinds[one.column]
    column = Column(one.column)
    if kind == "varchar[]":
        wanted = Call("list_value", *(Value(v) for v in one.values))
        return Call("list_has_any", column, wanted)
    if ".." in one.text and kind != "varchar":
        low, high = one.text.split("..", 1)
        bounds = [column >= _typed(query, one, kind, low)] if low else []
        bounds += [column <= _typed(query, one, kind, high)] if high else []
        if not bounds:
            return column.isnotnull()
        return bounds[0] & bounds[1] if len(bounds) == 2 else bounds[0]
    return column.isin(*(_typed(query, one, kind, value) for value in one.values))


def _typed(query: Query, one: Filter, kind: str, text: str) -> Expression:
    """Make a constant of the column's type; FilterError where it is none."""
    try:
        value: Any = {
            "varchar": str,
            "date": date.fromisoformat,
            "boolean": {"true": True, "false": False}.__getitem__,
            "bigint": int,
            "double": float,
        }[kind](text)
    except (ValueError, KeyError):
        raise FilterError(
            f"The filter on {query.name}.{one.column} is not a {kind}."
        ) from None
    return Value(value)


def _search(query: Query, text: str) -> Expression:
    """Look for a part of a key, whatever its case."""
    wanted = Value(text.strip().lower())
    parts = [
        Call("contains", Call("lower", Column(name)), wanted)
        for name in query["search"].split()
    ]
    found = parts[0]
    for part in parts[1:]:
        found = found | part
    return found
