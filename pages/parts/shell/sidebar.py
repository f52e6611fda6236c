"""What stands beside every page, above the menu: what is chosen for all of them.

The choices are in a popover, out of the way; who looks and for what stays in sight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.parts.session import visitor
from pages.parts.shell import context, finder, navigation, purpose

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from data.words import Words


def draw(*, is_open: bool) -> tuple[Words, DeltaGenerator]:
    """Draw what stands beside a page.

    Return the words of the language chosen, and the place for what is searched.
    """
    with st.sidebar:
        if not is_open:
            return context.speak(), st.container()
        place = finder.box(context.begin())
        _remind()
        label = context.begin()("app.settings")
        with st.popover(label, icon=":material/tune:", width="stretch", key="settings"):
            words = context.speak()
            context.choose(words)
            navigation.who(words)
            purpose.change(words)
        _for_whom(words)
    return words, place


def _remind() -> None:
    """Keep the state of what a closed popover holds, which the browser lacks."""
    for key in (context.LANGUAGE, context.SNAPSHOT):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _for_whom(words: Words) -> None:
    """Keep in sight in which role, and for what purpose, somebody looks."""
    actor = visitor.actor()
    named = [navigation.role_label(words, actor.role_named)]
    if actor.purpose is not None:
        named.append(words.code("access_purpose", actor.purpose))
    st.caption(" · ".join(named))
