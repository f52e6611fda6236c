"""Who sealed a snapshot: the journal's key signs each digest before it is published.

A seal says that nothing changed since. That it is the one that was published here, and
no other that somebody put in its place, is what the signature says; whoever holds the
public key can check it, anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.journal import anchors, disk
from data.refusal import SnapshotRefused
from data.regular_file import is_there

if TYPE_CHECKING:
    from data.journal.book import Journal

SEALS = "seals.txt"


@dataclass(frozen=True)
class SealSignature:
    """That the key of a journal signed the digest of a snapshot."""

    note: str
    """In the form of C2SP, as an anchor is."""
    key: str
    """The name of the key and the four bytes by which it is known, in hex."""

    @property
    def key_id(self) -> str:
        """Return the eight letters and digits by which the key is known."""
        return self.key.rpartition("+")[2]


def text_of(origin: str, day: str, digest: str) -> str:
    """Write what is signed: the journal, the day, and the SHA-256 of the seal."""
    return f"{origin}\nsealed\n{day} {digest}\n"


def sign(journal: Journal, day: str, digest: str) -> None:
    """Sign what is about to be published as a snapshot; kept beside the anchors."""
    text, folder = text_of(journal.origin(), day, digest), journal.folder
    with disk.raising_journal_unavailable(), disk.locked(folder):
        anchors.keep(folder / SEALS, anchors.sign(folder, text))


def signature_of(journal: Journal, day: str, digest: str) -> SealSignature | None:
    """Return the signature of a digest; None where the journal has none.

    SnapshotRefused where there is one that none of its keys made. The first is taken:
    the same seal published again is the same.
    """
    folder = journal.folder
    if not is_there(folder / SEALS):
        return None
    with disk.raising_journal_unavailable():
        kept = anchors.notes(disk.text(folder / SEALS))
    line = f"sealed\n{day} {digest}\n"
    note = next((note for note in kept if line in note), None)
    if note is None:
        return None
    try:
        public = anchors.read_public(disk.text(folder / anchors.PUBLIC))
        is_signed = anchors.opened(note, public).endswith(line)
    except (OSError, ValueError):
        is_signed = False
    if not is_signed:
        raise SnapshotRefused(day, "forged", SEALS)
    return SealSignature(note, anchors.key_of(note))
