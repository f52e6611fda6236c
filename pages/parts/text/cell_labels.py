"""What a cell is called, for the few columns whose words are not in a catalog."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from data.words.citing import basis
from data.words.dimensions import rule

if TYPE_CHECKING:
    from data.words import Words

__all__ = ["basis", "rule", "subject", "value"]


def subject(words: Words, table: str, key: str) -> str:
    """Write the key of what a finding is about: its codes in words, its day."""
    begins_with_name = table in ("item", "statement")  # which may hold a stroke
    divided = key.rpartition("/") if begins_with_name else key.partition("/")
    first, *more = filter(None, (divided[0], divided[2]))
    if table == "category":
        first = words.code("category", first)
    elif table in ("item", "statement"):
        first = _element(words, first)
    return " / ".join([first, *(_part(words, part) for part in more)])


def _element(words: Words, text: str) -> str:
    """Write what the statement names: a day of its own, an item, a recipient."""
    try:
        return words.date(date.fromisoformat(text))
    except ValueError:
        return words.item(text)


def _part(words: Words, code: str) -> str:
    """Write what a key has behind its first part, whatever it is a code of."""
    for domain in ("category", "ground", "mechanism"):
        if code in words.codes(domain):
            return words.code(domain, code)
    named = words.purpose(code)
    return words.country(code) if named == code else named


def value(words: Words, table: str, column: str, cell: object) -> str:
    """Write any cell of any list in the reader's words."""
    if (table, column) == ("findings", "rule"):
        return rule(words, str(cell))
    return words.value(table, column, cell)
