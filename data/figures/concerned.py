"""Whom and what a decision concerns, of lists that hold no row about a person.

Who is to act and by which day is said only where a record says so: a department, an
owner in the register, a day on which a duty ended. Whoever leads sees the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from data.ask.door import ask
from data.ask.question import Question
from data.contract.fields import HOME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.ask.access import Reader
    from data.figures.decisions import Decision
    from data.snapshot import Snapshot


class _Source(NamedTuple):
    """A list about no person: its name, and the columns that tell."""

    list: str
    name: str | None = None
    who: str | None = None
    day: str | None = None


SOURCES = {
    "transfers": _Source("transfers", name="recipient_name", day="invalid_since"),
    "recipients": _Source("recipients_in_brief", name="name"),
    "breaches": _Source("breaches_in_brief", name="breach_id"),
    "authorisations": _Source("authorisations", who="department"),
    "register": _Source("register", name="name", who="owner"),
}
"""What is asked about a decision, by the list of its figure."""
DAYS = {
    "subjects_status": "subjects_due_at",
    "authority_status": "authority_due_at",
}
"""The column with the day on which the duty ended, by the filter on how it stands."""


@dataclass(frozen=True)
class Concerned:
    """What the records say of a decision; what they do not say is empty."""

    names: tuple[str, ...] = ()
    """The recipients, activities or breaches that it is about."""
    who: tuple[str, ...] = ()
    """Departments or owners that are on record."""
    column: str = ""
    """Which day it is."""
    day: date | None = None
    """The earliest of those days."""


def of(reader: Reader, snapshot: Snapshot, decision: Decision) -> Concerned:
    """Ask what the records say of a decision; nothing of one about persons' rows."""
    source = SOURCES.get(decision.figure.query["list"])
    if source is None or not decision.where:
        return Concerned()
    rows = ask(reader, snapshot, Question(source.list, decision.where))
    by_filter = (DAYS.get(each.column) for each in decision.where)
    day = next(filter(None, by_filter), source.day)
    days = [_day(value) for value in (rows[day] if day else []) if value]
    return Concerned(
        _named(rows[source.name]) if source.name else (),
        _named(rows[source.who]) if source.who else (),
        day if day and days else "",
        min(days, default=None),
    )


def _named(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _day(value: date | datetime) -> date:
    """Return the day of a moment as it is in the Netherlands."""
    return (
        value.astimezone(ZoneInfo(HOME)).date()
        if isinstance(value, datetime)
        else value
    )
