"""Prunes killed or without room: records are erased and proved, or are all there.

A case is `prune` of a folder in which one snapshot is past its term and one is not,
and the next prune after it, which comes to an end.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from data import policy, snapshot
from data.commands.common import noted
from data.journal import Journal, JournalUnavailable, beside, pruning
from data.journal import verify as verified
from data.seal import publish
from data.snapshot import RECORDS, SnapshotRefused
from data.upkeep import prune
from tests.faults import Result, Tally
from tests.faults._kills import DONE, REFUSED, Moment, done, draw
from tests.support.sealed import DAY, EMPTY, begin_journal, content, copy

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "`kill -9`, or a full disk, somewhere in a prune"
BAD = "half erased, kept though said erased, or others touched"
FEW, MANY = 6, 100

ON = date(2028, 10, 15)
"""When the records of EMPTY are past their term, and those of DAY are not."""


def erase(root: Path) -> None:
    """Erase what is past its term; exit as refused where that is said."""
    noon = datetime.combine(ON, time(12), UTC)
    journal = Journal(beside(root), clock=lambda: noon)
    try:
        came_to = prune.prune(root, journal, policy.own_terms(), noted, ON)
    except (OSError, JournalUnavailable):
        sys.exit(REFUSED)
    if came_to.refused:
        sys.exit(REFUSED)


def erase_in_place(root: Path) -> None:
    """Erase as one should not: the file first, then the record of it."""

    def put(ready: Path, root: Path) -> None:
        import time

        (root / ready.name / RECORDS).unlink()
        time.sleep(0.3)
        shutil.copy(ready / "pruned.txt", root / ready.name)

    publish.put_in_place = put
    erase(root)


def _whole(root: Path, before: dict[str, bytes], *, erased: bool | None) -> bool:
    """Return whether each snapshot is what it was, or erased with its proof."""
    after = content(root)
    if any(after.get(n) != data for n, data in before.items() if n.startswith(DAY)):
        return False
    if erased is None and not (root / EMPTY).exists():  # between two renames
        aside = root / f"{publish.REPLACED}{EMPTY}"
        return (aside / RECORDS).exists()
    try:
        held = snapshot.find(root, EMPTY)
        snapshot.verify(held)
        pruning.prove(held, beside(root))
        if held.pruned:
            pruning.line_of(held, held.pruned, Journal(beside(root)))
    except SnapshotRefused:
        return False
    return erased is None or bool(held.pruned) == erased


def _is_bad(root: Path, before: dict[str, bytes], code: int) -> bool:
    if code not in (DONE, REFUSED, -9):
        return True
    if not _whole(root, before, erased=True if code == DONE else None):
        return True
    try:
        erase(root)
    except SystemExit:
        return True
    key = bytes.fromhex(root.with_name("kept-elsewhere.key").read_text())
    kept = [path for path in root.rglob(RECORDS) if path.parent.name != DAY]
    return (
        bool(kept)
        or bool(publish.left(root))
        or not _whole(root, before, erased=True)
        or not verified(beside(root), key).is_sound
    )


def _case(
    chance: random.Random, work: Callable[[Path], None], moment: Moment
) -> tuple[bool, int]:
    with tempfile.TemporaryDirectory() as folder:
        root = copy(Path(folder, "snapshots"))
        begin_journal(root)
        before = content(root)
        code, _ = done(work, moment, root)
        return _is_bad(root, before, code), code


def _length() -> float:
    with tempfile.TemporaryDirectory() as folder:
        root = copy(Path(folder, "snapshots"))
        begin_journal(root)
        return done(erase, Moment(), root)[1]


def run(count: int, seed: int) -> Result:
    """Kill prunes, and let them find no room."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    ended = {DONE: 0, REFUSED: 0, -9: 0}
    length = min(_length() for _ in range(2))  # the first time it has to warm up
    for _ in range(count):
        moment = draw(chance, length)
        bad, code = _case(chance, erase, moment)
        tally.case(f"{moment} ended with {code}", bad=bad)
        ended[code] = ended.get(code, 0) + 1
    return tally.result(
        f"{ended[-9]} killed, {ended[REFUSED]} refused in a sentence, the others done; "
        "the next prune ends well after each"
    )


def broken(seed: int) -> Result:
    """Kill prunes that erase before they prove it."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    for part in range(1, 16):
        bad, code = _case(chance, erase_in_place, Moment(kill=part * 0.03))
        tally.case(f"ended with {code}", bad=bad)
        if bad:
            break
    return tally.result()
