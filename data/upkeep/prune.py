"""Carry out the terms of snapshots: erase records whole, and later what is left.

A folder without the records is built beside and takes the place of the one with them,
as a seal does that replaces another: what a kill leaves is finished or undone by the
next run. The journal is told before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import pruned, snapshot
from data.journal import pruning
from data.seal import publish
from data.seal_form import RECORDS, SEAL, SUMMARY
from data.upkeep.terms import Kept, over

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from data.journal import Event, Journal
    from data.policy import OwnTerms
    from data.snapshot import Snapshot


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    gone: tuple[Kept, ...]
    refused: tuple[str, ...]
    """Why the others that are past their term are still there."""


def prune(
    root: Path,
    journal: Journal,
    terms: OwnTerms,
    noted: Callable[..., Event],
    on: date,
) -> Outcome:
    """Erase what is past its term on a day; what is damaged stays, as evidence.

    `noted` makes an event of its name and fields. SealRefused while a seal runs,
    JournalUnavailable where the journal cannot be told.
    """
    gone: list[Kept] = []
    refused: dict[str, str] = {}
    with publish.alone(root):
        for each in over(root, terms, on):
            if each.day in refused:
                continue
            try:
                _erase(root, journal, each, noted, on)
            except snapshot.SnapshotRefused as error:
                refused[each.day] = str(error)
            else:
                gone.append(each)
        for path in publish.left(root):
            refused[path.name] = f"{path} cannot be removed: remove it by hand."
    if gone:
        journal.anchor()
    return Outcome(tuple(gone), tuple(refused.values()))


def _erase(
    root: Path, journal: Journal, each: Kept, noted: Callable[..., Event], on: date
) -> None:
    held = snapshot.locate(root, each.day)
    snapshot.verify(held)
    pruning.prove(held, journal.folder)
    fields = {"day": held.day, "digest": held.digest, "bytes": each.bytes}
    with publish.building(root) as here:
        if each.file == SUMMARY:
            journal.write(noted(pruning.EVENT, "admin", file=SUMMARY, **fields))
            (root / held.day).rename(here / held.day)
            publish.sync(root)
            return
        ready = here / held.day
        note = _without_records(held, ready, journal, each, on)
        digest = hashlib.sha256(note).hexdigest()
        line = noted(pruning.EVENT, "admin", file=RECORDS, sha256=digest, **fields)
        journal.write(line)
        publish.put_in_place(ready, root)


def _without_records(
    held: Snapshot, ready: Path, journal: Journal, each: Kept, on: date
) -> bytes:
    """Build a snapshot without its records; return the signed record of that."""
    record = pruned.Pruned(
        origin=journal.origin(),
        day=held.day,
        digest=held.digest,
        records=held.files[RECORDS]["sha256"],
        on=on,
        term=each.term,
    )
    note = pruning.sign(journal, record)
    ready.mkdir()
    snapshot.copy_verified(held, SUMMARY, ready / SUMMARY)
    (ready / SEAL).write_bytes(held.seal_text)
    (ready / pruned.NAME).write_bytes(note)
    publish.close(ready)
    return note
