"""The rows of a list on screen: keys in sight, statuses in colour and word.

Each cell is written in the reader's language, dates and numbers too. The list is
sorted where it is asked for, whole, by a click on the head of a column; in the
browser, which has one page of it, a grid cannot be.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from data.ask import find_query
from data.ask.lists import whole_list
from data.followup import COLUMNS, SHOWN
from data.words.domains import domain_of
from pages.parts.charts import looks
from pages.parts.lists import widths
from pages.parts.shell import controls
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from streamlit.delta_generator import DeltaGenerator
    from streamlit.elements.arrow import SelectionMode

    from data.words import Words
    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

ORDER, DOWN = "order", "down"
"""The controls of what a list is sorted by, and which way."""
FINDINGS = "findings"
"""The list whose rows are about records of other lists, with keys of their own."""
CHOSEN: tuple[SelectionMode, ...] = ("single-cell", "single-column", "multi-row")
"""What can be chosen in a grid: a click on a cell opens its row, on a head sorts."""
NAMES = ("name", "recipient_name")
"""Columns that say what the key beside them stands for."""
BARS = ("days_overdue",)
"""Columns of days that are drawn as bars."""
YEAR = 365  # days of a full bar
FRONT = 5
"""Columns in front of what is written beside a row."""
PLAIN = "#e3e5e9"
"""The ground of a status that is fine, by day and by night."""
TINT = 0.4
"""How much of its colour the ground of a status keeps."""
TALL, LOW = 460, 12
"""Pixels that a grid is high at most, and the rows that need no such bound."""


def arranged(columns: Sequence[str], order: str) -> list[str]:
    """Return columns as they stand: the key, its name, what is sorted by, the rest."""
    first, second = columns[0], columns[1:2]
    by = [name.removeprefix("-") for name in order.split()]
    front = [first, *(name for name in second if name in NAMES)]
    front += [name for name in by if name in columns]
    return list(dict.fromkeys([*front, *columns]))


def draw(
    ctx: PageContext,
    listing: Listing,
    rows: pl.DataFrame,
    order: str,
    *,
    key: str,
    place: DeltaGenerator,
    more: tuple[str, ...] = (),
) -> Any:  # noqa: ANN401 - what st.dataframe returns
    """Draw rows of a list, and columns that are `more`; return what is chosen."""
    columns = arranged(listing.columns(ctx.words), order)
    front = [n for n in columns[:FRONT] if widths.WIDTHS.get(n, 0) <= widths.LONG]
    columns = list(dict.fromkeys([*front, *more, *columns]))
    shown = named(ctx, listing, rows, more).select(columns)
    drawn = config(ctx, listing, shown, order)
    return plain(ctx, listing, shown, drawn, key=key, place=place)


def plain(
    ctx: PageContext,
    listing: Listing,
    shown: pl.DataFrame,
    drawn: dict[str, Any],
    *,
    key: str,
    place: DeltaGenerator,
) -> Any:  # noqa: ANN401 - what st.dataframe returns
    """Draw cells that are written already; return what is chosen of them."""
    return place.dataframe(
        shown.to_arrow(),
        hide_index=True,
        column_config=drawn,
        key=key,
        placeholder=ctx.words("key.none"),
        alt=ctx.words(f"pages.{listing.page}.title"),
        height="content" if len(shown) <= LOW else TALL,
        on_select=partial(_sort, listing, key),
        selection_mode=CHOSEN,
    )


def opened(event: Any, rows: pl.DataFrame) -> int | None:  # noqa: ANN401
    """Return the place of the row that a cell was chosen of, None without one."""
    # the browser may still have a row chosen that is not there any more
    places = [place for place, _ in event.selection.cells]
    return next((place for place in places if 0 <= place < rows.height), None)


def close(key: str) -> None:
    """Let no cell be chosen; for a callback, before the grid is drawn."""
    state = st.session_state.get(key)
    _choose(key, list(state["selection"]["rows"]) if state else [])


def open_row(key: str, place: int, column: str) -> None:
    """Open a row beside the list; for a callback, before the grid is drawn."""
    _choose(key, [place], (place, column))


def untick(key: str) -> None:
    """Let no row be ticked; for a callback, before the grid is drawn."""
    _choose(key, [])


def _choose(key: str, rows: list[int], *cells: tuple[int, str]) -> None:
    state = {"selection": {"rows": rows, "columns": [], "cells": [*cells]}}
    st.session_state[key] = state


def _sort(listing: Listing, key: str) -> None:
    """Sort the list by the column whose head was clicked, the other way if it was."""
    columns = st.session_state[key]["selection"]["columns"]
    if not columns:
        return
    if columns[0] in SHOWN:  # which the engine does not have
        close(key)
        return
    name, order, down = columns[0], listing.order_key(ORDER), listing.order_key(DOWN)
    is_same = controls.value(order) == name
    st.session_state[order] = name
    st.session_state[down] = not st.session_state[down] if is_same else False
    close(key)


def named(
    ctx: PageContext,
    listing: Listing,
    rows: pl.DataFrame,
    more: tuple[str, ...] = (),
) -> pl.DataFrame:
    """Return the shown columns in the reader's words; a status as a list of one."""
    on_screen = rows.select([*listing.columns(ctx.words), *more])
    written = pl.DataFrame(
        cells if cells.name in BARS else _written(ctx.words, listing, cells)
        for cells in on_screen
    )
    if whole_list(listing.name) != FINDINGS:
        return written
    about = rows.select("subject_table", "subject_key").iter_rows()
    keys = [cell_labels.subject(ctx.words, *each) for each in about]
    return written.with_columns(pl.Series("subject_key", keys, dtype=pl.String))


