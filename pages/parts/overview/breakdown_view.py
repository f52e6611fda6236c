"""One breakdown of the summary: its counts, and what its values are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries
from data.figures.hidden_counts import (
    TOTAL,
    Place,
    counts,
    limits,
    marks,
    unseen,
    unsplit,
)
from data.words import dimensions
from pages.parts.charts import looks

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from pages.parts.charts.looks import Look
    from pages.parts.shell.context import PageContext
    from queries import Query

LAST = ("other", "later", "unknown", "none")
"""Values that come after the others, whatever their count."""


class BreakdownView:
    """One breakdown of one snapshot: its counts, and what its values are called."""

    def __init__(self, ctx: PageContext, name: str, rows: pl.DataFrame) -> None:
        """Read the rows of a breakdown; `rows` has no other's."""
        self.ctx = ctx
        self.query: Query = queries.folder("breakdowns")[name]
        records = rows.to_dicts()
        self.counts = counts(records)
        self.limits = limits(records)
        self.marks = marks(records)
        self.unsplit = unsplit(self.counts)
        """First values of which the total is shown, and no part."""
        few = unseen(self.counts)
        every = {first for first, _ in self.counts} - {TOTAL}
        is_table = self.query.entries.get("cells") != "given"
        self.unseen = few if is_table and 1 < len(few) < len(every) else []
        """First values of which nothing is shown: drawn as one, the others together."""
        self._thresholds = [row["threshold"] or 0 for row in records]
        self.unit = self.query["unit"]
        drawn = (value1 for value1, _ in self.counts if value1 not in self.unseen)
        self.values1 = self._order(1, drawn)
        """The values of the first dimension that are drawn, without the total."""
        self.values2 = self._order(2, (v for _, v in self.counts if v is not None))
        """Those of the second; none where there is no second."""

    def _order(self, nth: int, values: Iterable[str]) -> list[str]:
        """Return a dimension's values in order: of time, of gravity, or of size."""
        dimension = self.query.entries.get(f"dimension{nth}", "")
        present = [value for value in dict.fromkeys(values) if value != TOTAL]
        known = list(self.looks(nth))
        if known:
            return sorted(present, key=lambda v: known.index(v) if v in known else 99)
        if dimension.startswith("month"):
            return sorted(present, key=lambda v: (v in LAST, v != "earlier", v))

        def size(value: str) -> tuple[bool, int, str]:
            place = (value, self.total[1]) if nth == 1 else (TOTAL, value)
            return value in LAST, -(self.counts.get(place) or 0), value

        return sorted(present, key=size)

    def looks(self, nth: int) -> dict[str, Look]:
        """Return the looks of a dimension's codes, in their order; {} without."""
        dimension = self.query.entries.get(f"dimension{nth}", "")
        domain = dimensions.domain(self.unit, dimension)
        return looks.LOOKS.get(domain or "", {})

    @property
    def is_monthly(self) -> bool:
        """Return whether it counts by month."""
        return self.query["dimension1"].startswith("month")

    @property
    def total(self) -> Place:
        """Return the place of the total over all."""
        return TOTAL, (TOTAL if "dimension2" in self.query.entries else None)

    @property
    def threshold(self) -> int:
        """Return below which number counts are hidden; the highest where it differs."""
        return max(self._thresholds)

    @property
    def title(self) -> str:
        """Return what it counts, in words."""
        return self.ctx.words.title(self.query)

    @property
    def unit_label(self) -> str:
        """Return what is counted, for a column or an axis."""
        return self.ctx.words(f"charts.{self.unit}")

    def named(self, nth: int, value: str) -> str:
        """Write a value of a dimension."""
        dimension = self.query[f"dimension{nth}"]
        return dimensions.value(self.ctx.words, self.unit, dimension, value)

    def label(self, nth: int) -> str:
        """Write what a dimension is called."""
        return self.ctx.words(f"dimensions.{self.query[f'dimension{nth}']}")

    def parts(self, value1: str) -> list[int | None]:
        """Return the counts of a value by the second dimension; None is hidden."""
        return [self.counts.get((value1, value2), 0) for value2 in self.values2]

    def written(self, place: Place) -> str:
        """Write a count; of a hidden one that it is, and how small where sure."""
        words = self.ctx.words
        if place not in self.counts:
            return words("key.none")
        count = self.counts[place]
        if count is not None:
            return words.number(count)
        if place in self.marks:
            return words("key.suppressed", n=words.number(self.marks[place]))
        return words("breakdowns.hidden")
