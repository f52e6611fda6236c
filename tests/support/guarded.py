"""Undo the guard of a text in a CSV file, as README.md tells its readers to."""

from __future__ import annotations

from data.export.csv_file import GUARDED


def unguard(text: str) -> str:
    """Return the text as it was before it was guarded."""
    return text[1:] if GUARDED.match(text) else text
