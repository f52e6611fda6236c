"""What can be computed of the numbers that a summary hides, by linear algebra.

Written apart from the code it tests: an attacker takes every published number
of one or more snapshots and every equation he knows to hold, and asks which
hidden numbers they fix. Unknown are the inner cells of every table. A hidden
number is fixed exactly when no direction that leaves every equation as it is
changes it, and these directions are the null space of the equations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

TOTAL = "total"
LIVE = ("running", "due_soon", "within", "on_hold", "overdue", "no_term")
OPEN = ("awaiting_identity", "on_track", "due_soon", "overdue")
Place = tuple[str, str, str | None]
"""Breakdown and values."""
Part = tuple[int, str, str | None, str | None]
"""A number by its snapshot, breakdown and values."""
Equation = list[tuple[int, Part]]
"""Numbers with a sign, that add up to nothing."""


@dataclass
class Published:
    """What one snapshot shows, and in truth counts."""

    counts: dict[Place, int]
    """Every number in truth, totals included."""
    hidden: set[Place]
    figures: dict[str, tuple[float | None, int | None, int | None]] = field(
        default_factory=dict
    )
    month: str = ""
    """The month of its day, as 2026-10."""


class Attack:
    """What is known of some snapshots."""

    def __init__(self, *snapshots: Published) -> None:
        """Know every number that is shown, and what the totals add up."""
        self.snapshots = snapshots
        self._truth: list[int] = []
        self._inner: dict[tuple[int, str], list[tuple[int, tuple[str | None, ...]]]]
        self._inner = {}
        self._places: dict[tuple[int | str | None, ...], int] = {}
        self._rows: list[dict[int, int]] = []
        for at, snapshot in enumerate(snapshots):
            for (name, *values), count in snapshot.counts.items():
                inner = self._inner.setdefault((at, name), [])
                if TOTAL not in values:
                    self._places[at, name, *values] = len(self._truth)
                    inner.append((len(self._truth), tuple(values)))
                    self._truth.append(count)
        for at, snapshot in enumerate(snapshots):
            for place in snapshot.counts.keys() - snapshot.hidden:
                self._rows.append(self.row([(1, (at, *place))]))

    def row(self, equation: Equation) -> dict[int, int]:
        """Write numbers as coefficients of the unknowns."""
        made: dict[int, int] = {}
        for sign, part in equation:
            for unknown in self.inner(part):
                made[unknown] = made.get(unknown, 0) + sign
        return made

    def inner(self, part: Part) -> Iterator[int]:
        """Return the inner cells that a number is the sum of."""
        at, name, *wanted = part
        if part in self._places:
            yield self._places[part]
            return
        for unknown, values in self._inner.get((at, name), ()):
            if all(w in (TOTAL, v) for w, v in zip(wanted, values, strict=True)):
                yield unknown

    def has(self, equation: Equation) -> bool:
        """Return whether the tables that an equation is about are all there."""
        return all((at, name) in self._inner for _, (at, name, *_) in equation)

    def know(self, equation: Equation) -> None:
        """Add numbers whose sum is known."""
        self._rows.append(self.row(equation))

    def truth(self, equation: Equation) -> int:
        """Work out what an equation comes to in truth."""
        row = self.row(equation)
        return sum(self._truth[unknown] * times for unknown, times in row.items())

    def recovered(self, hidden: Iterable[Part] | None = None) -> set[Part]:
        """Return the hidden numbers that are fixed by what is known."""
        if hidden is None:
            hidden = [
                (at, *place)
                for at, snapshot in enumerate(self.snapshots)
                for place in snapshot.hidden
            ]
        # a cell that is shown is no unknown any more
        shown = [
            next(iter(row)) for row in self._rows if len(row) == 1 and any(row.values())
        ]
        left = np.ones(len(self._truth), bool)
        left[shown] = False
        known = self._dense(self._rows)[:, left]
        known = known[known.any(axis=1)]
        values, vectors = np.linalg.eigh(known.T @ known)
        free = vectors[:, values < 1e-7]
        wanted = list(hidden)
        if not wanted:
            return set()
        targets = self._dense([self.row([(1, part)]) for part in wanted])
        moves = targets[:, left] @ free
        fixed = np.abs(moves).max(axis=1, initial=0) < 1e-6
        return {part for part, is_fixed in zip(wanted, fixed, strict=True) if is_fixed}

    def _dense(self, rows: list[dict[int, int]]) -> np.ndarray:
        made = np.zeros((len(rows), len(self._truth)))
        for row, parts in zip(made, rows, strict=True):
            for unknown, times in parts.items():
                row[unknown] = times
        return made


def over(at: int, name: str, *values: str, sign: int = 1) -> Equation:
    """Add up the totals of some values of a table's second dimension."""
    return [(sign, (at, name, TOTAL, value)) for value in values]


