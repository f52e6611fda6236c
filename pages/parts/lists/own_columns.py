"""Which columns of a list somebody sees: a choice of their own, kept by their browser.

A cookie keeps for each list where its chosen columns stand in it, a sign each; it says
nothing of anybody, and what a role may not see is not among the columns of its list.
"""

from __future__ import annotations

import re
from dataclasses import replace
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING

import streamlit as st

from data import FORMAT
from data.ask import find_query
from pages.parts.shell import controls, theme

if TYPE_CHECKING:
    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

COOKIE = "columns"
SIGNS = digits + ascii_lowercase + ascii_uppercase
"""The place of a column in its list, one sign each."""
_ENTRY = re.compile(r"([a-z_]{1,40})-([0-9A-Za-z]{1,62})")
_SECONDS = 365 * 24 * 3600


def of(listing: Listing) -> Listing:
    """Return a list with the columns that somebody chose for it, else with its own."""
    every = listing.every_column
    places = [SIGNS.index(sign) for sign in _kept().get(listing.name, "")]
    chosen = [every[place] for place in places if place < len(every)]
    return (
        replace(listing, chosen=tuple(dict.fromkeys([every[0], *chosen])))
        if chosen
        else listing
    )


def draw(ctx: PageContext, listing: Listing) -> None:
    """Draw the choice of the columns of a list; its key, the first, is always there."""
    words, (_, *others) = ctx.words, listing.every_column
    others = [name for name in others if not ctx.lacks(listing.name, name)]
    shown = [*filter(others.__contains__, listing.chosen or _shown(listing))]
    key = _key(listing)
    if key in st.session_state:  # which the browser lacks while the popover is closed
        st.session_state[key] = st.session_state[key]
    with st.popover(words("list.columns"), icon=":material/view_column:"):
        controls.multiselect(
            words("list.columns_shown"),
            others,
            default=shown,
            format_func=words.column,
            key=key,
            on_change=_keep,
            args=(listing,),
            select_all=False,
        )
        st.caption(words("list.columns_kept"))
    if _CHANGED in st.session_state:
        with theme.unseen("columns"):
            st.html(_script(), unsafe_allow_javascript=True)


def _shown(listing: Listing) -> tuple[str, ...]:
    """Return the columns that a list itself shows."""
    return find_query(listing.name).shown


def _key(listing: Listing) -> str:
    return f"{listing.name}.columns"


_CHANGED = "own columns"
"""What was chosen in this session, by list; what a cookie says is of before."""


def _kept() -> dict[str, str]:
    """Return the places of the columns chosen, by list."""
    changed: dict[str, str] | None = st.session_state.get(_CHANGED)
    if changed is not None:
        return changed
    written, _, entries = str(st.context.cookies.get(COOKIE, "")).partition(".")
    if written != str(FORMAT):  # of lists that had other columns
        return {}
    return dict(match.groups() for match in _ENTRY.finditer(entries))  # type: ignore[misc]


def _keep(listing: Listing) -> None:
    """Keep the columns that were chosen; none are those of the list itself."""
    names = controls.values(_key(listing))
    every = listing.every_column
    places = "".join(SIGNS[every.index(name)] for name in names if name in every)
    others = {name: kept for name, kept in _kept().items() if name != listing.name}
    st.session_state[_CHANGED] = others | ({listing.name: places} if places else {})


def _script() -> str:
    """Return what lets the browser keep the choice for a year."""
    entries = ".".join(f"{name}-{places}" for name, places in _kept().items())
    cookie = f"{COOKIE}={FORMAT}.{entries}; Path=/; SameSite=Lax; Max-Age={_SECONDS}"
    return (
        f'<script>document.cookie = "{cookie}" + '
        '(location.protocol === "https:" ? "; Secure" : "")</script>'
    )
