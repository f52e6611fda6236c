"""Every target in each of the last twelve months: met, nearly, missed, or not known.

A month tells by its last snapshot. A month without a snapshot, and a value that could
not be assessed, are neither met nor nothing: they have a state of their own. Values of
before are held against the target of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

from data.figures import ranking

if TYPE_CHECKING:
    from datetime import date

    from data.figures.key_figures import Figure, Light, Standing

MONTHS = 12
State = Literal["absent", "unknown"]


@dataclass(frozen=True)
class MonthCell:
    """A target in one month."""

    month: date
    """Its first day."""
    day: date | None
    """The day of the snapshot that it tells by; None where the month has none."""
    value: float | None
    state: Light | State


@dataclass(frozen=True)
class Strip:
    """The figures with a target, those farthest from it first, month by month."""

    months: tuple[date, ...]
    """The first day of each month, the oldest first."""
    lines: tuple[tuple[Figure, tuple[MonthCell, ...]], ...]


def of(standing: Standing) -> Strip:
    """Return the strip of a standing; it begins with the first month of a snapshot."""
    figures = ranking.aimed(standing)
    last = standing.snapshot.as_of.replace(day=1)
    start = pl.select(pl.lit(last).dt.offset_by(f"-{MONTHS - 1}mo")).item()
    known = [day.replace(day=1) for figure in figures for day, _ in figure.series]
    first = max(start, min(known, default=last))
    months = pl.date_range(first, last, "1mo", eager=True).to_list()
    return Strip(tuple(months), tuple((each, _cells(each, months)) for each in figures))


def _cells(figure: Figure, months: list[date]) -> tuple[MonthCell, ...]:
    """Return a figure in each month."""
    lasts = {day.replace(day=1): (day, value) for day, value in figure.series}
    cells = []
    for month in months:
        day, value = lasts.get(month, (None, None))
        state: Light | State = figure.light_of(value) or "unknown"
        cells.append(MonthCell(month, day, value, "absent" if day is None else state))
    return tuple(cells)
