"""What the key figures would be if some of the agenda's deadlines were dealt with."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from data.words import shares


@dataclass(frozen=True)
class Counts:
    """What a key figure is made of; a plain count has no denominator."""

    numerator: int
    denominator: int | None = None

    @property
    def value(self) -> float | None:
        """Return the figure as it is defined; None with nothing to divide by."""
        if self.denominator is None:
            return self.numerator
        return shares.share(self.numerator, self.denominator)


def dealt_with(figures: pl.DataFrame, rows: pl.DataFrame) -> dict[str, Counts]:
    """Work out the key figures if these deadlines were dealt with on the day.

    `figures` are the snapshot's key figures, `rows` of the agenda. By the figures'
    own definitions: a request that is overdue stays late when it is answered, so it
    leaves the share of answers on time as it is. What may not be done yet (`hold`)
    is left as it is. Only the figures that such deadlines are part of are given.
    """
    before = counts(figures)
    possible = rows.filter(pl.col("hold").is_null())
    after: dict[str, Counts] = {}
    for name, (above, below) in _changes(possible).items():
        old = before[name]
        part = None if old.denominator is None else old.denominator + below
        after[name] = Counts(old.numerator + above, part)
    return after


def counts(figures: pl.DataFrame) -> dict[str, Counts]:
    """Return what each key figure of a snapshot is made of."""
    return {
        row["name"]: Counts(int(row["value"]))
        if row["denominator"] is None
        else Counts(row["numerator"], row["denominator"])
        for row in figures.iter_rows(named=True)
        if row["denominator"] is not None or row["value"] is not None
    }


def _changes(rows: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Return what is added to numerator and denominator of each figure concerned."""
    late = pl.col("period") == "overdue"
    requests, held = rows.filter(kind="request"), rows.filter(kind="erasure")
    changes: dict[str, tuple[int, int]] = {}
    if requests.height:
        timely = requests.filter(~late)
        soon = timely.filter(pl.col("days_left") <= 7)
        changes |= {
            "requests_on_time_12m": (timely.height, timely.height),
            "requests_open": (-requests.height, 0),
            "requests_overdue": (timely.height - requests.height, 0),
            "requests_due_soon": (-soon.height, 0),
        }
    if held.height:
        all_ = int(held["items"].sum())
        overdue = int(held.filter(late)["items"].sum())
        soon = held.filter(~late, pl.col("days_left") <= 90)
        changes |= {
            "retention_compliance": (overdue - all_, -all_),
            "holdings_overdue": (-overdue, 0),
            "holdings_due_in_90_days": (-int(soon["items"].sum()), 0),
        }
    for kind, name in {
        "agreement": "processors_with_agreement",
        "authorisation": "authorisations_reviewed",
        "transfer": "transfers_with_valid_ground",
    }.items():
        some = rows.filter(pl.col("kind") == kind)
        if some.height:
            changes[name] = (some.filter(late).height, 0)
    return changes