def same(at: int, snapshot: Published) -> Iterator[Equation]:
    """Return what holds between the tables of one snapshot, by their meaning."""
    two = (TOTAL, TOTAL)
    rules = {code for name, code, _ in snapshot.counts if name == "findings_by_rule"}
    for status in (*OPEN, "closed_on_time", "closed_late"):
        yield over(at, "requests_by_kind", status) + over(
            at, "requests_by_department", status, sign=-1
        )
    all_requests: Part = (at, "requests_by_kind", *two)
    yield [(1, all_requests), (-1, (at, "requests_by_channel", TOTAL, None))]
    yield [
        (1, all_requests),
        (-1, (at, "requests_received_by_month", TOTAL, None)),
        (-1, (at, "requests_received_earlier", TOTAL, None)),
    ]
    yield [
        *over(at, "requests_by_kind", "overdue"),
        (-1, (at, "requests_overdue_by_age", TOTAL, None)),
    ]
    if not snapshot.counts.get(("requests_in_time_by_kind", TOTAL, "seen_overdue")):
        yield [
            (1, (at, "requests_in_time_by_kind", *two)),
            (-1, (at, "requests_closed_by_month", TOTAL, None)),
        ]
    for name in ("holdings_by_principal", "holdings_by_trajectory_kind"):
        yield over(at, name, "overdue") + over(
            at, "holdings_by_category", "overdue", sign=-1
        )
        yield [
            (1, (at, name, *two)),
            *over(at, "holdings_by_category", *LIVE, sign=-1),
        ]
    yield [
        *over(at, "holdings_by_category", "overdue"),
        (-1, (at, "holdings_overdue_by_age", TOTAL, None)),
    ]
    yield [
        *over(at, "holdings_by_category", "due_soon", "within"),
        (-1, (at, "holdings_due_by_month", TOTAL, None)),
    ]
    for name in ("requests_by_kind", "requests_by_department"):
        yield [
            *over(at, name, "due_soon", "on_track"),
            (-1, (at, "requests_due_by_month", TOTAL, None)),
        ]
    yield [
        (1, (at, "disclosures_by_purpose", *two)),
        (-1, (at, "disclosures_by_category", TOTAL, None)),
    ]
    for severity in ("high", "medium", "low"):
        yield [
            *over(at, "findings_by_rule", severity),
            (-1, (at, "findings_by_age", severity, TOTAL)),
        ]
    for rule, table, status in (
        ("RET-01", "holdings_by_category", "overdue"),
        ("RET-02", "holdings_by_category", "erased_late"),
        ("RET-03", "holdings_by_category", "erased_early"),
        ("REQ-01", "requests_by_kind", "overdue"),
        ("REQ-02", "requests_by_kind", "closed_late"),
    ):
        yield [
            (1, (at, "findings_by_rule", rule, TOTAL)),
            *over(at, table, status, sign=-1),
        ]
    yield [
        (1, (at, "findings_by_rule", "INF-02", TOTAL)),
        (-1, (at, "clients_by_statement", "older", None)),
    ]
    yield from _changes(at, rules)


_NOW = ("new", "returned", "standing")


def _changes(at: int, rules: set[str]) -> Iterator[Equation]:
    """Return what holds between the changes of findings and the findings."""
    by = "findings_change_by_"
    for change in (*_NOW, "solved"):
        yield over(at, f"{by}severity", change) + over(
            at, f"{by}family", change, sign=-1
        )
    for severity in ("high", "medium", "low"):
        yield [
            *((1, (at, f"{by}severity", severity, change)) for change in _NOW),
            *over(at, "findings_by_rule", severity, sign=-1),
        ]
    for family in {rule[:3] for rule in rules} - {TOTAL[:3]}:
        yield [
            *((1, (at, f"{by}family", family, change)) for change in _NOW),
            *(
                (-1, (at, "findings_by_rule", rule, TOTAL))
                for rule in rules
                if rule[:3] == family
            ),
        ]


