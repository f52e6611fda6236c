"""What ties the numbers of a summary together, by what they measure.

A number has a measure: what is counted, and the conditions that hold for it, such
as requests with kind=access and status=overdue. Two numbers with the same measure
are the same number, whatever tables they stand in; a condition with several values
(`status=due_soon|within`) is the sum over them; and which other measures come to
the same is declared below.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.seal.derive.suppress import Sum

Conditions = frozenset[tuple[str, str]]
EARLIER = "@"
"""Behind the unit of what the previous snapshot published."""

UNITS = {
    "retention": "holdings",
    "requests": "requests",
    "clients": "clients",
    "findings": "findings",
}
"""What is counted by a key figure, by the list behind it; others are not broken
down."""


class Measure(NamedTuple):
    """What a number counts: a unit, and the conditions that hold for it."""

    unit: str
    conditions: Conditions

    def but(self, **values: str) -> Measure:
        """Return the same measure with other values of some conditions."""
        kept = {
            condition for condition in self.conditions if condition[0] not in values
        }
        return Measure(self.unit, frozenset(kept | set(values.items())))


def measure(unit: str, text: str) -> Measure:
    """Read conditions such as `kind=access status=overdue|due_soon`."""
    pairs = [pair.partition("=") for pair in text.replace(";", " ").split()]
    return Measure(unit, frozenset((name, in_order(value)) for name, _, value in pairs))


def in_order(value: str) -> str:
    """Return a condition's values in the order that makes the same ones equal."""
    return "|".join(sorted(value.split("|")))


_SAME = (
    # what the rule asks of a finding is what the status says
    (("findings", "rule=RET-01"), [("holdings", "status=overdue")]),
    # what is overdue became so since the previous snapshot, or was: where nothing came
    # or came back overdue
    (
        ("holdings", "status=overdue"),
        [
            ("changes", "section=holdings what_changed=fell_due"),
            ("changes", "section=holdings what_changed=not_done"),
        ],
    ),
    (("findings", "rule=RET-02"), [("holdings", "status=erased_late")]),
    (("findings", "rule=RET-03"), [("holdings", "status=erased_early")]),
    (("findings", "rule=REQ-01"), [("requests", "status=overdue")]),
    (("findings", "rule=REQ-02"), [("requests", "status=closed_late")]),
    (
        ("findings", "rule=INF-02"),
        [("clients", "has_live_holding=true statement=older")],
    ),
    # what key figures call otherwise than breakdowns
    (
        ("clients", "has_live_holding=true is_informed=true"),
        [("clients", "has_live_holding=true statement=in_force")],
    ),
    (
        (
            "requests",
            "answer_12m=closed_late|closed_on_time|overdue|seen_overdue",
        ),
        [
            ("requests", "answer_12m=closed_late|closed_on_time|seen_overdue"),
            ("requests", "status=overdue"),
        ],
    ),
    # where none that was seen overdue is open, or was closed earlier
    (
        ("requests", "answer_12m=closed_late|closed_on_time|seen_overdue"),
        [("requests", "closed_12m=true")],
    ),
)
_NOW = "change=new|returned|standing"
_BEFORE = "change=standing|solved"

Tie = tuple[Measure, list[Measure]]
"""A measure, and others whose numbers add up to its own."""


class Named:
    """The numbers that have a measure; gives the sum of unknowns for any measure."""

    def __init__(self) -> None:
        """Start without a number."""
        self._sums: dict[Measure, list[Sum]] = {}

    def add(self, named: Measure, made: Sum) -> None:
        """Name a sum."""
        self._sums.setdefault(named, []).append(made)

    def sum(self, named: Measure) -> Sum | None:
        """Return the sum that a measure names, over several values where need be.

        A value without a number does not occur; None where no value does.
        """
        if named in self._sums:
            return self._sums[named][0]
        for name, value in sorted(named.conditions):
            if "|" in value:
                parts = [
                    self.sum(named.but(**{name: single})) for single in value.split("|")
                ]
                sums = [part for part in parts if part is not None]
                return plus(*sums) if sums else None
        return None

    def ties(self, declared: list[Tie]) -> Iterator[Sum]:
        """Return every sum that is zero by what the numbers measure."""
        for named, sums in list(self._sums.items()):
            yield from (plus(sums[0], minus(other)) for other in sums[1:])
            yield from self._over_values(named)
        for named, others in declared:
            whole = self.sum(named)
            parts = [part for other in others if (part := self.sum(other)) is not None]
            if whole is not None and parts:
                yield plus(whole, minus(plus(*parts)))

    def _over_values(self, named: Measure) -> Iterator[Sum]:
        """Tie a number to those of its values, and a yes to its no."""
        for name, value in named.conditions:
            if "|" in value:
                ones = [self.sum(named.but(**{name: v})) for v in value.split("|")]
                known = [each for each in ones if each is not None]
                if known:
                    yield plus(self._sums[named][0], minus(plus(*known)))
            if value == "true":
                without = Measure(named.unit, named.conditions - {(name, value)})
                both = [named, named.but(**{name: "false"}), without]
                sums = [self.sum(each) for each in both]
                yes, no, either = sums
                if yes is not None and no is not None and either is not None:
                    yield plus(yes, no, minus(either))


def plus(*sums: Sum) -> Sum:
    """Add sums up."""
    made: dict[int, int] = {}
    for each in sums:
        for unknown, times in each.items():
            made[unknown] = made.get(unknown, 0) + times
    return made


def minus(made: Sum) -> Sum:
    """Return a sum with its sign turned."""
    return {unknown: -times for unknown, times in made.items()}


def bridge_ties(before: date, day: date, when: str = "") -> list[Tie]:
    """Return the months that make up what came in, was closed or erased in between."""
    months, first = [], before + timedelta(1)
    while first <= day:
        months.append(f"{first:%Y-%m}")
        first = (first.replace(day=1) + timedelta(31)).replace(day=1)
    steps = [
        (
            measure(f"bridge{when}", f"step={step}"),
            [
                measure(f"requests{when}", f"{step}_12m=true month_{step}={month}")
                for month in months
            ],
        )
        for step in ("received", "closed")
    ]
    erased = [measure(f"holdings{when}", f"month_erased={month}") for month in months]
    changed = measure(f"changes{when}", "section=holdings what_changed=erased")
    return [*steps, (changed, erased)]


def declared() -> list[Tie]:
    """Return which measures come to the same, now and in the previous snapshot."""
    ties: list[Tie] = []
    for (unit, text), others in _SAME:
        for when in ("", EARLIER):
            same = [measure(other + when, rest) for other, rest in others]
            ties.append((measure(unit + when, text), same))
    rules = queries.folder("findings")
    for severity in queries.SEVERITIES:
        whole = measure("findings", f"severity={severity}")
        ties.append((whole, [measure("findings", f"severity={severity} {_NOW}")]))
        before = Measure("findings" + EARLIER, whole.conditions)
        ties.append((before, [measure("findings", f"severity={severity} {_BEFORE}")]))
    for family in sorted({rule[:3] for rule in rules}):
        whole = measure("findings", f"family={family} {_NOW}")
        of_it = [measure("findings", f"rule={r}") for r in rules if r[:3] == family]
        ties.append((whole, of_it))
    return ties
