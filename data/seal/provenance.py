"""What a snapshot was made of, and with: hashes and versions, for its seal."""

from __future__ import annotations

import hashlib
import platform
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import queries
from data import VERSION, policy
from data.regular_file import is_there, open_regular
from data.seal import mapping, pseudonyms
from data.seal.source import NAME
from data.seal.source.describe import describe

if TYPE_CHECKING:
    from pathlib import Path

    from data.seal.source.file import SourceFile

DERIVED = (
    *("contract", "seal", "findings", "key_figures", "history", "breakdowns"),
    "compare",
)
"""The folders of queries that what is sealed comes from."""
NAMES = (NAME, pseudonyms.NAME, mapping.NAME, mapping.APPLIED)
"""Files of a source beside its tables."""
_SOFTWARE = ("duckdb", "polars", "pandera")


def made_of(folder: Path, files: dict[str, SourceFile]) -> dict[str, Any]:
    """Return what a snapshot was made of and with: hashes and versions."""
    paths = [folder / name for name in NAMES if is_there(folder / name)]
    paths += dict.fromkeys(file.origin for file in files.values())
    return {
        "pseudonym_key": pseudonyms.read_id(folder),
        "delivered": {table: file.origin.name for table, file in files.items()},
        "mapping": mapping.provenance(folder),
        "checks": {table: "passed" for table in files},
        "source": {path.name: _hash(path) for path in paths},
        **defined_by(),
        "software": _software() | {"python": platform.python_version()},
        "sealed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "platform": sys.platform,
    }


def defined_by() -> dict[str, dict[str, str]]:
    """Return the hashes of the policy and the queries that a seal is made with."""
    return {
        "policy": _hashes(policy.FOLDER, *policy.KINDS),
        "queries": _hashes(queries.FOLDER, "*.sql", *(f"{n}/*.sql" for n in DERIVED)),
    }


def made_with() -> dict[str, dict[str, str]]:
    """Return what must be the same wherever a part of a seal is reckoned."""
    return defined_by() | {"software": _software()}


def _software() -> dict[str, str]:
    return {"dashboard": VERSION, **{name: version(name) for name in _SOFTWARE}}


def is_made_of(seal: dict[str, Any], folder: Path, *, is_fetched: bool) -> bool:
    """Return whether a snapshot was sealed from what stands in a folder now.

    What is fetched again says another time and may be the same for all that.
    """
    hashes = {**seal["source"]}
    if is_fetched:
        del hashes[NAME]
        described = describe(folder)
        statement = described.statement and described.statement.isoformat()
        facts = (described.controller, statement, sorted(described.not_delivered))
        if facts != (
            seal["controller"],
            seal["statement"],
            sorted(seal["not_delivered"]),
        ):
            return False
    paths = {folder / name: digest for name, digest in hashes.items()}
    return all(path.is_file() and _hash(path) == paths[path] for path in paths)


def _hashes(folder: Path, *kinds: str) -> dict[str, str]:
    """Hash the files of a folder that are of some kinds, by their path in it."""
    paths = sorted(path for kind in kinds for path in folder.glob(kind))
    return {path.relative_to(folder).as_posix(): _hash(path) for path in paths}


def _hash(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
