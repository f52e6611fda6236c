"""Files that somebody names: a pipe never ends, and a device fills the memory."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader

LARGEST = 4 << 20
"""Bytes of a file that is read whole: what people write by hand has some thousands."""


class NoRegularFile(OSError):
    """What lies in the place of a file, or more than can be one."""

    def __init__(self, why: str, path: Path) -> None:
        """Say what it is instead."""
        super().__init__(errno.EINVAL, why, str(path))


def resolved(path: Path) -> Path:
    """Return where a path leads; one of links that lead to each other stays itself."""
    return Path(os.path.realpath(path))


def is_there(path: Path) -> bool:
    """Return whether anything is there: a link to nothing too, which is no file."""
    return os.path.lexists(path)


def open_regular(path: Path, *, may_be_link: bool = True) -> BufferedReader:
    """Open a file; NoRegularFile where it is none, as a pipe, a device or a folder.

    FileNotFoundError where nothing is there at all.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    if path.is_symlink() and not may_be_link:
        raise NoRegularFile("it is a link", path)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        if path.is_symlink():
            raise NoRegularFile("it is a link to nothing", path) from None
        raise
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise NoRegularFile("it is no regular file", path) from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NoRegularFile("it is no regular file", path)
    return os.fdopen(handle, "rb")


def read(path: Path, largest: int = LARGEST, *, may_be_link: bool = True) -> bytes:
    """Return all of a file; NoRegularFile where it is none, or has more bytes."""
    with open_regular(path, may_be_link=may_be_link) as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise NoRegularFile(f"it has more than {largest:,} bytes", path)
    return content


def copy(path: Path, to: Path, largest: int | None = None) -> None:
    """Copy a file; NoRegularFile where it is none, or has more bytes."""
    with open_regular(path) as source, to.open("wb") as target:
        if largest is not None and os.fstat(source.fileno()).st_size > largest:
            raise NoRegularFile(f"it has more than {largest:,} bytes", path)
        shutil.copyfileobj(source, target)


def open_lock(path: Path) -> int:
    """Open a file to be locked, which is made if need be; return its handle.

    What it holds is let be; NoRegularFile where something else is there.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, 0o600)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ELOOP, errno.EISDIR):
            raise NoRegularFile("it is no regular file", path) from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NoRegularFile("it is no regular file", path)
    return handle
