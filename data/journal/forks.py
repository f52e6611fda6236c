"""A journal that goes on from a backup: a fork, by a signed record and a line.

What was written after the backup was made is lost, and may live on elsewhere: in
anchors that were kept, in a machine that comes back. From the line of the restore on
the journal has another name in its anchors, so that those of what was lost are told
apart from those that its lines must agree with.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.journal import anchors, disk, recovery
from data.journal.anchors import NotSigned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.journal.book import Journal
    from data.journal.chain import Line
    from data.journal.events import Event

FORKS = "forks.txt"
EVENT = "journal.restore"
ROOM = 1000
"""Numbers of exports that are passed over: those given out after the backup."""


@dataclass(frozen=True)
class Fork:
    """A signed record that a journal was restored behind one of its lines."""

    origin: str
    lines: int
    head: str
    after: str
    """What it is called from then on."""
    sha256: str
    """Of the signed record; the line of the restore has it too."""


def text_of(origin: str, lines: int, head: str, after: str) -> str:
    """Write a record: the origin, where it stood, and what it is called from now on."""
    coded = base64.b64encode(bytes.fromhex(head)).decode()
    return f"{origin}\nrestored\n{lines} {coded}\n{after}\n"


def read(noted: Iterable[str], public: anchors.Keys) -> list[Fork]:
    """Read records, the oldest first; NotSigned names the first that is none."""
    forks = []
    for number, note in enumerate(noted, 1):
        try:
            origin, kind, stood, after = anchors.opened(note, public).splitlines()
            lines, coded = stood.split(" ")
            if kind != "restored":
                raise NotSigned("It is of another kind.")
            digest = hashlib.sha256(note.encode()).hexdigest()
            head = base64.b64decode(coded).hex()
            forks.append(Fork(origin, int(lines), head, after, digest))
        except ValueError as error:
            why = str(error) if isinstance(error, NotSigned) else "It is none."
            raise NotSigned(f"Restore {number} does not count. {why}") from None
    return forks


def go_on(journal: Journal, event: Event) -> Line:
    """Let a journal that was put back go on: new keys, another name, and a line.

    `event` is the line `journal.restore`. The numbers of exports go on a thousand
    further, so that none is given out twice.
    """
    folder = journal.folder
    with disk.raising_journal_unavailable(), disk.locked(folder):
        state = disk.load(folder)
        if state is None:
            raise disk.JournalUnavailable("damaged")
        state = recovery.recovered(folder, state)
        lines = state.chain.n
        after = f"{state.origin.partition('.')[0]}.{secrets.token_hex(4)}"
        text = text_of(state.origin, lines, state.chain.head, after)
        anchors.make_keys(folder)
        note = anchors.sign(folder, text)
        anchors.keep(folder / FORKS, note)
        state.origin, state.exports = after, state.exports + ROOM
        disk.save(folder, state)
    digest = hashlib.sha256(note.encode()).hexdigest()
    return journal.write(replace(event, sha256=digest, rows=lines))
