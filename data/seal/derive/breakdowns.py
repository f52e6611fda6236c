"""The cells of a breakdown: its counts, and the totals over them.

Each breakdown is one file of queries/breakdowns. Its statement gives the count
of every value, or pair of values; its header names what is counted (`unit`),
the dimensions, the conditions that hold for all of it (`within`), what a value
stands for (`means`), and the class of its threshold (data/policy/suppression.csv).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data import policy
from data.seal.derive.relations import Measure, in_order, measure, plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.seal.derive.suppress import Sum
    from queries import Query

TOTAL = "total"
TIMES = frozenset(
    {"month_received", "month_closed", "month_due", "month_erased", "change", "step"}
)
"""Dimensions that are steps of time or of change: a count of the whole organisation
in one of them is always shown."""
Place = tuple[str, str, str | None]
"""Breakdown and values: where a cell stands."""


@dataclass(frozen=True)
class Cell:
    """A number of a breakdown: one of its counts, or a total."""

    query: Query
    value1: str
    value2: str | None
    count: int
    sum: Sum
    threshold: int | None
    """None where it counts nothing about persons."""

    @property
    def place(self) -> Place:
        """Return its place."""
        return self.query.name, self.value1, self.value2

    @property
    def measure(self) -> Measure:
        """Return what it counts."""
        means = _pairs(self.query.entries.get("means", ""))
        made = measure(self.query["unit"], self.query.entries.get("within", ""))
        for entry, value in (("dimension1", self.value1), ("dimension2", self.value2)):
            if value is not None and value != TOTAL:
                made = made.but(**{self.query[entry]: means.get(value, value)})
        return made

    @property
    def is_whole(self) -> bool:
        """Return whether it counts the whole organisation, so that it is shown."""
        named = ("dimension1", self.value1), ("dimension2", self.value2)
        return all(
            value in (None, TOTAL) or self.query[entry] in TIMES
            for entry, value in named
        )

    @property
    def shown_from(self) -> int | None:
        """Return from which number it is shown; None where it always is."""
        return None if self.is_whole else self.threshold

    @property
    def is_small(self) -> bool:
        """Return whether it is below its threshold, and not nothing."""
        return self.shown_from is not None and 0 < abs(self.count) < self.shown_from

    @property
    def totals(self) -> int:
        """Return over how many dimensions it is a total."""
        return (self.value1 == TOTAL) + (self.value2 == TOTAL)


def _pairs(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split()]
    return {name: in_order(value) for name, _, value in pairs}


@dataclass
class Unknowns:
    """Hands out unknowns, and remembers what each is in truth."""

    counts: list[int]

    def new(self, count: int) -> Sum:
        """Return a sum of one new unknown."""
        self.counts.append(count)
        return {len(self.counts) - 1: 1}

    def count(self, made: Sum) -> int:
        """Return what a sum comes to."""
        return sum(self.counts[unknown] * times for unknown, times in made.items())


def cells(
    query: Query, rows: Iterable[dict[str, Any]], unknowns: Unknowns
) -> list[Cell]:
    """Make a breakdown's cells of its counts: every pair of values, and totals."""
    counts: dict[tuple[str, str | None], tuple[int, bool]] = {}
    for row in rows:
        counted = row["count"], row.get("is_personal", True)
        value1, value2 = row["value1"], row.get("value2")
        counts[_no_total(value1), value2 and _no_total(value2)] = counted
    if query.entries.get("cells") != "given":
        for value1 in sorted({value1 for value1, _ in counts}):
            for value2 in sorted({value2 for _, value2 in counts}, key=str):
                counts.setdefault((value1, value2), (0, False))
    threshold = threshold_of(query)
    made = [
        Cell(
            query,
            value1,
            value2,
            n,
            unknowns.new(n),
            threshold if is_personal else None,
        )
        for (value1, value2), (n, is_personal) in sorted(counts.items(), key=str)
    ]
    if query["totals"] == "none":
        return made
    return [*made, *_totals(query, made, unknowns, threshold)]


def _no_total(value: str) -> str:
    """Return the value, told apart from a total of the same name."""
    return f"'{TOTAL}'" if value == TOTAL else value


def threshold_of(query: Query) -> int:
    """Return the number from which a breakdown's counts are shown."""
    thresholds: dict[str, int] = dict(
        policy.load("suppression").select("class", "threshold").rows()
    )
    return thresholds[query["threshold"]]


def _totals(
    query: Query, made: list[Cell], unknowns: Unknowns, threshold: int
) -> Iterator[Cell]:
    """Add up over each dimension, and over all."""
    over: dict[tuple[str, str | None], list[Cell]] = {}
    for cell in made:
        if cell.value2 is not None:
            over.setdefault((cell.value1, TOTAL), []).append(cell)
            over.setdefault((TOTAL, cell.value2), []).append(cell)
        over.setdefault((TOTAL, cell.value2 and TOTAL), []).append(cell)
    if not made:
        two = TOTAL if "dimension2" in query.entries else None
        over[TOTAL, two] = []
    for (value1, value2), parts in over.items():
        total = plus(*(part.sum for part in parts))
        is_personal = any(part.threshold and part.count for part in parts)
        shown_from = threshold if is_personal else None
        yield Cell(query, value1, value2, unknowns.count(total), total, shown_from)
