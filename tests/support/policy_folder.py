"""A copy of the policy in a folder of its own, and another version in it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from data import policy

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "2018-05-25"
"""The version that the project itself has."""


def copied(into: Path) -> Path:
    """Copy the policy, to be changed or broken there."""
    folder = into / "policy"
    shutil.copytree(policy.FOLDER, folder, ignore=shutil.ignore_patterns("*.py*"))
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Write something else once; it must stand there."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add_version(folder: Path, version: str, *changes: tuple[str, str]) -> None:
    """Put another version in place: the one there is, with texts changed in it."""
    change(folder, "statements.csv", "\n", f"\n{version},{version},Andere\n")
    for name in ("transfers_declared.csv", "statement_checklist.csv"):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        rows = text.partition("\n")[2]
        path.write_text(text + _changed(rows, version, changes), encoding="utf-8")
    text = (folder / "statements" / f"{VERSION}.toml").read_text(encoding="utf-8")
    written = folder / "statements" / f"{version}.toml"
    written.write_text(_changed(text, version, changes), encoding="utf-8")


def _changed(text: str, version: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in ((VERSION, version), *changes):
        text = text.replace(old, new)
    return text
