"""Lists that people keep, added to what was fetched: the same clients, the same key."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from data import regular_file
from data.regular_file import NoRegularFile

if TYPE_CHECKING:
    from collections.abc import Callable

MISSING = re.compile(r"(?m)^not_delivered = .*\n?")


def tables(lists: Path | None) -> frozenset[str]:
    """Return the tables of which a folder of lists has the file; none without one.

    SealRefused where there is a folder, and no table in it.
    """
    from data.seal.publish import SealRefused
    from data.seal.source import present

    if lists is None:
        return frozenset()
    if not (of_lists := present(lists)):
        raise SealRefused(
            f"{lists} has the file of no table. Look at its mapping.toml."
        )
    return of_lists


def add(
    lists: Path, source: Path, work: Path, key: Path, tell: Callable[[str], None]
) -> None:
    """Add the tables of a folder to a source, mapped and under pseudonyms of a key.

    The folder has files, and a mapping.toml if need be; what it lacks to be a source
    is that of `source`. `work` is a folder for what has client numbers meanwhile.
    SealRefused where a table is in both; raises as `tables` and mapping do.
    """
    from data import contract
    from data.export.source_names import naming
    from data.seal import mapping
    from data.seal.mapped.apply import apply
    from data.seal.pseudonyms.pseudonymise import pseudonymise
    from data.seal.publish import SealRefused
    from data.seal.source import NAME, present

    of_lists, text = tables(lists), regular_file.read(source / NAME).decode()
    if both := of_lists & present(source):
        named = ", ".join(sorted(both))
        raise SealRefused(
            f"{named}: fetched, and in {lists} too. Take one of them out."
        )
    if (source / mapping.NAME).is_file():
        _apply_that_of_queries(source, text, work / "read", tell)
    copy, mapped, turned = (work / name for name in ("lists", "mapped", "turned"))
    _copy_files(lists, copy)
    lacking = [table for table in contract.TABLES if table not in of_lists]
    (copy / NAME).write_text(_lacking(text, lacking), encoding="utf-8")
    apply(copy, mapped, tell, naming())
    pseudonymise(mapped, turned, key, tell=tell)
    for path in turned.iterdir():
        if path.name.split(".")[0] in of_lists:
            path.rename(source / path.name)
    _note_mapping(turned / mapping.APPLIED, source / mapping.APPLIED)
    still = [
        t for t in tomllib.loads(text).get("not_delivered", ()) if t not in of_lists
    ]
    (source / NAME).write_text(_lacking(text, still), encoding="utf-8")


def _copy_files(folder: Path, to: Path) -> None:
    """Copy a folder; NoRegularFile where something in it is no file and no folder."""
    try:
        shutil.copytree(folder, to, copy_function=_copy_file)
    except shutil.Error as error:
        broken = Path(error.args[0][0][0])
        raise NoRegularFile("it is no regular file", broken) from None


def _copy_file(file: str, to: str) -> None:
    regular_file.copy(Path(file), Path(to))


def _apply_that_of_queries(
    source: Path, text: str, work: Path, tell: Callable[[str], None]
) -> None:
    """Write what was fetched as the contract has it, so that a mapping can join."""
    from data import contract
    from data.export.source_names import naming
    from data.seal.mapped.apply import apply
    from data.seal.source import NAME, present

    there = present(source)
    lacking = [table for table in contract.TABLES if table not in there]
    (source / NAME).write_text(_lacking(text, lacking), encoding="utf-8")
    apply(source, work, tell, naming())
    shutil.rmtree(source)
    work.rename(source)


def _note_mapping(of_lists: Path, to: Path) -> None:
    """Write by what mapping the lists were read behind that of the queries, if any."""
    if of_lists.is_file():
        with to.open("ab") as file:
            file.write((b"\n" if file.tell() else b"") + of_lists.read_bytes())


def _lacking(text: str, tables: list[str]) -> str:
    """Return the description of a source with other tables not delivered."""
    listed = ", ".join(f'"{table}"' for table in tables)
    return f"{MISSING.sub('', text).rstrip()}\nnot_delivered = [{listed}]\n"
