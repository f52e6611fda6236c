"""What changed between two snapshots, as a file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from data.ask.comparing import compared
from data.ask.failure import raising_ask_failed
from data.ask.question import Question
from data.compare import COLUMNS, ROWS, in_order
from data.export.csv_file import csv_pieces
from data.export.export import Export

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.export.export import Answers
    from data.snapshot import Snapshot

BATCH = 20_000


@dataclass(frozen=True)
class CompareExport(Export):
    """What changed since an earlier snapshot, as CSV."""

    earlier: Snapshot

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the question that it answers, for any earlier snapshot."""
        return (Question(ROWS),)

    @property
    def params(self) -> dict[str, str]:
        """Return its form, and the snapshot that is compared with."""
        return {"form": "csv", "earlier": self.earlier.digest}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by its days and by the later snapshot."""
        days = f"{self.earlier.day}_{snapshot.day}"
        return f"{ROWS}_{days}_{snapshot.short}.csv"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the rows; two snapshots that are one give the header alone."""
        later = answers.snapshot
        answers.reader.let("records", ROWS, later, persons=True)
        with raising_ask_failed(), compared(self.earlier, later) as con:
            batches = in_order(con).to_arrow_reader(BATCH)
            _put(file, map(pl.DataFrame, batches), answers)


def _put(file: BinaryIO, frames: Iterator[pl.DataFrame], answers: Answers) -> None:
    """Write a header, and then the rows of frames, if there are any."""
    header = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    for piece in csv_pieces(map(answers.take, chain([header], frames))):
        file.write(piece)
