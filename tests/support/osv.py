"""Known holes as OSV tells them: records of JSON, in a file or a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.known_holes import Versions

ECOSYSTEM = "PyPI"


def audit(place: Path, versions: Versions) -> tuple[int, list[str]]:
    """Return how many records there are, and each hole in one of these packages.

    ValueError where there is none: an audit that looks at nothing is no audit.
    """
    files = sorted(place.rglob("*.json")) if place.is_dir() else [place]
    count = 0
    holes: list[str] = []
    for file in files:
        for record in _records(file):
            count += 1
            holes += _holes(record, versions)
    if not count:
        raise ValueError(f"{place} has no record of OSV.")
    return count, sorted(set(holes))


def _records(file: Path) -> Iterator[dict[str, Any]]:
    content = json.loads(file.read_text(encoding="utf-8"))
    for record in content if isinstance(content, list) else [content]:
        if "id" in record and "withdrawn" not in record:
            yield record


def _holes(record: dict[str, Any], versions: Versions) -> Iterator[str]:
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        if package.get("ecosystem") != ECOSYSTEM:
            continue
        name = canonicalize_name(package["name"])
        for version in versions.get(name, ()):
            if _is_affected(version, affected):
                yield f"{name} {version} ({record['id']})"


def _is_affected(version: Version, affected: dict[str, Any]) -> bool:
    """Return whether a version is named, or lies in a range (OSV's evaluation)."""
    if any(_version(text) == version for text in affected.get("versions", ())):
        return True
    return any(
        _is_in(version, part.get("events", ()))
        for part in affected.get("ranges", ())
        if part.get("type") == "ECOSYSTEM"
    )


def _is_in(version: Version, events: Any) -> bool:
    is_in = False
    for event in sorted(events, key=_at):
        ((kind, _),) = event.items()
        at = _at(event)
        if kind == "introduced" and version >= at:
            is_in = True
        elif (kind == "fixed" and version >= at) or (
            kind == "last_affected" and version > at
        ):
            is_in = False
    return is_in


def _at(event: dict[str, str]) -> Version:
    ((_, text),) = event.items()
    return _version(text) or Version("0")


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
