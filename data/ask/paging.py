"""A page of rows far down a long list, without sorting all that stands before it.

The first pages the engine finds by keeping the least rows as it reads. So are the last,
counted from the end. What lies between is found by a sample of the rows' sort keys: it
says between which two the page lies, the rows before these are counted, and those
between them sorted. Where the sample was wrong, all are sorted. The rows are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyRelation, Expression

    Order = Sequence[tuple[Expression, bool]]
    """What rows are sorted by, and whether down; what is null stands last."""

NEAR = 10_000
"""Rows before a page, at most, that are simply kept as they are read."""
LONG = 250_000
"""Rows of a list that are all sorted, at most, for a page in its middle."""
SAMPLE, PART = 4_000, 100
"""Sort keys that are looked at: so many, or of a longer list one in so many rows."""
DEVIATIONS = 4
"""How far a sample may be off, in standard deviations, so that it still holds."""


def sorted_by(rows: DuckDBPyRelation, order: Order) -> DuckDBPyRelation:
    """Return rows in an order."""
    terms = [(by.desc() if down else by.asc()).nulls_last() for by, down in order]
    return rows.sort(*terms) if terms else rows


def page(
    rows: DuckDBPyRelation,
    order: Order,
    limit: int,
    offset: int,
    total: Callable[[], int],
) -> DuckDBPyRelation:
    """Return a page of rows in an order; `total` counts them, where it must."""
    if offset <= NEAR or not order:
        return sorted_by(rows, order).limit(limit, offset=offset)
    n = total()
    after = n - offset - limit
    if after <= NEAR:
        kept = max(0, min(limit, n - offset))
        turned = [(by.asc() if down else by.desc()).nulls_first() for by, down in order]
        last = rows.sort(*turned).limit(kept, offset=max(0, after))
        return sorted_by(last, order)
    if n <= LONG:
        return sorted_by(rows, order).limit(limit, offset=offset)
    return _between(rows, order, limit, offset, n)


def _key(order: Order) -> Expression:
    """Return what sorts as the columns of an order do, one after the other."""
    parts = []
    for by, down in order:
        parts += [by, Value(f"{'DESC' if down else 'ASC'} NULLS LAST")]
    return Call("create_sort_key", *parts)


def _between(
    rows: DuckDBPyRelation, order: Order, limit: int, offset: int, total: int
) -> DuckDBPyRelation:
    key = _key(order)
    step = max(1, min(PART, total // SAMPLE))
    taken = rows.filter(Call("hash", key) % Value(step) == Value(0))
    sample = sorted(taken.select(key).fetchall())
    room = int(DEVIATIONS * len(sample) ** 0.5 / 2) + 1
    low = offset * len(sample) // total - room
    high = (offset + limit) * len(sample) // total + room
    if low < 0 or high >= len(sample):
        return sorted_by(rows, order).limit(limit, offset=offset)
    first, last = Value(sample[low][0]), Value(sample[high][0])
    counts = [Call("count_if", key <= end) for end in (first, last)]
    before, until = rows.aggregate(counts).fetchall()[0]
    if not before <= offset <= offset + limit <= until:
        return sorted_by(rows, order).limit(limit, offset=offset)
    some = rows.filter((key > first) & (key <= last))
    return sorted_by(some, order).limit(limit, offset=offset - before)
