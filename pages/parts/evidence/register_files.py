"""The way from a page to the register of Art. 30 as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from data.export.register_document import FORMS

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

NAMES = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


def address(ctx: PageContext, file: str) -> str:
    """Return where a file on this snapshot is, in the reader's language."""
    params = {"snapshot": ctx.snapshot.day, "lang": ctx.words.language}
    return f"/export/{file}?{urlencode(params)}"


def buttons(ctx: PageContext) -> None:
    """Draw the buttons that give the document, one a form, and the workbook."""
    with st.container(horizontal=True, gap="small"):
        for form in FORMS:
            st.link_button(
                ctx.words("register_document.button", form=NAMES[form]),
                address(ctx, f"article-30.{form}"),
                help=ctx.words("register_document.button_help"),
            )
        if ctx.sees_records:
            st.link_button(
                ctx.words("workbook.button"),
                address(ctx, "source.xlsx"),
                help=ctx.words("workbook.button_help"),
            )
