"""The file in which marks are kept: SQLite, whole or not at all, never two at once.

A change is made within one transaction that holds the file: what the writer read is
held against what stands there, the journal is told, and then it is written. A kill
before the end leaves what was there; the journal then has a line whose change did not
come about, and the next line about the mark has the same number of the version before.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from data.followup.mark import Mark, Marks
from data.followup.refusal import (
    FollowupUnavailable,
    MarkChanged,
    raising_unavailable,
    reason_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from data.followup.edit import Edit

FILE = "followup.sqlite"
FORMAT = 1
"""Version of the tables; a file of another one is refused."""
PATIENCE = 10.0
"""Seconds that a change waits for another process to finish its own."""
HOME = ZoneInfo("Europe/Amsterdam")
_SQL = {
    path.stem: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parent / "sql").glob("*.sql")
}
_DAYS = ("planned_on", "accepted_until", "done_on")
_COLUMNS = tuple(each.name for each in fields(Mark))


@dataclass(frozen=True)
class Change:
    """One mark as it was and as it is to be: what the journal is told."""

    before: Mark
    after: Mark


def beside(snapshots: Path) -> Path:
    """Return the place of the follow-up that belongs to a folder of snapshots."""
    place = snapshots.absolute()
    return place.with_name(f"{place.name}-followup")


def utc_now() -> datetime:
    """Read the clock: plans are held against the day on which somebody looks."""
    return datetime.now(UTC)


class Store:
    """The marks in a folder; may be used by any number of threads and processes.

    Nothing is made before the first change.
    """

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Name the folder; nothing is read or made yet."""
        self.folder = folder
        self._clock = clock

    @property
    def path(self) -> Path:
        """Return the file."""
        return self.folder / FILE

    def reading_day(self) -> date:
        """Return the day on which somebody looks, in the Netherlands."""
        return self._clock().astimezone(HOME).date()

    def read(self) -> Marks:
        """Return all marks; none where nobody wrote anything yet."""
        today = self.reading_day()
        if not self.path.exists():
            return Marks(today)
        with raising_unavailable(), self._opened() as con:
            if _format(con) == 0:  # the first change is being made, or came to nothing
                return Marks(today)
            rows = con.execute("select * from mark").fetchall()
        marks = (_mark(row) for row in rows)
        return Marks(today, is_begun=True, by_key={m.key: m for m in marks})

    def states(self) -> list[Mark]:
        """Return every state of every mark, by key, the oldest first."""
        if not self.path.exists():
            return []
        with raising_unavailable(), self._opened() as con:
            query = "select state from change order by key, version"
            rows = con.execute(query).fetchall() if _format(con) else []
        return [_mark(json.loads(row["state"])) for row in rows]

    def history(self, name: str) -> list[Mark]:
        """Return every state that a mark had, the newest first."""
        if not self.path.exists():
            return []
        query = "select state from change where key = ? order by version desc"
        with raising_unavailable(), self._opened() as con:
            rows = con.execute(query, (name,)).fetchall() if _format(con) else []
        return [_mark(json.loads(row["state"])) for row in rows]

    def change(
        self,
        read: Mapping[str, int],
        edit: Edit,
        *,
        by: str,
        role: str,
        owners: Collection[str],
        tell: Callable[[list[Change], str | None], None],
    ) -> list[Mark]:
        """Write an edit to marks, all or none of them; return them as they are now.

        `read` has the version of each that the writer saw. `tell` writes the changes
        in the journal; it is called again, with a reason, where they then failed.
        EditRefused for what may
        not be written, MarkChanged where another one wrote in the meantime, what
        `tell` raises where the journal cannot be told, FollowupUnavailable where the
        file cannot be written: nothing is written then.
        """
        edit = edit.checked(self.reading_day(), owners)
        with raising_unavailable(), self._writing() as con:
            changes = self._changes(con, read, edit, by, role)
            tell(changes, None)
            try:
                for each in changes:
                    _put(con, each.after)
                con.execute("commit")
            except sqlite3.Error as error:
                with contextlib.suppress(sqlite3.Error):
                    con.execute("rollback")
                reason = reason_of(error)
                tell(changes, reason)
                raise FollowupUnavailable(reason) from None
        return [each.after for each in changes]

    def _changes(
        self,
        con: sqlite3.Connection,
        read: Mapping[str, int],
        edit: Edit,
        by: str,
        role: str,
    ) -> list[Change]:
        """Return what is to be changed; MarkChanged where it is not what was read."""
        at = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
        changes, changed = [], []
        for name, version in sorted(read.items()):
            row = con.execute("select * from mark where key = ?", (name,)).fetchone()
            before = _mark(row) if row else Mark(name)
            if before.version != version:
                changed.append((_at_version(con, name, version), before))
                continue
            after = edit.applied(before, by, role)
            after = replace(
                after,
                version=version + 1,
                changed_at=at,
                changed_by=by,
                changed_role=role,
            )
            changes.append(Change(before, after))
        if changed:
            raise MarkChanged(tuple(changed))
        return changes

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file to read; one on a disk that may not be written too."""
        address = f"file:{quote(str(self.path.absolute()))}?mode=ro"
        try:
            con = _connect(address)
        except sqlite3.OperationalError:
            # nobody writes there, so that nothing waits in a log beside it
            if self.path.with_name(f"{FILE}-wal").exists():
                raise
            con = _connect(f"{address}&immutable=1")
        with contextlib.closing(con):
            yield con

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the file for one transaction; it and its folder are made if need be."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.path.exists():
            with contextlib.suppress(FileExistsError):
                self.path.touch(mode=0o600, exist_ok=False)
        con = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        con.row_factory = sqlite3.Row
        with contextlib.closing(con):
            _log_ahead(con)
            con.execute("pragma synchronous = full")
            con.execute("begin immediate")
            if _format(con) == 0:
                con.execute(_SQL["mark_table"])
                con.execute(_SQL["change_table"])
                con.execute("pragma user_version = 1")
            elif _format(con) != FORMAT:
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
        if _format(con) not in (0, FORMAT):
            raise FollowupUnavailable("damaged")
    except BaseException:
        con.close()
        raise
    return con


def _format(con: sqlite3.Connection) -> int:
    version: int = con.execute("pragma user_version").fetchone()[0]
    return version


def _put(con: sqlite3.Connection, mark: Mark) -> None:
    state = {name: _text(value) for name, value in asdict(mark).items()}
    whole = json.dumps(state, sort_keys=True)
    con.execute(_SQL["put_mark"], state)
    con.execute(_SQL["put_change"], state | {"state": whole})


def _at_version(con: sqlite3.Connection, name: str, version: int) -> Mark:
    query = "select state from change where key = ? and version = ?"
    row = con.execute(query, (name, version)).fetchone()
    return _mark(json.loads(row["state"])) if row else Mark(name)


def _text(value: Any) -> Any:  # noqa: ANN401 - a field of any type
    return value.isoformat() if isinstance(value, date) else value


def _mark(row: Mapping[str, Any] | sqlite3.Row) -> Mark:
    try:
        state = {name: row[name] for name in _COLUMNS}
        days = {n: date.fromisoformat(state[n]) for n in _DAYS if state[n] is not None}
        return Mark(**(state | days))
    except (ValueError, TypeError, LookupError):
        raise FollowupUnavailable("damaged") from None
