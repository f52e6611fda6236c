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

import errno
import hashlib
import json
import os
import re
import stat
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from data import CONTRACT, FORMAT
from data.refusal import SnapshotRefused as SnapshotRefused
from data.refusal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST_VERSION = 9999
SEAL, DATABASES = "seal.json", ("records.duckdb", "summary.duckdb")
State = tuple[tuple[int, ...], ...]
LARGEST_SEAL, CHUNK = 4 << 20, 1 << 20
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HASH = re.compile(r"[0-9a-f]{64}")
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
        """Read the seal; SnapshotRefused when it is no longer the same."""
        return parse_seal(self.seal_text, self.day)

    @property
    def delivered(self) -> dict[str, str]:
        """Return the file that each table of its source came in, by table."""
        return delivered(self.seal)

    @property
    def seal_text(self) -> bytes:
        """Read the seal to the letter; SnapshotRefused when it is another one."""
        text = _seal_text(self.path)
        if hashlib.sha256(text).hexdigest() != self.digest:
            raise SnapshotRefused(self.day, "hash", SEAL)
        return text


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
    return parse_seal(text, path.name), hashlib.sha256(text).hexdigest()


def _seal_text(path: Path) -> bytes:
    if not is_day(path.name) or not _is_folder(path):
        raise SnapshotRefused(path.name, "missing")
    text = b""
    for chunk in _chunks(path / SEAL, path.name):
        text += chunk
        if len(text) > LARGEST_SEAL:
            raise SnapshotRefused(path.name, "seal", SEAL)
    return text


def parse_seal(text: bytes, day: str) -> dict[str, Any]:
    """Read the text of a day's seal; SnapshotRefused when it is not one."""
    try:
        seal: dict[str, Any] = json.loads(text, object_pairs_hook=unique_names)
        versions = seal["format"], seal["contract"]
        known = all(type(n) is int and 0 <= n <= LAST_VERSION for n in versions)
        sound = known and (versions != (FORMAT, CONTRACT) or _is_sound(seal, day))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SnapshotRefused(day, "seal", SEAL) from None
    if not sound:
        raise SnapshotRefused(day, "seal", SEAL)
    if versions != (FORMAT, CONTRACT):
        is_newer = versions[0] > FORMAT or versions[1] > CONTRACT
        raise SnapshotRefused(day, "newer" if is_newer else "older", SEAL, versions)
    return seal


def delivered(seal: dict[str, Any]) -> dict[str, str]:
    """Return the file that each table of a source came in, as its seal says.

    Older seals do not say it: there a file is called as its table.
    """
    named: dict[str, str] = seal.get("delivered") or {
        name.partition(".")[0]: name for name in seal["source"]
    }
    return {table: named[table] for table in seal["checks"]}


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of JSON; ValueError for a name twice, which readers differ on."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _is_sound(seal: dict[str, Any], day: str) -> bool:
    """Return whether a seal has what readers rely on; raises where it has not."""
    files = seal["files"]
    counts = [file["bytes"] for file in files.values()]
    counts += [*seal["rows"].values(), *seal["findings"].values()]
    texts = [seal[name] for name in ("controller", "exported_at", "sealed_at")]
    for name in ("checks", "source", "policy", "queries", "software"):
        texts += seal[name].values()
    texts += seal["not_delivered"]
    texts += delivered(seal).values()
    texts += (seal.get("mapping") or {}).values()
    return (
        seal["as_of"] == day
        and is_day(seal["statement"])
        and isinstance(seal["not_delivered"], list)
        and set(files) == set(DATABASES)
        and all(_HASH.fullmatch(file["sha256"]) for file in files.values())
        and all(_HASH.fullmatch(digest) for digest in seal["tables"].values())
        and all(type(count) is int and count >= 0 for count in counts)
        and all(isinstance(text, str) for text in texts)
    )


def day_of(name: str) -> date:
    """Read a day as snapshots are named, YYYY-MM-DD; ValueError otherwise."""
    if not _DAY.fullmatch(name):
        raise ValueError(f"not a day: {printable(name)}")
    return date.fromisoformat(name)


def is_day(name: str) -> bool:
    """Return whether a name is a day as snapshots are named."""
    try:
        day_of(name)
    except ValueError:
        return False
    return True


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


def verify(snapshot: Snapshot) -> None:
    """Verify a snapshot against its seal; SnapshotRefused says what differs."""
    check_files(snapshot)
    for name in DATABASES:
        _hold(snapshot, name)


def _hold(snapshot: Snapshot, name: str, copy: BinaryIO | None = None) -> None:
    """Verify one database against the seal, copying it on the way if asked to."""
    recorded = snapshot.seal["files"][name]
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(snapshot.path / name, snapshot.day):
        digest.update(chunk)
        size += len(chunk)
        if size > recorded["bytes"]:
            break
        if copy:
            copy.write(chunk)
    if size != recorded["bytes"]:
        raise SnapshotRefused(snapshot.day, "size", name)
    if digest.hexdigest() != recorded["sha256"]:
        raise SnapshotRefused(snapshot.day, "hash", name)


def check_files(snapshot: Snapshot) -> State:
    """Check that the folder holds the sealed files and no other; cheap.

    Gives a state of the files that is another as soon as one is written to.
    """
    sealed = {SEAL, *DATABASES}
    try:
        held = {entry.name: entry for entry in os.scandir(snapshot.path)}
    except OSError:
        raise SnapshotRefused(snapshot.day, "missing") from None
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
