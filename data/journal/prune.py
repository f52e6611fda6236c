"""Carry out the term of the journal: remove whole old segments, with what is theirs."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from data.journal import anchors, deletions, disk, ledger
from data.journal.chain import read

if TYPE_CHECKING:
    from pathlib import Path

    from data.journal.book import Journal
    from data.journal.events import Event

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class PruneRefused(Exception):
    """A removal that is not carried out. The message is safe to show."""


def prune(journal: Journal, before: str, event: Event, *, years: int) -> list[str]:
    """Remove the segments of months before one; return the months.

    The caller verifies the journal first. `event` is the line `journal.prune` that
    tells of it; the record is signed and both are on the disk before a line goes.
    PruneRefused where lines would go before they are `years` old. What a crash left
    half done is finished by the next time.
    """
    folder = journal.folder
    if not _MONTH.fullmatch(before):
        raise PruneRefused("A month is written YYYY-MM.")
    now = journal.now()[:7]
    oldest = f"{int(now[:4]) - years:04}{now[4:]}"
    if before > oldest:
        raise PruneRefused(
            f"Lines are kept {years} years: nothing after {oldest} may go yet."
        )
    with disk.raising_journal_unavailable():
        months = [month for month in disk.segments(folder) if month < before]
        ends = [(month, *end) for month in months if (end := _end(folder, month))]
        if not ends:
            return []
        text = deletions.text_of(journal.origin(), ends)
        note = anchors.sign(folder, text)
        anchors.keep(folder / deletions.DELETIONS, note)
    digest = hashlib.sha256(note.encode()).hexdigest()
    journal.write(replace(event, sha256=digest, rows=ends[-1][1]))
    with disk.raising_journal_unavailable():
        for month in months:
            ledger.forget(folder, month)
            disk.segment(folder, month).unlink()
        disk.sync_folder(folder)
    return months


def _end(folder: Path, month: str) -> tuple[int, str] | None:
    """Return the number of a segment's last line and its hash."""
    raw = disk.last_line(disk.segment(folder, month))
    return (read(raw).seq, hashlib.sha256(raw).hexdigest()) if raw else None
