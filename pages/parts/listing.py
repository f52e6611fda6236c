"""A list as every page shows it: filters, a page of rows, and its file.

One question, one set of filters: the number of rows, the chart beside them and
the file are all asked with the same `Asked`. Filters live in the address, so a
link opens the same list; the search, which may hold a pseudonym, does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

import queries
from data.ask import (
    Asked,
    Filter,
    FilterError,
    ask,
    count,
    question,
    read_filters,
    tally,
)
from data.ask.export import FORMATS
from data.ask.filters import NONE, SEARCH, SPAN
from data.ask.workbook import MOST
from data.words.domains import domain_of
from pages.parts import address, figures, labels, picked, purpose, why
from pages.parts.opened import reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from streamlit.delta_generator import DeltaGenerator

    from pages.parts.seen import Seen

ROWS = 50
"""Rows of a list that the browser gets at once."""
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
"""Between which days a date can be chosen."""
LARGE = 250_000
"""Rows of a file that takes seconds to make, before its first byte is sent."""
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
"""Filters beside each other."""
WIDTHS = {
    "evidence": 620,
    "evidence_nl": 620,
    "name": 190,
    "role": 170,
    "purposes": 240,
    "categories": 220,
    "grounds": 220,
    "recipient_kinds": 200,
}
"""Pixels of columns whose text would push the others off the screen."""


@dataclass(frozen=True)
class Listing:
    """How a page shows a list."""

    name: str
    filters: tuple[str, ...]
    """Columns to filter by, in the order of the page."""
    shown: tuple[str, ...]
    """Columns of the table on screen; the file has them all."""
    order: str
    """Column that the list is sorted by at first, `-` for descending."""


def heading(here: Seen, page: str) -> None:
    """Say what page this is, which question it answers, and what asks for it."""
    words = here.words
    st.title(words(f"pages.{page}.title"), anchor=False)
    st.markdown(words(f"pages.{page}.question"))
    if page in queries.folder("records"):
        basis = labels.basis(words, question(page)["basis"])
        st.caption(f"{words('app.basis')}: {basis}")
    purpose.require(words, page)


def choose(here: Seen, listing: Listing) -> Asked:
    """Draw the filters of a list; give the question as the reader narrowed it."""
    query = question(listing.name)
    kinds = {column.name: column.type for column in query.columns}
    names = [n for name in listing.filters for n in parameters(name, kinds[name])]
    followed = address.is_followed(listing.name, names)
    chosen: dict[str, list[str]] = {}
    with st.container(border=True):
        cells = _cells()
        for name in listing.filters:
            draw = _day if _is_period(name, kinds[name]) else _choice
            for parameter in parameters(name, kinds[name]):
                with next(cells):
                    chosen[parameter] = draw(here, listing.name, parameter, followed)
        with next(cells):
            search = _search(here, listing.name)
    address.write(listing.name, chosen)
    told = {name: _text(name, kinds[name], chosen) for name in listing.filters}
    try:
        filters = read_filters(query, {k: v for k, v in told.items() if v})
    except FilterError:
        st.error(here.words("errors.too_much"))
        st.stop()
    figures.behind(here, Asked(listing.name, filters))
    if search:
        filters = (*filters, Filter(SEARCH, search))
    return Asked(listing.name, filters)


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


def _cells() -> Iterator[DeltaGenerator]:
    """Give the places of the filters, row by row."""
    while True:
        yield from st.columns(WIDE)


def _choice(here: Seen, table: str, name: str, followed: bool) -> list[str]:
    """Choose among a column's known codes and the values it has here."""
    kind = next(c.type for c in question(table).columns if c.name == name)
    key = f"{table}.{name}"
    told = address.values(name)
    asked_for = [value for value in told if _is_readable(kind, value)]
    if followed and told != asked_for:
        _unread(here, name)
    names = _names(here, table, name)
    known = list(names) if names else _options(here, table, name, kind)
    options = list(dict.fromkeys([*known, *asked_for]))
    if followed or key not in st.session_state:
        st.session_state[key] = asked_for
    chosen: list[str] = st.multiselect(
        here.words.column(name),
        options,
        format_func=lambda value: (
            names.get(value) or _named(here, table, name, kind, value)
        ),
        key=key,
        placeholder=here.words("list.all"),
        select_all=False,  # says so in English only, and none chosen is all
    )
    return chosen


