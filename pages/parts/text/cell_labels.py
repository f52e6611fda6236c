"""What a cell is called, for the few columns whose words are not in a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.words.citing import basis
from data.words.dimensions import rule

if TYPE_CHECKING:
    from data.words import Words

__all__ = ["basis", "rule", "value"]


def value(words: Words, table: str, column: str, cell: object) -> str:
    """Write any cell of any list in the reader's words."""
    if (table, column) == ("findings", "rule"):
        return rule(words, str(cell))
    return words.value(table, column, cell)
