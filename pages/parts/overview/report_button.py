"""The way from a page to the report for management."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext


def address(ctx: PageContext) -> str:
    """Return where the report on this snapshot is, in the reader's language."""
    params = {"snapshot": ctx.snapshot.day, "lang": ctx.words.language}
    return f"/export/report.pdf?{urlencode(params)}"


def button(ctx: PageContext) -> None:
    """Draw the button that gives the report as a PDF."""
    st.link_button(
        ctx.words("report.button"),
        address(ctx),
        help=ctx.words("report.button_help"),
    )
