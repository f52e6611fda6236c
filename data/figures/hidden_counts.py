"""What a hidden count of a breakdown may be, by what is shown around it.

A count is hidden because it is below its threshold, or so that such a one cannot
be computed; which of the two the summary does not tell, and must not. "< 10" is
said only where what is published leaves room for nothing else: at least one, and
below the threshold. A count that is hidden to protect another may be zero.
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
Bounds = tuple[int, int | None]
"""What a count is at least, and at most; None where it may be anything."""


def counts(rows: Iterable[Mapping[str, Any]]) -> Counts:
    """Return the counts of one breakdown by their values."""
    return {(row["value1"], row["value2"]): row["count"] for row in rows}


def limits(rows: Iterable[Mapping[str, Any]]) -> dict[Place, int]:
    """Return what a hidden count of one breakdown is at most, where that is known."""
    bounds = _bounds(counts(rows))
    return {place: most for place, (_, most) in bounds.items() if most is not None}


def marks(rows: Iterable[Mapping[str, Any]]) -> dict[Place, int]:
    """Return the thresholds of hidden counts that are surely below them and not zero.

    Of the others nothing is to be said but that they are hidden.
    """
    rows = list(rows)
    bounds = _bounds(counts(rows))
    thresholds = {(row["value1"], row["value2"]): row["threshold"] for row in rows}
    return {
        place: thresholds[place]
        for place, (least, most) in bounds.items()
        if least > 0 and most is not None and most < thresholds[place]
    }


def unsplit(known: Counts) -> list[str]:
    """Return the first values of which a total and no part is shown, of a table."""
    parts: dict[str, list[int | None]] = {}
    for (first, second), count in known.items():
        if first != TOTAL and second not in (TOTAL, None):
            parts.setdefault(first, []).append(count)
    return [
        value
        for value, counts in parts.items()
        if not any(n is not None for n in counts) and known.get((value, TOTAL))
    ]


def unseen(known: Counts) -> list[str]:
    """Return the first values of which no total is shown, and nothing but noughts."""
    has_shown: dict[str, bool] = {}
    for (first, second), count in known.items():
        if first != TOTAL and second is not None:
            has_shown[first] = has_shown.get(first, False) or bool(count)
    totals = {first for first in has_shown if known.get((first, TOTAL), 0) is None}
    return [
        value
        for value, is_shown in has_shown.items()
        if value in totals and not is_shown
    ]


def together(known: Counts, values: Iterable[str], threshold: int) -> Counts:
    """Return what some first values come to: the totals less all the others.

    Whoever reads the table can reckon as much; None where not, and where it is less
    than two counts below the threshold may come to.
    """
    values = set(values)
    sums: Counts = {}
    for first, second in known:
        if first == TOTAL:
            others = [
                n
                for (value, column), n in known.items()
                if value not in {TOTAL, *values} and column == second
            ]
            whole = known[first, second]
            rest = None
            if whole is not None and None not in others:
                rest = whole - sum(n or 0 for n in others)
            is_shown = rest is not None and rest >= 2 * threshold
            sums[first, second] = rest if is_shown else None
    return sums


def _bounds(known: Counts) -> dict[Place, Bounds]:
    """Return what each hidden count is at least and at most, by totals and parts."""
    bounds: dict[Place, Bounds] = {
        place: (0, None) if count is None else (count, count)
        for place, count in known.items()
    }
    before = None
    while bounds != before:  # a bound of one line may be news to another
        before = dict(bounds)
        for total, parts in _lines(known):
            for place, narrowed in _of_line(bounds, total, parts):
                bounds[place] = _closer(bounds[place], narrowed)
    return {place: bounds[place] for place, count in known.items() if count is None}


def _of_line(
    bounds: Mapping[Place, Bounds], total: Place, parts: list[Place]
) -> Iterator[tuple[Place, Bounds]]:
    """Return what a total says of its parts, and they of it."""
    least = sum(bounds[part][0] for part in parts)
    open_ = [part for part in parts if bounds[part][1] is None]
    most = sum(bounds[part][1] or 0 for part in parts)
    yield total, (least, None if open_ else most)
    low, high = bounds[total]
    for part in parts:
        own_least, own_most = bounds[part]
        at_least = 0 if set(open_) - {part} else low - (most - (own_most or 0))
        at_most = None if high is None else high - (least - own_least)
        yield part, (at_least, at_most)


def _closer(first: Bounds, second: Bounds) -> Bounds:
    known = [most for most in (first[1], second[1]) if most is not None]
    return max(first[0], second[0]), min(known, default=None)


def _lines(known: Counts) -> Iterator[tuple[Place, list[Place]]]:
    """Return each total with the cells that it adds up."""
    for value1, value2 in known:
        if value1 == TOTAL:
            parts = [(a, b) for a, b in known if a != TOTAL and b == value2]
            yield (value1, value2), parts
        if value2 == TOTAL:
            yield (
                (value1, value2),
                [(a, b) for a, b in known if a == value1 and b != TOTAL],
            )
