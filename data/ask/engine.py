"""Open verified snapshots: two engine instances, one for each kind of file.

A query of the summary cannot reach a file of records, since no instance has
both. What is attached is a private copy, hashed while it was made and named by
its hash: replacing or touching the original never changes an answer, and a
name never stands for two contents.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Literal

import duckdb

from data import snapshot as snapshots

if TYPE_CHECKING:
    from data.snapshot import Snapshot

Database = Literal["records", "summary"]

MEMORY = "512MB"
THREADS = 2
LONGEST_MS = 60_000


def _instance(folder: Path) -> duckdb.DuckDBPyConnection:
    """Make an engine that reads `folder` and nothing else, locked."""
    con = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        }
    )
    con.execute("set global TimeZone = 'UTC'")
    con.execute(f"set global max_execution_time = {LONGEST_MS:d}")
    con.execute("set global allowed_directories = [$folder]", {"folder": str(folder)})
    con.execute("set global enable_external_access = false")
    con.execute("set global lock_configuration = true")
    return con


class Engine:
    """The open snapshots of a process; safe for threads, closed with it."""

    def __init__(self) -> None:
        """Start with nothing open, in a private folder that goes with us."""
        self._folder = tempfile.TemporaryDirectory(prefix="snapshots-")
        here = Path(self._folder.name)
        self._copies = here / "copies"
        self._copies.mkdir(mode=0o700)
        self._instances = {
            "records": _instance(self._copies),
            "summary": _instance(self._copies),
        }
        self._verified: set[str] = set()
        self._attached: set[str] = set()
        self._lock = RLock()

    def cursor(
        self, snapshot: Snapshot, database: Database
    ) -> duckdb.DuckDBPyConnection:
        """Give a cursor on one file of a snapshot; SnapshotRefused if damaged."""
        snapshots.check_files(snapshot)
        name = f"{database}.duckdb"
        alias = f"s{snapshot.seal['files'][name]['sha256']}"
        with self._lock:
            if snapshot.digest not in self._verified:
                snapshots.verify(snapshot)
                self._verified.add(snapshot.digest)
            if alias not in self._attached:
                self._attach(snapshot, name, alias, self._instances[database])
                self._attached.add(alias)
            cursor = self._instances[database].cursor()
        cursor.execute(f"use {alias}")
        return cursor

    def _attach(
        self,
        snapshot: Snapshot,
        name: str,
        alias: str,
        con: duckdb.DuckDBPyConnection,
    ) -> None:
        copy = self._copies / f"{alias}.duckdb"
        snapshots.copy_verified(snapshot, name, copy)
        try:
            con.execute(f"attach $path as {alias} (read_only)", {"path": str(copy)})
        except duckdb.Error:
            copy.unlink()
            raise snapshots.SnapshotRefused(snapshot.day, "unreadable", name) from None

    def close(self) -> None:
        """Close what is open and remove the private copies."""
        for con in self._instances.values():
            con.close()
        self._folder.cleanup()
