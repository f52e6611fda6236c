"""What changed between two snapshots, as a file.

Both are read where they lie, without a copy: they are held against their seals first,
and looked at again when all is read. What was touched meanwhile gives no file.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb
import polars as pl

from data import snapshot as snapshots
from data.ask.failure import raising_ask_failed
from data.ask.question import Question
from data.compare import (
    COLUMNS,
    ROWS,
    SECTIONS,
    Pair,
    begin,
    definitions,
    gather_findings,
    gather_records,
    in_order,
    side,
)
from data.export.csv_file import csv_pieces
from data.export.export import Export

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from data.export.export import Answers
    from data.snapshot import Snapshot

BATCH = 20_000
MEMORY = "1GB"
THREADS = 2


def is_same(earlier: Snapshot, later: Snapshot) -> bool:
    """Return whether two snapshots are one: the same day, source and definitions."""
    return _identity(earlier) == _identity(later)


def _identity(snapshot: Snapshot) -> object:
    """Return what makes a snapshot what it is, whatever it was compared with."""
    seal = snapshot.seal
    rows = [seal["tables"].get(f"records.{table}") for table in SECTIONS]
    return snapshot.day, seal["not_delivered"], rows, definitions(seal)


@contextmanager
def compared(earlier: Snapshot, later: Snapshot) -> Iterator[DuckDBPyConnection]:
    """Return an engine with the table `changes` of two snapshots; closed afterwards.

    SnapshotRefused where one is damaged, also where it was touched meanwhile.
    """
    states = [_held(each) for each in (earlier, later)]
    with tempfile.TemporaryDirectory(prefix="compare-") as spill, _engine(spill) as con:
        for each, statement in (
            (earlier, "attach $path as earlier (read_only, type duckdb)"),
            (later, "attach $path as later (read_only, type duckdb)"),
        ):
            con.execute(statement, {"path": str(each.path / snapshots.DATABASES[0])})
        pair = Pair(side(earlier, "earlier"), side(later, "later"))
        begin(con)
        gather_records(con, pair)
        gather_findings(con, pair)
        for each, state in zip((earlier, later), states, strict=True):
            if snapshots.check_files(each) != state:
                raise snapshots.SnapshotRefused(each.day, "files")
        yield con


def _held(snapshot: Snapshot) -> snapshots.State:
    state = snapshots.check_files(snapshot)
    snapshots.verify(snapshot)
    return state


def _engine(spill: str) -> DuckDBPyConnection:
    settings: dict[str, Any] = {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "temp_directory": spill,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    con = duckdb.connect(config=settings)
    con.execute("set global TimeZone = 'UTC'")
    return con


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
        if is_same(self.earlier, later):
            _put(file, iter(()), answers)
            return
        with raising_ask_failed(), compared(self.earlier, later) as con:
            batches = in_order(con).to_arrow_reader(BATCH)
            _put(file, map(pl.DataFrame, batches), answers)


def _put(file: BinaryIO, frames: Iterator[pl.DataFrame], answers: Answers) -> None:
    """Write a header, and then the rows of frames, if there are any."""
    header = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    for piece in csv_pieces(map(answers.take, chain([header], frames))):
        file.write(piece)
