"""The filters of a list: drawn, read from the address, and written to it.

They live in the address, so a link opens the same list; the search, which may hold
a pseudonym, does not.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Filter, FilterError, Question, find_query, options, read_filters
from data.ask.filters import NONE, SEARCH, SPAN
from data.words.domains import domain_of
from pages.parts.lists import key_figure_row
from pages.parts.session.readers import reader
from pages.parts.shell import controls, links, url_state
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from streamlit.delta_generator import DeltaGenerator

    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
"""Between which days a date can be chosen."""
LONGEST_SEARCH = 60
"""Signs that can be searched for; a key is shorter."""
SPANS = ("1..7", "8..30", "31..90", "91..365", "366..")
"""Ranges of a number of days that a list can be filtered by."""
DATES = ("statement_version",)
"""Dates of which there are few: each is chosen, as a code is, rather than a period."""
NAMED = {"recipient_id": "recipient_name"}
"""Keys that are chosen by the name beside them in a list."""
_DAYS = re.compile("[1-9][0-9]{0,5}[.]{2}([1-9][0-9]{0,5})?")
WIDE = 4
"""Filters beside each other at least, the search and the button included."""
ROOM = 1.4
"""Times the place of another filter that the search takes: it names several keys."""


def choose(ctx: PageContext, listing: Listing) -> Question:
    """Draw the filters of a list; return the question as the reader narrowed it."""
    listing = listing.for_role(reader().identify())
    query = find_query(listing.name)
    kinds = {column.name: column.type for column in query.columns}
    parts = {name: parameters(name, kinds[name]) for name in listing.filters}
    names = [part for of_column in parts.values() for part in of_column]
    followed = url_state.is_followed(listing.page, names)
    folded = listing.filters[listing.in_sight :] if len(names) >= WIDE else ()
    first = listing.filters[: len(listing.filters) - len(folded)]
    before = sum(len(parts[name]) for name in first)
    wide = max(WIDE, before + 2)
    chosen: dict[str, list[str]] = {}

    def draw(name: str, cells: Iterator[DeltaGenerator]) -> None:
        of_kind = _day if _is_period(name, kinds[name]) else _choice
        for part in parts[name]:
            with next(cells):
                chosen[part] = of_kind(ctx, listing, part, followed)

    if followed:
        _warn(ctx, kinds, parts)
    with st.container(border=True):
        widths = [ROOM if place == before else 1 for place in range(wide)]
        cells = iter(st.columns(widths, vertical_alignment="bottom"))
        for name in first:
            draw(name, cells)
        with next(cells):
            search = _search(ctx, listing)
        if folded:
            out_of_sight = [part for name in folded for part in parts[name]]
            _remind(listing, out_of_sight)
            with next(cells), st.popover(ctx.words("list.more"), width="stretch"):
                single = cycle(st.columns(2))
                for name in folded:
                    is_one = len(parts[name]) == 1
                    draw(name, single if is_one else iter(st.columns(2)))
            _tell(ctx, listing.name, {part: chosen[part] for part in out_of_sight})
    url_state.write(listing.page, chosen)
    told = {name: _text(name, kinds[name], chosen) for name in listing.filters}
    try:
        filters = read_filters(query, {k: v for k, v in told.items() if v})
    except FilterError:
        st.error(ctx.words("errors.too_much"))
        st.stop()
    key_figure_row.behind(ctx, Question(listing.name, filters))
    if search:
        filters = (*filters, Filter(SEARCH, search))
    return Question(listing.name, filters)


def _is_period(name: str, kind: str) -> bool:
    return kind == "date" and name not in DATES


def parameters(name: str, kind: str) -> tuple[str, ...]:
    """Name a column's parameters in the address: a period has a first and a last."""
    return (f"{name}.from", f"{name}.to") if _is_period(name, kind) else (name,)


def _text(name: str, kind: str, chosen: dict[str, list[str]]) -> str:
    """Write a column's filter: values, or the first and last day of a period."""
    if not _is_period(name, kind):
        return "|".join(chosen[name])
    low, high = ("".join(chosen[part]) for part in parameters(name, kind))
    return f"{low}{SPAN}{high}" if low or high else ""


def put(table: str, told: Mapping[str, str | list[str]]) -> None:
    """Set filters of a list as its address would; for a callback, before the page."""
    for name, value in told.items():
        if name != SEARCH:
            state = _read_day(value) if isinstance(value, str) else value
            st.session_state[f"{table}.{name}"] = state


def _choice(ctx: PageContext, listing: Listing, name: str, followed: bool) -> list[str]:
    """Choose among a column's known codes and the values it has ctx."""
    table, key = listing.name, listing.key(name)
    kind = next(c.type for c in find_query(table).columns if c.name == name)
    told = url_state.values(name)
    asked_for = [value for value in told if _is_readable(kind, value)]
    names = _names(ctx, table, name)
    known = list(names) if names else _options(ctx, table, name, kind)
    options = list(dict.fromkeys([*known, *asked_for]))
    if followed or key not in st.session_state:
        st.session_state[key] = asked_for
    return controls.multiselect(
        ctx.words.column(name),
        options,
        format_func=lambda value: (
            names.get(value) or _named(ctx, table, name, kind, value)
        ),
        key=key,
        placeholder=ctx.words("list.all"),
        select_all=False,  # says so in English only, and none chosen is all
    )


