"""A snapshot as a whole: to seal, to verify, to open, to compare."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data import snapshot as snapshots
from data.ask import Engine
from data.ask.comparing import compared
from tests.benchmarks.measured import Measured
from tests.benchmarks.stages import checks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from data.snapshot import Snapshot
    from tests.benchmarks.material import Material

SCAN = """
select database_name, table_name, string_agg('"' || column_name || '"', ', ')
from duckdb_columns() where not internal group by all
"""


def timed(act: Callable[[], object], rounds: int = 1) -> float:
    """Return the seconds that something takes: the least of some rounds."""
    took = []
    for _ in range(rounds):
        began = time.monotonic()
        act()
        took.append(time.monotonic() - began)
    return min(took)


def measure(materials: Sequence[Material]) -> Iterator[Measured]:
    """Measure what is done to a whole snapshot, of the largest there is."""
    largest = max(materials, key=lambda each: each.clients)
    for each in materials:
        yield Measured(
            f"seal {each.clients:,} clients from CSV",
            "bare DuckDB load of the same files",
            *(each.sealing.seconds, each.loading.seconds),
            target=4,
            note=f"{each.rows:,} rows, {each.sealing.memory / 1e9:.1f} GB at most",
        )
    yield _linear(materials)
    yield _checked(largest)
    newest = snapshots.find(largest.snapshots)
    yield from _opened(newest)
    yield _compared(largest)


def _checked(material: Material) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        ours, by_hand = checks(material.sources[-1], Path(folder))
    what, against = "contract check of the large tables", "the same as hand-written SQL"
    return Measured(what, against, ours.wall, by_hand.wall, 1.7)


def _linear(materials: Sequence[Material]) -> Measured:
    what, against = "a row of a seal at the largest size", "a row at the smallest"
    small, *_, large = [*sorted(materials, key=lambda each: each.clients)] * 2
    if small.clients == large.clients:
        return Measured(what, against, target=1.2, note="needs two sizes, CLIENTS")
    per_row = (large.sealing.seconds / large.rows, small.sealing.seconds / small.rows)
    return Measured(what, against, *per_row, target=1.2)


def _opened(snapshot: Snapshot) -> Iterator[Measured]:
    files = [snapshot.path / name for name in snapshots.DATABASES]
    size = sum(file.stat().st_size for file in files)

    def summed() -> None:
        subprocess.run(["sha256sum", *files], check=True, capture_output=True)

    def opened() -> None:
        engine = Engine()
        try:
            engine.opened(snapshot, "records")
            engine.opened(snapshot, "summary")
        finally:
            engine.close()

    base, note = timed(summed, 3), f"{size / 1e6:.0f} MB"
    verifying = timed(lambda: snapshots.verify(snapshot), 3)
    against = "sha256sum of it"
    yield Measured("verify a snapshot", against, verifying, base, 1.3, note=note)
    yield Measured("open it for questions", against, timed(opened), base, 1.3)


def _compared(material: Material) -> Measured:
    what, against = "compare two snapshots", "a scan of both"
    if len(material.sources) < 2:
        return Measured(what, against, target=3, note="needs two months, MONTHS")
    newest, before, *_ = snapshots.days(material.snapshots)
    later, earlier = (
        snapshots.find(material.snapshots, day) for day in (newest, before)
    )
    with tempfile.TemporaryDirectory() as folder:

        def compare() -> None:
            with compared(earlier, later, Path(folder, "compared.duckdb")):
                pass

        took = timed(compare)
    return Measured(what, against, took, timed(lambda: scan(earlier, later)), 3)


def scan(*held: Snapshot) -> None:
    """Read every cell of the records of snapshots."""
    with duckdb.connect(config={"threads": 2}) as con:
        for nth, each in enumerate(held):
            path = {"path": str(each.path / snapshots.DATABASES[0])}
            con.execute(f"attach $path as s{nth} (read_only, type duckdb)", path)
        for database, table, columns in con.execute(SCAN).fetchall():
            con.execute(
                f"select max(hash({columns})) from {database}.{table}"  # noqa: S608
            ).fetchall()
