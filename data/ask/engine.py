"""Open verified snapshots: two engine instances, one for each kind of file.

A query of the summary cannot reach a file of records, since no instance has
both. What is attached is a private copy, hashed while it was made and named by
its hash: replacing or touching the original never changes an answer, and a
name never stands for two contents. Once attached, the copy has no name on disk
any more: nobody else can open it, and it is gone when the process is, however
that ends.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

import duckdb

import queries
from data import snapshot as snapshots
from data.ask import comparing, spoken
from data.ask.kept import KeptAnswers
from data.ask.source_tables import parameters
from data.journal import beside, pruning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb.sqltypes import DuckDBPyType

    from data.snapshot import Snapshot
    from queries import Query

Database = Literal["records", "summary"]
ASKED: dict[str, Database] = {
    "summary": "summary",
    "organisation": "records",
    "standing": "records",
    "followup": "records",
    "records": "records",
}
"""The folders of queries that may be asked, each with the file it is put to."""

MEMORY = "512MB"
SPILL = "16GB"
THREADS = 2
LONGEST_MS = 60_000
COMPARISONS = 8
"""Pairs of snapshots whose comparison is kept, at most: the last that were asked."""


def _instance(folder: Path) -> duckdb.DuckDBPyConnection:
    """Make an engine that reads `folder` and nothing else, locked."""
    folder.mkdir()
    con = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(folder / "spill"),
            "max_temp_directory_size": SPILL,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "python_enable_replacements": "false",
        }
    )
    spoken.teach(con)
    con.execute("set global TimeZone = 'UTC'")
    con.execute(f"set global max_execution_time = {LONGEST_MS:d}")
    con.execute("set global allowed_directories = [$folder]", {"folder": str(folder)})
    con.execute("set global enable_external_access = false")
    con.execute("set global lock_configuration = true")
    return con


def _put_to(database: Database) -> Iterator[Query]:
    """Return the questions that are put to a file."""
    for folder, file in ASKED.items():
        if file == database:
            yield from queries.folder(folder).values()


def _is_read(
    con: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    database: Database,
    alias: str,
) -> bool:
    """Return whether every question can be put to a file, with the declared types.

    The engine only plans them here: no row is read.
    """
    with con.cursor() as asking:
        asking.execute(f"use {alias}")
        for query in _put_to(database):
            params = parameters(query, snapshot)
            try:
                rows = asking.sql(query.sql, params=params or None)
                rows = spoken.with_sentences(rows, query)
            except (duckdb.BinderException, duckdb.CatalogException):
                return False
            names = [column.name for column in query.columns]
            if (rows.columns, rows.types) != (names, _types(query)):
                return False
    return True


def _alias(snapshot: Snapshot, database: Database) -> str:
    """Return the name of a file in the engine, which no other content has."""
    return f"s{snapshot.files[f'{database}.duckdb']['sha256']}"


@cache
def _types(query: Query) -> list[DuckDBPyType]:
    """Return the types that the header of a question declares."""
    return [duckdb.sqltype(column.type) for column in query.columns]


def _journal_beside(snapshot: Snapshot) -> Path:
    return beside(snapshot.path.parent)


class Engine:
    """The open snapshots of a process; safe for threads, closed with it."""

    def __init__(
        self, journal_of: Callable[[Snapshot], Path] = _journal_beside
    ) -> None:
        """Start with nothing open, in a private folder that goes with us.

        `journal_of`: the folder of the journal that tells what was erased.
        """
        self._journal_of = journal_of
        self._folder = tempfile.TemporaryDirectory(prefix="snapshots-")
        self._here = Path(self._folder.name)
        self._instances = {
            name: _instance(self._here / name) for name in ("records", "summary")
        }
        self._verified: dict[Snapshot, snapshots.State] = {}
        self._attached: set[str] = set()
        self._opening = Lock()
        self._compared: list[str] = []
        self._comparing = Lock()
        self.kept = KeptAnswers()

    def cursor(
        self, snapshot: Snapshot, database: Database
    ) -> duckdb.DuckDBPyConnection:
        """Return a cursor on one file of a snapshot; raises what `opened` raises."""
        alias = self.opened(snapshot, database)
        cursor = self._instances[database].cursor()
        cursor.execute(f"use {alias}")
        return cursor

    def compared(self, snapshot: Snapshot) -> duckdb.DuckDBPyConnection:
        """Return a cursor on the records, with what changed since a chosen snapshot.

        The comparison is made once and kept, the last few of them. Raises what
        `opened` raises, of either snapshot.
        """
        cursor = self.cursor(snapshot, "records")
        if snapshot.since is None:
            return cursor
        with self._comparing:
            alias = self._gathered(snapshot.since, snapshot)
            records = self.opened(snapshot, "records")
            cursor.execute(f"set search_path = '{alias}.main,{records}.main'")
        return cursor

    def _gathered(self, earlier: Snapshot, later: Snapshot) -> str:
        """Attach the comparison of two snapshots and return its name."""
        for each in (earlier, later):
            self.verified(each)
        alias = f"c{earlier.digest}{later.digest}"
        if alias in self._compared:
            return alias
        con = self._instances["records"].cursor()
        file = self._here / "records" / f"{alias}.duckdb"
        try:
            with comparing.compared(earlier, later, file):
                pass
            con.execute(
                f"attach $path as {alias} (read_only, type duckdb)", {"path": str(file)}
            )
        finally:
            file.unlink(missing_ok=True)
        self._compared.append(alias)
        for oldest in self._compared[:-COMPARISONS]:
            con.execute(f"detach {oldest}")
        del self._compared[:-COMPARISONS]
        return alias

    def opened(self, snapshot: Snapshot, database: Database) -> str:
        """Attach one file of a snapshot and return its name in the engine.

        SnapshotRefused if it is damaged, or not what this version reads;
        RecordsPruned where its records were erased under their term.
        """
        self.verified(snapshot, database)
        if database == "records" and (record := snapshot.pruned):
            raise snapshots.RecordsPruned(snapshot.day, record.on, record.term)
        alias = _alias(snapshot, database)
        if alias not in self._attached:
            with self._opening:
                if alias not in self._attached:
                    copy = self._copy_of(database)
                    snapshots.copy_verified(snapshot, copy.name, copy)
                    self._attach(snapshot, database, copy)
        return alias

    def verified(self, snapshot: Snapshot, opening: Database | None = None) -> None:
        """Verify a snapshot against its seal, and again when a file was touched.

        A file that is not attached yet and is about to be is attached on the way: it
        is read once, for its hash and for the copy that has it.
        """
        if self._verified.get(snapshot) == snapshots.check_files(snapshot):
            return
        with self._opening:
            state = snapshots.check_files(snapshot)
            if self._verified.get(snapshot) == state:
                return
            copies = self._copies(snapshot, opening) if opening else {}
            try:
                snapshots.verify(snapshot, copies.values())
                pruning.prove(snapshot, self._journal_of(snapshot))
                if snapshot.pruned:
                    self._forget(snapshot)
                self._verified[snapshot] = state
                for database, copy in copies.items():
                    if copy.exists():  # records may be erased at this very moment
                        self._attach(snapshot, database, copy)
            finally:
                for copy in copies.values():
                    copy.unlink(missing_ok=True)

    def _copies(self, snapshot: Snapshot, database: Database) -> dict[Database, Path]:
        """Return where a file is copied to; nothing where it is attached, or erased."""
        is_erased = database == "records" and snapshot.pruned
        if is_erased or _alias(snapshot, database) in self._attached:
            return {}
        return {database: self._copy_of(database)}

    def _copy_of(self, database: Database) -> Path:
        """Return where a file is copied to; once attached it has no name any more."""
        return self._here / database / f"{database}.duckdb"

    def _forget(self, snapshot: Snapshot) -> None:
        """Let go of records that were erased while they were open."""
        self.kept.forget(snapshot.digest)
        alias = _alias(snapshot, "records")
        if alias in self._attached:
            self._instances["records"].cursor().execute(f"detach {alias}")
            self._attached.discard(alias)

    def _attach(self, snapshot: Snapshot, database: Database, copy: Path) -> None:
        """Attach a copy, and see that it is what the seal says: tables of rows."""
        alias, rows = _alias(snapshot, database), snapshot.seal["rows"]
        con = self._instances[database].cursor()
        try:
            con.execute(
                f"attach if not exists $path as {alias} (read_only, type duckdb)",
                {"path": str(copy)},
            )
            held = con.sql(
                queries.folder("ask")["contents"].sql, params={"opened": alias}
            ).fetchall()
            reason = None
            if any(kind != "table" or rows.get(of) != n for kind, of, n in held):
                reason = "unreadable"
            elif not _is_read(con, snapshot, database, alias):
                reason = "tables"
            if reason is not None:
                con.execute(f"detach {alias}")
                raise snapshots.SnapshotRefused(snapshot.day, reason, copy.name)
            self._attached.add(alias)
        except (duckdb.OutOfMemoryException, duckdb.InterruptException):
            raise
        except duckdb.Error:
            reason = "unreadable"
            raise snapshots.SnapshotRefused(snapshot.day, reason, copy.name) from None
        finally:
            copy.unlink()

    def close(self) -> None:
        """Close what is open and remove the private folder."""
        for con in self._instances.values():
            con.close()
        self._folder.cleanup()
