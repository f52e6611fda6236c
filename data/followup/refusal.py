"""Why marks are not read or written: the file says no, or somebody else was first."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from typing import TYPE_CHECKING

from data.regular_file import NoRegularFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.followup.mark import Mark

REASONS = {
    "locked": "another process has held it for too long",
    "space": "there is no room left on the disk",
    "denied": "its file may not be written",
    "damaged": "its file is not one that this version wrote; put back a copy",
    "failed": "the disk refused",
}


class FollowupUnavailable(Exception):
    """Marks cannot be read or written. The message is safe to show.

    `reason` is a code that the screens say in the reader's language.
    """

    def __init__(self, reason: str) -> None:
        """Explain why nothing was read or written."""
        self.reason = reason
        super().__init__(f"The follow-up is not available: {REASONS[reason]}.")


class MarkChanged(Exception):
    """Somebody else wrote in the meantime; nothing was written. Safe to show."""

    def __init__(self, now: tuple[tuple[Mark, Mark], ...]) -> None:
        """Keep each mark that changed: as the writer had read it, and as it is."""
        self.now = now
        count = len(now)
        super().__init__(
            f"Nothing was written: {count} {'mark' if count == 1 else 'marks'} changed "
            "in the meantime. Look again, and write again what still holds."
        )


def reason_of(error: Exception) -> str:
    """Return why the file system or SQLite said no, as one of REASONS."""
    if isinstance(error, NoRegularFile):
        return "damaged"
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return "locked"
    if name == "SQLITE_FULL":
        return "space"
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return "denied"
    if name in ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR"):
        return "damaged"
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "space"
    is_denied = number in (errno.EACCES, errno.EPERM, errno.EROFS)
    return "denied" if is_denied else "failed"


@contextlib.contextmanager
def raising_unavailable() -> Iterator[None]:
    """Turn what SQLite and the file system refuse into FollowupUnavailable."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise FollowupUnavailable(reason_of(error)) from None
