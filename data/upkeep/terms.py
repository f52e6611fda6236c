"""What there is of the snapshots, and until when it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from data import snapshot
from data.seal_form import RECORDS, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.policy import OwnTerms


@dataclass(frozen=True)
class Kept:
    """What of a snapshot is kept, and until when."""

    day: str
    file: str
    """`records.duckdb`, or `summary.duckdb` for all that is left without it."""
    term: str
    until: date
    """The last day of its term."""
    bytes: int

    def is_over(self, on: date) -> bool:
        """Return whether its term has ended."""
        return on > self.until


def this_day() -> date:
    """Return the day as the journal tells it, in UTC."""
    return datetime.now(UTC).date()


def kept(root: Path, terms: OwnTerms) -> Iterator[Kept]:
    """Return what there is of every snapshot, the oldest first."""
    for day in reversed(snapshot.days(root)):
        yield from kept_of(root, day, terms)


def kept_of(root: Path, day: str, terms: OwnTerms) -> Iterator[Kept]:
    """Return what there is of a snapshot: its records, and the rest."""
    size = {path.name: path.lstat().st_size for path in (root / day).glob("*")}
    as_of = snapshot.day_of(day)
    records = size.pop(RECORDS, None)
    if records is not None:
        own = terms.records
        yield Kept(day, RECORDS, own.term, own.until(as_of), records)
    own = terms.summaries
    yield Kept(day, SUMMARY, own.term, own.until(as_of), sum(size.values()))


def over(root: Path, terms: OwnTerms, on: date) -> list[Kept]:
    """Return what is past its term on a day, the oldest first."""
    return [each for each in kept(root, terms) if each.is_over(on)]
