"""The kinds of column that a contract's class can declare.

Each gives a Pandera field. What one column can be told by itself is a check of
that field; what needs another column, row or table is written in the field's
metadata as a `Relation`, a key or a reference, from which `data.seal.check`
makes its checks: a class stays the one page about its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import pandera.polars as pa
import polars as pl
from pandera import extensions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandera.api.polars.types import PolarsData

Moment = Annotated[pl.Datetime, "us", "UTC"]
Codes = Annotated[pl.List, pl.String]

KEY = r"^[A-Z]{1,3}-[0-9]{1,10}$"
HOME = "Europe/Amsterdam"
EARLIEST = date(1900, 1, 1)
"""The first day that a date of a source may be."""
YEARS_AHEAD = 50
"""Years after as_of before which a date lies that may be in the future."""

_as_of: ContextVar[date | None] = ContextVar("as_of", default=None)


def end_of(day: date) -> datetime:
    """Return 24:00 of a day at home, which is where the contract's days end."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(HOME))


def last_day_ahead(as_of: date) -> date:
    """Return the last day before as_of + 50 years."""
    is_leap_day = (as_of.month, as_of.day) == (2, 29)
    day = as_of.replace(day=28) if is_leap_day else as_of
    return day.replace(year=as_of.year + YEARS_AHEAD) - timedelta(days=1)


@contextmanager
def described_day(as_of: date | None) -> Iterator[None]:
    """Check within this block as of the snapshot's day; None leaves bounds out."""
    token = _as_of.set(as_of)
    try:
        yield
    finally:
        _as_of.reset(token)


@dataclass(frozen=True)
class Relation:
    """What a column owes to another of the same row; a null on either passes.

    `set_with`: null exactly when the other is null. `only_with`: null where
    the other is null. `set_where`: not null exactly where the other is one of
    `values`; passes where it is none of `known`, if these are given.
    """

    kind: Literal[
        "not_before", "after", "not_after", "set_with", "only_with", "set_where"
    ]
    other: str
    values: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Describe the check for the report."""
        return {
            "not_before": f"on or after {self.other}",
            "after": f"after {self.other}",
            "not_after": f"on or before {self.other}",
            "set_with": f"null exactly when {self.other} is null",
            "only_with": f"null where {self.other} is null",
            "set_where": f"not null exactly where {self.other} is "
            + " or ".join(self.values),
        }[self.kind]


@extensions.register_check_method(statistics=["places"])
def within_the_snapshot(data: PolarsData, *, places: str) -> pl.LazyFrame:
    """Check that a date, time or year lies within the day described."""
    as_of = _as_of.get()
    column = pl.col(data.key)
    if as_of is None:
        return data.lazyframe.select(pl.lit(True))
    holds = {
        "date": lambda: column <= as_of,
        "time": lambda: column <= pl.lit(end_of(as_of)).dt.convert_time_zone("UTC"),
        "year": lambda: column <= as_of.year,
    }[places]
    return data.lazyframe.select(holds())


@extensions.register_check_method(statistics=["years"])
def within_years_ahead(data: PolarsData, *, years: int) -> pl.LazyFrame:
    """Check that a date lies before as_of and so many years."""
    as_of = _as_of.get()
    last = None if as_of is None else last_day_ahead(as_of)
    holds = pl.lit(True) if last is None else pl.col(data.key) <= last
    return data.lazyframe.select(holds)


@extensions.register_check_method(statistics=["earliest"])
def not_earlier_than(data: PolarsData, *, earliest: date) -> pl.LazyFrame:
    """Check that a date, or a time by its date at home, is not too long ago."""
    column = pl.col(data.key)
    if isinstance(data.lazyframe.collect_schema()[data.key], pl.Datetime):
        column = column.dt.convert_time_zone(HOME).dt.date()
    return data.lazyframe.select(column >= earliest)


@extensions.register_check_method(statistics=["allowed"])
def each_isin(data: PolarsData, *, allowed: Sequence[str]) -> pl.LazyFrame:
    """Check that every code of a field is one of those allowed."""
    each = pl.col(data.key).list.eval(pl.element().is_in(list(allowed))).list.all()
    return data.lazyframe.select(each)


@extensions.register_check_method(statistics=["once"])
def each_once(data: PolarsData, *, once: bool) -> pl.LazyFrame:
    """Check that no code stands twice in one field."""
    column = pl.col(data.key)
    holds = column.list.n_unique() == column.list.len()
    return data.lazyframe.select(holds if once else pl.lit(True))


def key(description: str, pattern: str = KEY) -> Any:
    """Declare the table's key: unique, not null, of a fixed form."""
    return pa.Field(
        str_matches=pattern, description=description, metadata={"key": True}
    )


