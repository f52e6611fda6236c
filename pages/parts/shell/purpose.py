"""For what rows about persons are looked at: asked once a session, and kept.

The door refuses such rows without a purpose (data/ask/access.py); a page that
shows them asks for it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import find_query
from data.ask.access import PURPOSES, is_personal
from data.ask.engine import ASKED
from data.ask.lists import offered
from pages.parts.session import visitor
from pages.parts.shell import controls

if TYPE_CHECKING:
    from data.words import Words

PURPOSE = "access_purpose"


def require(words: Words, name: str) -> None:
    """Ask for a purpose before a page whose question is about persons goes on."""
    if any(name in queries.folder(folder) for folder in ASKED):
        listed = offered(visitor.actor(), name)
        if listed is not None and is_personal(find_query(listed)):
            ask(words)


def ask(words: Words) -> None:
    """Ask for a purpose, and end the page, where none was given in this session."""
    if visitor.actor().purpose is not None:
        return
    with st.form("purpose", width=560):
        st.markdown(f"**{words('purpose.title')}**")
        st.markdown(words("purpose.why"))
        controls.selectbox(
            words("purpose.label"),
            PURPOSES,
            default=None,
            format_func=lambda code: words.code("access_purpose", code),
            placeholder=words("purpose.choose"),
            key=PURPOSE,
        )
        st.form_submit_button(words("purpose.go"), type="primary", on_click=_declare)
    st.stop()


def change(words: Words) -> None:
    """Draw for what purpose rows are looked at, with a way to take another."""
    declared = visitor.actor().purpose
    if declared is not None:
        named = words.code("access_purpose", declared)
        st.markdown(words("purpose.now", purpose=named))
        st.button(words("purpose.change"), on_click=_take_back)


def _declare() -> None:
    visitor.declare(controls.value(PURPOSE))


def _take_back() -> None:
    visitor.declare(None)
