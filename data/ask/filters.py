"""Filters on an answer's columns, as they stand in an address.

    status=overdue|due_soon      any of these values
    due_on=2026-01-01..          from, up to and including (dates and numbers)
    due_on=..                    has one
    has_live_holding=true        a boolean
    categories=health|work       has any of these codes, where it holds several
    search=C-0001                part of a key, any of the searched columns

A filter names a column that the question declares, and nothing else; values
become constants of the engine, never text of a statement. A row without a value
passes no filter on it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duckdb import DuckDBPyRelation, Expression

    from queries import Query

SEARCH = "search"
LONGEST = 2_000


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
    parts = [part.strip().partition("=") for part in text.split(";") if part.strip()]
    if not all(column and value for column, _, value in parts):
        raise FilterError("A filter is a column, '=' and its values.")
    return tuple(Filter(column, value) for column, _, value in parts)


def apply(
    rows: DuckDBPyRelation, query: Query, filters: Iterable[Filter]
) -> DuckDBPyRelation:
    """Keep the rows that every filter lets through."""
    for one in filters:
        rows = rows.filter(_expression(query, one))
    return rows


def _expression(query: Query, one: Filter) -> Expression:
    if len(one.text) > LONGEST or any("\ud800" <= c <= "\udfff" for c in one.text):
        raise FilterError(f"The filter on {query.name} is too long or not text.")
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


def _form(form: str, make: Callable[[str], Any]) -> Callable[[str], Any]:
    """Make a reader of one form only; Python's own take `1_000` and `१` too."""
    whole = re.compile(form)

    def read(text: str) -> Any:  # noqa: ANN401
        if not whole.fullmatch(text):
            raise ValueError
        return make(text)

    return read


_READ: dict[str, Callable[[str], Any]] = {
    "varchar": str,
    "date": _form("[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
    "boolean": {"true": True, "false": False}.__getitem__,
    "bigint": _form("-?[0-9]{1,18}", int),
    "double": _form("-?[0-9]{1,18}([.][0-9]{1,18})?", float),
}
"""What makes a value of a text, for each type that can be filtered by."""


def _typed(query: Query, one: Filter, kind: str, text: str) -> Expression:
    """Make a constant of the column's type; FilterError where it is none."""
    try:
        value = _READ[kind](text)
    except (ValueError, KeyError):
        raise FilterError(
            f"The filter on {query.name}.{one.column} is not a {kind}."
        ) from None
    return Value(value)


def _search(query: Query, text: str) -> Expression:
    """Look for a part of a key, whatever its case."""
    if "search" not in query.entries:
        raise FilterError(f"{query.name} cannot be searched.")
    wanted = Call("lower", Value(text.strip()))
    found, *more = (
        Call("contains", Call("lower", Column(name)), wanted)
        for name in query["search"].split()
    )
    for part in more:
        found = found | part
    return found