def reference(
    table: str,
    description: str,
    *relations: Relation,
    nullable: bool = False,
    same: str | None = None,
) -> Any:
    """Declare a value of another table's key, there with an equal `same`."""
    return pa.Field(
        nullable=nullable,
        description=description,
        metadata={"references": table, "same": same, "relations": list(relations)},
    )


def word(description: str, pattern: str) -> Any:
    """Declare a name of a fixed form, which is searched for direct identifiers."""
    return pa.Field(
        str_matches=pattern, description=description, metadata={"search": True}
    )


def text(description: str, *, nullable: bool = False, with_: str | None = None) -> Any:
    """Declare free text, which is searched for direct identifiers."""
    relations = [Relation("set_with", with_)] if with_ else []
    return pa.Field(
        nullable=nullable,
        description=description,
        metadata={"search": True, "relations": relations},
    )


def code(
    allowed: Sequence[str],
    description: str,
    *,
    nullable: bool = False,
    with_: str | None = None,
) -> Any:
    """Declare one code of a closed list."""
    relations = [Relation("set_with", with_)] if with_ else []
    return pa.Field(
        isin=list(allowed),
        nullable=nullable,
        description=description,
        metadata={"relations": relations},
    )


def codes(
    allowed: Sequence[str],
    description: str,
    *relations: Relation,
    nullable: bool = False,
) -> Any:
    """Declare several codes of a closed list, each at most once."""
    return pa.Field(
        each_isin=list(allowed),
        each_once=True,
        nullable=nullable,
        description=description,
        metadata={"relations": list(relations)},
    )


def day(
    description: str,
    *relations: Relation,
    nullable: bool = False,
    future: bool = False,
    earliest: date = EARLIEST,
) -> Any:
    """Declare a date, on or before the snapshot's unless it may be future."""
    bounds: dict[str, Any] = (
        {"within_years_ahead": YEARS_AHEAD}
        if future
        else {"within_the_snapshot": "date"}
    )
    return pa.Field(
        not_earlier_than=earliest,
        nullable=nullable,
        description=description,
        metadata={"relations": list(relations)},
        **bounds,
    )


def moment(description: str, *relations: Relation, nullable: bool = False) -> Any:
    """Declare a time with offset, kept in UTC, up to the end of the snapshot."""
    return pa.Field(
        nullable=nullable,
        description=description,
        within_the_snapshot="time",
        not_earlier_than=EARLIEST,
        metadata={"relations": list(relations)},
    )


def whole_number(
    description: str,
    *relations: Relation,
    nullable: bool = False,
    least: int,
    year: bool = False,
) -> Any:
    """Declare a whole number from `least`, a year up to the snapshot's."""
    bounds: dict[str, Any] = {"within_the_snapshot": "year"} if year else {}
    return pa.Field(
        ge=least,
        nullable=nullable,
        description=description,
        metadata={"relations": list(relations)},
        **bounds,
    )


def flag(description: str, *, nullable: bool = False, with_: str | None = None) -> Any:
    """Declare a boolean."""
    relations = [Relation("set_with", with_)] if with_ else []
    return pa.Field(
        nullable=nullable, description=description, metadata={"relations": relations}
    )


def not_before(other: str) -> Relation:
    """Ask for a date or time on or after another column's."""
    return Relation("not_before", other)


def after(other: str) -> Relation:
    """Ask for a date after another column's."""
    return Relation("after", other)


def not_after(other: str) -> Relation:
    """Ask for a date on or before another column's."""
    return Relation("not_after", other)


def set_with(other: str) -> Relation:
    """Ask for null exactly when another column is null."""
    return Relation("set_with", other)


def only_with(other: str) -> Relation:
    """Ask for null where another column is null."""
    return Relation("only_with", other)


def set_where(other: str, *values: str, known: Sequence[str] = ()) -> Relation:
    """Ask for not null exactly where another column has one of some values."""
    return Relation("set_where", other, values, tuple(known))
