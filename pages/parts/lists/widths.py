"""How wide the columns of a list are, so that no cell of the page is cut off.

The grid measures its cells itself and lets those alone that are more than twice as
long as most: of a column that is nearly empty, what little it says would be cut off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTHS: Mapping[str, int] = {
    "evidence": 620,
    "evidence_nl": 620,
    "name": 190,
    "role": 170,
    "purposes": 240,
    "categories": 220,
    "grounds": 220,
    "recipient_kinds": 200,
}
"""Pixels of columns whose text would push the others off the screen."""
LONG = 400
"""Pixels of the widest column behind which something is still seen at once."""
LETTER, AROUND, AROUND_CHIP = 6.2, 20, 44
"""Pixels of a letter, about, and of what stands around a text, or one on a chip."""
UNLIKE = 1.25
"""How much longer than most a text is that the grid's own measure may let alone."""


def width(name: str, cells: pl.Series, head: str) -> int | None:
    """Return the pixels of a column of written cells; None where the grid measures."""
    if name in WIDTHS:
        return WIDTHS[name]
    around = AROUND
    texts = cells.to_list()
    if cells.dtype == pl.List(pl.String):
        texts, around = [each[0] if each else None for each in texts], AROUND_CHIP
    elif cells.dtype != pl.String:
        return None
    lengths = [len("-" if text is None else text) for text in texts]
    if not lengths:
        return None  # a list without a row
    longest = max(lengths)
    if longest <= UNLIKE * sum(lengths) / len(lengths):
        return None
    return min(LONG, round(max(longest, len(head)) * LETTER) + around)


def config(cells: pl.DataFrame) -> dict[str, Any]:
    """Return how the columns of a table of texts are drawn that the grid would cut."""
    widths = {each.name: width(each.name, each, each.name) for each in cells}
    return {
        name: st.column_config.TextColumn(width=pixels)
        for name, pixels in widths.items()
        if pixels is not None
    }