def _is_readable(kind: str, value: str) -> bool:
    """Tell whether a value in an address can be chosen in a column of a type."""
    if kind == "boolean":
        return value in ("true", "false")
    if kind == "bigint":
        return bool(_DAYS.fullmatch(value))
    return kind != "date" or value == NONE or _read_day(value) is not None


def _options(here: Seen, table: str, name: str, kind: str) -> list[str]:
    """Give what can be chosen of a column: its known codes and what it has here."""
    if kind == "boolean":
        return ["true", "false"]
    if kind == "bigint":
        return list(SPANS)
    found = tally(reader(), here.snapshot, Asked(table), name)[name]
    if kind == "varchar[]":
        found = found.explode().unique().sort()
    known = here.words.codes(domain_of(table, name) or "")
    none = [NONE] if found.has_nulls() else []
    return [*known, *map(str, found.drop_nulls()), *none]


def _names(here: Seen, table: str, name: str) -> dict[str, str]:
    """Name the keys that a list has, in the order of their names; of few columns."""
    columns = {column.name for column in question(table).columns}
    if NAMED.get(name) not in columns:
        return {}
    rows = tally(reader(), here.snapshot, Asked(table), name, NAMED[name])
    named = sorted(rows.rows(), key=lambda row: (str(row[1]).casefold(), row[0]))
    return {key: f"{called} ({key})" for key, called, _ in named}


def _named(here: Seen, table: str, name: str, kind: str, value: str) -> str:
    """Write a value to filter by in the reader's words."""
    words = here.words
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
    return labels.value(words, table, name, value)


def _day(here: Seen, table: str, name: str, followed: bool) -> list[str]:
    """Choose the first or the last day of a date column."""
    key = f"{table}.{name}"
    column, end = name.rsplit(".", 1)
    if followed or key not in st.session_state:
        told = "".join(address.values(name))
        st.session_state[key] = _read_day(told)
        if told and not _read_day(told):
            _unread(here, column)
    words = here.words("list.from" if end == "from" else "list.until").lower()
    chosen: date | None = st.date_input(
        f"{here.words.column(column)}: {words}",
        min_value=FIRST,
        max_value=LAST,
        format="DD-MM-YYYY" if here.words.language == "nl" else "DD/MM/YYYY",
        key=key,
    )
    return [chosen.isoformat()] if chosen else []


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _unread(here: Seen, column: str) -> None:
    """Say that a part of the address is no filter, rather than drop it unseen."""
    label = here.words.column(column)
    st.warning(here.words("errors.unknown_filter", filter=label))


def _search(here: Seen, table: str) -> str:
    """Ask for a part of a key; not in the address, since it may be a client's.

    A link to one row may bring it along; what is typed never gets there.
    """
    searched = question(table)["search"].split()
    key, scope = f"{table}.{SEARCH}", f"search in {table}"
    told = "".join(address.values(SEARCH))[:LONGEST_SEARCH]
    if told and address.is_followed(scope, [SEARCH]):
        st.session_state[key] = told
    text: str = st.text_input(
        here.words("list.search"),
        key=key,
        max_chars=LONGEST_SEARCH,
        placeholder=", ".join(here.words.column(name) for name in searched),
    )
    address.write(scope, {SEARCH: [told] if told and told == text else []})
    return text.strip()


