"""What the register says in a field of an activity, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import queries

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from data.words import Words

ASKED = frozenset({"measures", "owner", "recipient_kinds", "reviewed_on"})
"""Fields that are not filled in where they are null; of others null says `none`."""


def field(
    words: Words,
    table: str,
    row: Mapping[str, Any],
    name: str,
    not_delivered: Collection[str],
) -> str:
    """Write a field of an activity; what should stand there and does not, as such."""
    needs = queries.folder("organisation")[table].needs_of(name)
    if not {*not_delivered}.isdisjoint(needs):
        return words("key.not_delivered")
    value = row[name]
    if value is None or value == []:
        lacks = name in ASKED or name in (row.get("missing") or ())
        return words("activity_page.empty" if lacks else "key.none")
    return words.value(table, name, value)
