"""What the law asks of health data, above the grounds on which they are held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

POINTS = ("ban", "consent", "dutch", "secrecy", "interest", "untested")


def show(ctx: PageContext) -> None:
    """Draw the articles, and what of them no record tells."""
    words = ctx.words
    with st.expander(words("law.title"), expanded=True):
        st.markdown("\n".join(f"- {words(f'law.{point}')}" for point in POINTS))
