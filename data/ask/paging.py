"""A page of rows far down a long list, without sorting all that stands before it.

The first pages the engine finds by keeping the least rows as it reads; of a very long
list of wide ones it finds the keys so, and reads the rows with these keys alone whole.
So are the last, counted from the end. What lies between is found among the rows that
share the codes and numbers which the order begins with: by a sample of their keys,
which says between which two the page lies. The rows before these are counted, the keys
between them sorted, and the rows of the page alone are read whole. Where the sample was
wrong, all are sorted. The rows are the same.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyRelation, Expression

    Order = Sequence[tuple[Expression, bool]]
    """What rows are sorted by, and whether down; what is null stands last."""

NEAR = 2_000
"""Rows before a page, at most, that are simply kept as they are read."""
LONG = 20_000
"""Rows of a list, or of a part of it, that are all sorted for a page in its middle."""
SAMPLE, PART = 4_000, 100
"""Sort keys that are looked at: so many, or of a longer list one in so many rows."""
MANY = 500_000
"""Rows of a list from which on the keys of its first pages are found, then the rows."""
KEYS = 100
"""Rows of a page, at most, that are sought by their keys: each is a condition."""
PLAIN = ("BOOLEAN", "INTEGER", "BIGINT", "DATE")
"""Types of which many rows have the same value: they are counted by it."""
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
    key: Sequence[str] = (),
) -> DuckDBPyRelation:
    """Return a page of rows in an order.

    `total` counts them, where it must. Where rows are so many and wide that it pays to
    find a page before its rows are read, `key` is what no two of them have the same of.
    """
    if offset <= NEAR or not order:
        first = sorted_by(rows, order).limit(limit, offset=offset)
        if not key or limit > KEYS:
            return first
        by, keys = [Column(name) for name in key], first.select(*key).fetchall()
        same = [_are(by, values) for values in keys]
        return sorted_by(rows.filter(reduce(or_, same)), order) if same else first
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


def sort_key(order: Order) -> Expression:
    """Return what sorts as the columns of an order do, one after the other."""
    parts = []
    for by, down in order:
        parts += [by, Value(f"{'DESC' if down else 'ASC'} NULLS LAST")]
    return Call("create_sort_key", *parts)


def _between(
    rows: DuckDBPyRelation, order: Order, limit: int, offset: int, total: int
) -> DuckDBPyRelation:
    plain = [str(kind) in PLAIN for kind in rows.select(*(by for by, _ in order)).types]
    leading = [*plain, False].index(False)
    if leading:
        groups = _groups(rows, order[:leading])
        some, before, n = _group_of(rows, order[:leading], groups, limit, offset)
        if n < total:
            rest = order[leading:] if len(some) == 1 else order
            rows = rows.filter(reduce(or_, some))
            return _sampled(rows, order, rest, limit, offset - before, n)
    return _sampled(rows, order, order, limit, offset, total)


def _groups(rows: DuckDBPyRelation, order: Order) -> list[tuple[Any, ...]]:
    """Return the values that an order begins with, in it, and how often each stands."""
    named = [by.alias(f"by{n}") for n, (by, _) in enumerate(order)]
    counted = rows.aggregate([*named, Call("count_star").alias("n")])
    terms = [(Column(f"by{n}"), down) for n, (_, down) in enumerate(order)]
    return sorted_by(counted, terms).fetchall()


def _group_of(
    rows: DuckDBPyRelation,
    order: Order,
    groups: Sequence[tuple[Any, ...]],
    limit: int,
    offset: int,
) -> tuple[list[Expression], int, int]:
    """Return what leaves the groups of a page, and the rows before and in them."""
    some: list[Expression] = []
    before = n = 0
    for *values, count in groups:
        if before + n >= offset + limit:
            break
        if not some and before + count <= offset:
            before += count
            continue
        some.append(_are([by for by, _ in order], values))
        n += count
    return some, before, n


def _are(by: Sequence[Expression], values: Sequence[Any]) -> Expression:
    """Return whether expressions have these values."""
    each = zip(by, values, strict=True)
    return reduce(and_, (x.isnull() if v is None else x == Value(v) for x, v in each))


def _sampled(
    rows: DuckDBPyRelation, order: Order, by: Order, limit: int, offset: int, total: int
) -> DuckDBPyRelation:
    """Return a page of rows that a sample leads to; `by` is what they differ in."""
    whole = sorted_by(rows, order).limit(limit, offset=offset)
    if total <= LONG:
        return whole
    key = by[0][0] if len(by) == 1 and not by[0][1] else sort_key(by)
    step = max(1, min(PART, total // SAMPLE))
    taken = rows.filter(Call("hash", by[-1][0]) % Value(step) == Value(0))
    sample = sorted(taken.filter(key.isnotnull()).select(key).fetchall())
    room = int(DEVIATIONS * len(sample) ** 0.5 / 2) + 1
    low = offset * len(sample) // total - room
    high = (offset + limit) * len(sample) // total + room
    ends = [Value(sample[n][0]) for n in (low, high) if 0 <= n < len(sample)]
    if len(ends) < len((low, high)):
        return whole
    first, last = ends
    counts = [Call("count_if", key <= end) for end in ends]
    before, until = rows.aggregate(counts).fetchall()[0]
    if not before <= offset <= offset + limit <= until:
        return whole
    between = rows.filter((key > first) & (key <= last)).select(key.alias("place"))
    page = between.sort("place").limit(limit, offset=offset - before).fetchall()
    low_end, high_end = Value(page[0][0]), Value(page[-1][0])
    some = rows.filter((key >= low_end) & (key <= high_end))
    return sorted_by(some, order).limit(limit)
