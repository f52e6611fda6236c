"""Lists that people keep, added to what was fetched: the same clients, the same key."""

from __future__ import annotations

import re
import shutil
import tomllib
from typing import TYPE_CHECKING

from data import regular_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MISSING = re.compile(r"(?m)^not_delivered = .*\n?")


def add(
    lists: Path, source: Path, work: Path, key: Path, tell: Callable[[str], None]
) -> None:
    """Add the tables of a folder to a source, mapped and under pseudonyms of a key.

    The folder has files, and a mapping.toml if need be; what it lacks to be a source
    is that of `source`. `work` is a folder for what has client numbers meanwhile.
    SealRefused where a table is in both, or in none; raises as mapping does.
    """
    from data import contract
    from data.export.source_names import naming
    from data.seal import mapping
    from data.seal.apply_mapping import apply
    from data.seal.pseudonymise import pseudonymise
    from data.seal.publish import SealRefused
    from data.seal.source import NAME, present

    tables, text = present(lists), regular_file.read(source / NAME).decode()
    if not tables:
        raise SealRefused(
            f"{lists} has the file of no table. Look at its mapping.toml."
        )
    if both := tables & present(source):
        named = ", ".join(sorted(both))
        raise SealRefused(
            f"{named}: fetched, and in {lists} too. Take one of them out."
        )
    copy, mapped, turned = (work / name for name in ("lists", "mapped", "turned"))
    shutil.copytree(lists, copy)
    lacking = [table for table in contract.TABLES if table not in tables]
    (copy / NAME).write_text(_lacking(text, lacking), encoding="utf-8")
    apply(copy, mapped, tell, naming())
    pseudonymise(mapped, turned, key, tell=tell)
    for path in turned.iterdir():
        if path.name.split(".")[0] in tables or path.name == mapping.APPLIED:
            path.rename(source / path.name)
    still = [t for t in tomllib.loads(text).get("not_delivered", ()) if t not in tables]
    (source / NAME).write_text(_lacking(text, still), encoding="utf-8")


def _lacking(text: str, tables: list[str]) -> str:
    """Return the description of a source with other tables not delivered."""
    listed = ", ".join(f'"{table}"' for table in tables)
    return f"{MISSING.sub('', text).rstrip()}\nnot_delivered = [{listed}]\n"
