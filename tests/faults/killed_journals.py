"""Writers of the journal killed: no line that was acknowledged may be gone."""

from __future__ import annotations

import pytest

from tests.faults import Result
from tests.support import journal_attacks

NAME = "`kill -9` while lines are written to the journal"
BAD = "acknowledged lines lost"
FEW, MANY = 5, 200


def run(count: int, seed: int) -> Result:
    """Kill writers, all of one journal, and verify it after each."""
    cases, lost = journal_attacks.run_kills(count, seed)
    return Result(cases, lost, "the journal verifies and goes on after each")


EARLY = """
import sys, time
from pathlib import Path
from data.journal import Journal
from tests.support.journal_attacks import event
journal = Journal(Path(sys.argv[1]))
seq = journal.write(event(1)).seq
print(seq + 1, flush=True)
time.sleep(60)  # longer than it lives
"""


def broken(seed: int) -> Result:
    """Kill writers that acknowledge a line before it is written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal_attacks, "_WRITER", EARLY)
        cases, lost = journal_attacks.run_kills(6, seed)
    return Result(cases, lost, examples=("acknowledged too early",) * (lost > 0))
