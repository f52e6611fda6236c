"""Links within the app: each carries language and snapshot along."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from pages.parts.session import routes
from pages.parts.shell import context
from pages.parts.text.escaping import markdown_escape


def link(page: str, label: str, **params: str | list[str]) -> None:
    """Link to a page; by a whole new page where there is no frame to stay in."""
    address = {**context.kept(), **params}
    try:
        st.page_link(routes.path(page), label=label, query_params=address)
    except StreamlitPageNotFoundError:
        st.markdown(f"[{label}](/{page}?{urlencode(address, doseq=True)})")


def address(page: str, **params: str | list[str]) -> str:
    """Return the address of a page, for a link that Streamlit does not draw."""
    return f"/{page}?{urlencode({**context.kept(), **params}, doseq=True)}"


def inline(page: str, label: str, **params: str | list[str]) -> str:
    """Return a link as Markdown, for a cell of a table; it opens beside this page."""
    return f"[{markdown_escape(label)}]({address(page, **params)})"
