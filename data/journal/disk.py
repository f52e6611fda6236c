"""The journal's files: opened as ours alone, locked, whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data import regular_file
from data.journal.chain import LONGEST, Chain
from data.regular_file import NoRegularFile

if TYPE_CHECKING:
    from collections.abc import Iterator

STATE = "state.json"
NOTES = 64 << 20
"""Bytes of a file of notes, of which each has some hundreds."""
BEHIND = 64 << 20
"""Bytes of lines that a crash can have kept from the state, by far."""
PATIENCE = 10.0
"""Seconds that a line waits for another process to finish its own."""
_SEGMENT = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))\.jsonl")

REASONS = {
    "locked": "another process has held it for too long",
    "space": "there is no room left on the disk",
    "denied": "its files may not be written",
    "failed": "the disk refused",
    "damaged": "its files are not as they were left; verify it with `python -m data "
    "journal verify`, and put back a sound copy or begin another folder",
    "first_key": "the first key of an earlier journal lies beside it; move that off "
    "this machine first",
    "gone": "it is not where this process wrote its last line; put it back, or start "
    "the process anew",
    "another": "another journal, or an older copy, stands where this process wrote its "
    "last line; put it back, or start the process anew",
    "bound": "these snapshots are bound to another one, or this is a copy of it "
    "(journal.jsonl beside them says which). Name that one (--journal or $JOURNAL), or "
    "bind them to this one with `python -m data journal bind`, which it will tell",
    "binding": "journal.jsonl beside the snapshots, which says to which one they are "
    "bound, is no file that can be read; put back the one that was there",
    "signing": "signing.key in its folder, which signs, is gone or is no key; put back "
    "the one that was there, or put the journal back from a backup (`python -m data "
    "restore`), which makes another",
    "not_begun": "there is none. Begin it with `python -m data journal init`",
}


class JournalUnavailable(Exception):
    """The journal cannot be written, so nothing is given. Safe to show.

    `reason` is a code that the screens say in the reader's language.
    """

    def __init__(self, reason: str) -> None:
        """Explain why there is no line, and so no data."""
        self.reason = reason
        super().__init__(
            f"The journal cannot be written: {REASONS[reason]}. Without a line in it "
            "no data are given."
        )


def beside(snapshots: Path) -> Path:
    """Return the place of the journal that belongs to a folder of snapshots."""
    place = snapshots.absolute()
    return place.with_name(f"{place.name}-journal")


@contextlib.contextmanager
def raising_journal_unavailable() -> Iterator[None]:
    """Turn what the file system refuses into JournalUnavailable."""
    try:
        yield
    except NoRegularFile:
        raise JournalUnavailable("damaged") from None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR):
            reason = "damaged"
        elif error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            reason = "space"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            reason = "denied"
        else:
            reason = "failed"
        raise JournalUnavailable(reason) from None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Lock the journal among threads and processes; make the folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = regular_file.open_lock(folder / ".lock")
    try:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise JournalUnavailable("locked") from None
                time.sleep(0.001)
        yield
    finally:
        os.close(handle)


def is_begun(folder: Path) -> bool:
    """Return whether a folder holds a journal, or what is left of one.

    JournalUnavailable where that cannot be seen.
    """
    if regular_file.is_there(folder / STATE):
        return True
    with raising_journal_unavailable():
        return folder.is_dir() and bool(segments(folder))


def segments(folder: Path) -> list[str]:
    """List the months that have a segment, oldest first."""
    matches = (_SEGMENT.fullmatch(entry.name) for entry in os.scandir(folder))
    return sorted(match[1] for match in matches if match)


def segment(folder: Path, month: str) -> Path:
    """Return the file of a month."""
    return folder / f"{month}.jsonl"


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last a loss of power."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def text(path: Path) -> str:
    """Return a file of notes or keys; what is no text in it is neither."""
    return regular_file.read(path, NOTES).decode(errors="replace")


def put(path: Path, content: bytes, *, new: bool = False) -> None:
    """Write a small private file whole; `new` refuses one that is there."""
    part = path.with_name(f".{path.name}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    place = path if new else part
    handle = os.open(place, flags | (os.O_EXCL if new else os.O_TRUNC), 0o600)
    try:
        write_all(handle, content)
        os.fsync(handle)
    except OSError:
        place.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    if not new:
        part.replace(path)


def write_all(handle: int, content: bytes) -> None:
    """Write every byte; one call may take a part of it."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def append(path: Path, content: bytes, size: int) -> None:
    """Append to a file of `size` bytes and sync; a failure leaves it as it was."""
    is_new = not path.exists()
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        try:
            write_all(handle, content)
            os.fsync(handle)
            if is_new:
                sync_folder(path.parent)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)


@dataclass
class State:
    """Where the journal stands: the chain, where its last line ends, exports."""

    chain: Chain
    origin: str
    """Name of the journal in its anchors."""
    month: str = ""
    size: int = 0
    """Bytes of the segment of `month`."""
    exports: int = 0
    """Numbers of exports given out so far."""


_STATE = {
    **dict.fromkeys(("n", "size", "exports"), int),
    **dict.fromkeys(("head", "key", "origin", "month"), str),
}


def load(folder: Path) -> State | None:
    """Read the state; None where no journal was begun, JournalUnavailable if bent."""
    try:
        fields = json.loads(regular_file.read(folder / STATE))
        if {name: type(value) for name, value in fields.items()} != _STATE:
            raise ValueError
        chain = Chain(fields["n"], fields["head"], bytes.fromhex(fields["key"]))
        rest = (fields[name] for name in ("origin", "month", "size", "exports"))
        return State(chain, *rest)
    except FileNotFoundError:
        if segments(folder):
            raise JournalUnavailable("damaged") from None
        return None
    except (ValueError, AttributeError):
        raise JournalUnavailable("damaged") from None


def save(folder: Path, state: State) -> None:
    """Replace the state by this one; the key of the one before is gone then."""
    fields = {
        "n": state.chain.n,
        "head": state.chain.head,
        "key": state.chain.key.hex(),
        "origin": state.origin,
        "month": state.month,
        "size": state.size,
        "exports": state.exports,
    }
    put(folder / STATE, json.dumps(fields).encode())


def rest(path: Path, size: int, head: str) -> bytes:
    """Read what stands behind the first `size` bytes, which end in a known line.

    JournalUnavailable when they are fewer, or their last line has another hash
    than `head`: it is not the file that was left.
    """
    with regular_file.open_regular(path) as file:
        start = max(0, size - LONGEST)
        file.seek(start)
        data = file.read(LONGEST + BEHIND + 1)
    if len(data) > LONGEST + BEHIND:
        raise JournalUnavailable("damaged")
    known, behind = data[: size - start], data[size - start :]
    if size:
        last = known[:-1].rpartition(b"\n")[2]
        is_whole = len(known) == size - start and known.endswith(b"\n")
        if not is_whole or hashlib.sha256(last).hexdigest() != head:
            raise JournalUnavailable("damaged")
    return behind


def last_line(path: Path) -> bytes:
    """Return the last whole line of a file, without its end; empty if there is none."""
    with regular_file.open_regular(path) as file:
        file.seek(max(0, file.seek(0, 2) - 2 * LONGEST))
        lines = file.read().split(b"\n")
    return lines[-2] if len(lines) > 1 else b""


def cut(path: Path, size: int) -> None:
    """Cut a file to a size, for good."""
    handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.ftruncate(handle, size)
        os.fsync(handle)
    finally:
        os.close(handle)
