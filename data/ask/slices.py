"""Slices of a long list, so that no more of it than one has to be sorted at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from duckdb import CoalesceOperator
from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyRelation

SLICE = 25_000
"""Rows of a long list that are sorted at once, or about."""
SAMPLED = 20_000
"""Keys from which the slices are cut."""
LOWEST, HIGHEST = "\x01", "\U0010ffff"
"""Between the parts of a key, and for one that is null, which sorts last."""


def slices(
    rows: DuckDBPyRelation, names: list[str], total: int
) -> Iterator[DuckDBPyRelation]:
    """Cut rows by the columns of their key into slices, to be sorted one by one.

    To sort all of a long list at once takes memory with its length; a slice takes
    about as much as SLICE rows. Where to cut is seen from a sample, so that slices
    differ in size and never in what they hold. Keys of long lists are texts and
    dates, which sort alike when written out.
    """
    if total <= SLICE or not names:
        yield rows
        return
    texts = (
        CoalesceOperator(Column(name).cast("VARCHAR"), Value(HIGHEST)) for name in names
    )
    key = Call("concat_ws", Value(LOWEST), *texts)
    sampled = Call("hash", key) % Value(max(1, total // SAMPLED)) == Value(0)
    sample = sorted(rows.filter(sampled).select(key).fetchall())
    step = max(1, len(sample) * SLICE // total)
    cuts = [Value(cut) for (cut,) in sample[step::step]]
    for low, high in pairwise([None, *cuts, None]):
        some = rows if low is None else rows.filter(key > low)
        yield some if high is None else some.filter(key <= high)
