"""The search above the menu: from a number or a name to where it stands.

What is typed stays in the session. A number of a person gets to the address only of
the page about that person, which has it there in any case; a list about persons is
opened with it in its own search, out of the address.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import AccessRefused, AskFailed, Filter, find_query, lookup
from data.ask.access import is_personal
from data.ask.filters import SEARCH
from data.ask.lists import has_all
from data.journal import JournalUnavailable
from data.refusal import SnapshotRefused
from pages.parts.session import routes
from pages.parts.session.readers import reader
from pages.parts.shell import context, links
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.delta_generator import DeltaGenerator

    from data.ask.lookup import Hit
    from data.words import Words

KEY, LONGEST, SHORTEST = "find", 60, 2
MOST = 8
"""Places that are named; of the others it is said how many there are."""
HELD = "retention"
"""The list of what is held, which says for which principal."""
_ASKED, _PLACES, _SEEN_ON = "asked for", "places found", "page of what was found"


@dataclass(frozen=True)
class Place:
    """Where something stands: a page, what its address says, and what it is called."""

    page: str
    label: str
    address: dict[str, str] = field(default_factory=dict)
    search: str | None = None
    """What the list of the page is searched for, out of its address."""


def box(words: Words) -> DeltaGenerator:
    """Draw the box to type in; return the place below it for what is found."""
    st.text_input(
        words("find.label"),
        key=KEY,
        max_chars=LONGEST,
        placeholder=words("find.hint"),
        icon=":material/search:",
        label_visibility="collapsed",
        on_change=_ask,
    )
    return st.container()


def _ask() -> None:
    """Take what was typed, and empty the box for the next time."""
    st.session_state[_ASKED] = st.session_state[KEY].strip()
    st.session_state[KEY] = ""
    st.session_state.pop(_PLACES, None)


def answer(where: DeltaGenerator, words: Words, page: str) -> None:
    """Lead to the one place that was found, or draw which places there are.

    They stay until another page is open.
    """
    text = st.session_state.get(_ASKED)
    if not text:
        return
    if _PLACES not in st.session_state:
        st.session_state[_SEEN_ON] = page
        try:
            st.session_state[_PLACES] = list(_places(words, text))
        except (AccessRefused, AskFailed, JournalUnavailable, SnapshotRefused) as error:
            del st.session_state[_ASKED]
            with where:
                context.excuse(error)
            return
    places: list[Place] = st.session_state[_PLACES]
    if len(places) == 1 or st.session_state[_SEEN_ON] != page:
        del st.session_state[_ASKED], st.session_state[_PLACES]
        if len(places) == 1 and st.session_state[_SEEN_ON] == page:
            _go(places[0])
        return
    with where:
        _draw(words, text, places)


def _draw(words: Words, text: str, places: list[Place]) -> None:
    """Draw the places that were found, or that there are none."""
    if not places:
        is_short = len(text) < SHORTEST
        nothing = words("find.nothing", text=markdown_escape(text))
        st.caption(words("find.short") if is_short else nothing)
    with st.container(key="found", gap=None):
        for place in places[:MOST]:
            links.link(place.page, place.label, **place.address)
    if len(places) > MOST:
        st.caption(words.count("find.more", len(places) - MOST))


def _go(place: Place) -> None:
    if place.search:
        st.session_state[f"{place.page}.{SEARCH}"] = place.search
    params = {**context.kept(), **place.address}
    st.switch_page(routes.path(place.page), query_params=params)


def _places(words: Words, text: str) -> Iterator[Place]:
    """Return where a text is found: a number first, else pages, rows and rules."""
    if len(text) < SHORTEST:
        return
    who, seen = reader(), context.of_run(context.chosen_day())
    lists = [name for name in routes.pages_of(who.identify()) if _is_list(name)]
    number = text.upper()
    if lookup.NUMBER.fullmatch(number):
        hits = lookup.by_number(who, seen, lists, number)
        if hits:
            yield from (_of_row(words, hit) for hit in hits)
            return
    yield from _pages(words, text)
    if not lookup.is_own(number):
        yield from (_of_row(words, h) for h in lookup.by_name(who, seen, lists, text))
        if HELD in lists:
            yield from _principals(words, lookup.principals(who, seen, text))
    yield from _rules(words, text)


def _is_list(page: str) -> bool:
    return any(page in queries.folder(name) for name in ("organisation", "records"))


def _of_row(words: Words, hit: Hit) -> Place:
    """Return the page about a row, where there is one, else its list narrowed to it."""
    title = words(f"pages.{hit.name}.title")
    label = f"{markdown_escape(hit.label or hit.number)} · {title}"
    page = hit.key.removesuffix("_id")
    if page in routes.HIDDEN:
        return Place(page, label, {page: hit.number})
    if is_personal(find_query(hit.name)):
        return Place(hit.name, label, search=hit.number)
    return Place(hit.name, label, {SEARCH: hit.number})


def _pages(words: Words, text: str) -> Iterator[Place]:
    for name in routes.pages_of(reader().identify()):
        title = words(f"pages.{name}.title")
        if name not in routes.HIDDEN and text.casefold() in title.casefold():
            yield Place(name, title)


def _principals(words: Words, names: list[str]) -> Iterator[Place]:
    """Return what is held too long for each of these principals."""
    for name in names:
        label = words("find.overdue_for", principal=markdown_escape(name))
        yield Place(HELD, label, {"principal": name, "status": "overdue"})


def _rules(words: Words, text: str) -> Iterator[Place]:
    """Return the findings of the rules that are called so, where a role has them."""
    actor, wanted = reader().identify(), text.casefold()
    for rule, query in queries.folder("findings").items():
        title = words.title(query)
        is_meant = wanted in title.casefold() or wanted == rule.casefold()
        if is_meant and has_all(actor, "findings", (Filter("rule", rule),)):
            yield Place("findings", f"{rule} · {title}", {"rule": rule})
