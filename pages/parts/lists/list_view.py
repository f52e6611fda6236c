"""A list as every page shows it: filters, a page of rows, and its file.

One question, one set of filters: the number of rows, the chart beside them and
the file are all asked with the same `Question`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from data.ask import Question, ask, count, find_query
from data.export.csv_file import FORMATS
from data.export.workbook import MOST
from data.words.domains import domain_of
from pages.parts.lists import explanations, row_actions
from pages.parts.session.readers import reader
from pages.parts.shell import controls, paper

if TYPE_CHECKING:
    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

ROWS = 50
"""Rows of a list that the browser gets at once."""
IN_SIGHT = 12
"""Rows of them that are seen without scrolling, and on paper."""
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


def draw_list(ctx: PageContext, listing: Listing, question: Question) -> None:
    """Show a page of the rows asked for, and the way to their file."""
    listing = listing.for_role(reader().identify())
    total = count(reader(), ctx.snapshot, question)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        st.header(ctx.words.count("units.rows", total), anchor=False)
    with right:
        files(ctx, question, total)
    if not total:
        key = (
            "list.empty_filtered" if question.filters else f"pages.{listing.page}.empty"
        )
        st.info(ctx.words(key))
        return
    order = _order(ctx, listing)
    pages = -(-total // ROWS)
    key = f"{ctx.snapshot.short}.{abs(hash((question, order)))}"
    slot = st.empty()
    page = st.pagination(pages, key=f"page.{key}") if pages > 1 else 1
    rows = ask(
        reader(),
        ctx.snapshot,
        Question(question.name, question.filters, order),
        limit=ROWS,
        offset=(page - 1) * ROWS,
    )
    event = slot.dataframe(
        named(ctx, listing, rows).to_arrow(),
        hide_index=True,
        column_config=_config(ctx, listing, rows),
        key=f"rows.{key}.{page}",
        placeholder=ctx.words("key.none"),
        alt=ctx.words(f"pages.{listing.page}.title"),
        height="content" if len(rows) <= IN_SIGHT else 460,
        on_select="rerun",
        selection_mode="single-row",
    )
    paper.count_rows(ctx.words, min(IN_SIGHT, len(rows)), total)
    row_actions.offer(ctx, listing.name, rows, event.selection.rows)
    explanations.legend(
        ctx,
        (domain_of(listing.name, name) or "" for name in listing.columns(ctx.words)),
    )


def files(ctx: PageContext, question: Question, total: int) -> None:
    """Offer exactly these rows as a file: CSV, or one for Excel."""
    words, fits = ctx.words, total <= MOST
    room = words("list.export_xlsx_rows", most=words.number(MOST))
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.link_button(
            words("list.export"),
            export_address(ctx, question),
            help=words("list.export_help"),
        )
        st.link_button(
            words("list.export_xlsx"),
            export_address(ctx, question, "xlsx"),
            help=words("list.export_xlsx_help") if fits else room,
            disabled=not fits,
        )
        st.link_button(
            words("list.export_excel"),
            export_address(ctx, question, "excel"),
            help=words("list.export_excel_help"),
        )
    if total > LARGE:
        st.caption(words("list.export_large"), text_alignment="right")


def export_address(ctx: PageContext, question: Question, form: str = "csv") -> str:
    """Return the address of exactly these rows as a file."""
    params = [("snapshot", ctx.snapshot.day)]
    params += [(applied.column, applied.text) for applied in question.filters]
    if form == "xlsx":
        params.append(("lang", ctx.words.language))
    return f"/export/{question.name}.{FORMATS[form]}?{urlencode(params)}"


def _order(ctx: PageContext, listing: Listing) -> str:
    """Choose what the list is sorted by."""
    names, first = listing.columns(ctx.words), listing.order.split()[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = controls.selectbox(
            ctx.words("list.sort"),
            names,
            default=first.removeprefix("-"),
            format_func=ctx.words.column,
            key=listing.key("order"),
            width=260,
        )
        down = st.toggle(
            ctx.words("list.descending"),
            value=first.startswith("-"),
            key=listing.key("down"),
        )
    chosen = f"-{name}" if down else str(name)
    return listing.order if chosen == first else chosen


def named(ctx: PageContext, listing: Listing, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the shown columns with codes in the reader's words.

    Dates and numbers stay what they are, so that they line up and sort.
    """
    kinds = {column.name: column.type for column in find_query(listing.name).columns}
    on_screen = rows.select(listing.columns(ctx.words))
    texts = [
        name
        for name in on_screen.columns
        if kinds[name] in ("varchar", "varchar[]", "boolean", "timestamptz")
    ]
    return on_screen.with_columns(
        pl.Series(
            name,
            [
                ctx.words.value(listing.name, name, cell)
                for cell in on_screen[name].to_list()
            ],
            dtype=pl.String,
        )
        for name in texts
    )


def _config(ctx: PageContext, listing: Listing, rows: pl.DataFrame) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for name in listing.columns(ctx.words):
        label = ctx.words.column(name)
        if rows.schema[name] == pl.Date:
            config[name] = st.column_config.DateColumn(
                label, format=ctx.words.day_pattern
            )
        elif rows.schema[name].is_numeric():
            config[name] = st.column_config.NumberColumn(label)
        else:
            config[name] = st.column_config.TextColumn(label, width=WIDTHS.get(name))
    return config
