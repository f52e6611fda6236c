"""The filters of a list: drawn, read from the address, and written to it.

They live in the address, so a link opens the same list; the search does only where it
can hold no pseudonym.
"""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Filter, FilterError, Question, find_query, read_filters
from data.ask.access import is_personal
from data.ask.filters import SEARCH
from data.ask.lookup import is_own
from pages.parts.lists import chips, filter_values, key_figure_row, views
from pages.parts.session.readers import reader
from pages.parts.shell import controls, url_state
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from streamlit.delta_generator import DeltaGenerator

    from pages.parts.lists.filter_values import FilterColumn
    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

    Chosen = dict[str, list[str]]
    """What is chosen, by parameter of the address."""

LONGEST_SEARCH = 60
"""Signs that can be searched for; a key is shorter."""
WIDE = 4
"""Filters beside each other at least, the search and the button included."""


def begin(listing: Listing, parameter: str, first: str) -> None:
    """Filter a list at first, where the address asks for nothing of it yet."""
    names = _parameters(_columns(listing))
    url_state.begin(names, parameter, listing.key(parameter), first)


def choose(ctx: PageContext, listing: Listing) -> Question:
    """Draw the filters of a list; return the question as the reader narrowed it.

    A page whose list was not delivered ends here: nothing is no zero.
    """
    not_delivered = ctx.snapshot.seal["not_delivered"]
    listing = listing.for_role(reader().identify()).delivered(not_delivered)
    if lacks := ctx.lacking(*find_query(listing.name).needs):
        st.info(lacks)
        st.stop()
    columns = _columns(listing)
    _warn(ctx, columns)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        gap="small",
        key=f"list-head-{listing.page}",
    ):
        parts = st.container(width="content")
        views.choose(ctx, listing)
    chosen, search = _draw(ctx, listing, columns)
    texts = {column.name: column.text(chosen) for column in columns}
    try:
        filters = read_filters(
            find_query(listing.name),
            {name: text for name, text in texts.items() if text},
        )
    except FilterError:
        st.error(ctx.words("errors.too_much"))
        st.stop()
    searched = (Filter(SEARCH, search),) if search else ()
    question = Question(listing.name, (*filters, *searched))
    named = chips.draw(ctx, parts, listing, question)
    _, folded = _parted(listing, columns)
    hidden = [column for column in folded if column.name not in named]
    _name_hidden_filters(ctx, hidden, chosen)
    key_figure_row.behind(ctx, Question(listing.name, filters))
    return question


def _columns(listing: Listing) -> list[FilterColumn]:
    return [filter_values.column(listing.name, name) for name in listing.filters]


def _parameters(columns: Iterable[FilterColumn]) -> list[str]:
    return [name for column in columns for name in column.parameters]


def _draw(
    ctx: PageContext, listing: Listing, columns: list[FilterColumn]
) -> tuple[Chosen, str]:
    """Draw filters in a row, the search, and the other filters behind a button."""
    in_sight, folded = _parted(listing, columns)
    before = len(_parameters(in_sight))
    with st.container(key=f"list-filters-{listing.page}"):
        cells = iter(st.columns(max(WIDE, before + 2), vertical_alignment="bottom"))
        chosen = _filters(ctx, listing, in_sight, cells)
        with next(cells):
            search = _search(ctx, listing)
        if folded:
            with next(cells):
                chosen |= _folded(ctx, listing, folded)
    return chosen, search


def _parted(
    listing: Listing, columns: list[FilterColumn]
) -> tuple[list[FilterColumn], list[FilterColumn]]:
    """Return the filters in sight, and those that are behind a button."""
    if len(_parameters(columns)) < WIDE:
        return columns, []
    return columns[: listing.in_sight], columns[listing.in_sight :]


def _filters(
    ctx: PageContext,
    listing: Listing,
    columns: Iterable[FilterColumn],
    cells: Iterator[DeltaGenerator],
    *,
    is_named: bool = False,
) -> Chosen:
    """Draw the controls of some columns, each in a cell of its own.

    Only where there is room each has its name above it; else it stands within.
    """
    chosen = {}
    for column in columns:
        for name in column.parameters:
            with next(cells):
                if column.is_period:
                    chosen[name] = _day(ctx, listing, column, name)
                else:
                    chosen[name] = _choice(ctx, listing, column, is_named=is_named)
    return chosen


