"""What a column of a list can be filtered by, and how each value is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from data.ask import find_query, options
from data.ask.filters import NONE, SEARCH, SPAN
from data.words.domains import domain_of
from pages.parts.session.readers import reader
from pages.parts.shell.controls import read_day
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from data.ask import Question
    from data.words import Words
    from pages.parts.shell.context import PageContext

SPANS = ("1..7", "8..30", "31..90", "91..365", "366..")
"""Ranges of a number of days that a list can be filtered by."""
DATES = ("statement_version",)
"""Dates of which there are few: each is chosen, as a code is, rather than a period."""
NAMED = {"recipient_id": "recipient_name"}
"""Keys that are chosen by the name beside them in a list."""
_DAYS = re.compile("[1-9][0-9]{0,5}[.]{2}([1-9][0-9]{0,5})?")


@dataclass(frozen=True)
class FilterColumn:
    """A column of a list that it is filtered by."""

    table: str
    name: str
    kind: str
    """Its type in DuckDB; empty for what is no column, such as the search."""

    @property
    def is_period(self) -> bool:
        """Return whether a first and a last day are chosen, rather than values."""
        return self.kind == "date" and self.name not in DATES

    @property
    def parameters(self) -> tuple[str, ...]:
        """Name its parameters in the address: a period has a first and a last."""
        ends = (f"{self.name}.from", f"{self.name}.to")
        return ends if self.is_period else (self.name,)

    def reads(self, value: str) -> bool:
        """Return whether a value in an address can be chosen."""
        if self.is_period:
            return read_day(value) is not None
        if self.kind == "boolean":
            return value in ("true", "false")
        if self.kind == "bigint":
            return bool(_DAYS.fullmatch(value))
        return self.kind != "date" or value == NONE or read_day(value) is not None

    def text(self, chosen: Mapping[str, Sequence[str]]) -> str:
        """Write the filter: values, or the first and last day of a period."""
        if not self.is_period:
            return "|".join(chosen[self.name])
        low, high = ("".join(chosen[name]) for name in self.parameters)
        return f"{low}{SPAN}{high}" if low or high else ""


def column(table: str, name: str) -> FilterColumn:
    """Return what a list is filtered by, by its name in a question."""
    kinds = {column.name: column.type for column in find_query(table).columns}
    return FilterColumn(table, name, kinds.get(name, ""))


def parameters(question: Question) -> Iterator[tuple[str, str | list[str]]]:
    """Return a question's filters as the parameters of its page's address."""
    for applied in question.filters:
        filtered = column(question.name, applied.column)
        if filtered.is_period:
            ends = zip(filtered.parameters, applied.text.split(SPAN), strict=True)
            yield from ((name, day) for name, day in ends if day)
        else:
            yield applied.column, list(applied.values)


def put(page: str, parameters: Mapping[str, str | list[str]]) -> None:
    """Set filters of a list as its address would; for a callback, before the page."""
    for name, value in parameters.items():
        if name != SEARCH:
            state = read_day(value) if isinstance(value, str) else value
            st.session_state[f"{page}.{name}"] = state


def labels(ctx: PageContext, column: FilterColumn, linked: list[str]) -> dict[str, str]:
    """Return what can be chosen of a column, and how each value is written.

    Its known codes, what it has, and what a link asks for besides.
    """
    names = _names(ctx, column)
    known = list(names) if names else _options(ctx, column)
    values = dict.fromkeys([*known, *linked])
    return {v: names.get(v) or label(ctx.words, column, v) for v in values}


def written(ctx: PageContext, column: FilterColumn, values: list[str]) -> str:
    """Write the values that a list is filtered by."""
    names = _names(ctx, column)
    return ", ".join(names.get(v) or label(ctx.words, column, v) for v in values)


def _options(ctx: PageContext, column: FilterColumn) -> list[str]:
    """Return the known codes of a column, and what else it has."""
    if column.kind == "boolean":
        return ["true", "false"]
    if column.kind == "bigint":
        return list(SPANS)
    table, name = column.table, column.name
    values = options(reader(), ctx.snapshot, table, name)[name].to_list()
    if column.kind == "varchar[]":
        each = {
            v for several in values for v in ([None] if several is None else several)
        }
        values = sorted(each, key=lambda value: (value is None, value))
    codes = ctx.words.codes(domain_of(table, name) or "")
    none = [NONE] if None in values else []
    return [*codes, *(str(value) for value in values if value is not None), *none]


def _names(ctx: PageContext, column: FilterColumn) -> dict[str, str]:
    """Name the keys that a list has, in the order of their names; of few columns."""
    name_column = NAMED.get(column.name)
    if name_column not in {each.name for each in find_query(column.table).columns}:
        return {}
    rows = options(reader(), ctx.snapshot, column.table, column.name, name_column)
    named = sorted(rows.rows(), key=lambda row: (str(row[1]).casefold(), row[0]))
    return {key: f"{name} ({key})" for key, name, _ in named}


def label(words: Words, column: FilterColumn, value: str) -> str:
    """Write a value to filter by in the reader's words."""
    if value == NONE:
        return words("list.without")
    if column.kind == "bigint":
        low, high = (int(end) if end else None for end in value.split(SPAN))
        if high is None:
            return words("list.days_from", low=words.number((low or 0) - 1))
        return words("list.days", low=words.number(low), high=words.number(high))
    if column.kind == "boolean":
        return words.boolean(value == "true")
    if column.kind == "date":
        return words.date(read_day(value))
    return cell_labels.value(words, column.table, column.name, value)
