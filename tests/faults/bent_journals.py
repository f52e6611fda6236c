"""Journals bent in every way of tests/support/journal_attacks.py: each must be noticed.

Whoever verifies has the first key and the anchors, and neither lay on the machine.
"""

from __future__ import annotations

from tests.faults import Result, Tally
from tests.support import journal_attacks

NAME = "journals bent: lines, tails, segments, all with a stolen key"
BAD = "missed"
FEW, MANY = 5 * len(journal_attacks.ATTACKS), 100 * len(journal_attacks.ATTACKS)


def run(count: int, seed: int) -> Result:
    """Do every attack as often as the others."""
    tally, each = Tally(), max(1, count // len(journal_attacks.ATTACKS))
    for attack in journal_attacks.ATTACKS:
        cases, missed = journal_attacks.run_one(attack, each, seed)
        for n in range(cases):
            tally.case(attack, bad=n < missed)
    return tally.result(
        f"{len(journal_attacks.ATTACKS)} attacks; verified with anchors"
    )


def broken(seed: int) -> Result:
    """Cut the tail off where no anchor was kept."""
    cases, missed = journal_attacks.run_one("the tail cut off", 5, seed, blind=True)
    return Result(cases, missed, examples=("the tail cut off",) * (missed > 0))
