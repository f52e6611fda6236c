"""The agenda on screen: the deadlines asked for, and what dealing with them changes.

A click on a row opens what it is about, beside the list; a tick adds it to what is
reckoned with below the table, by pages/parts/duties/agenda_effects.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from data.ask import Question, ask, count, find_query
from data.export import calendar as deadlines
from pages.parts.charts import looks
from pages.parts.duties import agenda_effects
from pages.parts.lists import (
    chips,
    filter_bar,
    follow_up,
    grid,
    list_view,
    own_columns,
    records,
    row_panel,
    selection_bar,
)
from pages.parts.lists.grid import LOW
from pages.parts.lists.list_view import ROWS
from pages.parts.lists.listing import CALENDAR, Listing
from pages.parts.session.readers import reader
from pages.parts.shell import links, paper
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

CHIPS = {
    "overdue": "period=overdue",
    "week": "period=week",
    "month": "period=week|month",
    "quarter": "due_on={quarter}",
}
LISTING = Listing(
    deadlines.NAME, order="due_on", chips=CHIPS, views=(CALENDAR,), in_sight=1
)
COLOURS = {
    "overdue": looks.LATE,
    "week": looks.SOON,
    "month": looks.GREY,
    "later": looks.GREY,
}
"""One colour for each `period`."""
LEFT, FRONT = "days_left", 4
"""The column of how late or soon, and how many stand before what is written beside."""
WIDTHS = {"what": 340, "working": 400, "hold": 140, "department": 160, "basis": 170}


def begin(ctx: PageContext) -> None:
    """Look a quarter ahead where the address asks for nothing yet."""
    day = ctx.snapshot.as_of + chips.AHEAD
    filter_bar.begin(LISTING, "due_on.to", day.isoformat())


def show(ctx: PageContext, question: Question) -> None:
    """Show a page of the deadlines asked for, the ways out, and what follows."""
    listing = own_columns.of(LISTING)
    total = count(reader(), ctx.snapshot, question)
    order = list_view.bar(ctx, listing, question, total)
    follow_up.count(ctx, question)
    if not total:
        unfiltered = count(reader(), ctx.snapshot, Question(LISTING.name))
        key = "list.empty_filtered" if unfiltered else "pages.agenda.empty"
        st.info(ctx.words(key))
        return
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
    place = f"rows.{key}.{page}"
    rows, more = follow_up.marked(ctx, LISTING.name, rows)
    shown = _table(ctx, listing, rows, more)
    drawn = _config(ctx, listing, rows, shown, order)
    event = grid.plain(ctx, listing, shown, drawn, key=place, place=slot)
    paper.count_rows(ctx.words, min(LOW, len(rows)), total)
    opened = grid.opened(event, rows)
    if opened is not None:
        _panel(ctx, rows.row(opened, named=True), place)
    selection_bar.draw(ctx, question, rows, event.selection.rows, place)
    agenda_effects.show(ctx, rows[[n for n in event.selection.rows if n < rows.height]])


def _table(
    ctx: PageContext, listing: Listing, rows: pl.DataFrame, more: tuple[str, ...]
) -> pl.DataFrame:
    """Return the columns on screen; how late or soon a line is, in words and colour."""
    columns = listing.columns(ctx.words)
    shown = grid.named(ctx, listing, rows, more)
    if LEFT in columns:
        left = [[_left(ctx, days)] for days in rows[LEFT].to_list()]
        shown = shown.with_columns(pl.Series(LEFT, left, dtype=pl.List(pl.String)))
    return shown.select(list(dict.fromkeys([*columns[:FRONT], *more, *columns])))


def _left(ctx: PageContext, days: int) -> str:
    """Write how many days there are left, or how many it is late."""
    if days < 0:
        return ctx.words.count("units.days_late", -days)
    return ctx.words.count("agenda.days_left", days)


def _config(
    ctx: PageContext,
    listing: Listing,
    rows: pl.DataFrame,
    shown: pl.DataFrame,
    order: str,
) -> dict[str, Any]:
    """Return how each column is drawn: long texts bounded, days by their period."""
    words = ctx.words
    config = grid.config(ctx, listing, shown, order)
    for name, width in WIDTHS.items():
        own = words.text_column(find_query(listing.name), name)
        if own in config:
            config[own] = grid.text(words, own, order, width=width)
    if LEFT in config:
        colours = {
            _left(ctx, days): COLOURS[period]
            for days, period in rows.select(LEFT, "period").iter_rows()
        }
        label = grid.head(words, LEFT, order, words.column("period"))
        config[LEFT] = grid.chips(label, colours)
    return config


def _panel(ctx: PageContext, row: dict[str, Any], key: str) -> None:
    """Show a deadline beside the list: why then, and all about what it is of."""
    words = ctx.words
    own = {name: row[agenda_effects.own(ctx, name)] for name in ("what", "working")}
    subject, of = row["subject_table"], str(row["subject_key"])
    record = records.row_of(ctx, subject, of) if subject in records.LISTED else None
    with st.container(key="row-panel", gap="small"):
        row_panel.head(ctx, markdown_escape(own["what"]), key)
        follow_up.opened(ctx, LISTING.name, row)
        when = f"{words.date(row['due_on'])} · {_left(ctx, row['days_left'])}"
        st.markdown(f"**{when}**  \n{markdown_escape(own['working'])}")
        page, params = agenda_effects.target(row)
        links.link(page, words("panel.to", record=of), **params)
        if record is not None:
            row_panel.show(ctx, records.LISTED[subject][0], record)
