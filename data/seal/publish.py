"""Publish a snapshot whole or not at all.

Built in a folder beside, synced, hashed, sealed and renamed into place. One
seal at a time holds the lock of the snapshots folder; whatever building folder
is there when a run takes that lock was left by a killed one, and is swept.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.regular_file import open_lock
from data.snapshot import DATABASES, SEAL, is_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUILDING = ".building-"
REPLACED = ".replaced-"
LOCK = ".lock"


class SealRefused(Exception):
    """A seal, or what goes before it, that is not done. The message is safe to show."""

    cause = "seal"
    """What refused it, as the monthly runs are told by."""
    tables: tuple[str, ...] = ()
    """Which tables it is about."""


class DaySealed(SealRefused):
    """A day that has a snapshot already, which never changes."""

    cause = "sealed"


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Keep other seals out of a folder of snapshots, swept of what they left."""
    if not root.is_dir():
        root.mkdir(parents=True)
        sync(root.parent)
    with held(root / LOCK, f"Another seal is running in {root}."):
        sweep(root)
        yield


@contextmanager
def held(lock: Path, why: str) -> Iterator[None]:
    """Hold a lock; SealRefused says why not where another process has it."""
    with os.fdopen(open_lock(lock), "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SealRefused(f"{why} Try again when it has ended.") from None
        yield


@contextmanager
def building(root: Path) -> Iterator[Path]:
    """Return an empty folder to build a snapshot in; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=BUILDING, dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def left(root: Path) -> list[Path]:
    """Return what killed runs left, or could not remove."""
    return [path for sign in (REPLACED, BUILDING) for path in root.glob(f"{sign}*")]


def refuse_sealed(root: Path, day: str, *, replace: bool) -> None:
    """Refuse a day that is sealed already, unless it is to be replaced."""
    if (root / day).exists() and not replace:
        raise DaySealed(
            f"{day} is sealed already in {root}. A snapshot never changes; give "
            "--replace to put another in its place."
        )


def sweep(root: Path) -> None:
    """Remove what killed runs left; put back a snapshot they were replacing."""
    for left in root.glob(f"{REPLACED}*"):
        day = left.name.removeprefix(REPLACED)
        if is_day(day) and not (root / day).exists():
            left.rename(root / day)
        elif is_day(day):
            shutil.rmtree(left, ignore_errors=True)
    for left in root.glob(f"{BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)


def publish(
    folder: Path,
    root: Path,
    seal: dict[str, Any],
    note: Callable[[str], None] = lambda _: None,
) -> str:
    """Seal what was built and rename it into place; return the digest.

    `folder` holds the databases alone. `seal` gets their sizes and hashes. `note`
    is told the digest before anything takes its place; what it raises stops that.
    """
    day = seal["as_of"]
    held = {path.name for path in folder.iterdir()}
    if held != set(DATABASES):
        # a .wal beside a database is a part of it that would be left behind
        raise SealRefused(f"Not built whole: {', '.join(sorted(held))}.")
    ready = folder / day
    ready.mkdir()
    seal["files"] = {}
    for name in DATABASES:
        file = ready / name
        (folder / name).rename(file)
        seal["files"][name] = _measured(file)
    text = (json.dumps(seal, indent=1, ensure_ascii=False) + "\n").encode()
    (ready / SEAL).write_bytes(text)
    close(ready)
    digest = hashlib.sha256(text).hexdigest()
    note(digest)
    put_in_place(ready, root)
    return digest


def close(ready: Path) -> None:
    """Make the files of a snapshot that was built read-only and durable."""
    for file in ready.iterdir():
        file.chmod(0o440)
        sync(file)
    ready.chmod(0o750)
    sync(ready)


def put_in_place(ready: Path, root: Path) -> None:
    """Rename a snapshot into its place; what stood there is back if that fails."""
    place, aside = root / ready.name, root / f"{REPLACED}{ready.name}"
    if place.exists():
        place.rename(aside)
    try:
        ready.rename(place)
    except BaseException:
        if aside.exists():
            aside.rename(place)
        raise
    sync(place.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _measured(path: Path) -> dict[str, Any]:
    """Return the size and the hash of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, last a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
