"""The records of snapshots that were erased under their term: signed, and proved.

Who can write in the folder of the snapshots can take a file away, and lay another one
there: what they cannot do is sign. Who has taken the machine can sign from then on, but
not without a line that stays. So that the records are gone counts as an erasure under
the term where the journal's key signed a record about this very snapshot, which the
app holds at every opening; and `python -m data verify` asks for the line besides.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from data import pruned, regular_file
from data.journal import anchors, deletions, disk
from data.refusal import SnapshotRefused

if TYPE_CHECKING:
    from pathlib import Path

    from data.journal.book import Journal
    from data.pruned import Pruned
    from data.snapshot import Snapshot

EVENT = "snapshot.prune"


def sign(journal: Journal, record: Pruned) -> bytes:
    """Sign a record with the key that signs the anchors of a journal."""
    with disk.raising_journal_unavailable():
        return anchors.sign(journal.folder, record.text).encode()


def prove(snapshot: Snapshot, journal: Path) -> None:
    """Hold the record of an erasure, if there is one, against the journal's key.

    SnapshotRefused where that key did not sign it, or is not there.
    """
    record = snapshot.pruned
    if record is None:
        return
    try:
        note = regular_file.read(snapshot.path / pruned.NAME, pruned.LARGEST).decode()
        public = disk.text(journal / anchors.PUBLIC)
        text = anchors.opened(note, anchors.read_public(public))
    except (OSError, ValueError):
        raise SnapshotRefused(snapshot.day, "unproved", pruned.NAME) from None
    if text != record.text:
        raise SnapshotRefused(snapshot.day, "unproved", pruned.NAME)


def line_of(snapshot: Snapshot, record: Pruned, journal: Journal) -> int | None:
    """Return the number of the line that tells of an erasure.

    None where the lines of its time were removed since, under their own term, as a
    signed record tells; SnapshotRefused where they were not and it is not among them.
    """
    note = regular_file.read(snapshot.path / pruned.NAME, pruned.LARGEST)
    day_before = record.on - timedelta(days=1)  # elsewhere the day begins later
    lines = journal.read(
        since=day_before.isoformat(),
        event=EVENT,
        digest=snapshot.digest,
        sha256=hashlib.sha256(note).hexdigest(),
    )
    numbers = [line.seq for line in lines]
    if numbers:
        return min(numbers)
    try:
        removed = deletions.months(journal.folder)
    except (OSError, ValueError):
        removed = frozenset()
    if removed.isdisjoint(day.isoformat()[:7] for day in (day_before, record.on)):
        raise SnapshotRefused(snapshot.day, "unproved", pruned.NAME)
    return None
