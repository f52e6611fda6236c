"""The head of a page: its title, the question it answers and the legal basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import find_query
from pages.parts.shell import purpose
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext


def draw(ctx: PageContext, page: str, *, of: str | None = None) -> None:
    """Draw title, question and legal basis; require a purpose.

    The basis is that of the list it shows: `of`, where that has another name.
    """
    words = ctx.words
    st.title(words(f"pages.{page}.title"), anchor=False)
    st.markdown(words(f"pages.{page}.question"))
    listed = of or page
    if any(listed in queries.folder(name) for name in ("organisation", "records")):
        basis = cell_labels.basis(words, find_query(listed)["basis"])
        st.caption(f"{words('app.basis')}: {basis}")
    purpose.require(words, page)