def show(here: Seen, listing: Listing, asked: Asked) -> None:
    """Show a page of the rows asked for, and the way to their file."""
    total = count(reader(), here.snapshot, asked)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        st.header(here.words.count("units.rows", total), anchor=False)
    with right:
        files(here, asked, total)
    if not total:
        key = "list.empty_filtered" if asked.filters else f"pages.{listing.name}.empty"
        st.info(here.words(key))
        return
    order = _order(here, listing)
    pages = -(-total // ROWS)
    key = f"{here.snapshot.short}.{abs(hash((asked, order)))}"
    slot = st.empty()
    page = st.pagination(pages, key=f"page.{key}") if pages > 1 else 1
    rows = ask(
        reader(),
        here.snapshot,
        Asked(asked.name, asked.filters, order),
        limit=ROWS,
        offset=(page - 1) * ROWS,
    )
    event = slot.dataframe(
        named(here, listing, rows).to_arrow(),
        hide_index=True,
        column_config=_config(here, listing, rows),
        key=f"rows.{key}.{page}",
        placeholder=here.words("key.none"),
        alt=here.words(f"pages.{listing.name}.title"),
        height="content" if len(rows) <= 12 else 460,
        on_select="rerun",
        selection_mode="single-row",
    )
    picked.offer(here, listing.name, rows, event.selection.rows)
    why.legend(here, (domain_of(listing.name, name) or "" for name in listing.shown))


def files(here: Seen, asked: Asked, total: int) -> None:
    """Offer exactly these rows as a file: CSV, or one for Excel."""
    words, fits = here.words, total <= MOST
    room = words("list.export_xlsx_rows", most=words.number(MOST))
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.link_button(
            words("list.export"),
            export_address(here, asked),
            help=words("list.export_help"),
        )
        st.link_button(
            words("list.export_xlsx"),
            export_address(here, asked, "xlsx"),
            help=words("list.export_xlsx_help") if fits else room,
            disabled=not fits,
        )
        st.link_button(
            words("list.export_excel"),
            export_address(here, asked, "excel"),
            help=words("list.export_excel_help"),
        )
    if total > LARGE:
        st.caption(words("list.export_large"), text_alignment="right")


def export_address(here: Seen, asked: Asked, form: str = "csv") -> str:
    """Give the address of exactly these rows as a file."""
    told = [("snapshot", here.snapshot.day)]
    told += [(one.column, one.text) for one in asked.filters]
    return f"/export/{asked.name}.{FORMATS[form]}?{urlencode(told)}"


def _order(here: Seen, listing: Listing) -> str:
    """Choose what the list is sorted by."""
    names = listing.shown
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            here.words("list.sort"),
            names,
            index=names.index(listing.order.removeprefix("-")),
            format_func=here.words.column,
            key=f"{listing.name}.order",
            width=260,
        )
        down = st.toggle(
            here.words("list.descending"),
            value=listing.order.startswith("-"),
            key=f"{listing.name}.down",
        )
    return f"-{name}" if down else str(name)


def named(here: Seen, listing: Listing, rows: pl.DataFrame) -> pl.DataFrame:
    """Give the shown columns with codes in the reader's words.

    Dates and numbers stay what they are, so that they line up and sort.
    """
    kinds = {column.name: column.type for column in question(listing.name).columns}
    shown = rows.select(listing.shown)
    texts = [
        name
        for name in listing.shown
        if kinds[name] in ("varchar", "varchar[]", "boolean", "timestamptz")
    ]
    return shown.with_columns(
        pl.Series(
            name,
            [
                here.words.value(listing.name, name, cell)
                for cell in shown[name].to_list()
            ],
            dtype=pl.String,
        )
        for name in texts
    )


def _config(here: Seen, listing: Listing, rows: pl.DataFrame) -> dict[str, Any]:
    day = "DD-MM-YYYY" if here.words.language == "nl" else "DD/MM/YYYY"
    config: dict[str, Any] = {}
    for name in listing.shown:
        label = here.words.column(name)
        if rows.schema[name] == pl.Date:
            config[name] = st.column_config.DateColumn(label, format=day)
        elif rows.schema[name].is_numeric():
            config[name] = st.column_config.NumberColumn(label)
        else:
            config[name] = st.column_config.TextColumn(label, width=WIDTHS.get(name))
    return config
