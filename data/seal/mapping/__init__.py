"""Read mapping.toml: from which file, columns and words of theirs each table is made.

What is wrong in it is named by table and column, with the word that was probably meant.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from data import contract, regular_file
from data.identifiers import printable_name
from data.refusal import nearest
from data.seal.mapping import rules
from data.seal.mapping.form import OPTIONS, ColumnMap, TableMap
from data.seal.publish import SealRefused
from data.seal.report import Failure

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic_core import ErrorDetails

NAME = "mapping.toml"
APPLIED = "mapping.applied.toml"
"""The mapping by which the tables of a source were made before it came there."""
TABLE = "mapping"
"""What the report calls a mapping as a whole."""
LARGEST = 1 << 20
"""Bytes of a mapping, which goes whole into the seal."""
_LINE = re.compile(r"at line (\d+)")


@dataclass
class Mapping:
    """What mapping.toml says."""

    files: dict[str, str] = field(default_factory=dict)
    """The file of every table that it names, sound or not."""
    tables: dict[str, TableMap] = field(default_factory=dict)
    """The tables in whose mapping nothing is wrong."""
    failures: list[Failure] = field(default_factory=list)
    lacking: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns of such a table that it says nothing of, which is a failure."""

    def lacks(self, failure: Failure) -> bool:
        """Return whether a check failed for want of a column that it says nothing of.

        That is of this column, looks at it, or refers to the table.
        """
        names = {*self.lacking.get(failure.table, ()), *self.lacking}
        return bool(names & {failure.column, *re.findall(r"\w+", failure.check)})


def read(folder: Path) -> Mapping:
    """Read the mapping of a source; where there is none, it names no table."""
    made = Mapping()
    try:
        content = regular_file.read(folder / NAME)
        if len(content) > LARGEST:
            check = f"{NAME} has {LARGEST:,} bytes at most; found: {len(content):,}"
            made.failures.append(Failure(TABLE, None, check))
            return made
        entries = tomllib.loads(content.decode("utf-8-sig"))
    except FileNotFoundError:
        return made
    except (OSError, ValueError, RecursionError) as error:
        line = _LINE.search(str(error))
        about = f"; not so from line {line[1]} on" if line else ""
        check = f"{NAME} reads as TOML in UTF-8{about}"
        made.failures.append(Failure(TABLE, None, check))
        return made
    for name, entry in entries.items():
        _take(made, name, entry)
    return made


def _take(made: Mapping, name: str, entry: object) -> None:
    """Take the mapping of one table, or what is wrong with it."""
    if name not in contract.TABLES:
        written = printable_name(name)
        close = nearest(written, contract.TABLES).strip()
        check = f"names tables of the contract; found: {written}"
        made.failures.append(Failure(TABLE, None, check, hint=close or None))
        return
    made.files[name] = ""
    if isinstance(entry, dict) and isinstance(entry.get("file"), str):
        made.files[name] = entry["file"]
    try:
        table = TableMap.model_validate(entry)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False)
        made.failures += [_failure(name, each) for each in errors]
        return
    failures = list(rules.wrong(name, table))
    made.failures += failures
    lacking = rules.lacking(name, table)
    if len(lacking) == len(failures):  # the words of the others are read all the same
        nothing = {column: ColumnMap(const="") for column in lacking}
        columns = {**table.columns, **nothing}
        made.tables[name] = table.model_copy(update={"columns": columns})
        if lacking:
            made.lacking[name] = tuple(lacking)


def _failure(table: str, error: ErrorDetails) -> Failure:
    """Return what is wrong with an option of a table or of one of its columns."""
    keys = [str(part) for part in error["loc"]]
    column: str | None = None
    part: type[TableMap | ColumnMap] = TableMap
    if keys[:1] == ["columns"] and len(keys) > 1:
        column, keys, part = printable_name(keys[1]), keys[2:], ColumnMap
    option = printable_name(keys[0]) if keys else ""
    if error["type"] == "extra_forbidden":
        hint = nearest(option, OPTIONS[part]).strip()
        check = f"mapping: there is no option `{option}`"
        return Failure(table, column, check, hint=hint or None)
    if error["type"] == "missing":
        return Failure(table, column, f"mapping: needs `{option}`")
    about = f"`{option}` " if option else ""
    says = error["msg"].removeprefix("Input should be ")
    if error["type"] in ("model_type", "dict_type"):
        says = "a section with options"
    return Failure(table, column, f"mapping: {about}is {says}")


def provenance(folder: Path) -> dict[str, Any] | None:
    """Return the mapping that a source's tables are, or were, made by: its text too.

    SealRefused where it is too large for a seal.
    """
    for name in (NAME, APPLIED):
        path = folder / name
        if regular_file.is_there(path):
            content = regular_file.read(path)
            if len(content) > LARGEST:
                raise SealRefused(f"{name} has more than {LARGEST:,} bytes.")
            return {
                "name": name,
                "sha256": hashlib.sha256(content).hexdigest(),
                "text": content.decode(errors="replace"),
            }
    return None
