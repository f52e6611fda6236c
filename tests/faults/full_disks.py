"""Disks that are full, broken or read-only while a snapshot is sealed.

A case is a seal of the sample that may write no file beyond a drawn size, one on a
disk of a drawn size, one on a disk that became read-only (both for root alone), or
a publication of which one call of the system fails. Sealed whole, or nothing: what
stood before stands, nothing lies beside it, and one sentence says why.
"""

from __future__ import annotations

import errno
import io
import json
import os
import random
import resource
import subprocess
import tempfile
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from data.__main__ import main
from data.seal import publish
from data.snapshot import DATABASES, SEAL, SnapshotRefused
from tests.faults import Result, Tally
from tests.faults.killed_seals import SOURCE, left_behind, sound
from tests.support.sealed import DAY, EMPTY, content, copy
from tests.support.sealed import root as sealed_root

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "disk full, broken or read-only in a seal"
BAD = "half published, or earlier ones touched"
FEW, MANY = 40, 600

STEPS = ("fsync", "rename", "chmod", "mkdir", "unlink", "rmdir", "open")
"""Calls of the system that publishing is made of."""
ERRORS = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EACCES)
ROOM = 14 << 20
"""Bytes that a seal of the sample has enough of."""


class Stopped(OSError):
    """What a step says that fails."""


@contextmanager
def failing(at: int, error: int = errno.EIO) -> Iterator[Callable[[], int]]:
    """Make one step of the system fail, once; return the number taken."""
    taken = 0

    def step(function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **how: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken == at:
                raise Stopped(error, os.strerror(error))
            return function(*args, **how)

        return counted

    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, step(getattr(os, name)))
        yield lambda: taken


def built(folder: Path, holds: str) -> dict[str, Any]:
    """Build a snapshot of the sample's day of a few bytes; return its seal."""
    folder.mkdir(exist_ok=True)
    for name in DATABASES:
        (folder / name).write_text(f"{name} of {holds}")
    record: dict[str, Any] = json.loads((sealed_root() / DAY / SEAL).read_bytes())
    return record


def held(root: Path) -> str:
    """Say which of those a day holds."""
    text = (root / DAY / "summary.duckdb").read_text()
    return text.removeprefix("summary.duckdb of ")


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def disk(folder: Path, size: int) -> Iterator[bool]:
    """Mount a disk of some bytes, if that is allowed here; tell whether it is."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if (
        os.geteuid()
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def make_read_only(folder: Path) -> None:
    """Mount a disk again, for reading alone."""
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)


def one_sentence(text: str) -> bool:
    """Return whether something is one line of words: no traceback, no engine talk."""
    return (
        text.count("\n") == 1
        and "Traceback" not in text
        and "Exception" not in text
        and "duckdb" not in text.lower()
    )


def seal(root: Path) -> tuple[int, str]:
    """Seal the sample within this process; return the code and what was said."""
    printed = io.StringIO()
    with redirect_stderr(printed), redirect_stdout(io.StringIO()):
        code = main(["seal", str(SOURCE), "--snapshots", str(root)])
    return code, printed.getvalue()


def _is_bad(root: Path, before: dict[str, bytes], code: int, printed: str) -> bool:
    now = content(root)
    stood = all(now.get(name) == data for name, data in before.items())
    if code == 0:
        return not stood or sound(root) != [DAY, EMPTY] or left_behind(root) != []
    return now != before or left_behind(root) != [] or not one_sentence(printed)


def _of_size(here: Path, chance: random.Random) -> tuple[str, bool]:
    size = int(1_000 * (ROOM / 1_000) ** chance.random())
    root = copy(here / "snapshots", EMPTY)
    before = content(root)
    with largest_file(size):
        code, printed = seal(root)
    return f"no file beyond {size:,} bytes", _is_bad(root, before, code, printed)


def _of_disk(here: Path, chance: random.Random) -> tuple[str, bool] | None:
    closed = chance.random() < 0.3
    size = chance.randrange(10 << 20, 3 * ROOM)  # with room for the earlier one
    with disk(here / "disk", size) as mounted:
        if not mounted:
            return None
        root = copy(here / "disk" / "snapshots", EMPTY)
        before = content(root)
        if closed:
            make_read_only(here / "disk")
        code, printed = seal(root)
        bad = _is_bad(root, before, code, printed) or (closed and code == 0)
        return f"a disk of {size:,} bytes, read-only: {closed}", bad


def _of_step(here: Path, chance: random.Random) -> tuple[str, bool]:
    return _step(here, chance.randrange(1, 40), chance.choice(ERRORS))


def _step(here: Path, at: int, error: int) -> tuple[str, bool]:
    root = copy(here / "snapshots", EMPTY)
    with publish.alone(root), publish.building(root) as building:
        publish.publish(building, root, built(building, "old"))
    what = f"step {at} fails with {errno.errorcode[error]}"
    with publish.alone(root):
        try:
            with failing(at, error), publish.building(root) as building:
                publish.publish(building, root, built(building, "new"))
        except Stopped:
            pass
    try:
        if sound(root) != [DAY, EMPTY] or held(root) not in ("old", "new"):
            return what, True
        with publish.alone(root):
            return what, left_behind(root) != [] or sound(root) != [DAY, EMPTY]
    except SnapshotRefused:
        return what, True


def run(count: int, seed: int) -> Result:
    """Seal on disks that are full, broken or read-only."""
    chance, tally, mounted = random.Random(seed), Tally(), 0  # noqa: S311
    for _ in range(count):
        ways = (_of_step, _of_size, _of_disk)
        way = chance.choices(ways, (80, 10, 10))[0]
        with tempfile.TemporaryDirectory() as here:
            case = way(Path(here), chance)
        if case:
            what, bad = case
            tally.case(what, bad=bad)
            mounted += way is _of_disk
    return tally.result(f"{mounted} on a small or read-only disk of their own")


def _move(ready: Path, root: Path) -> None:
    place = root / ready.name
    place.mkdir(exist_ok=True)
    for file in ready.iterdir():
        file.rename(place / file.name)


def broken(seed: int) -> Result:
    """Publish file by file."""
    tally = Tally()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publish, "put_in_place", _move)
        for at in range(1, 40):
            with tempfile.TemporaryDirectory() as here:
                what, bad = _step(Path(here), at, ERRORS[seed % len(ERRORS)])
            tally.case(what, bad=bad)
    return tally.result()
