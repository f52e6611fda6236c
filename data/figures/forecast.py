"""What falls due in the coming months, and what today's pace of erasure handles of it.

In sentences, for the page and the report alike.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from data.ask.door import ask

if TYPE_CHECKING:
    from data.ask.access import Reader
    from data.snapshot import Snapshot
    from data.words import Words

    Months = list[dict[str, Any]]
    """The rows of the list `forecast`, in the order of their months."""

NAME = "forecast"


def of(reader: Reader, snapshot: Snapshot) -> Months:
    """Ask what falls due; no month where neither holdings nor requests were given."""
    return ask(reader, snapshot, NAME).sort("month").to_dicts()


def first_of(month: str) -> date:
    """Return the first day of a month that is written as 2026-10."""
    return date.fromisoformat(f"{month}-01")


def holdings(words: Words, months: Months) -> str:
    """Return in words what is overdue at the end, if nothing and at today's pace.

    Empty where the holdings were not delivered.
    """
    if not months or months[-1]["overdue_if_nothing"] is None:
        return ""
    first, last = months[0], months[-1]
    due = sum(row["holdings_due"] for row in months)
    text = words.count(
        "forecast.holdings",
        due,
        now=words.number(first["overdue_if_nothing"] - first["holdings_due"]),
        then=words.number(last["overdue_if_nothing"]),
    )
    if last["erased_per_month"] is None:
        return f"{text} {words('forecast.no_pace')}"
    pace = words.number(round(last["erased_per_month"], 1))
    over = words.count("units.months", last["months_measured"])
    left = words.count(
        "forecast.at_pace", last["overdue_at_pace"], pace=pace, over=over
    )
    return f"{text} {left}"


def requests(words: Words, months: Months) -> str:
    """Return in words how many open requests become late, and until when.

    Empty where the requests were not delivered.
    """
    if not months or months[-1]["late_if_nothing"] is None:
        return ""
    first, last = months[0], months[-1]
    now = words.number(first["late_if_nothing"] - first["requests_due"])
    busy = [row for row in months if row["requests_due"]]
    if not busy:
        return words("forecast.no_requests", now=now)
    return words.count(
        "forecast.requests",
        sum(row["requests_due"] for row in busy),
        now=now,
        then=words.number(last["late_if_nothing"]),
        month=words.month(first_of(busy[-1]["month"])),
    )
