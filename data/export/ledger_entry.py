"""What goes out: each export has a number, a line before and a line after.

`export.start` is written before anything is made; `export.done` says how many rows
and bytes, the SHA-256 of exactly the bytes that go out, and whose data they hold
(kept beside the journal, for the recall list). The file is made whole, under no
name, before its first byte leaves. Its manifest carries a signed anchor of the
journal, so that whoever receives the file holds proof of what the journal said.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from data.ask.access import AccessRefused
from data.ask.failure import AskFailed, ExportRefused, raising_ask_failed
from data.ask.filters import FilterError
from data.export.export import Answers, make
from data.journal import fingerprint
from data.journal.ledger import manifest, record
from data.snapshot import SnapshotRefused

if TYPE_CHECKING:
    from data.ask.access import Reader
    from data.export.export import Export
    from data.journal import Journal
    from data.snapshot import Snapshot

_FAILING = (AccessRefused, AskFailed, ExportRefused, FilterError, SnapshotRefused)


@dataclass(frozen=True)
class Issued:
    """A file that was made, entered in the ledger and may go out."""

    file: BinaryIO = field(repr=False)
    manifest: dict[str, Any]

    @property
    def number(self) -> int:
        """Return the export's number in the ledger."""
        number: int = self.manifest["export"]
        return number

    def sentence(self) -> str:
        """Return what a terminal says of what went out."""
        done = self.manifest
        return (
            f"Export {done['export']}: {done['file']}, {done['rows']:,} rows, "
            f"{done['bytes']:,} bytes, SHA-256 {done['sha256']}; journal line "
            f"{done['line']:,}."
        )


def issue(
    reader: Reader, journal: Journal, snapshot: Snapshot, export: Export
) -> Issued:
    """Make a file and enter it in the ledger; return it at its start.

    Raises as `Export.write` does. What was begun and not done stands in the
    journal as failed.
    """
    actor = reader.identify()
    holds, params = export.holds, export.params
    if snapshot.since is not None:
        params |= {"earlier": snapshot.since.digest}
    fields: dict[str, Any] = {
        "query": holds[0].name if len(holds) == 1 else None,
        "params": fingerprint(
            [[hold.name, hold.parameters(**params)] for hold in holds]
        ),
        "file": export.file_name(snapshot),
    }
    start = reader.note("export.start", actor, snapshot, **fields)
    fields["export"] = start.fields["export"]
    answers = Answers(reader, snapshot)
    try:
        file = make(export, answers)
    except _FAILING as failed:
        fields |= {"outcome": "failed", "reason": getattr(failed, "reason", "filter")}
        reader.note("export.done", actor, snapshot, **fields)
        raise
    try:
        fields |= _measured(file) | {"rows": answers.rows}
        held = record(journal, fields["export"], answers.clients)
        fields |= {"clients": held.clients, "clients_sha256": held.clients_sha256}
        done = reader.note("export.done", actor, snapshot, **fields)
        return Issued(file, manifest(done, journal.anchor()))
    except BaseException:
        file.close()
        raise


def _measured(file: BinaryIO) -> dict[str, Any]:
    """Return the size and the hash of a file, and leave it at its start."""
    with raising_ask_failed():
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        size = file.tell()
        file.seek(0)
    return {"bytes": size, "sha256": digest}
