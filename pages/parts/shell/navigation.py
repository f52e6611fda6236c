"""What a visitor sees of who they are: the way in, their role, the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import AccessRefused, Actor
from pages.parts.session import oidc, routes, visitor
from pages.parts.shell import context, controls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.navigation.page import StreamlitPage

    from data.words import Words

ROLE = "role"
SWITCHED = "switched role"
HOME = "home"
"""The front page, which leads on to the first page of a role."""


def pages(words: Words) -> Sequence[StreamlitPage]:
    """Return the pages that this visitor may open, every address among them.

    An address that is not theirs says why, so that a link opens after signing in
    and nobody is told that a page is not there.
    """
    try:
        actor = visitor.actor()
    except AccessRefused as refused:
        return [_closed(name, words, refused) for name in (HOME, *routes.PAGES)]
    own_pages = routes.pages_of(actor)
    return [
        st.Page(
            routes.FOLDER / "home.py",
            title=words("app.title"),
            default=True,
            visibility="hidden",
        ),
        *(
            st.Page(
                routes.path(name),
                title=words(f"pages.{name}.title"),
                url_path=name,
                visibility="hidden" if name in routes.HIDDEN else "visible",
            )
            for name in own_pages
        ),
        *(
            _not_yours(name, words, actor)
            for name in routes.PAGES
            if name not in own_pages
        ),
    ]


def is_open() -> bool:
    """Return whether whoever looks may see anything at all."""
    try:
        visitor.actor()
    except AccessRefused:
        return False
    return True


def banner(words: Words) -> None:
    """Draw above every page what is to be known of it: a demonstration, or older."""
    badges = [context.older(words)]
    if oidc.configured() is None:
        badges.insert(0, words("who.demonstration"))
    if any(badges):
        with st.container(key="banner"):
            texts = [f":orange-badge[{text}]" for text in badges if text]
            st.markdown(" ".join(texts))


def beside(words: Words) -> None:
    """Draw in the sidebar who looks and in which role, with the ways to change it."""
    actor, own_roles = visitor.actor(), visitor.roles()
    with st.sidebar:
        if len(own_roles) > 1:
            st.session_state[ROLE] = actor.role
            controls.selectbox(
                words("who.role"),
                own_roles,
                format_func=lambda role: words.code("user_role", role),
                key=ROLE,
                default=actor.role,
                on_change=_switch,
            )
        else:
            named = words.code("user_role", actor.role)
            st.markdown(f"{words('who.role')} **{named}**")
        if oidc.configured() is not None:
            st.text(words("who.signed_in", who=visitor.display_name()))
            st.button(words("who.sign_out"), on_click=visitor.leave)


def _switch() -> None:
    visitor.switch(controls.value(ROLE) or "")
    st.session_state[SWITCHED] = True


def lead_on() -> None:
    """Lead who took another role to the page on which that role begins."""
    if st.session_state.pop(SWITCHED, False):
        first = routes.pages_of(visitor.actor())[0]
        st.switch_page(routes.path(first), query_params=context.kept())


def _closed(name: str, words: Words, refused: AccessRefused) -> StreamlitPage:
    """Return the page that stands at an address where nobody may see anything."""

    def page() -> None:
        st.title(words("app.title"), anchor=False)
        st.markdown(words(f"who.{refused.reason}", contact=refused.contact))
        if refused.reason in ("no_role", "roles"):
            st.button(words("who.sign_out"), on_click=visitor.leave)
        else:
            st.button(words("who.sign_in"), type="primary", on_click=st.login)

    title = words("who.title")
    return st.Page(page, title=title, url_path=name, default=name == HOME)


def _not_yours(name: str, words: Words, actor: Actor) -> StreamlitPage:
    """Return the page that stands at an address that is for another role."""
    title = words(f"pages.{name}.title")

    def page() -> None:
        st.title(title, anchor=False)
        named = words.code("user_role", actor.role)
        st.markdown(words("who.not_yours", role=named))

    return st.Page(page, title=title, url_path=name, visibility="hidden")