def _written(words: Words, listing: Listing, cells: pl.Series) -> pl.Series:
    texts = [_text(words, listing, cells.name, cell) for cell in cells.to_list()]
    if is_chip(listing, cells.name):
        as_chips = [None if text is None else [text] for text in texts]
        return pl.Series(cells.name, as_chips, dtype=pl.List(pl.String))
    return pl.Series(cells.name, texts, dtype=pl.String)


def _text(
    words: Words,
    listing: Listing,
    name: str,
    cell: Any,  # noqa: ANN401
) -> str | None:
    """Write a cell; None for the grid's own sign that there is nothing."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return words.minute(cell)
    return words.value(listing.name, name, cell)


def is_chip(listing: Listing, name: str) -> bool:
    """Return whether a column is a status that has colours."""
    domain = domain_of(listing.name, name)
    return domain in looks.LOOKS and domain not in ("boolean", "age")


def config(
    ctx: PageContext, listing: Listing, shown: pl.DataFrame, order: str
) -> dict[str, Any]:
    """Return how each column is drawn, and mark the one that is sorted by."""
    columns = (*find_query(listing.name).columns, *COLUMNS)
    kinds = {column.name: column.type for column in columns}
    first = listing.columns(ctx.words)[0]
    return {
        cells.name: _column(
            ctx, listing, cells, kinds[cells.name], order, pinned=cells.name == first
        )
        for cells in shown
    }


def _column(
    ctx: PageContext,
    listing: Listing,
    cells: pl.Series,
    kind: str,
    order: str,
    *,
    pinned: bool,
) -> Any:  # noqa: ANN401 - what st.column_config makes
    name = cells.name
    label = head(ctx.words, name, order)
    width = widths.width(name, cells, label)
    columns = st.column_config
    if name in BARS:
        return columns.ProgressColumn(
            label,
            format="%d",
            min_value=0,
            max_value=YEAR,
            color=looks.LATE,
            help=ctx.words("list.bar"),
        )
    if is_chip(listing, name):
        domain = domain_of(listing.name, name) or ""
        colours = {code: look.colour for code, look in looks.looks(domain).items()}
        named_colours = {ctx.words.code(domain, c): colours[c] for c in colours}
        return chips(label, named_colours, width)
    side: Any = "right" if kind in ("bigint", "double") else None
    return text(ctx.words, name, order, pinned=pinned, alignment=side, width=width)


def text(words: Words, name: str, order: str, **more: Any) -> Any:  # noqa: ANN401
    """Return a column of texts, as wide as the grid measures unless that is given."""
    return st.column_config.TextColumn(head(words, name, order), **more)


def chips(label: str, colours: dict[str, str], width: int | None = None) -> Any:  # noqa: ANN401
    """Return a column of statuses, each in its colour, late ones the strongest."""
    tints = [each if each == looks.LATE else tint(each) for each in colours.values()]
    return st.column_config.MultiselectColumn(
        label, options=list(colours), color=tints, width=width
    )


def tint(colour: str) -> str:
    """Return a colour so light that dark letters are easily read on it."""
    if colour == looks.GREY:
        return PLAIN
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * TINT):02x}" for part in parts)


def head(words: Words, name: str, order: str, label: str = "") -> str:
    """Name a column, with an arrow where the list is sorted by it."""
    first, label = order.split()[0], label or words.column(name)
    if first.removeprefix("-") != name:
        return label
    return f"{label} {'↓' if first.startswith('-') else '↑'}"


def choose_order(ctx: PageContext, listing: Listing, columns: Iterable[str]) -> str:
    """Choose what the list is sorted by; the keyboard has no head to click."""
    names, first = list(columns), listing.order.split()[0]
    words = ctx.words
    name = controls.selectbox(
        words("list.sort"),
        names,
        default=first.removeprefix("-"),
        format_func=lambda name: words("list.sorted", column=words.column(name)),
        key=listing.order_key(ORDER),
        label_visibility="collapsed",
        width=270,
    )
    down = st.toggle(
        words("list.descending"),
        value=first.startswith("-"),
        key=listing.order_key(DOWN),
    )
    chosen = f"-{name}" if down else str(name)
    return listing.order if chosen == first else chosen
