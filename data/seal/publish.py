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
from typing import TYPE_CHECKING, Any

from data.snapshot import DATABASES, SEAL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUILDING = ".building-"
REPLACED = ".replaced-"
LOCK = ".lock"


class SealRefused(Exception):
    """A snapshot that cannot be published. The message is safe to show."""


@contextmanager
def building(root: Path, day: str, *, replace: bool) -> Iterator[Path]:
    """Give an empty folder to build a day's snapshot in; gone afterwards."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SealRefused(
                f"Another seal is running in {root}. Try again when it has ended."
            ) from None
        sweep(root)
        refuse_sealed(root, day, replace=replace)
        folder = tempfile.mkdtemp(prefix=f"{BUILDING}{day}-", dir=root)
        try:
            yield root / os.path.basename(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def refuse_sealed(root: Path, day: str, *, replace: bool) -> None:
    """Refuse a day that is sealed already, unless it is to be replaced."""
    if (root / day).exists() and not replace:
        raise SealRefused(
            f"{day} is sealed already in {root}. A snapshot never changes; give "
            "--replace to put another in its place."
        )


def sweep(root: Path) -> None:
    """Remove what killed runs left; put back a snapshot they were replacing."""
    for left in root.glob(f"{REPLACED}*"):
        day = left.name.removeprefix(REPLACED)
        if (root / day).exists():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.rename(root / day)
    for left in root.glob(f"{BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)


def publish(folder: Path, root: Path, seal: dict[str, Any]) -> str:
    """Seal what was built and rename it into place; give the digest.

    `folder` holds the databases alone. `seal` gets their sizes and hashes.
    """
    day = seal["as_of"]
    ready = folder / day
    ready.mkdir()
    seal["files"] = {}
    for name in DATABASES:
        file = ready / name
        (folder / name).rename(file)
        seal["files"][name] = _sealed(file)
    text = (json.dumps(seal, indent=1, ensure_ascii=False) + "\n").encode()
    (ready / SEAL).write_bytes(text)
    _sealed(ready / SEAL)
    ready.chmod(0o750)
    _sync(ready)
    old = root / f"{REPLACED}{day}"
    if (root / day).exists():
        (root / day).rename(old)
    try:
        ready.rename(root / day)
    except OSError:
        sweep(root)
        raise
    _sync(root)
    shutil.rmtree(old, ignore_errors=True)
    return hashlib.sha256(text).hexdigest()


def _sealed(path: Path) -> dict[str, Any]:
    """Make a file read-only and durable; give its size and hash."""
    path.chmod(0o440)
    _sync(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
