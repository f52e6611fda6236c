"""Rows of a long list in their order, read once and never held all at once.

They come in whatever order the engine reads them, each with a key that sorts as the
list does. A list that fits is sorted where it is. Of a longer one each run is sorted
by itself and put on disk in blocks, in a file without a name that is gone when the
process is; the runs are merged, a few blocks at a time.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEY = "\x01key"
"""The column that rows are sorted by, called as no column of a list is."""
RUN, BLOCK = 2 << 20, 32 << 10
"""Bytes of the rows that are sorted at once, and of those that are read back."""
_OLDEST = pl.CompatLevel.oldest()
"""Texts one behind the other, so that a block holds its own and no more."""


class _Block(NamedTuple):
    first: bytes
    """The key of its first row."""
    at: int
    size: int


class Runs:
    """Rows that come in any order, kept until all are there."""

    def __init__(self) -> None:
        """Start with none."""
        self.rows = 0
        self._run: list[pl.DataFrame] = []
        self._size = 0
        self._file: BinaryIO | None = None
        self._blocks: list[_Block] = []

    def put(self, frame: pl.DataFrame) -> None:
        """Take the next rows, with their KEY."""
        if self._size > RUN:
            self._file = self._file or tempfile.TemporaryFile()
            _put(self._file, self._blocks, _sorted(self._run))
            self._run, self._size = [], 0
        self._run.append(frame)
        self.rows += frame.height
        self._size += int(frame.estimated_size())

    def in_order(self) -> Iterator[pl.DataFrame]:
        """Return what was put in the order of KEY, once; no frame where none was."""
        if not self._run:
            return iter(())
        last, self._run = _sorted(self._run), []
        if self._file is None:
            return iter([last])
        schema = _put(self._file, self._blocks, last)
        return _merged(self._file, sorted(self._blocks), schema)


def in_order(frames: Iterable[pl.DataFrame]) -> tuple[int, Iterator[pl.DataFrame]]:
    """Return how many rows there are, and them in the order of KEY, without it.

    There is one frame at least, on both sides.
    """
    runs = Runs()
    for frame in frames:
        runs.put(frame)
    return runs.rows, (frame.drop(KEY) for frame in runs.in_order())


def _sorted(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Put rows in order; what is a KEY alone counts once."""
    rows = pl.concat(frames).sort(KEY, maintain_order=True)
    if rows.width > 1:
        return rows
    keys = rows[KEY]
    return rows.filter(keys.ne_missing(keys.shift()))


def _put(file: BinaryIO, blocks: list[_Block], run: pl.DataFrame) -> pa.Schema:
    """Write a sorted run behind the others, block by block."""
    rows = max(1, run.height * BLOCK // max(1, int(run.estimated_size())))
    table = run.to_arrow(compat_level=_OLDEST)
    for batch in table.to_batches(max_chunksize=rows):
        at, first = file.tell(), batch[KEY][0].as_py()
        file.write(batch.serialize())
        blocks.append(_Block(first, at, file.tell() - at))
    return table.schema


def _merged(
    file: BinaryIO, blocks: list[_Block], schema: pa.Schema
) -> Iterator[pl.DataFrame]:
    """Return the rows of blocks that stand in the order of their first keys.

    What is not above the first key of the next block comes before all that is in it
    and in those after it. What stays waits for more, so that little is sorted again.
    """
    waiting: list[pl.DataFrame] = []
    size, enough = 0, RUN
    with file:
        for nth, block in enumerate(blocks, 1):
            file.seek(block.at)
            batch = pa.ipc.read_record_batch(
                pa.py_buffer(file.read(block.size)), schema
            )
            waiting.append(pl.DataFrame(batch))
            size += block.size
            if size < enough and nth < len(blocks):
                continue
            rows = _sorted(waiting)
            end = rows.height
            if nth < len(blocks):
                end = rows[KEY].search_sorted(blocks[nth].first, "right")
            yield rows.head(end)
            waiting, size = [rows.slice(end)], 0
            enough = max(RUN, int(waiting[0].estimated_size()) // 2)
