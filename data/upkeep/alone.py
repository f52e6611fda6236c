"""One backup or restore at a time, beside the place where it goes."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class BackupRefused(Exception):
    """A backup that is not made or not put back. The message is safe to show."""


@contextmanager
def alone(folder: Path) -> Iterator[Path]:
    """Keep other runs out of a folder; BackupRefused where one is at it.

    They would take what this one makes ready for what a killed one left.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # as on a file system that locks no folders
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BackupRefused(
                    f"Another backup or restore is running in {folder}. Try again when "
                    "it has ended."
                ) from None
        yield folder
    finally:
        os.close(handle)
