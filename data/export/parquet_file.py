"""An answer as Parquet, for analysts: typed columns, lists as lists, times in UTC.

No spreadsheet opens it, so no text is guarded. Rows are written in groups of one size,
so that the same answer gives the same bytes however it came in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import polars as pl
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GROUP = 100_000
"""Rows of a group."""
OLDEST = pl.CompatLevel.oldest()
"""Texts as every reader of Arrow takes them."""


def write(file: BinaryIO, frames: Iterable[pl.DataFrame]) -> None:
    """Write the batches of an answer as one Parquet file."""
    groups = _groups(frames)
    first = next(groups).to_arrow(compat_level=OLDEST)
    with pq.ParquetWriter(file, first.schema, compression="zstd") as writer:
        writer.write_table(first, row_group_size=GROUP)
        for group in groups:
            table = group.to_arrow(compat_level=OLDEST)
            writer.write_table(table, row_group_size=GROUP)


def _groups(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Return the rows of batches in groups of one size; the last has what is left."""
    rows = pl.DataFrame()
    is_cut = False
    for frame in frames:
        rows = pl.concat([rows, frame]) if rows.width else frame
        while rows.height > GROUP:
            yield rows.head(GROUP)
            rows, is_cut = rows.slice(GROUP), True
    if rows.height or not is_cut:
        yield rows
