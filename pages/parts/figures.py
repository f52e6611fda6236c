"""Key figures as tiles: value, target, direction, and the list behind each.

A key figure names its list and the filters that make it (queries/key_figures);
its tile links to that list, which counts again and says the same number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

import queries
from data.ask import Asked, ask, count
from data.ask.filters import parse_filters
from data.ask.standing import GROUPS
from data.words import standing as said
from pages.parts import labels, plan, seen
from pages.parts.opened import reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.ask.standing import Figure
    from data.words import Words
    from pages.parts.seen import Seen
    from queries import Query


__all__ = ["GROUPS", "address", "behind", "tile", "tiles"]

FIGURE = "figure"
"""The address parameter that says which tile a reader came by."""


def tiles(here: Seen, figures: dict[str, Figure], names: Sequence[str]) -> None:
    """Draw a group of figures in a row; below each other on a phone."""
    for name, column in zip(names, st.columns(len(names), gap="xsmall"), strict=True):
        with column:
            if name in figures:
                tile(here, figures[name])


def tile(here: Seen, figure: Figure) -> None:
    """Draw one figure: what it is, how far from its target, whence and whither."""
    words, query = here.words, figure.query
    title = words.own(query.entries, "title")
    definition = words.own(query.entries, "definition")
    basis = labels.basis(words, query["basis"])
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.markdown(f"**{title}**", help=f"{definition}\n\n{basis}")
        st.metric(
            title,
            words.figure(figure.value, query["unit"]),
            label_visibility="collapsed",
        )
        st.markdown("  \n".join(_lines(words, figure)))
        _link(words, query, title)


def _link(words: Words, query: Query, title: str) -> None:
    """Link to the list; by a whole new page where there is no frame to stay in."""
    label, told = words("figures.list"), address(query)
    try:
        st.page_link(
            plan.path(query["list"]),
            label=label,
            help=words("figures.list_of", title=title),
            query_params=told,
        )
    except StreamlitPageNotFoundError:
        st.markdown(f"[{label}](/{query['list']}?{urlencode(told, doseq=True)})")


def _lines(words: Words, figure: Figure) -> list[str]:
    """Say in words what colour alone would not: counts, target, direction."""
    lines = []
    if figure.denominator is not None:
        lines.append(
            words(
                "figures.counts",
                numerator=words.number(figure.numerator),
                denominator=words.number(figure.denominator),
            )
        )
    if figure.target is not None:
        key = "target_least" if figure.query["better"] == "higher" else "target_most"
        told = words(
            f"figures.{key}", target=words.figure(figure.target, figure.query["unit"])
        )
        mark = {True: ":green[✔]", False: ":red[✘]", None: "–"}[figure.is_met]
        lines.append(f"{mark} {told}")
    if figure.direction is not None:
        change = said.change(words, figure)
        arrow = {"better": ":green[▲]", "worse": ":red[▼]", "same": "=", "changed": "→"}
        way = words(f"figures.{figure.direction}", change=change)
        lines.append(f"{arrow[figure.direction]} {way}")
    return lines


def address(query: Query) -> dict[str, Any]:
    """Give the address parameters that open the list behind a figure."""
    told: dict[str, Any] = {**seen.kept(), FIGURE: query.name}
    for one in parse_filters(query.entries.get("where", "")):
        told[one.column] = list(one.values)
    return told


def behind(here: Seen, asked: Asked) -> None:
    """Say which figure a list was opened from, counted from the list itself."""
    query = queries.folder("key_figures").get(st.query_params.get(FIGURE, ""))
    if query is None or query["list"] != asked.name:
        return
    words = here.words
    where = parse_filters(query.entries.get("where", ""))
    if {str(one) for one in asked.filters} != {str(one) for one in where}:
        return
    total = count(reader(), here.snapshot, asked)
    told = words.number(total)
    if "counted" in query.entries:
        counted = parse_filters(query["counted"])
        some = count(reader(), here.snapshot, Asked(asked.name, (*where, *counted)))
        told = words("figures.counts", numerator=words.number(some), denominator=told)
    if query["unit"] == "days":
        rows = ask(reader(), here.snapshot, "key_figures").filter(name=query.name)
        told = words.figure(rows["value"][0], "days")
    st.info(f"{words.own(query.entries, 'title')}: **{told}**")
