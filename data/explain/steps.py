"""How a term or a deadline came about, step by step, as the snapshot tells it.

A step is data: a code that the pages put into words, the day that it leads to,
what it rests on, and the facts that the words name. The seal decided them together
with the day and the status that they end on; nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from data.ask.door import ask
from data.ask.filters import Filter
from data.ask.question import Question

if TYPE_CHECKING:
    from datetime import date

    from data.ask.access import Reader
    from data.snapshot import Snapshot

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: what is so, the day that it leads to, and what says so."""

    code: str
    day: date | None = None
    basis: str = ""
    facts: dict[str, Any] = field(default_factory=dict, hash=False)


def steps_of(
    reader: Reader, snapshot: Snapshot, question: str, **row: str | None
) -> tuple[Step, ...]:
    """Return the steps about one row, which its client and its key tell.

    Of who is no client the key alone tells it.
    """
    filters = tuple(
        Filter(column, value) for column, value in row.items() if value is not None
    )
    rows = ask(reader, snapshot, Question(question, filters)).to_dicts()
    return tuple(as_step(step, snapshot.as_of) for step in rows)


def as_step(row: Row, as_of: date) -> Step:
    """Return a step from its row; every value that it has is a fact of it."""
    facts = {name: value for name, value in row.items() if value is not None}
    facts["as_of"] = as_of
    facts["period"] = (row.get("months") or 0, row.get("days") or 0)
    if "skipped" in facts:
        names = zip(row["skipped"], row["skipped_as"], strict=True)
        facts["skipped"] = tuple(names)
    return Step(row["code"], facts.pop("day", None), row["basis"], facts)