def _folded(
    ctx: PageContext, listing: Listing, columns: Sequence[FilterColumn]
) -> Chosen:
    """Draw filters behind a button, a period always in a row of its own."""
    _remind(listing, _parameters(columns))
    chosen: Chosen = {}
    with st.popover(ctx.words("list.more"), width="stretch"):
        shared = cycle(st.columns(2))
        for column in columns:
            cells = iter(st.columns(2)) if column.is_period else shared
            chosen |= _filters(ctx, listing, [column], cells, is_named=True)
    return chosen


def _choice(
    ctx: PageContext, listing: Listing, column: FilterColumn, *, is_named: bool
) -> list[str]:
    """Choose among a column's known codes and the values it has."""
    linked = [value for value in url_state.values(column.name) if column.reads(value)]
    labels = filter_values.labels(ctx, column, linked)
    title = ctx.words.column(column.name)
    return controls.multiselect(
        title,
        list(labels),
        format_func=lambda value: (
            labels.get(value) or filter_values.label(ctx.words, column, value)
        ),
        key=listing.key(column.name),
        parameter=column.name,
        placeholder=ctx.words("list.all") if is_named else title,
        label_visibility="visible" if is_named else "collapsed",
        select_all=False,  # says so in English only, and none chosen is all
    )


def _day(
    ctx: PageContext, listing: Listing, column: FilterColumn, name: str
) -> list[str]:
    """Choose the first or the last day of a date column."""
    chosen = controls.day(
        _label(ctx, column, name),
        key=listing.key(name),
        parameter=name,
        pattern=ctx.words.day_pattern,
    )
    return [chosen.isoformat()] if chosen else []


def _remind(listing: Listing, names: list[str]) -> None:
    """Keep state of widgets in a closed popover, which the browser lacks.

    Else it would show what they were when the page was first drawn, and tell that.
    """
    for key in map(listing.key, names):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _label(ctx: PageContext, column: FilterColumn, name: str) -> str:
    """Name a filter by its column, and the end of a period that it is."""
    label = ctx.words.column(column.name)
    if not column.is_period:
        return label
    end = "list.from" if name.endswith(".from") else "list.until"
    return f"{label}: {ctx.words(end).lower()}"


def _warn(ctx: PageContext, columns: list[FilterColumn]) -> None:
    """Draw which parts of the address are no filter, rather than drop them unseen."""
    for column in columns:
        linked = [v for name in column.parameters for v in url_state.values(name)]
        if not all(map(column.reads, linked)):
            label = ctx.words.column(column.name)
            st.warning(ctx.words("errors.unknown_filter", filter=label))


def _name_hidden_filters(
    ctx: PageContext, columns: Iterable[FilterColumn], chosen: Chosen
) -> None:
    """Draw by which of the filters that are out of sight the list is narrowed."""
    texts = []
    for column in columns:
        for name in column.parameters:
            if values := chosen[name]:
                written = filter_values.written(ctx, column, values)
                texts.append(f"{_label(ctx, column, name)}: {written}")
    if texts:
        text = ctx.words("list.also", filters="; ".join(texts))
        st.caption(markdown_escape(text))


def _search(ctx: PageContext, listing: Listing) -> str:
    """Ask for a part of a key or a name.

    In the address only of a list about no person, where it is no number of one.
    """
    query = find_query(listing.name)
    searched = query["search"].split()
    in_columns = ", ".join(ctx.words.column(name).lower() for name in searched)
    return controls.search(
        ctx.words("list.search"),
        key=listing.key(SEARCH),
        parameter=SEARCH,
        max_chars=LONGEST_SEARCH,
        placeholder=ctx.words("list.search_in", columns=in_columns),
        label_visibility="collapsed",
        may_keep=lambda text: not is_personal(query) and not is_own(text),
    )
