"""Two snapshots that are no neighbours, compared when that is asked.

Both are read where they lie, without a copy: they are held against their seals first,
and looked at again when all is read. What was touched meanwhile gives no answer.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from data import compare
from data import snapshot as snapshots

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from data.snapshot import Snapshot

MEMORY = "1GB"
THREADS = 2


@contextmanager
def compared(
    earlier: Snapshot, later: Snapshot, to: Path | None = None
) -> Iterator[DuckDBPyConnection]:
    """Return an engine with the tables of a comparison; closed afterwards.

    They are in a new database `to`, or in memory. SnapshotRefused where one of the
    snapshots is damaged, also where it was touched meanwhile.
    """
    states = [_held(each) for each in (earlier, later)]
    with tempfile.TemporaryDirectory(prefix="compare-") as spill, _engine(spill) as con:
        for each, statement in (
            (earlier, "attach $path as earlier (read_only, type duckdb)"),
            (later, "attach $path as later (read_only, type duckdb)"),
        ):
            con.execute(statement, {"path": str(each.path / snapshots.DATABASES[0])})
        if to is not None:
            con.execute("attach $path as gathered (type duckdb)", {"path": str(to)})
            con.execute("use gathered")
        pair = compare.Pair(
            compare.side(earlier, "earlier"), compare.side(later, "later")
        )
        con.begin()
        compare.begin(con)
        is_same = compare.is_same(earlier, later)
        if not is_same:
            compare.gather_records(con, pair)
        compare.gather_proof(con, pair)
        if not is_same:
            compare.gather_findings(con, pair)
        con.commit()
        for each, state in zip((earlier, later), states, strict=True):
            if snapshots.check_files(each) != state:
                _ = each.seal_text  # says where another one took its place
                raise snapshots.SnapshotRefused(each.day, "files")
        yield con


def _held(snapshot: Snapshot) -> snapshots.State:
    state = snapshots.check_files(snapshot)
    snapshots.verify(snapshot)
    if record := snapshot.pruned:
        raise snapshots.RecordsPruned(snapshot.day, record.on, record.term)
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
