"""A file of the follow-up: SQLite, opened to read, or held for one transaction."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from data.followup.refusal import FollowupUnavailable, reason_of
from data.regular_file import is_there, open_regular

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FORMAT = 1
"""Version of the tables; a file of another one is refused."""
PATIENCE = 10.0
"""Seconds that a change waits for another process to finish its own."""
SQL = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parent / "sql").glob("*.sql")
}


@contextlib.contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to read; one on a disk that may not be written too."""
    open_regular(path).close()  # a pipe is waited for
    address = f"file:{quote(str(path.absolute()))}?mode=ro"
    try:
        con = _connect(address)
    except sqlite3.OperationalError:
        # nobody writes there, so that nothing waits in a log beside it
        if path.with_name(f"{path.name}-wal").exists():
            raise
        con = _connect(f"{address}&immutable=1")
    with contextlib.closing(con):
        yield con


@contextlib.contextmanager
def writing(path: Path, tables: Collection[str]) -> Iterator[sqlite3.Connection]:
    """Hold a file for one transaction; it, its folder and tables are made if need be.

    It is for one user alone.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_there(path):
        with contextlib.suppress(FileExistsError):
            path.touch(mode=0o600, exist_ok=False)
    open_regular(path).close()  # a pipe is waited for
    con = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    con.row_factory = sqlite3.Row
    with contextlib.closing(con):
        _log_ahead(con)
        con.execute("pragma synchronous = full")
        con.execute("begin immediate")
        if format_of(con) == 0:
            for table in tables:
                con.execute(table)
            con.execute("pragma user_version = 1")
        elif format_of(con) != FORMAT:
            raise FollowupUnavailable("damaged")
        try:
            yield con
        finally:
            if con.in_transaction:
                con.execute("rollback")


def _log_ahead(con: sqlite3.Connection) -> None:
    """Let the file write ahead of itself; SQLite waits for nobody when that begins."""
    end = time.monotonic() + PATIENCE
    while con.execute("pragma journal_mode").fetchone()[0] != "wal":
        try:
            con.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as error:
            if reason_of(error) != "locked" or time.monotonic() > end:
                raise
            time.sleep(0.005)


def _connect(address: str) -> sqlite3.Connection:
    con = sqlite3.connect(address, uri=True, timeout=PATIENCE)
    try:
        con.row_factory = sqlite3.Row
        if format_of(con) not in (0, FORMAT):
            raise FollowupUnavailable("damaged")
    except BaseException:
        con.close()
        raise
    return con


def format_of(con: sqlite3.Connection) -> int:
    """Return the version of the tables; 0 before the first change."""
    version: int = con.execute("pragma user_version").fetchone()[0]
    return version
