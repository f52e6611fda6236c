"""A list as every page shows it: filters, a page of rows, and its file.

One question, one set of filters: the number of rows, the chart beside them and
the file are all asked with the same `Question`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Question, ask, count
from data.words.domains import domain_of
from pages.parts.lists import (
    download_menu,
    explanations,
    follow_up,
    grid,
    own_columns,
    row_panel,
    selection_bar,
)
from pages.parts.session.readers import reader
from pages.parts.shell import paper

if TYPE_CHECKING:
    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

ROWS = 50
"""Rows of a list that the browser gets at once."""


def draw_list(ctx: PageContext, listing: Listing, question: Question) -> None:
    """Show a page of the rows asked for, the way to their file, and one opened."""
    listing = listing.for_role(reader().identify()).delivered(
        ctx.snapshot.seal["not_delivered"]
    )
    listing = own_columns.of(listing)
    total = count(reader(), ctx.snapshot, question)
    order = bar(ctx, listing, question, total)
    follow_up.count(ctx, question)
    if not total:
        key = (
            "list.empty_filtered" if question.filters else f"pages.{listing.page}.empty"
        )
        st.info(ctx.words(key))
        return
    pages = -(-total // ROWS)
    since = ctx.snapshot.since and ctx.snapshot.since.digest
    key = f"{ctx.snapshot.short}.{abs(hash((question, order, since)))}"
    slot = st.empty()
    page = st.pagination(pages, key=f"page.{key}") if pages > 1 else 1
    rows = ask(
        reader(),
        ctx.snapshot,
        Question(question.name, question.filters, order),
        limit=ROWS,
        offset=(page - 1) * ROWS,
    )
    place = f"rows.{key}.{page}"
    rows, more = follow_up.marked(ctx, listing.name, rows)
    event = grid.draw(ctx, listing, rows, order, key=place, place=slot, more=more)
    paper.count_rows(ctx.words, min(grid.LOW, len(rows)), total)
    selection_bar.draw(ctx, question, rows, event.selection.rows, place)
    row_panel.offer(ctx, listing.name, rows, grid.opened(event, rows), place)
    names = (*listing.columns(ctx.words), *more)
    explanations.legend(ctx, (domain_of(listing.name, name) or "" for name in names))


def bar(ctx: PageContext, listing: Listing, question: Question, total: int) -> str:
    """Draw how many rows there are, and the choice of order, columns and file."""
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        key=f"list-bar-{listing.page}",
    ):
        st.header(ctx.words.count("units.rows", total), anchor=False)
        order = grid.choose_order(ctx, listing, listing.sortable(ctx.words))
        own_columns.draw(ctx, listing)
        download_menu.draw(ctx, question, total)
    return order
