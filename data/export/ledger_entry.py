"""What goes out: each export has a number, a line before and a line after.

`export.start` is written before anything is made; `export.done` says how many rows
and bytes, the SHA-256 of exactly the bytes that go out, and whose data they hold
(kept beside the journal, for the recall list). The file is made whole, under no
name, before its first byte leaves. Its manifest carries a signed anchor of the
journal, so that whoever receives the file holds proof of what the journal said.
"""

from __future__ import annotations

import hashlib
import heapq
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from data.ask.access import AccessRefused
from data.ask.door import clients, count
from data.ask.failure import AskFailed, ExportRefused, plainly
from data.ask.filters import FilterError
from data.journal import fingerprint
from data.journal.ledger import manifest, record
from data.snapshot import SnapshotRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.ask.access import Reader
    from data.ask.door import Question
    from data.journal import Journal
    from data.snapshot import Snapshot

_FAILING = (AccessRefused, AskFailed, ExportRefused, FilterError, SnapshotRefused)


@dataclass(frozen=True)
class Order:
    """A file that is asked for: its name, how it is made and what it is made of."""

    name: str
    make: Callable[[], BinaryIO] = field(repr=False)
    holds: tuple[Question, ...]
    """The questions whose rows it holds."""
    told: dict[str, Any] = field(default_factory=dict)
    """What it hangs on besides, such as its language."""


@dataclass(frozen=True)
class Export:
    """A file that was made, entered in the ledger and may go out."""

    file: BinaryIO = field(repr=False)
    manifest: dict[str, Any]

    @property
    def number(self) -> int:
        """Return the export's number in the ledger."""
        number: int = self.manifest["export"]
        return number

    def sentence(self) -> str:
        """Say on a terminal what went out."""
        told = self.manifest
        return (
            f"Export {told['export']}: {told['file']}, {told['rows']:,} rows, "
            f"{told['bytes']:,} bytes, SHA-256 {told['sha256']}; journal line "
            f"{told['line']:,}."
        )


def issue(reader: Reader, journal: Journal, snapshot: Snapshot, order: Order) -> Export:
    """Make a file and enter it in the ledger; return it at its start.

    Raises as `ask` does; FilterError or ExportRefused where its form has no room for
    it. What was begun and not done stands in the journal as failed.
    """
    principal = reader.identify()
    told: dict[str, Any] = {
        "query": order.holds[0].name if len(order.holds) == 1 else None,
        "params": fingerprint(
            [[one.name, one.parameters(**order.told)] for one in order.holds]
        ),
        "file": order.name,
    }
    start = reader.note("export.start", principal, snapshot, **told)
    told["export"] = start.fields["export"]
    try:
        file = order.make()
    except _FAILING as failed:
        reason = getattr(failed, "reason", "filter")
        reader.note(
            "export.done", principal, snapshot, outcome="failed", reason=reason, **told
        )
        raise
    try:
        told |= _measured(file)
        told["rows"] = sum(count(reader, snapshot, one) for one in order.holds)
        everybody = [clients(reader, snapshot, one) for one in order.holds]
        held = record(journal, told["export"], heapq.merge(*everybody))
        told |= {"clients": held.clients, "clients_sha256": held.clients_sha256}
        done = reader.note("export.done", principal, snapshot, **told)
        told_of = manifest(done, journal.anchor())
    except BaseException:
        file.close()
        raise
    return Export(file, told_of)


def filed(content: bytes) -> BinaryIO:
    """Put what was made in memory into a file under no name."""
    with plainly():
        file: BinaryIO = tempfile.TemporaryFile()
        file.write(content)
        file.seek(0)
    return file


def _measured(file: BinaryIO) -> dict[str, Any]:
    """Return the size and the hash of a file, and leave it at its start."""
    with plainly():
        digest = hashlib.sha256()
        while piece := file.read(1 << 18):
            digest.update(piece)
        size = file.tell()
        file.seek(0)
    return {"bytes": size, "sha256": digest.hexdigest()}
