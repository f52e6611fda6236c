"""Files that somebody names: a pipe never ends, and a device fills the memory."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path

LARGEST = 4 << 20
"""Bytes of a file that is read whole: what people write by hand has some thousands."""


def open_regular(path: Path) -> BufferedReader:
    """Open a file; OSError where it is none, as a pipe, a device or a folder."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    return os.fdopen(handle, "rb")


def read(path: Path, largest: int = LARGEST) -> bytes:
    """Return all of a file; OSError where it is none, or has more bytes than that."""
    with open_regular(path) as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise OSError(errno.EFBIG, f"it has more than {largest:,} bytes", str(path))
    return content