def figures(at: int) -> dict[str, Equation]:
    """Return what key figures are the sum of; their values are always shown."""
    by_category = "holdings_by_category"
    return {
        "requests_open": over(at, "requests_by_kind", *OPEN),
        "requests_overdue": over(at, "requests_by_kind", "overdue"),
        "requests_due_soon": over(at, "requests_by_kind", "due_soon"),
        "requests_received_12m": [(1, (at, "requests_received_by_month", TOTAL, None))],
        "requests_on_time_12m/n": over(
            at, "requests_in_time_by_kind", "closed_on_time"
        ),
        "requests_on_time_12m/d": [
            (1, (at, "requests_in_time_by_kind", TOTAL, TOTAL)),
            *over(at, "requests_by_kind", "overdue"),
        ],
        "holdings_overdue": over(at, by_category, "overdue"),
        "holdings_due_in_90_days": over(at, by_category, "due_soon"),
        "holdings_on_hold": over(at, by_category, "on_hold"),
        "retention_compliance/n": over(
            at, by_category, "running", "due_soon", "within", "on_hold"
        ),
        "retention_compliance/d": over(
            at, by_category, "running", "due_soon", "within", "on_hold", "overdue"
        ),
        "clients_informed/n": [(1, (at, "clients_by_statement", "in_force", None))],
        "clients_informed/d": [(1, (at, "clients_by_statement", TOTAL, None))],
        **{
            f"findings_{severity}": over(at, "findings_by_rule", severity)
            for severity in ("high", "medium", "low")
        },
    }


def between(at: int, before: Published, now: Published) -> Iterator[Equation]:
    """Return what holds between a snapshot and the one before it.

    `at` is the place of the later one. Months that were over do not change, and
    what came in since, or was closed, is what the months since then show.
    """
    for of in ("received", "closed"):
        was, then = _months(at - 1, before, of), _months(at, now, of)
        for month in was.keys() & then.keys():
            if month <= before.month:
                yield [*then[month], *((-1, part) for _, part in was[month])]
        since = [
            part for m, parts in then.items() if m > before.month for part in parts
        ]
        step: Part = (at, "requests_since_previous", of, None)
        yield [(1, step), *((-1, part) for _, part in since)]
    name = "holdings_erased_by_month"
    months = {month for of, month, _ in now.counts if of == name and month != TOTAL}
    yield [
        (1, (at, "changes_by_section", "holdings", "erased")),
        *((-1, (at, name, month, None)) for month in months if month > before.month),
    ]


def _months(at: int, snapshot: Published, of: str) -> dict[str, Equation]:
    months: dict[str, Equation] = {}
    for name, value, other in snapshot.counts:
        if name.startswith(f"requests_{of}_") and value[:1].isdigit():
            months.setdefault(value, []).append((1, (at, name, value, other)))
    return months


def informed(*snapshots: Published) -> Attack:
    """Return an attacker who knows all that there is to know of snapshots in a row."""
    attack = Attack(*snapshots)
    for at, snapshot in enumerate(snapshots):
        for name, equation in figures(at).items():
            figure, _, part = name.partition("/")
            value, numerator, denominator = snapshot.figures.get(figure, (None,) * 3)
            shown = {"": value, "n": numerator, "d": denominator}[part]
            if shown is not None and attack.row(equation):
                assert attack.truth(equation) == shown, name
                attack.know(equation)
        for equation in same(at, snapshot):
            if attack.has(equation):
                assert attack.truth(equation) == 0, equation
                attack.know(equation)
        step = "requests_since_previous"
        attack.know(
            [
                (1, (at, step, "received", None)),
                (-1, (at, step, "closed", None)),
                (1, (at, step, "corrected", None)),
            ]
        )
    for at in range(1, len(snapshots)):
        before, now = snapshots[at - 1], snapshots[at]
        for equation in between(at, before, now):
            if attack.truth(equation) == 0:  # not where a date was corrected
                attack.know(equation)
        for severity in ("high", "medium", "low"):
            was = before.figures.get(f"findings_{severity}")
            by = "findings_change_by_severity"
            if was:
                both = ("standing", "solved")
                stood: Equation = [(1, (at, by, severity, fate)) for fate in both]
                assert attack.truth(stood) == was[0]
                attack.know(stood)
    return attack
