"""The menu of a visitor, and what they see of who they are: the way in and out."""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import streamlit as st

from data.ask import AccessRefused, Actor
from pages.parts.session import oidc, routes, visitor
from pages.parts.shell import (
    context,
    controls,
    freshness,
    kept_until,
    late_deadlines,
    late_followup,
)

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from data.words import Words

ROLE = "role"
SWITCHED = "switched role"
HOME = "home"
"""The front page, which leads on to the first page of a role."""
ON_TOP = "overview"
"""The section that stands on top of the menu without its name, with the page on which
a role begins."""

LATE = {each.PAGE: each.count_late for each in (late_deadlines, late_followup)}
"""Pages whose entry says how much is late."""


def pages(words: Words) -> dict[str, list[StreamlitPage]]:
    """Return the pages that this visitor may open, by section of the navigation.

    Every address is among them: one that is not theirs says why, so that a link opens
    after signing in and nobody is told that a page is not there.
    """
    try:
        actor = visitor.actor()
    except AccessRefused as refused:
        return {"": [_closed(name, words, refused) for name in (HOME, *routes.PAGES)]}
    own_pages = routes.pages_of(actor)
    home = st.Page(
        routes.FOLDER / "home.py",
        title=words("app.title"),
        default=True,
        visibility="hidden",
    )
    sections: dict[str, list[StreamlitPage]] = {"": [home]}
    in_menu = routes.entries_of(actor)
    for name in in_menu:
        section = routes.PAGES[name].section
        is_on_top = section == ON_TOP or name == in_menu[0]
        title = "" if is_on_top else words(f"sections.{section}")
        sections.setdefault(title, []).append(_entry(name, words))
    for name in routes.PAGES:
        if name not in own_pages:
            sections[""].append(_not_yours(name, words, actor))
        elif name not in in_menu:
            sections[""].append(_tab(name, words))
    return sections


def _entry(name: str, words: Words) -> StreamlitPage:
    """Return a page in the menu, called by what it shares the entry with, if anything.

    The agenda and the follow-up say how much is late.
    """
    entry = routes.PAGES[routes.PAGES[name].entry]
    title = words(f"pages.{name}.title")
    title = words.texts.get(f"pages.{entry.name}.entry", title)
    late = LATE[name]() if name in LATE else None
    if late:
        title = f"{title} · {words.number(late)}"
    return copy(_made(name, title, f":material/{entry.icon}:"))


def _tab(name: str, words: Words) -> StreamlitPage:
    """Return a page that another one leads to."""
    return copy(_made(name, words(f"pages.{name}.title"), None))


@lru_cache(maxsize=1024)
def _made(name: str, title: str, icon: str | None) -> StreamlitPage:
    """Return a page of Streamlit, which looks for its file; hidden without an icon.

    To be copied: Streamlit marks in it which one may be run.
    """
    visibility: Literal["visible", "hidden"] = "visible" if icon else "hidden"
    return st.Page(
        routes.path(name), title=title, url_path=name, icon=icon, visibility=visibility
    )


def is_open() -> bool:
    """Return whether whoever looks may see anything at all."""
    try:
        visitor.actor()
    except AccessRefused:
        return False
    return True


def banner(words: Words) -> None:
    """Draw above every page what is to be known of it: a demonstration, or older."""
    if unknown := context.unknown(words):
        st.warning(unknown)
    older = context.older(words)
    badges = [words("who.demonstration")] if oidc.configured() is None else []
    # which names the day of the newest too
    badges += filter(None, (older or freshness.stale(words), kept_until.overdue(words)))
    if badges:
        with st.container(key="banner", horizontal=True, vertical_alignment="center"):
            texts = [f":orange-badge[{text}]" for text in badges]
            st.markdown(" ".join(texts), width="content")
            if older:
                label = words("app.to_newest")
                st.button(label, type="tertiary", on_click=context.to_newest)


def who(words: Words) -> None:
    """Draw who looks and in which role, with the ways to change it."""
    actor, own_roles = visitor.actor(), visitor.roles()
    if len(own_roles) > 1:
        st.session_state[ROLE] = actor.role_named
        controls.selectbox(
            words("who.role"),
            own_roles,
            format_func=lambda role: role_label(words, role),
            key=ROLE,
            default=actor.role_named,
            on_change=_switch,
        )
    if oidc.configured() is not None:
        st.text(words("who.signed_in", who=visitor.display_name()))
        st.button(words("who.sign_out"), on_click=visitor.leave)


def role_label(words: Words, role: str) -> str:
    """Return what a role is called, that of an owner with the department."""
    actor = Actor.named("", role)
    label = words.code("user_role", actor.role)
    if actor.department is None:
        return label
    return f"{label}: {words.department(actor.department)}"


def _switch() -> None:
    role = controls.value(ROLE) or ""
    is_other = role != visitor.actor().role_named  # it fires for another language too
    visitor.switch(role)
    st.session_state[SWITCHED] = is_other


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
        if refused.reason in ("no_role", "demanded", "roles"):
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
