"""What a snapshot is: a sealed folder that never changes, known by its seal.

    <snapshots>/2026-10-31/
        records.duckdb   checked source tables, statuses and findings
        summary.duckdb   key figures; what says nothing about one person
        seal.json        what it is made of; its SHA-256 is the snapshot's digest

`verify` holds a folder against its seal: nothing more, nothing less, not a
byte else. That it opens proves nothing: an engine serves a file with swapped
blocks, and replays a `.wal` laid beside a file whose hash is right.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 1
SEAL = "seal.json"
DATABASES = ("records.duckdb", "summary.duckdb")
LARGEST_SEAL = 4 << 20
CHUNK = 1 << 20
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class SnapshotRefused(Exception):
    """A snapshot that is not opened. The message is safe to show.

    `reason` is a code that the screens say in the reader's language: missing,
    seal, format, files, size, hash or unreadable; `file` is the file it is
    about, if any.
    """

    def __init__(self, day: str, reason: str, file: str | None = None) -> None:
        """Say which snapshot, why, and what to do."""
        self.day, self.reason, self.file = day, reason, file
        about = f" ({file})" if file else ""
        super().__init__(
            f"Snapshot {day} is refused: {_REASONS[reason]}{about}. Nothing of it is "
            "shown; the other snapshots keep working. Put back a sound copy, or seal "
            "its source again with --replace."
        )


_REASONS = {
    "missing": "there is no such snapshot",
    "seal": "its seal cannot be read",
    "format": "its seal is of a version that this software does not know",
    "files": "it does not hold exactly the sealed files",
    "size": "a file has another size than was sealed",
    "hash": "a file has other bytes than were sealed",
    "unreadable": "a file cannot be read",
}


@dataclass(frozen=True)
class Snapshot:
    """A sealed snapshot as its seal tells it; equal by folder and digest."""

    path: Path
    digest: str
    """SHA-256 of seal.json, in hex; it covers the hash of every file."""

    @property
    def day(self) -> str:
        """Give the day it describes, which is the folder's name."""
        return self.path.name

    @property
    def as_of(self) -> date:
        """Give the day it describes."""
        return date.fromisoformat(self.day)

    @property
    def short(self) -> str:
        """Give the first 12 hex digits of the digest, for people."""
        return self.digest[:12]

    @property
    def seal(self) -> dict[str, Any]:
        """Read the seal; SnapshotRefused when it is no longer the same."""
        seal, digest = read_seal(self.path)
        if digest != self.digest:
            raise SnapshotRefused(self.day, "hash", SEAL)
        return seal


def _open(path: Path, day: str) -> BinaryIO:
    """Open a regular file that is no link; SnapshotRefused otherwise."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise SnapshotRefused(day, "unreadable", path.name) from None
    file = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise SnapshotRefused(day, "files", path.name)
    return file


def read_seal(path: Path) -> tuple[dict[str, Any], str]:
    """Read a folder's seal and hash it; SnapshotRefused when it is not one."""
    if path.is_symlink() or not path.is_dir() or not _DAY.fullmatch(path.name):
        raise SnapshotRefused(path.name[:40], "missing")
    with _open(path / SEAL, path.name) as file:
        text = file.read(LARGEST_SEAL + 1)
    try:
        seal = json.loads(text)
        files = seal["files"]
        sound = (
            len(text) <= LARGEST_SEAL
            and seal["as_of"] == path.name
            and isinstance(files, dict)
            and all(
                isinstance(told["sha256"], str) and isinstance(told["bytes"], int)
                for told in files.values()
            )
        )
        known = seal["format"] == FORMAT
    except (ValueError, KeyError, TypeError, RecursionError):
        raise SnapshotRefused(path.name, "seal", SEAL) from None
    if not known:
        raise SnapshotRefused(path.name, "format", SEAL)
    if not sound or set(files) != set(DATABASES):
        raise SnapshotRefused(path.name, "seal", SEAL)
    return seal, hashlib.sha256(text).hexdigest()


def days(root: Path) -> list[str]:
    """List the days that have a folder, newest first, sound or not."""
    if not root.is_dir():
        return []
    names = (p.name for p in root.iterdir() if _DAY.fullmatch(p.name))
    return sorted(names, reverse=True)


def find(root: Path, day: str | None = None) -> Snapshot:
    """Find a day's snapshot, or the newest, by its seal alone; not verified yet."""
    if day is None:
        known = days(root)
        if not known:
            raise SnapshotRefused("(newest)", "missing")
        day = known[0]
    if not _DAY.fullmatch(day):
        raise SnapshotRefused(day[:40], "missing")
    _, digest = read_seal(root / day)
    return Snapshot(root / day, digest)


def copy_verified(snapshot: Snapshot, name: str, to: Path) -> None:
    """Copy one database while hashing it; SnapshotRefused leaves no copy.

    What is opened is the copy that was hashed: nothing laid beside the original
    or written into it later can change an answer.
    """
    told = snapshot.seal["files"][name]
    digest, size = hashlib.sha256(), 0
    try:
        with _open(snapshot.path / name, snapshot.day) as file, to.open("xb") as copy:
            for chunk in _chunks(file):
                digest.update(chunk)
                size += len(chunk)
                copy.write(chunk)
        if size != told["bytes"]:
            raise SnapshotRefused(snapshot.day, "size", name)
        if digest.hexdigest() != told["sha256"]:
            raise SnapshotRefused(snapshot.day, "hash", name)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def verify(snapshot: Snapshot) -> None:
    """Hold a snapshot against its seal; SnapshotRefused says what differs."""
    check_files(snapshot)
    for name, told in snapshot.seal["files"].items():
        with _open(snapshot.path / name, snapshot.day) as file:
            if os.fstat(file.fileno()).st_size != told["bytes"]:
                raise SnapshotRefused(snapshot.day, "size", name)
            if hashlib.file_digest(file, "sha256").hexdigest() != told["sha256"]:
                raise SnapshotRefused(snapshot.day, "hash", name)


def check_files(snapshot: Snapshot) -> None:
    """Check that the folder holds the sealed files and no other; cheap."""
    sealed = {SEAL, *DATABASES}
    try:
        held = {entry.name for entry in os.scandir(snapshot.path)}
    except OSError:
        raise SnapshotRefused(snapshot.day, "missing") from None
    if held != sealed:
        odd = sorted(held ^ sealed)[0]
        raise SnapshotRefused(snapshot.day, "files", odd[:80])


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
