"""Seals killed at chance moments: what stood before stands, or the new one does.

A case is `python -m data seal` in a process of its own, killed (-9) somewhere
between its first line of progress and its last, every other one while it puts a
snapshot in the place of an earlier one of the same day.
"""

from __future__ import annotations

import os
import pty
import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data import snapshot
from data.journal import binding
from data.seal import publish
from data.snapshot import SnapshotRefused, find, verify
from tests.faults import Result, Tally
from tests.support.sealed import DAY, EMPTY, ROOT, SAMPLE, command, content, copy

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "`kill -9` somewhere in a seal"
BAD = "unreadable or half published"
FEW, MANY = 4, 200

SOURCE = SAMPLE / "source"
LAST = "publishing"
"""What the last line of progress says."""
WAIT, PUBLISHING = 0.05, 0.8
"""Seconds after a line of progress within which the kill comes."""


def left_behind(root: Path) -> list[str]:
    """List what lies beside the snapshots, their lock and their binding aside."""
    known = [*snapshot.days(root), ".lock", binding.NAME]
    return sorted(p.name for p in root.iterdir() if p.name not in known)


def sound(root: Path) -> list[str]:
    """List the days; every one of them must be what was sealed."""
    for day in snapshot.days(root):
        verify(find(root, day))
    return snapshot.days(root)


@contextmanager
def sealing(
    words: list[str],
) -> Iterator[tuple[subprocess.Popen[bytes], Iterator[str]]]:
    """Run a command on a terminal; return the process, and its lines as they come."""
    ours, its = pty.openpty()
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=its)
    os.close(its)

    def lines() -> Iterator[str]:
        try:
            yield from terminal
        except OSError:  # Linux says so where a terminal ends
            return

    with os.fdopen(ours, errors="replace", newline="\n") as terminal:
        try:
            yield process, lines()
        finally:
            process.kill()
            process.wait()


def seal(root: Path, *more: str) -> list[str]:
    """Return the words that seal the sample."""
    return command("seal", SOURCE, "--snapshots", root, *more)


@cache
def length() -> int:
    """Count the lines of progress of a seal, up to its publishing."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy(Path(folder, "snapshots"), EMPTY)
        with sealing(seal(root)) as (_, lines):
            return next(at for at, line in enumerate(lines) if LAST in line)


def kill(words: list[str], line: int, wait: float) -> None:
    """Run a seal and kill it so many lines and seconds on."""
    with sealing(words) as (_, lines):
        for at, printed in enumerate(lines):
            if at == line or LAST in printed:
                time.sleep(wait)
                break


def is_bad(root: Path, before: dict[str, bytes], *, replaced: bool) -> bool:
    """Return whether a killed seal harmed what stood, or left a part of its own."""
    whole = ([DAY, EMPTY],) if replaced else ([EMPTY], [DAY, EMPTY])
    try:
        # between two renames the one that is replaced is aside for a moment
        now = sound(root)
        with publish.alone(root):
            swept, after = left_behind(root), sound(root)
    except SnapshotRefused:
        return True
    stood = {name for name in before if name.startswith(EMPTY)}
    held = content(root)
    return (
        now not in (*whole, [EMPTY])
        or after not in whole
        or swept != []
        or any(held.get(name) != before[name] for name in stood)
    )


def _draw(chance: random.Random) -> tuple[int, float]:
    """Draw a moment; one in four while publishing, which is the last of it."""
    if chance.random() < 0.25:
        return length(), chance.random() * PUBLISHING
    return chance.randrange(length()), chance.random() * WAIT


def run(count: int, seed: int) -> Result:
    """Kill seals, with and without a snapshot to be replaced."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    published = 0
    for at in range(count):
        with tempfile.TemporaryDirectory() as folder:
            replaced = at % 2 == 1
            days = (EMPTY, DAY) if replaced else (EMPTY,)
            root = copy(Path(folder, "snapshots"), *days)
            before = content(root)
            line, wait = _draw(chance)
            words = seal(root, *(["--replace"] if replaced else []))
            kill(words, line, wait)
            what = f"line {line} and {wait:.3f} s, {replaced=}"
            tally.case(what, bad=is_bad(root, before, replaced=replaced))
            same = content(root).get(f"{DAY}/seal.json") == before.get(
                f"{DAY}/seal.json"
            )
            published += not same
    return tally.result(
        f"the new one stood already in {published}; all leftovers swept"
    )


COPIES = """
import shutil, sys, time
from data.__main__ import main
from data.journal import binding
from data.seal import publish
def put(ready, root):
    place = root / ready.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for file in sorted(ready.iterdir(), reverse=True):
        time.sleep(0.2)
        shutil.copy(file, place)
    time.sleep(0.2)
publish.put_in_place = put
main(sys.argv[1:])
"""


def broken(seed: int) -> Result:
    """Kill a seal that copies into place, file by file."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        root = copy(Path(folder, "snapshots"), EMPTY)
        before = content(root)
        words = [sys.executable, "-c", COPIES, *seal(root)[3:]]
        with sealing(words) as (process, lines):
            assert any(LAST in line for line in lines)
            while not (root / DAY).exists() and process.poll() is None:
                time.sleep(0.01)
        tally.case("copied", bad=is_bad(root, before, replaced=False))
    return tally.result()
