"""Workbooks as a source, filled in by the tests as with a spreadsheet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl

from data import contract
from data.__main__ import main
from data.export.source_names import BY_HAND
from data.words import words_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl.workbook import Workbook

BY_SYSTEMS = tuple(table for table in contract.TABLES if table not in BY_HAND)
"""Tables that have no sheet in a new workbook."""


def sheet_of(book: Workbook, table: str, language: str = "nl") -> Any:
    return book[words_for(language).code("table", table)]


def new(folder: Path, language: str = "nl") -> Path:
    """Write a new source with a workbook, its day filled in."""
    arguments = ["source", "new", str(folder), "--xlsx", "--lang", language]
    assert main(arguments) == 0
    toml = folder / "snapshot.toml"
    text = toml.read_text().replace("# as_of = YYYY-MM-DD", "as_of = 2026-10-31")
    moment = "# exported_at = YYYY-MM-DDThh:mm:ss+01:00"
    assert moment in text
    toml.write_text(text.replace(moment, "exported_at = 2026-10-31T23:30:00+01:00"))
    return folder


def changed(folder: Path, change: Callable[[Workbook], None]) -> Path:
    """Change the workbook of a source as somebody with a spreadsheet would."""
    book = openpyxl.load_workbook(folder / "source.xlsx")
    change(book)
    book.save(folder / "source.xlsx")
    return folder


def unmark(
    book: Workbook, language: str = "nl", tables: tuple[str, ...] = BY_HAND
) -> None:
    """Make a record of every example, or of those of some tables."""
    mark = words_for(language)("workbook.example")
    for table in tables:
        key = sheet_of(book, table, language)["A2"]
        assert key.value.startswith(f"{mark} ")
        key.value = key.value.removeprefix(f"{mark} ")


def delivering(folder: Path, *lacking: str) -> Path:
    """Name these tables as not delivered, and no other."""
    toml = folder / "snapshot.toml"
    head = toml.read_text().partition("not_delivered")[0]
    toml.write_text(f"{head}not_delivered = {json.dumps(lacking)}\n")
    return folder
