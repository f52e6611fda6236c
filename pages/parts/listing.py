"""A list as every page shows it: filters, a page of rows, and its file.

One question, one set of filters: the number of rows, the chart beside them and
the file are all asked with the same `Asked`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

import queries
from data.ask import Asked, ask, count, question
from data.ask.export import FORMATS
from data.ask.workbook import MOST
from data.words.domains import domain_of
from pages.parts import controls, labels, picked, purpose, why
from pages.parts.filtering import choose as choose
from pages.parts.opened import reader

if TYPE_CHECKING:
    from pages.parts.seen import Seen

ROWS = 50
"""Rows of a list that the browser gets at once."""
LARGE = 250_000
"""Rows of a file that takes seconds to make, before its first byte is sent."""
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
    in_sight: int = 2
    """Filters that stand above the list; the others are behind a button."""


def heading(here: Seen, page: str) -> None:
    """Say what page this is, which question it answers, and what asks for it."""
    words = here.words
    st.title(words(f"pages.{page}.title"), anchor=False)
    st.markdown(words(f"pages.{page}.question"))
    if page in queries.folder("records"):
        basis = labels.basis(words, question(page)["basis"])
        st.caption(f"{words('app.basis')}: {basis}")
    purpose.require(words, page)


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
        name = controls.selectbox(
            here.words("list.sort"),
            names,
            default=listing.order.removeprefix("-"),
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
