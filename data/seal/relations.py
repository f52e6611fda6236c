"""What ties the numbers of a summary together, by what their words mean.

A number is named by its words: what is counted, and the conditions that hold
for it, such as requests with kind=access and status=overdue. Two numbers with
the same words are the same number, whatever tables they stand in; a condition
with several values (`status=due_soon|within`) is the sum over them; and what
other words come to the same is declared below.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.seal.suppress import Sum

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


class Words(NamedTuple):
    """The words of a number."""

    unit: str
    conditions: Conditions

    def but(self, **values: str) -> Words:
        """Return the same words with other values of some conditions."""
        kept = {one for one in self.conditions if one[0] not in values}
        return Words(self.unit, frozenset(kept | set(values.items())))


def words(unit: str, text: str) -> Words:
    """Read words such as `kind=access status=overdue|due_soon`."""
    pairs = [one.partition("=") for one in text.replace(";", " ").split()]
    return Words(unit, frozenset((name, in_order(value)) for name, _, value in pairs))


def in_order(value: str) -> str:
    """Return a condition's values in the order that makes the same ones equal."""
    return "|".join(sorted(value.split("|")))


_SAME = (
    # what the rule asks of a finding is what the status says
    (("findings", "rule=RET-01"), [("holdings", "status=overdue")]),
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
        ("requests", "counts_12m=true"),
        [("requests", "closed_12m=true"), ("requests", "status=overdue")],
    ),
    (
        ("requests", "counts_12m=true status=closed_on_time"),
        [("requests", "closed_12m=true status=closed_on_time")],
    ),
)
_NOW = "change=new|returned|standing"
_BEFORE = "change=standing|solved"

Tie = tuple[Words, list[Words]]
"""Words, and other words whose numbers add up to theirs."""


class Named:
    """The numbers that have words; gives the sum of unknowns for any words."""

    def __init__(self) -> None:
        """Start without a number."""
        self._sums: dict[Words, list[Sum]] = {}

    def add(self, named: Words, made: Sum) -> None:
        """Name a sum."""
        self._sums.setdefault(named, []).append(made)

    def sum(self, named: Words) -> Sum | None:
        """Return the sum that words name, over several values where need be.

        A value without a number does not occur; None where no value does.
        """
        if named in self._sums:
            return self._sums[named][0]
        for name, value in sorted(named.conditions):
            if "|" in value:
                parts = [self.sum(named.but(**{name: one})) for one in value.split("|")]
                found = [part for part in parts if part is not None]
                return plus(*found) if found else None
        return None

    def ties(self, declared: list[Tie]) -> Iterator[Sum]:
        """Return every sum that is zero by what words mean."""
        for named, sums in list(self._sums.items()):
            yield from (plus(sums[0], minus(other)) for other in sums[1:])
            yield from self._over_values(named)
        for named, others in declared:
            told = self.sum(named)
            parts = [part for one in others if (part := self.sum(one)) is not None]
            if told is not None and parts:
                yield plus(told, minus(plus(*parts)))

    def _over_values(self, named: Words) -> Iterator[Sum]:
        """Tie a number to those of its values, and a yes to its no."""
        for name, value in named.conditions:
            if "|" in value:
                ones = [self.sum(named.but(**{name: v})) for v in value.split("|")]
                found = [one for one in ones if one is not None]
                if found:
                    yield plus(self._sums[named][0], minus(plus(*found)))
            if value == "true":
                without = Words(named.unit, named.conditions - {(name, value)})
                both = [named, named.but(**{name: "false"}), without]
                sums = [self.sum(one) for one in both]
                yes, no, either = sums
                if yes is not None and no is not None and either is not None:
                    yield plus(yes, no, minus(either))


def plus(*sums: Sum) -> Sum:
    """Add sums up."""
    made: dict[int, int] = {}
    for one in sums:
        for unknown, times in one.items():
            made[unknown] = made.get(unknown, 0) + times
    return made


def minus(made: Sum) -> Sum:
    """Return a sum with its sign turned."""
    return {unknown: -times for unknown, times in made.items()}


def bridge_ties(before: date, day: date, when: str = "") -> list[Tie]:
    """Return the months that make up what came in and was closed between two days."""
    months, first = [], before + timedelta(1)
    while first <= day:
        months.append(f"{first:%Y-%m}")
        first = (first.replace(day=1) + timedelta(31)).replace(day=1)
    return [
        (
            words(f"bridge{when}", f"step={step}"),
            [
                words(f"requests{when}", f"{step}_12m=true month_{step}={month}")
                for month in months
            ],
        )
        for step in ("received", "closed")
    ]


def declared() -> list[Tie]:
    """Return what is the same in other words, now and in the previous snapshot."""
    ties: list[Tie] = []
    for (unit, text), others in _SAME:
        for when in ("", EARLIER):
            same = [words(other + when, said) for other, said in others]
            ties.append((words(unit + when, text), same))
    rules = queries.folder("findings")
    for severity in queries.SEVERITIES:
        told = words("findings", f"severity={severity}")
        ties.append((told, [words("findings", f"severity={severity} {_NOW}")]))
        before = Words("findings" + EARLIER, told.conditions)
        ties.append((before, [words("findings", f"severity={severity} {_BEFORE}")]))
    for family in sorted({rule[:3] for rule in rules}):
        told = words("findings", f"family={family} {_NOW}")
        of_it = [words("findings", f"rule={r}") for r in rules if r[:3] == family]
        ties.append((told, of_it))
    return ties
