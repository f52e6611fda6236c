"""Disks that are full while the journal is written: no line, no acknowledgement."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from data.journal import disk
from tests.faults import Result
from tests.support import journal_attacks

if TYPE_CHECKING:
    from pathlib import Path

NAME = "lines refused by a full disk while the journal is written"
BAD = "times acknowledged, or the journal unsound after"
FEW, MANY = 12, 500


def run(count: int, seed: int) -> Result:
    """Leave too little room, again and again, and verify after each."""
    cases, missed = journal_attacks.run_full(count, seed)
    return Result(cases, missed, "the journal verifies and goes on after each")


def broken(seed: int) -> Result:
    """Acknowledge a line whether it could be written or not."""
    written = disk.append

    def append(path: Path, content: bytes, size: int) -> None:
        with suppress(OSError, disk.JournalUnavailable):
            written(path, content, size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "append", append)
        try:
            cases, missed = journal_attacks.run_full(2, seed)
        except AssertionError:  # the journal refuses to go on from such a line
            return Result(1, 1, examples=("unsound after",))
    return Result(cases, missed, examples=("acknowledged unwritten",) * (missed > 0))
