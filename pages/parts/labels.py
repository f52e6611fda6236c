"""What a cell is called, for the few columns whose words are not in a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries

if TYPE_CHECKING:
    from pages.words import Words


def rule(words: Words, code: str) -> str:
    """Give a rule's code and what it says; the code alone where it is gone."""
    known = queries.folder("findings")
    return (
        f"{code} · {words.own(known[code].entries, 'title')}" if code in known else code
    )


def value(words: Words, table: str, column: str, cell: object) -> str:
    """Write any cell of any list in the reader's words."""
    if (table, column) == ("findings", "rule"):
        return rule(words, str(cell))
    return words.value(table, column, cell)
