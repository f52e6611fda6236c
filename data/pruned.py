"""The record that the records of a snapshot were erased, which stays beside its seal.

It is a note that the journal's key signed, and a line `snapshot.prune` of that journal
has its hash. Here its text is written and read; data/journal/pruning.py signs it and
proves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

NAME = "pruned.txt"
LARGEST = 4096
"""Bytes of such a file, by far."""
_FORM = re.compile(
    r"([^\n]{1,200})\npruned\n"
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9a-f]{64})\n"
    r"records\.duckdb ([0-9a-f]{64})\n"
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{1,4} (?:year|month)s?)\n"
)


@dataclass(frozen=True)
class Pruned:
    """That the records of one snapshot were erased."""

    origin: str
    """Name of the journal that tells of it."""
    day: str
    """Of the snapshot."""
    digest: str
    """Of the snapshot: the record is of no other one."""
    records: str
    """SHA-256 of the file that was erased."""
    on: date
    """The day on which it was erased."""
    term: str
    """The term under which it was."""

    @property
    def text(self) -> str:
        """Return what is signed."""
        return (
            f"{self.origin}\npruned\n{self.day} {self.digest}\n"
            f"records.duckdb {self.records}\n{self.on.isoformat()} {self.term}\n"
        )


def read(note: bytes) -> Pruned:
    """Read a record, unproved; ValueError where it is none."""
    match = _FORM.match(note.decode())
    if match is None:
        raise ValueError
    origin, day, digest, records, on, term = match.groups()
    return Pruned(origin, day, digest, records, date.fromisoformat(on), term)
