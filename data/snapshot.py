"""What a snapshot is: a sealed folder that never changes, known by its seal.

    <snapshots>/2026-10-31/
        records.duckdb   checked source tables, statuses and findings
        summary.duckdb   key figures; what says nothing about one person
        seal.json        what it is made of; its SHA-256 is the snapshot's digest
        pruned.txt       in the place of records.duckdb, once that was erased

`verify` holds a folder against its seal: nothing more, nothing less, not a
byte else. That it opens proves nothing: an engine serves a file with swapped
blocks, and replays a `.wal` laid beside a file whose hash is right.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from data import pruned
from data.refusal import RecordsPruned as RecordsPruned
from data.refusal import SnapshotRefused as SnapshotRefused
from data.seal_form import DATABASES as DATABASES
from data.seal_form import RECORDS as RECORDS
from data.seal_form import SEAL as SEAL
from data.seal_form import SUMMARY, SealedFile, files_of
from data.seal_form import day_of as day_of
from data.seal_form import delivered as delivered
from data.seal_form import is_day as is_day
from data.seal_form import parse_seal as parse_seal
from data.seal_form import unique_names as unique_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PRUNED = pruned.NAME
State = tuple[tuple[int, ...], ...]
LARGEST_SEAL, CHUNK = 4 << 20, 1 << 20
_SEALS = 256
"""Seals that stay read: those of twenty years of months."""
_NOT_ONE_OF_OURS = {errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.ENOTDIR}
"""What opening says of a file that is gone, a link, a socket or below a file."""


@dataclass(frozen=True)
class Snapshot:
    """A sealed snapshot as its seal tells it; equal by folder and digest."""

    path: Path
    digest: str
    """SHA-256 of seal.json, in hex; it covers the hash of every file."""
    since: Snapshot | None = field(default=None, compare=False)
    """The earlier one that it is compared with; None for the one at its seal."""

    @property
    def day(self) -> str:
        """Return the day it describes, which is the folder's name."""
        return self.path.name

    @property
    def as_of(self) -> date:
        """Return the day it describes."""
        return date.fromisoformat(self.day)

    @property
    def short(self) -> str:
        """Return the first 12 hex digits of the digest, for people."""
        return self.digest[:12]

    @property
    def seal(self) -> dict[str, Any]:
        """Return what the seal says; SnapshotRefused when it is no longer the same.

        Not to be changed: everybody gets the one that was read.
        """
        return _parsed(self.seal_text, self.day)

    @property
    def delivered(self) -> dict[str, str]:
        """Return the file that each table of its source came in, by table."""
        return delivered(self.seal)

    @property
    def files(self) -> dict[str, SealedFile]:
        """Return what its seal says of its files, in whatever format it was sealed."""
        return files_of(self.seal_text, self.day)

    @property
    def pruned(self) -> pruned.Pruned | None:
        """Return the record that its records were erased; None where none is there.

        SnapshotRefused where what lies in its place is not about this snapshot.
        Whether it was signed is proved by `data.journal.pruning`.
        """
        if not os.path.lexists(self.path / PRUNED):
            return None
        try:
            record = pruned.read(_read(self.path / PRUNED, self.day, pruned.LARGEST))
        except ValueError:
            raise SnapshotRefused(self.day, "files", PRUNED) from None
        about = (record.day, record.digest, record.records)
        if about != (self.day, self.digest, self.files[RECORDS]["sha256"]):
            raise SnapshotRefused(self.day, "files", PRUNED)
        return record

    @property
    def seal_text(self) -> bytes:
        """Return the seal to the letter; SnapshotRefused when it is another one.

        It is read again as soon as its file was touched.
        """
        return _text_of(self.path, self.digest, _state_of_seal(self.path))


@lru_cache(maxsize=_SEALS)
def _text_of(path: Path, digest: str, _: tuple[int, ...]) -> bytes:
    text = _seal_text(path)
    if hashlib.sha256(text).hexdigest() != digest:
        files_of(text, path.name)  # says where it is no seal at all
        raise SnapshotRefused(path.name, "replaced", SEAL)
    return text


@lru_cache(maxsize=_SEALS)
def _parsed(text: bytes, day: str) -> dict[str, Any]:
    return parse_seal(text, day)


def _state_of_seal(path: Path) -> tuple[int, ...]:
    """Return what is another as soon as a folder or the seal in it is another."""
    here = str(path)  # asked hundreds of times a page: a path is slow to put together
    try:
        folder, seal = os.lstat(here), os.lstat(f"{here}{os.sep}{SEAL}")
    except OSError:
        _seal_text(path)  # says what is wrong
        raise SnapshotRefused(path.name, "missing") from None
    at = folder.st_ino, folder.st_mode, seal.st_ino, seal.st_mode
    return *at, seal.st_size, seal.st_mtime_ns, seal.st_ctime_ns


