"""How cells are written whose words are not the codes of one list."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.words import terms

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.words import Words

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")
_FLAGS = {"true": True, "false": False}
CODES = (
    *("category", "ground", "mechanism", "outcome", "request_kind", "channel"),
    *("system", "source", "erasure", "role", "recipient_kind", "retention_rule"),
    *("agreement_kind", "restriction_kind", "trajectory_kind", "result", "dpia"),
    *("principal_kind", "subjects", "special_ground", "risk"),
)
"""Lists of codes that a cell of a source may hold one of."""


def column(words: Words, name: str) -> str:
    """Write the name of a column; the name itself where it has no label."""
    return words.texts.get(f"columns.{name}", name)


def cell(words: Words, text: str) -> str:
    """Write a cell of any table, as a CSV has it: day, yes or no, codes; else as it is.

    A code is called as in the first of CODES that has it.
    """
    if _DAY.fullmatch(text):
        return words.date(date.fromisoformat(text))
    if _MOMENT.fullmatch(text):
        return words.moment(datetime.fromisoformat(text))
    if text in _FLAGS:
        return words.boolean(_FLAGS[text])
    return words.join(_code(words, part) for part in text.split("|"))


def _code(words: Words, code: str) -> str:
    for domain in CODES:
        if code in words.codes(domain):
            return words.code(domain, code)
    for named in (words.item(code), words.purpose(code)):
        if named != code:
            return named
    return code


WRITTEN: dict[str | None, Callable[[Words, str], str]] = {
    "retention_term": terms.retention,
    "column": column,
    "cell": cell,
}
"""How the cells of columns with these codes are written."""
