"""How the organisation stands: its key figures, their lights, and what moved.

Asked of `summary` alone, so that whoever leads learns it without a single record.

The light of a figure is green where its target is met; amber where it misses the
target by no more than the margin of data/policy/targets.csv, and red where it
misses by more. No margin means that there is no amber: where the law itself is
the target, a near miss is a miss. A figure without value or target has no light.
A count over a table without a row has no value: nothing late of nothing is no
achievement, and an export that came out empty looks the same. Nor has a count of
findings where every rule that it counts looked at such tables alone. A count of
findings of which a rule was not assessed is the least there is, and never green.

    standing = of(reader(), snapshot, earlier(engine, snapshot))
    standing.figures["findings_high"].light            "red"
    worst, best = movers(standing)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Literal

import queries
from data import policy
from data import snapshot as snapshots
from data.ask.door import ask
from data.ask.failure import raising_ask_failed
from data.figures import untested
from data.words import shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import polars as pl

    from data.ask.access import Reader
    from data.ask.engine import Engine
    from data.snapshot import Snapshot
    from queries import Query

Light = Literal["green", "amber", "red"]
Direction = Literal["better", "worse", "same", "changed"]
Point = tuple["date", float | None]
"""The day of a snapshot and the value then; null where it was not assessable."""

MOST = 24
"""Snapshots that a line goes over, this one included."""
MOVERS = 3
DECIMALS = 12
"""To how many decimals two values are compared."""


def groups() -> dict[str, tuple[str, ...]]:
    """Return the key figures by what they are about, in the order they are told."""
    return queries.grouped("key_figures", "group")


@dataclass(frozen=True)
class Figure:
    """A key figure of one snapshot, and how it came there."""

    query: Query
    value: float | None
    """Count, days, or share between 0 and 1; null where it cannot be assessed."""
    numerator: int | None
    denominator: int | None
    target: float | None
    margin: float
    """By how much the target may be missed and still be nearly met."""
    series: tuple[Point, ...]
    """Its value in every snapshot asked, the oldest first and this one last."""
    since: date | None = None
    """The day that it is compared with; None for that of the snapshot before."""
    is_least: bool = False
    """Whether there may be more: a rule that it counts was not assessed."""
    lacks: tuple[str, ...] = ()
    """The tables that it needs and that were not delivered: so it has no value."""
    targets: tuple[Point, ...] = ()
    """Its target in every snapshot asked, as it was sealed; null where it had none."""

    @property
    def name(self) -> str:
        """Return its code."""
        return self.query.name

    @property
    def unit(self) -> str:
        """Return the unit of its value: ratio, count or days."""
        return self.query["unit"]

    @property
    def rises(self) -> bool:
        """Return whether more is better."""
        return self.query["better"] == "higher"

    @cached_property
    def before(self) -> float | None:
        """Return its value in the snapshot it is compared with; null without one."""
        if self.since is not None:
            return dict(self.series).get(self.since)
        return self.series[-2][1] if len(self.series) > 1 else None

    @cached_property
    def change(self) -> float | None:
        """Return what was added since the snapshot compared with; null where unknown.

        Of shares as they are written, so that 97.9 % to 97.9 % is no change.
        """
        if self.value is None or self.before is None or self.is_least:
            return None
        if self.unit != "ratio":
            return self.value - self.before
        return float(shares.written(self.value) - shares.written(self.before))

    @property
    def short_of(self) -> int | None:
        """Return how many of its denominator do not count; null without counts."""
        if self.denominator is None or self.numerator is None:
            return None
        return self.denominator - self.numerator

    @property
    def is_met(self) -> bool | None:
        """Return whether the target is met; None without a value or a target."""
        return None if (missed := self.missed) is None else missed <= 0

    @cached_property
    def light(self) -> Light | None:
        """Return red, amber or green by the rule above; None where it has no light."""
        return self.light_of(self.value)

    def light_of(self, value: float | None) -> Light | None:
        """Return the light that a value of it has, by the target of today."""
        if (missed := self._missed_by(value)) is None:
            return None
        if missed <= 0:
            return "green"
        return "amber" if missed <= self.margin else "red"

    @cached_property
    def direction(self) -> Direction | None:
        """Return which way it went since the snapshot compared with."""
        if self.change is None:
            return None
        if self.change == 0:
            return "same"
        if self.query["better"] == "neutral":
            return "changed"
        return "better" if (self.change > 0) == self.rises else "worse"

    @cached_property
    def move(self) -> float | None:
        """Return how far it moved, between -1 and 1 and worse above 0.

        That is the part of what falls short that came or went: cases (or days)
        now less those before, over the larger of the two and one case more, so
        that from none to one is not all. A share falls short by what it lacks to
        100 %, in cases of today's denominator. None for a figure that is better
        neither way, or that does not differ from the snapshot compared with.
        """
        if self.direction not in ("better", "worse"):
            return None
        now, before = self._lacks(self.value), self._lacks(self.before)
        return (now - before) / (max(now, before) + 1)

    @cached_property
    def missed(self) -> float | None:
        """Return by how much the target is missed; 0 or less where it is met."""
        return self._missed_by(self.value)

    def _missed_by(self, value: float | None) -> float | None:
        if value is None or self.target is None:
            return None
        above = round(value - self.target, DECIMALS)
        missed = -above if self.rises else above
        return None if self.is_least and missed <= 0 else missed

    def _lacks(self, value: float | None) -> float:
        lacks = 1 - (value or 0) if self.rises else value or 0
        return lacks * (self.denominator or 1) if self.unit == "ratio" else lacks


@dataclass(frozen=True)
class Standing:
    """The key figures of a snapshot, beside those of the snapshots before."""

    snapshot: Snapshot
    before: Snapshot | None
    """The snapshot that it is compared with; None where there is none."""
    figures: dict[str, Figure]
    left_out: tuple[date, ...] = ()
    """Snapshots that would be in its series, were they sound and of this version."""
    series: tuple[Snapshot, ...] = ()
    """The snapshots that its figures go over, the oldest first and this one last."""


def earlier(engine: Engine, snapshot: Snapshot) -> Iterator[Snapshot]:
    """Return the snapshots before one that can be opened, the newest of them first."""
    root = snapshot.path.parent
    for day in snapshots.days(root):
        if day < snapshot.day:
            try:
                before = snapshots.find(root, day)
                with raising_ask_failed():
                    engine.opened(before, "summary")
            except snapshots.SnapshotRefused:
                continue
            yield before


def of(
    reader: Reader,
    snapshot: Snapshot,
    before: Iterable[Snapshot],
    since: Snapshot | None = None,
) -> Standing:
    """Ask how a snapshot stands; `before`, newest first, is asked once each.

    It is compared with the first of those, or with another that is named by `since`.
    Raises what `ask` raises.
    """
    past = list(islice(before, MOST - 1))
    compared = [*reversed(past), snapshot]
    answers = {each: ask(reader, each, "key_figures") for each in compared}
    known = queries.folder("key_figures")
    values = {each: _values(each, rows) for each, rows in answers.items()}
    for each in past:  # what may have been more then is no measure of now
        values[each] |= {n: None for n in known if untested.may_be_more(known[n], each)}
    targets = {
        each: dict(answers[each].select("name", "target").rows()) for each in answers
    }
    margins = dict(policy.load("targets").select("name", "margin").rows())
    figures = {
        name: Figure(
            *(known[name], values[snapshot][name], above, below, target),
            margin=margins.get(name) or 0,
            series=tuple((each.as_of, values[each].get(name)) for each in compared),
            since=since.as_of if since else None,
            is_least=untested.may_be_more(known[name], snapshot),
            lacks=known[name].lacks(snapshot.seal["not_delivered"]),
            targets=tuple((each.as_of, targets[each].get(name)) for each in compared),
        )
        for name, _, above, below, target in answers[snapshot].rows()
        if name in known
    }
    out = tuple(_left_out(snapshot, past))
    return Standing(
        snapshot, since or next(iter(past), None), figures, out, tuple(compared)
    )


def _values(snapshot: Snapshot, rows: pl.DataFrame) -> dict[str, float | None]:
    """Return key figures by name, a share as its counts make it."""
    known = queries.folder("key_figures")
    return {
        name: None
        if name in known and untested.looked_at_nothing(known[name], snapshot, value)
        else value
        if below is None
        else shares.share(above, below)
        for name, value, above, below, _ in rows.rows()
    }


def _left_out(snapshot: Snapshot, past: list[Snapshot]) -> Iterator[date]:
    """Return the days before a snapshot that are not asked, the newest first."""
    days = {each.day for each in past}
    first = min(days) if len(past) == MOST - 1 else ""
    for day in snapshots.days(snapshot.path.parent):
        if first < day < snapshot.day and day not in days:
            yield snapshots.day_of(day)


def movers(standing: Standing) -> tuple[list[Figure], list[Figure]]:
    """Return the three that went worst and the three that went best, by `move`.

    Fewer where fewer moved; equal moves stand by name.
    """
    moved = [
        (figure.move, figure) for figure in standing.figures.values() if figure.move
    ]
    worst = sorted((-move, figure.name) for move, figure in moved if move > 0)
    best = sorted((move, figure.name) for move, figure in moved if move < 0)
    worse, better = (
        [standing.figures[name] for _, name in some[:MOVERS]] for some in (worst, best)
    )
    return worse, better
