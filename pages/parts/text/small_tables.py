"""Small tables of texts, and lists of which a page shows a part."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from pages.parts.text import tables

if TYPE_CHECKING:
    from data.words import Words

Row = TypeVar("Row")

ROWS = 25
"""Rows of a table at once."""
REACH = Path(__file__).with_name("reach_tables.js").read_text(encoding="utf-8")


def reach() -> None:
    """Let the keyboard scroll what is wider than the page, on every page to come."""
    st.html(f"<script>{REACH}</script>", unsafe_allow_javascript=True)


def table(rows: list[dict[str, str]], *, alt: str) -> None:
    """Draw rows as a table; nothing where there are none."""
    if rows:
        tables.draw({name: [row[name] for row in rows] for name in rows[0]}, alt=alt)


def page(words: Words, rows: list[Row], key: str) -> list[Row]:
    """Return a page of rows, with a way to the others where there are more.

    `key` tells the table from every other, of this snapshot and of others.
    """
    if len(rows) <= ROWS:
        return rows
    first = (st.pagination(-(-len(rows) // ROWS), key=f"page.{key}") - 1) * ROWS
    on_page = rows[first : first + ROWS]
    number = words.number
    st.caption(
        words(
            "matrix.shown",
            first=number(first + 1),
            last=number(first + len(on_page)),
            total=number(len(rows)),
        )
    )
    return on_page