def _is_readable(kind: str, value: str) -> bool:
    """Return whether a value in an address can be chosen in a column of a type."""
    if kind == "boolean":
        return value in ("true", "false")
    if kind == "bigint":
        return bool(_DAYS.fullmatch(value))
    return kind != "date" or value == NONE or _read_day(value) is not None


def _options(ctx: PageContext, table: str, name: str, kind: str) -> list[str]:
    """Return what can be chosen of a column: its known codes and what it has ctx."""
    if kind == "boolean":
        return ["true", "false"]
    if kind == "bigint":
        return list(SPANS)
    found = options(reader(), ctx.snapshot, table, name)[name]
    if kind == "varchar[]":
        found = found.explode().unique().sort()
    known = ctx.words.codes(domain_of(table, name) or "")
    none = [NONE] if found.has_nulls() else []
    return [*known, *map(str, found.drop_nulls()), *none]


def _names(ctx: PageContext, table: str, name: str) -> dict[str, str]:
    """Name the keys that a list has, in the order of their names; of few columns."""
    columns = {column.name for column in find_query(table).columns}
    if NAMED.get(name) not in columns:
        return {}
    rows = options(reader(), ctx.snapshot, table, name, NAMED[name])
    named = sorted(rows.rows(), key=lambda row: (str(row[1]).casefold(), row[0]))
    return {key: f"{called} ({key})" for key, called, _ in named}


def _named(ctx: PageContext, table: str, name: str, kind: str, value: str) -> str:
    """Write a value to filter by in the reader's words."""
    words = ctx.words
    if value == NONE:
        return words("list.without")
    if kind == "bigint":
        low, high = (int(end) if end else None for end in value.split(SPAN))
        if high is None:
            return words("list.days_from", low=words.number((low or 0) - 1))
        return words("list.days", low=words.number(low), high=words.number(high))
    if kind == "boolean":
        return words.boolean(value == "true")
    if kind == "date":
        return words.date(_read_day(value))
    return cell_labels.value(words, table, name, value)


def _day(ctx: PageContext, listing: Listing, name: str, followed: bool) -> list[str]:
    """Choose the first or the last day of a date column."""
    key = listing.key(name)
    if followed or key not in st.session_state:
        st.session_state[key] = _read_day("".join(url_state.values(name)))
    chosen: date | None = st.date_input(
        _label(ctx, name),
        min_value=FIRST,
        max_value=LAST,
        format=ctx.words.day_pattern,
        key=key,
    )
    return [chosen.isoformat()] if chosen else []


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _remind(listing: Listing, names: list[str]) -> None:
    """Keep state of widgets in a closed popover, which the browser lacks.

    Else it would show what they were when the page was first drawn, and tell that.
    """
    for key in map(listing.key, names):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def _label(ctx: PageContext, name: str) -> str:
    """Name a filter by its column, and the end of a period that it is."""
    column, _, end = name.partition(".")
    label = ctx.words.column(column)
    if not end:
        return label
    return (
        f"{label}: {ctx.words('list.from' if end == 'from' else 'list.until').lower()}"
    )


def _warn(
    ctx: PageContext, kinds: dict[str, str], parts: dict[str, tuple[str, ...]]
) -> None:
    """Draw which parts of the address are no filter, rather than drop them unseen."""
    for column, names in parts.items():
        told = [value for name in names for value in url_state.values(name)]
        is_read = _read_day if len(names) > 1 else partial(_is_readable, kinds[column])
        if not all(map(is_read, told)):
            label = ctx.words.column(column)
            st.warning(ctx.words("errors.unknown_filter", filter=label))


def _tell(ctx: PageContext, table: str, chosen: dict[str, list[str]]) -> None:
    """Draw by which of the filters that are out of sight the list is narrowed."""
    kinds = {column.name: column.type for column in find_query(table).columns}
    told = []
    for part, values in chosen.items():
        if not values:
            continue
        name = part.partition(".")[0]
        names, kind = _names(ctx, table, name), kinds[name]
        named = [names.get(v) or _named(ctx, table, name, kind, v) for v in values]
        told.append(f"{_label(ctx, part)}: {', '.join(named)}")
    if told:
        st.caption(links.plain(ctx.words("list.also", filters="; ".join(told))))


def _search(ctx: PageContext, listing: Listing) -> str:
    """Ask for a part of a key; not in the address, since it may be a client's.

    A link to one row may bring it along; what is typed never gets there.
    """
    searched = find_query(listing.name)["search"].split()
    key, scope = listing.key(SEARCH), f"search in {listing.page}"
    told = "".join(url_state.values(SEARCH))[:LONGEST_SEARCH]
    if told and url_state.is_followed(scope, [SEARCH]):
        st.session_state[key] = told
    text: str = st.text_input(
        ctx.words("list.search"),
        key=key,
        max_chars=LONGEST_SEARCH,
        placeholder=", ".join(ctx.words.column(name) for name in searched),
    )
    url_state.write(scope, {SEARCH: [told] if told and told == text else []})
    return text.strip()
