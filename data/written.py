"""Write files whole: what a command writes takes its place when it is done."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place once it is whole, for its owner alone.

    A pipe or a device is written to as it stands.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    place = Path(os.path.realpath(path))  # `resolve` fails at a link to itself
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=place.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def write(file: BinaryIO, parts: Iterable[bytes]) -> None:
    """Write all of every part."""
    for part in parts:
        rest = memoryview(part)
        while rest:  # unbuffered, one call may take a part of it
            rest = rest[file.write(rest) :]
    file.flush()
