"""The way from a page to the register of Art. 30 as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from data.export.register_document import FORMS

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

NAMES = {"pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


def address(ctx: PageContext, form: str) -> str:
    """Return where the document on this snapshot is, in the reader's language."""
    params = {"snapshot": ctx.snapshot.day, "lang": ctx.words.language}
    return f"/export/article-30.{form}?{urlencode(params)}"


def buttons(ctx: PageContext) -> None:
    """Draw the buttons that give the document, one a form."""
    with st.container(horizontal=True, gap="small"):
        for form in FORMS:
            st.link_button(
                ctx.words("register_document.button", form=NAMES[form]),
                address(ctx, form),
                help=ctx.words("register_document.button_help"),
            )
