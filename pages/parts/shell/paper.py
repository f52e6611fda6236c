"""What is read on paper alone."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from data.words import Words


def count_rows(words: Words, shown: int, total: int) -> None:
    """Draw on paper how many rows of a list are on it, where those are not all."""
    if shown < total:
        rows = words.count("units.rows", total)
        text = words("list.on_paper", shown=words.number(shown), rows=rows)
        st.html(f'<p class="on-paper">{html.escape(text)}</p>')
