"""Filters on an answer's columns, as they stand in an address.

    status=overdue|due_soon      any of these values
    due_on=2026-01-01..          from, up to and including (dates and numbers)
    due_on=..                    has one
    days_overdue=1..7|31..90     any of these ranges
    principal=!..                has none; beside values: principal=!..|UWV
    has_live_holding=true        a boolean
    categories=health|work       has any of these codes, where it holds several
    search=C-0001                part of a key, any of the searched columns

A filter names a column that the question declares, and nothing else; values
become constants of the engine, never text of a statement. A row without a value
passes no other filter on it than `!..`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import product
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from duckdb import DuckDBPyRelation, Expression

    from queries import Query

SEARCH = "search"
SPAN, NONE = "..", "!.."
"""Between the first and the last value of a range; instead of a value: has none."""
LONGEST = 2_000
LETTER = {"client_id": "C", "holding_id": "H", "request_id": "R", "trajectory_id": "T"}
"""Keys that begin with one letter, behind which they have none (data/ask/lookup.py)."""


class FilterError(ValueError):
    """A filter that the question cannot take. The message is safe to show."""


@dataclass(frozen=True)
class Filter:
    """One column and what it may be, as text; `a|b`, or `low..high`."""

    column: str
    text: str

    @property
    def values(self) -> tuple[str, ...]:
        """Return the values of a list of values."""
        return tuple(self.text.split("|"))

    def __str__(self) -> str:
        """Return the filter as in an address."""
        return f"{self.column}={self.text}"


def read_filters(query: Query, texts: Mapping[str, str]) -> tuple[Filter, ...]:
    """Read filters from an address; FilterError for one the query cannot take."""
    filters = tuple(Filter(column, text) for column, text in texts.items() if text)
    for condition in filters:
        _expression(query, condition)
    return filters


def parse_filters(text: str) -> tuple[Filter, ...]:
    """Read filters from a header: `status=overdue|due_soon; has_risk=true`."""
    parts = [part.strip().partition("=") for part in text.split(";") if part.strip()]
    if not all(column and value for column, _, value in parts):
        raise FilterError("A filter is a column, '=' and its values.")
    return tuple(Filter(column, value) for column, _, value in parts)


def narrow(
    query: Query, filters: Iterable[Filter], more: Iterable[Filter]
) -> tuple[Filter, ...]:
    """Add filters; two on one column become one that lets through what both do.

    On a column of several codes the later one asks for some of the earlier's.
    """
    kinds = {column.name: column.type for column in query.columns}
    narrowed = {condition.column: condition for condition in filters}
    for condition in more:
        before = narrowed.get(condition.column, condition)
        text = _both(kinds[condition.column], before, condition)
        narrowed[condition.column] = Filter(condition.column, text)
    return tuple(narrowed.values())


def _both(kind: str, earlier: Filter, later: Filter) -> str:
    """Return the values, or parts of ranges, that two filters on a column share."""
    pairs = product(earlier.values, later.values)
    shared = [_overlap(kind, a, b) for a, b in pairs]
    return "|".join(dict.fromkeys(value for value in shared if value))


def _overlap(kind: str, earlier: str, later: str) -> str:
    if earlier == later or not (is_span(kind, earlier) or is_span(kind, later)):
        return earlier if earlier == later else ""
    if NONE in (earlier, later):
        return ""
    lows, highs = zip(*(_ends(value) for value in (earlier, later)), strict=True)
    low = max(filter(None, lows), key=_READ[kind], default="")
    high = min(filter(None, highs), key=_READ[kind], default="")
    if low and high and _READ[kind](low) > _READ[kind](high):
        return ""
    return f"{low}{SPAN}{high}"


def _ends(value: str) -> tuple[str, str]:
    """Return the first and last value of a range, or of a value by itself."""
    low, span, high = value.partition(SPAN)
    return (low, high) if span else (low, low)


def apply(
    rows: DuckDBPyRelation, query: Query, filters: Iterable[Filter]
) -> DuckDBPyRelation:
    """Keep the rows that every filter lets through."""
    every = [_expression(query, condition) for condition in filters]
    return rows.filter(reduce(and_, every)) if every else rows  # each asks the binder


def _expression(query: Query, condition: Filter) -> Expression:
    if len(condition.text) > LONGEST or any(
        "\ud800" <= c <= "\udfff" for c in condition.text
    ):
        raise FilterError(f"The filter on {query.name} is too long or not text.")
    if condition.column == SEARCH:
        return _search(query, condition.text)
    kinds = {column.name: column.type for column in query.columns}
    if condition.column not in kinds:
        raise FilterError(f"{query.name} has no such column to filter by.")
    kind = kinds[condition.column]
    spans = [value for value in condition.values if is_span(kind, value)]
    plain = [value for value in condition.values if value not in spans]
    parts = [_span(query, condition, kind, value) for value in spans]
    if plain:
        parts.append(_among(query, condition, kind, plain))
    return reduce(or_, parts)


def is_span(kind: str, value: str) -> bool:
    """Return whether a filter's value is a range, or asks for rows without one."""
    return value == NONE or (SPAN in value and not kind.startswith("varchar"))


def _among(query: Query, condition: Filter, kind: str, values: list[str]) -> Expression:
    column = Column(condition.column)
    if kind == "varchar[]":
        wanted = Call("list_value", *(Value(value) for value in values))
        return Call("list_has_any", column, wanted)
    return column.isin(*(_typed(query, condition, kind, value) for value in values))


def _span(query: Query, condition: Filter, kind: str, value: str) -> Expression:
    column = Column(condition.column)
    if value == NONE:
        empty = column.isnull()
        return empty | (Call("len", column) == 0) if kind == "varchar[]" else empty
    low, high = value.split(SPAN, 1)
    bounds = [column >= _typed(query, condition, kind, low)] if low else []
    bounds += [column <= _typed(query, condition, kind, high)] if high else []
    return reduce(and_, bounds) if bounds else column.isnotnull()


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


def _typed(query: Query, condition: Filter, kind: str, text: str) -> Expression:
    """Make a constant of the column's type; FilterError where it is none."""
    try:
        value = _READ[kind](text)
    except (ValueError, KeyError):
        raise FilterError(
            f"The filter on {query.name}.{condition.column} is not a {kind}."
        ) from None
    return Value(value)


def _search(query: Query, text: str) -> Expression:
    """Look for a part of a key, whatever its case."""
    if "search" not in query.entries:
        raise FilterError(f"{query.name} cannot be searched.")
    wanted = text.strip()
    parts = (_holds(name, wanted) for name in query["search"].split())
    known = [part for part in parts if part is not None]
    return reduce(or_, known) if known else Value(False)


def _holds(name: str, wanted: str) -> Expression | None:
    """Return whether a column's text holds another, whatever its case; None: never.

    A letter is what a key of LETTER begins with, or is not in it. The engine's pattern
    is the quicker way, for what has none of its signs.
    """
    column = Column(name)
    if name in LETTER and wanted.isascii() and wanted[:1].isalpha():
        upper = wanted.upper()
        is_its = upper.startswith(LETTER[name])
        return Call("starts_with", column, Value(upper)) if is_its else None
    if set(wanted) & {"%", "_"}:
        return Call("contains", Call("lower", column), Call("lower", Value(wanted)))
    return Call("~~*", column, Value(f"%{wanted}%"))
