"""What a page cannot say, since the source did not deliver it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext


def warn(ctx: PageContext, *tables: str) -> None:
    """Draw which of the tables that a page leans on were not delivered."""
    words = ctx.words
    lacking = [table for table in tables if table in ctx.snapshot.seal["not_delivered"]]
    if lacking:
        named = words.join(words.code("table", table) for table in lacking)
        st.warning(words("activity_page.not_delivered", tables=named))
