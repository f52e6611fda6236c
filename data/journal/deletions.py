"""Removing old lines: whole segments, by a signed record, so that the chain goes on.

The keys of a journal follow from the first one without its lines, so a verifier
can go on behind a removed segment from its number of lines and last hash.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.journal import anchors, disk
from data.journal.anchors import NotSigned

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DELETIONS = "deletions.txt"


@dataclass(frozen=True)
class Deleted:
    """A signed record that segments were removed."""

    origin: str
    segments: tuple[tuple[str, int, str], ...]
    """Month, lines of the journal up to and with it, hash of its last line."""
    sha256: str
    """Of the signed record; the line `journal.prune` has it too."""


def text_of(origin: str, segments: Iterable[tuple[str, int, str]]) -> str:
    """Write a record: the origin, then month, lines and head of each segment."""
    coded = (
        f"{month} {lines} {base64.b64encode(bytes.fromhex(head)).decode()}"
        for month, lines, head in segments
    )
    return "\n".join((origin, "deleted", *coded)) + "\n"


def read(noted: Iterable[str], public: anchors.Keys) -> list[Deleted]:
    """Read records; NotSigned names the first that is none."""
    deletions = []
    for number, note in enumerate(noted, 1):
        try:
            name, kind, *rows = anchors.opened(note, public).splitlines()
            cells = (row.split(" ") for row in rows)
            segments = tuple(
                (month, int(lines), base64.b64decode(head).hex())
                for month, lines, head in cells
            )
            if kind != "deleted":
                raise NotSigned("It is of another kind.")
        except ValueError as error:
            why = str(error) if isinstance(error, NotSigned) else "It is none."
            raise NotSigned(f"Deletion {number} does not count. {why}") from None
        digest = hashlib.sha256(note.encode()).hexdigest()
        deletions.append(Deleted(name, segments, digest))
    return deletions


def months(folder: Path) -> frozenset[str]:
    """Return the months of a journal whose lines were removed, as signed records tell.

    NotSigned names the first that is none; OSError where none can be read.
    """
    if not (folder / DELETIONS).exists():
        return frozenset()
    public = anchors.read_public(disk.text(folder / anchors.PUBLIC))
    records = read(anchors.notes(disk.text(folder / DELETIONS)), public)
    return frozenset(month for record in records for month, _, _ in record.segments)
