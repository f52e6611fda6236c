"""What a hidden count of a breakdown may be: surely a small one, or any number.

A count is hidden because it is below its threshold, or so that such a one cannot
be computed; which of the two the summary does not tell, and must not. "< 10" is
said only where what is published leaves room for nothing else: where the total
less the counts that are shown is below the threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TOTAL = "total"
Place = tuple[str, str | None]
"""The values of a cell."""
Counts = dict[Place, int | None]
"""The counts of one breakdown by their values; None where hidden."""


def counts(rows: Iterable[Mapping[str, Any]]) -> Counts:
    """Return the counts of one breakdown by their values."""
    return {(row["value1"], row["value2"]): row["count"] for row in rows}


def limits(rows: Iterable[Mapping[str, Any]]) -> dict[Place, int]:
    """Return what a hidden count of one breakdown is at most, where that is known."""
    known = counts(rows)
    highest: dict[Place, int] = {}
    for _ in range(2):  # a hidden total's limit is one for its parts too
        for total, parts in _lines(known):
            limit = highest.get(total) if known[total] is None else known[total]
            if limit is None:
                continue
            rest = limit - sum(known[part] or 0 for part in parts)
            for part in parts:
                if known[part] is None:
                    highest[part] = min(rest, highest.get(part, rest))
    return highest


def _lines(known: Counts) -> Iterator[tuple[Place, list[Place]]]:
    """Return each total with the cells that it adds up."""
    for one, two in known:
        if one == TOTAL:
            parts = [(a, b) for a, b in known if a != TOTAL and b == two]
            yield (one, two), parts
        if two == TOTAL:
            yield (one, two), [(a, b) for a, b in known if a == one and b != TOTAL]
