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
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from data.followup.file import SQL, format_of, opened, writing
from data.followup.mark import Mark, Marks
from data.followup.refusal import (
    FollowupUnavailable,
    MarkChanged,
    raising_unavailable,
    reason_of,
)
from data.regular_file import is_there

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from data.followup.edit import Edit

FILE = "followup.sqlite"
HOME = ZoneInfo("Europe/Amsterdam")
TABLES = (SQL["mark_table"], SQL["change_table"])
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
        if not is_there(self.path):
            return Marks(today)
        with raising_unavailable(), opened(self.path) as con:
            if (
                format_of(con) == 0
            ):  # the first change is being made, or came to nothing
                return Marks(today)
            rows = con.execute("select * from mark").fetchall()
        marks = (_mark(row) for row in rows)
        return Marks(today, is_begun=True, by_key={m.key: m for m in marks})

    def states(self) -> list[Mark]:
        """Return every state of every mark, by key, the oldest first."""
        if not is_there(self.path):
            return []
        with raising_unavailable(), opened(self.path) as con:
            query = "select state from change order by key, version"
            rows = con.execute(query).fetchall() if format_of(con) else []
        return [_mark(json.loads(row["state"])) for row in rows]

    def history(self, name: str) -> list[Mark]:
        """Return every state that a mark had, the newest first."""
        if not is_there(self.path):
            return []
        query = "select state from change where key = ? order by version desc"
        with raising_unavailable(), opened(self.path) as con:
            rows = con.execute(query, (name,)).fetchall() if format_of(con) else []
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
        with raising_unavailable(), writing(self.path, TABLES) as con:
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


def _put(con: sqlite3.Connection, mark: Mark) -> None:
    state = {name: _text(value) for name, value in asdict(mark).items()}
    whole = json.dumps(state, sort_keys=True)
    con.execute(SQL["put_mark"], state)
    con.execute(SQL["put_change"], state | {"state": whole})


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
