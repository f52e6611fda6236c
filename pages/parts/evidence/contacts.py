"""Who is controller and who is its data protection officer (GDPR Art. 30(1)(a))."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.words import contacts
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext


def show(ctx: PageContext) -> None:
    """Draw both beside each other, and what of them is not named."""
    parties = contacts.of(ctx.words, ctx.snapshot.seal)
    with st.container(border=True):
        columns = st.columns(2)
        for column, (title, lines) in zip(columns, parties.parts.items(), strict=True):
            with column:
                named = (f"{name}: **{markdown_escape(text)}**" for name, text in lines)
                st.markdown("  \n".join([f"**{title}**", *named]))
        if parties.note:
            st.caption(markdown_escape(parties.note))
