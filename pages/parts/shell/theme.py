"""What every page looks like: its language for readers, its print, its marks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from data import policy
from pages.parts.session import routes, visitor

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from data.words import Words

MARKED = "background: rgba(151, 166, 195, .25); font-weight: 600"
SCRIPT = Path(__file__).with_name("theme.js").read_text(encoding="utf-8")


def begin() -> None:
    """Set icon and width, before the menu: else its icons are fetched for the window.

    They would be asked of another machine.
    """
    st.set_page_config(page_icon="🛡️", layout="wide")


def dress(words: Words, page: str | None) -> None:
    """Set the page's title and language, and its mark in the menu, before it is drawn.

    `page` is the one that is open, by its name; None where nobody may see any.
    """
    st.set_page_config(page_title=_title(words, page))
    lost, again = words("errors.lost"), words("errors.again")
    st.html(
        f"<style>{_marked(page)}</style>"
        f'<p class="lost" role="alert">{lost} <a href="">{again}</a></p>'
        f"<script>{SCRIPT}('{words.language}', '{page or ''}')</script>",
        unsafe_allow_javascript=True,
    )


def unseen(of: str = "page") -> DeltaGenerator:
    """Return a container for what shows nothing; it takes no place."""
    return st.container(key=f"unseen-{of}")


def _title(words: Words, page: str | None) -> str:
    """Return the title of the browser's window: the page, and whose it is."""
    owner = policy.organisation().controller.name if page is not None else ""
    owner = owner or words("app.title")
    return f"{words(f'pages.{page}.title')} · {owner}" if page else owner


def _marked(page: str | None) -> str:
    """Return the style that marks the entry of the page that is open in the menu.

    Streamlit marks only a page that stands in the menu itself.
    """
    if not page:
        return ""
    leading = routes.tabs(page, visitor.actor())[:1]
    links = "".join(f'[href$="/{name}"]' for name in leading if name != page)
    if not links:
        return ""
    return f'[data-testid="stSidebarNavLink"]{links} {{ {MARKED} }}'