def _open(path: Path, day: str) -> BinaryIO:
    """Open a regular file that is no link; SnapshotRefused otherwise."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        reason = "files" if error.errno in _NOT_ONE_OF_OURS else "unreadable"
        raise SnapshotRefused(day, reason, path.name) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SnapshotRefused(day, "files", path.name)
    return os.fdopen(handle, "rb")


def _chunks(path: Path, day: str) -> Iterator[bytes]:
    """Read a file piece by piece; SnapshotRefused when it cannot be read."""
    with _open(path, day) as file:
        while True:
            try:
                chunk = file.read(CHUNK)
            except OSError:
                raise SnapshotRefused(day, "unreadable", path.name) from None
            if not chunk:
                return
            yield chunk


def _is_folder(path: Path) -> bool:
    """Return whether there is a folder here that is no link to one."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def read_seal(path: Path) -> tuple[dict[str, Any], str]:
    """Read a folder's seal and hash it; SnapshotRefused when it is not one."""
    text = _seal_text(path)
    return _parsed(text, path.name), hashlib.sha256(text).hexdigest()


def _seal_text(path: Path) -> bytes:
    if not is_day(path.name) or not _is_folder(path):
        raise SnapshotRefused(path.name, "missing")
    return _read(path / SEAL, path.name, LARGEST_SEAL)


def _read(path: Path, day: str, most: int) -> bytes:
    """Read a small file; SnapshotRefused when it is larger, or cannot be read."""
    text = b""
    for chunk in _chunks(path, day):
        text += chunk
        if len(text) > most:
            raise SnapshotRefused(day, "seal", path.name)
    return text


def days(root: Path) -> list[str]:
    """List the days that have a folder, newest first, sound or not."""
    if not root.is_dir():
        return []
    names = (p.name for p in root.iterdir() if is_day(p.name))
    return sorted(names, reverse=True)


def find(root: Path, day: str | None = None) -> Snapshot:
    """Find a day's snapshot, or the newest, by its seal alone; not verified yet."""
    if day is None:
        known = days(root)
        if not known:
            raise SnapshotRefused("(newest)", "missing")
        day = known[0]
    if not is_day(day):
        raise SnapshotRefused(day, "missing")
    _, digest = read_seal(root / day)
    return Snapshot(root / day, digest)


def locate(root: Path, day: str) -> Snapshot:
    """Find a day's snapshot in whatever format it was sealed; not verified yet."""
    snapshot = Snapshot(root / day, hashlib.sha256(_seal_text(root / day)).hexdigest())
    _ = snapshot.files
    return snapshot


def copy_verified(snapshot: Snapshot, name: str, to: Path) -> None:
    """Copy one database while hashing it; SnapshotRefused leaves no copy.

    What is opened is the copy that was hashed: nothing laid beside the original
    or written into it later can change an answer.
    """
    try:
        with to.open("xb") as copy:
            _hold(snapshot, name, copy)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def verify(snapshot: Snapshot, copies: Iterable[Path] = ()) -> None:
    """Verify a snapshot, making `copies` on the way; SnapshotRefused if it differs."""
    check_files(snapshot)
    wanted = {copy.name: copy for copy in copies}
    for name in (SUMMARY,) if snapshot.pruned else DATABASES:
        if copy := wanted.get(name):
            copy_verified(snapshot, name, copy)
        else:
            _hold(snapshot, name)


def _hold(snapshot: Snapshot, name: str, copy: BinaryIO | None = None) -> None:
    """Verify one database against the seal, copying it on the way if asked to."""
    if name == RECORDS and (record := snapshot.pruned):
        raise RecordsPruned(snapshot.day, record.on, record.term)
    recorded = snapshot.files[name]
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(snapshot.path / name, snapshot.day):
        digest.update(chunk)
        size += len(chunk)
        if size > recorded["bytes"]:
            break
        if copy:
            copy.write(chunk)
    if (size, digest.hexdigest()) != (recorded["bytes"], recorded["sha256"]):
        _ = snapshot.seal_text  # says where another one took its place meanwhile
        reason = "hash" if size == recorded["bytes"] else "size"
        raise SnapshotRefused(snapshot.day, reason, name)


def check_files(snapshot: Snapshot) -> State:
    """Check that the folder holds the sealed files and no other; cheap.

    The record of an erasure stands in the place of the records.

    Gives a state of the files that is another as soon as one is written to.
    """
    try:
        held = {entry.name: entry for entry in os.scandir(snapshot.path)}
    except OSError:
        raise SnapshotRefused(snapshot.day, "missing") from None
    is_pruned = PRUNED in held
    sealed = {SEAL, SUMMARY, PRUNED if is_pruned else RECORDS}
    if set(held) != sealed:
        raise SnapshotRefused(snapshot.day, "files", sorted(set(held) ^ sealed)[0])
    try:
        return tuple(_state(held[name]) for name in sorted(sealed))
    except FileNotFoundError:
        raise SnapshotRefused(snapshot.day, "missing") from None
    except OSError:
        raise SnapshotRefused(snapshot.day, "unreadable") from None


def _state(entry: os.DirEntry[str]) -> tuple[int, ...]:
    status = entry.stat(follow_symlinks=False)
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
