"""What a seal says: read from its text, held to the form that readers rely on."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache
from typing import Any, TypedDict

from data import CONTRACT, FORMAT
from data.refusal import SnapshotRefused, printable

LAST_VERSION = 9999
RECORDS, SUMMARY = "records.duckdb", "summary.duckdb"
SEAL, DATABASES = "seal.json", (RECORDS, SUMMARY)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HASH = re.compile(r"[0-9a-f]{64}")


class SealedFile(TypedDict):
    """What a seal says of a file."""

    bytes: int
    sha256: str


def parse_seal(text: bytes, day: str) -> dict[str, Any]:
    """Read the text of a day's seal; SnapshotRefused when it is not one."""
    try:
        seal: dict[str, Any] = json.loads(text, object_pairs_hook=unique_names)
        versions = seal["format"], seal["contract"]
        known = all(type(n) is int and 0 <= n <= LAST_VERSION for n in versions)
        sound = known and (versions != (FORMAT, CONTRACT) or _is_sound(seal, day))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise SnapshotRefused(day, "seal", SEAL) from None
    if not sound:
        raise SnapshotRefused(day, "seal", SEAL)
    if versions != (FORMAT, CONTRACT):
        is_newer = versions[0] > FORMAT or versions[1] > CONTRACT
        raise SnapshotRefused(day, "newer" if is_newer else "older", SEAL, versions)
    return seal


@lru_cache(maxsize=256)
def files_of(text: bytes, day: str) -> dict[str, SealedFile]:
    """Return what a day's seal says of its files; SnapshotRefused when it is none.

    Seals of every format say it alike. Not to be changed: everybody gets the same.
    """
    try:
        seal = json.loads(text, object_pairs_hook=unique_names)
        files: dict[str, SealedFile] = seal["files"]
        sound = seal["as_of"] == day and _are_files(files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise SnapshotRefused(day, "seal", SEAL)
    return files


def _are_files(files: dict[str, SealedFile]) -> bool:
    sizes = [file["bytes"] for file in files.values()]
    return (
        set(files) == set(DATABASES)
        and all(type(size) is int and size >= 0 for size in sizes)
        and all(_HASH.fullmatch(file["sha256"]) for file in files.values())
    )


def delivered(seal: dict[str, Any]) -> dict[str, str]:
    """Return the file that each table of a source came in, as its seal says.

    Older seals do not say it: there a file is called as its table.
    """
    named: dict[str, str] = seal.get("delivered") or {
        name.partition(".")[0]: name for name in seal["source"]
    }
    return {table: named[table] for table in seal["checks"]}


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of JSON; ValueError for a name twice, which readers differ on."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError
    return made


def _is_sound(seal: dict[str, Any], day: str) -> bool:
    """Return whether a seal has what readers rely on; raises where it has not."""
    counts = [*seal["rows"].values(), *seal["findings"].values()]
    texts = [seal[name] for name in ("controller", "exported_at", "sealed_at")]
    for name in ("checks", "source", "policy", "queries", "software"):
        texts += seal[name].values()
    texts += seal["not_delivered"]
    texts += delivered(seal).values()
    texts += (seal.get("mapping") or {}).values()
    return (
        seal["as_of"] == day
        and is_day(seal["statement"])
        and isinstance(seal["not_delivered"], list)
        and _are_files(seal["files"])
        and all(_HASH.fullmatch(digest) for digest in seal["tables"].values())
        and all(type(count) is int and count >= 0 for count in counts)
        and all(isinstance(text, str) for text in texts)
    )


def day_of(name: str) -> date:
    """Read a day as snapshots are named, YYYY-MM-DD; ValueError otherwise."""
    if not _DAY.fullmatch(name):
        raise ValueError(f"not a day: {printable(name)}")
    return date.fromisoformat(name)


def is_day(name: str) -> bool:
    """Return whether a name is a day as snapshots are named."""
    try:
        day_of(name)
    except ValueError:
        return False
    return True
