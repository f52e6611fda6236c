"""A question as it is put: what is asked, filtered how, in which order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

import queries
from data.ask.access import PERSON
from data.ask.filters import FilterError

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

    from data.ask.filters import Filter
    from data.ask.paging import Order
    from queries import Query

SINCE = "since"
"""What the day of an earlier snapshot, to compare with, is called in an address."""
CLIENT = re.compile(r"C-[0-9]{6,8}")


@dataclass(frozen=True)
class Question:
    """A question as it is put: which one, filtered how, in which order.

    `order` names declared columns with a blank between them, each with `-` in front
    for descending; rows that are equal there, or all without it, follow the key.
    Codes that have a gravity (queries.GRAVITY) stand in its order, the gravest first.
    """

    name: str
    filters: tuple[Filter, ...] = ()
    order: str | None = None

    @property
    def ordering(self) -> tuple[str, ...]:
        """Return the columns that it is ordered by, without their direction."""
        names = (self.order or "").split(" ")
        return tuple(name.removeprefix("-") for name in names if name)

    @property
    def client(self) -> str | None:
        """Return the pseudonym, where one client alone is asked about."""
        only = [f.text for f in self.filters if f.column == PERSON]
        return only[0] if len(only) == 1 and CLIENT.fullmatch(only[0]) else None

    def parameters(self, **more: object) -> dict[str, object]:
        """Return how the question is narrowed; what `more` lacks is left out."""
        more = {name: value for name, value in more.items() if value}
        return {"filters": sorted(map(str, self.filters)), "order": self.order, **more}


def order_of(rows: DuckDBPyRelation, query: Query, question: Question) -> Order:
    """Return what rows are sorted by; FilterError where there is no such column."""
    if not set(question.ordering) <= set(rows.columns):
        raise FilterError(f"{query.name} has no such column to sort by.")
    codes = {column.name: column.codes or "" for column in query.columns}
    order = []
    for name in (question.order or "").split():
        column = name.removeprefix("-")
        gravity = queries.GRAVITY.get(codes.get(column, ""))
        by = Call("list_position", Value(gravity), Column(column)) if gravity else None
        order.append((Column(column) if by is None else by, name.startswith("-")))
    key = query.entries.get("key", "").split()
    more = (name for name in key if name not in question.ordering)
    return [*order, *((Column(name), False) for name in more)]
