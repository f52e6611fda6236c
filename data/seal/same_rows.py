"""Whether the tables of a snapshot have the rows that a seal has hashed.

The hash of a file says that something is other than it was; this says where. Two
seals of one source are other bytes, and have the same rows.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data import regular_file
from data.seal.contents import rows_and_hashes_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.snapshot import Snapshot

CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": "1GB",
    "threads": "2",
}
"""What the engine may not do with a file that may be anything."""

ATTACH = {
    "records.duckdb": "attach $path as records (read_only)",
    "summary.duckdb": "attach $path as summary (read_only)",
}


def hashed(snapshot: Snapshot) -> dict[str, str] | None:
    """Hash the rows of every table as they are now; None where they cannot be read.

    A copy is read, beside which nothing lies that the engine would take for a part.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            with duckdb.connect(config=CLOSED) as con:
                for name, statement in ATTACH.items():
                    if (snapshot.path / name).stat().st_size > _largest(snapshot, name):
                        return None
                    copy = Path(folder) / name
                    regular_file.copy(snapshot.path / name, copy)
                    con.execute(statement, {"path": str(copy)})
                _, hashes = rows_and_hashes_of(con)
                return hashes
        except (duckdb.Error, OSError):
            return None


def _largest(snapshot: Snapshot, name: str) -> int:
    """Return the bytes beyond which a file is nothing that was sealed, and no copy."""
    return 2 * snapshot.files[name]["bytes"]


def differing(sealed: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the tables with other rows, and those that only one of them has."""
    names = sorted({*sealed, *now})
    return [name for name in names if sealed.get(name) != now.get(name)]
