"""The counts of a summary as the report says them: hidden ones as the pages do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.ask.door import ask
from data.figures import hidden_counts
from data.words import dimensions

if TYPE_CHECKING:
    from data.ask.access import Reader
    from data.figures.hidden_counts import Counts
    from data.snapshot import Snapshot
    from data.words import Words

TOTAL = hidden_counts.TOTAL
AGES = ("0-30", "1-30", "31-90", "91-365", "366+", "unknown")
"""The bands of days in their order."""
LAST = ("none", "other")
"""Values that stand below the named ones."""


class Breakdown:
    """One breakdown of a snapshot, in words."""

    def __init__(self, rows: list[dict[str, Any]], words: Words) -> None:
        """Take the rows of a breakdown, as many as the summary has."""
        self.words = words
        self.rows = rows
        self.counts: Counts = hidden_counts.counts(rows)
        self._marks = hidden_counts.marks(rows)

    def value(self, first: str, second: str | None = None) -> int | None:
        """Return a count; None where it is hidden, or where there is no such cell."""
        return self.counts.get((first, second))

    def written(self, first: str, second: str | None = None) -> str:
        """Write a count: `< 10` where it surely is and not zero, else hidden."""
        words, place = self.words, (first, second)
        if place not in self.counts or self.counts[place] is not None:
            return words.number(self.counts.get(place))
        if place in self._marks:
            return words("key.suppressed", n=words.number(self._marks[place]))
        return words("breakdowns.hidden")

    def values(self) -> list[str]:
        """Return the first dimension's values, its totals aside, as they come."""
        return [
            v for v in dict.fromkeys(first for first, _ in self.counts) if v != TOTAL
        ]

    def most_first(self) -> list[str]:
        """Return the values by what they come to, the unnamed ones last."""

        def place(value: str) -> tuple[bool, int, str]:
            second = TOTAL if (value, TOTAL) in self.counts else None
            return value in LAST, -(self.value(value, second) or 0), value

        return sorted(self.values(), key=place)

    def named(self, value: str) -> str:
        """Write a value of the first dimension; a total by what it is."""
        if not self.rows:
            return self.words("key.total")
        unit, dimension = (str(self.rows[0][key]) for key in ("unit", "dimension1"))
        return dimensions.value(self.words, unit, dimension, value)


class Breakdowns:
    """Every breakdown of one snapshot by its name."""

    def __init__(self, reader: Reader, snapshot: Snapshot, words: Words) -> None:
        """Ask the snapshot for them."""
        self.words = words
        self._rows: dict[str, list[dict[str, Any]]] = {}
        for row in ask(reader, snapshot, "breakdowns").iter_rows(named=True):
            self._rows.setdefault(row["breakdown"], []).append(row)

    def __getitem__(self, name: str) -> Breakdown:
        """Return a breakdown; one without a cell where the summary lacks it."""
        return Breakdown(self._rows.get(name, []), self.words)
