"""What if a mechanism or a decision no longer held: who would stand without ground?

Everything else stays as it is on the day of the snapshot: the answer is what
the seal would say, had the last usable day been the day before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from data.ask.counting import distinct, tally
from data.ask.door import ask
from data.ask.filters import Filter
from data.ask.question import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.ask.access import Reader
    from data.snapshot import Snapshot

Kind = Literal["mechanism", "decision", "unassessed"]
KINDS: tuple[Kind, ...] = ("decision", "mechanism", "unassessed")

LEANING = ("adequate", "derogation", "safeguarded", "unassessed")
"""Statuses of a transfer that has a mechanism to lose."""
GROUNDED = ("adequate", "safeguarded")
"""Statuses of a transfer with a valid ground, as the key figure counts them."""
LIVE = ("no_term", "running", "due_soon", "within", "on_hold", "overdue")
"""Statuses of a holding that is still there."""

_NO_MECHANISM = ("unspecified", "none")


@dataclass(frozen=True)
class Fall:
    """A mechanism, a decision on a country, or a mechanism without assessment."""

    kind: Kind
    code: str

    def __str__(self) -> str:
        """Return the choice as in an address: `decision.GB`."""
        return f"{self.kind}.{self.code}"

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Return the filters that show what leans on it in the list of transfers."""
        if self.kind == "decision":
            return Filter("status", "adequate"), Filter("country", self.code)
        statuses = LEANING if self.kind == "mechanism" else ("unassessed",)
        return Filter("status", "|".join(statuses)), Filter("mechanism", self.code)


@dataclass(frozen=True)
class Reached:
    """How many clients it is about."""

    clients: int
    """Whose data the recipients got in the last 12 months."""
    in_category: int
    """Whose data were of the very category of the transfer."""
    holders: int
    """Of whom data of those categories are held."""


def choices(reader: Reader, snapshot: Snapshot) -> tuple[Fall, ...]:
    """Return what can fall: whatever is in force on the day of the snapshot.

    The framework with the United States is a decision on that country and the
    mechanism dpf in one; it is given once, as the decision.
    """
    rows = ask(reader, snapshot, "transfer_grounds").filter("is_in_force")
    falls: dict[Fall, None] = {}
    for row in rows.iter_rows(named=True):
        if row["kind"] == "mechanism" and row["code"] in ("dpf", *_NO_MECHANISM):
            continue
        falls[Fall(row["kind"], row["code"])] = None
        if row["needs_assessment"]:
            falls[Fall("unassessed", row["code"])] = None
    return tuple(sorted(falls, key=lambda fall: KINDS.index(fall.kind)))


def lost(reader: Reader, snapshot: Snapshot, falls: Sequence[Fall]) -> pl.DataFrame:
    """Return the transfers that lose their ground, as rows of `whatif`."""
    return ask(reader, snapshot, Question("whatif", (_fallen(falls),)))


def _fallen(falls: Sequence[Fall]) -> Filter:
    return Filter("falls", "|".join(map(str, falls)))


def reached(
    reader: Reader, snapshot: Snapshot, falls: Sequence[Fall], rows: pl.DataFrame
) -> Reached:
    """Count the clients of the transfers `rows` that `lost` gave for these falls."""
    question = Question("whatif_clients", (_fallen(falls),))
    very = Question(
        question.name, (*question.filters, Filter("is_in_category", "true"))
    )
    return Reached(
        _one(distinct(reader, snapshot, question, "client_id")),
        _one(distinct(reader, snapshot, very, "client_id")),
        _one(distinct(reader, snapshot, _held(rows), "client_id")),
    )


def holders(reader: Reader, snapshot: Snapshot, rows: pl.DataFrame) -> dict[str, int]:
    """Count for each category of lost transfers of how many clients it is held."""
    counted = distinct(reader, snapshot, _held(rows), "client_id", "category")
    return dict(counted.iter_rows())


def clients(reader: Reader, snapshot: Snapshot) -> dict[str, int]:
    """Count for each recipient whose data it got in the last 12 months."""
    rows = ask(reader, snapshot, "recipients")
    return dict(rows.select("recipient_id", "clients_12m").iter_rows())


def _held(rows: pl.DataFrame) -> Question:
    categories = "|".join(sorted(set(rows["category"])))
    return Question(
        "retention", (Filter("category", categories), Filter("status", "|".join(LIVE)))
    )


def _one(counted: pl.DataFrame) -> int:
    return int(counted["count"].sum())


def grounded(
    reader: Reader, snapshot: Snapshot, rows: pl.DataFrame
) -> tuple[int, int, int]:
    """Count running transfers with a ground now, after the fall, and in all."""
    counted = dict(tally(reader, snapshot, Question("transfers"), "status").iter_rows())
    now = sum(counted.get(status, 0) for status in GROUNDED)
    less = rows["status"].is_in(GROUNDED).sum()
    total = sum(
        n for status, n in counted.items() if status not in ("ended", "within_eea")
    )
    return now, now - less, total
