"""The agenda on screen: four windows, the deadlines in one, and what follows.

The windows are filters like any other, so a link opens the same list. What is
selected is dealt with below the table, by pages/parts/duties/agenda_effects.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from data.ask import Filter, Question, ask, count
from data.export import calendar as deadlines
from pages.parts.duties import agenda_effects
from pages.parts.lists import filter_bar, list_view
from pages.parts.lists.list_view import IN_SIGHT, ROWS
from pages.parts.lists.listing import Listing
from pages.parts.session.readers import reader
from pages.parts.shell import context, controls, paper

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from pages.parts.shell.context import PageContext

LISTING = Listing(deadlines.NAME, order="due_on")
AHEAD = timedelta(weeks=13)
"""How far the list looks ahead where nobody picked a day: about a quarter."""
UNTIL = "due_on.to"
WINDOWS = {
    "overdue": ["overdue"],
    "week": ["week"],
    "month": ["week", "month"],
    "until": [],
}
"""What each window asks of `period`; the last asks for a day instead."""
CHOSEN = "agenda window"
"""The window that is chosen, in the session."""


@dataclass(frozen=True)
class Window:
    """One of the four windows: what it filters by."""

    name: str
    until: date | None

    def filters(self) -> tuple[Filter, ...]:
        """Return the filters that make this window."""
        if self.until is not None:
            return (Filter("due_on", f"..{self.until}"),)
        return (Filter("period", "|".join(WINDOWS[self.name])),)


def begin(ctx: PageContext) -> None:
    """Look a quarter ahead where the address asks for nothing yet."""
    day = ctx.snapshot.as_of + AHEAD
    filter_bar.begin(LISTING, UNTIL, day.isoformat())


def place() -> DeltaGenerator:
    """Return the place of the windows, above the filters that they set."""
    return st.container()


def windows(ctx: PageContext, where: DeltaGenerator, question: Question) -> None:
    """Draw the windows with their counts, among what else is filtered by."""
    by_window = ("period", "due_on")
    rest = tuple(
        applied for applied in question.filters if applied.column not in by_window
    )
    narrowed = set(question.filters) - set(rest)
    by_name = {name: _window(ctx, name) for name in WINDOWS}
    counts = {
        name: count(
            reader(),
            ctx.snapshot,
            Question(LISTING.name, (*rest, *window.filters())),
        )
        for name, window in by_name.items()
    }
    controls.pills(
        where,
        ctx.words("agenda.windows"),
        list(WINDOWS),
        format_func=lambda name: _label(ctx, by_name[name], counts[name]),
        key=CHOSEN,
        chosen=next(
            (n for n, w in by_name.items() if set(w.filters()) == narrowed), None
        ),
        on_change=_choose,
        args=(by_name,),
        label_visibility="collapsed",
    )


def _window(ctx: PageContext, name: str) -> Window:
    return Window(name, _until(ctx) if name == "until" else None)


def _label(ctx: PageContext, window: Window, n: int) -> str:
    day = ctx.words.date(window.until)
    return f"**{ctx.words.number(n)}** {ctx.words(f'agenda.{window.name}', day=day)}"


def _until(ctx: PageContext) -> date:
    """Return the day that the last window goes up to: the one picked last."""
    kept, picked = "agenda picked", st.session_state.get(LISTING.key(UNTIL))
    if picked is not None:
        st.session_state[kept] = picked
    day: date = st.session_state.get(kept, ctx.snapshot.as_of + AHEAD)
    return day


def _choose(known: dict[str, Window]) -> None:
    """Set the filters to the window chosen; runs before the page does."""
    window = known.get(controls.value(CHOSEN) or "")
    if window is not None:
        until = window.until.isoformat() if window.until else ""
        periods = WINDOWS[window.name]
        filter_bar.put(
            LISTING.page, {"period": periods, "due_on.from": "", UNTIL: until}
        )


def show(ctx: PageContext, question: Question) -> None:
    """Show a page of the deadlines asked for, the ways out, and what follows."""
    total = count(reader(), ctx.snapshot, question)
    _heading(ctx, question, total)
    if not total:
        unfiltered = count(reader(), ctx.snapshot, Question(LISTING.name))
        key = "list.empty_filtered" if unfiltered else "pages.agenda.empty"
        st.info(ctx.words(key))
        return
    pages = -(-total // ROWS)
    key = f"{ctx.snapshot.short}.{abs(hash(question))}"
    slot = st.empty()
    page = st.pagination(pages, key=f"page.{key}") if pages > 1 else 1
    rows = ask(reader(), ctx.snapshot, question, limit=ROWS, offset=(page - 1) * ROWS)
    event: Any = slot.dataframe(
        _table(ctx, rows).to_arrow(),
        hide_index=True,
        column_config=_config(ctx),
        key=f"rows.{key}.{page}",
        placeholder=ctx.words("key.none"),
        alt=ctx.words("pages.agenda.title"),
        height="content" if len(rows) <= IN_SIGHT else 460,
        on_select="rerun",
        selection_mode="multi-row",
    )
    paper.count_rows(ctx.words, min(IN_SIGHT, len(rows)), total)
    agenda_effects.show(ctx, rows[[n for n in event.selection.rows if n < rows.height]])


def _heading(ctx: PageContext, question: Question, total: int) -> None:
    """Draw how many there are, and give the ways out: a table or a calendar."""
    words = ctx.words
    left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
    with left:
        st.header(words.count("units.rows", total))
    with middle:
        st.link_button(
            words("list.export"),
            list_view.export_address(ctx, question),
            help=words("list.export_help"),
            width="stretch",
        )
    with right:
        if total > deadlines.MOST:
            most = words.number(deadlines.MOST)
            st.caption(words("agenda.calendar_full", n=most))
        elif total:  # a calendar without an event is none (RFC 5545, 3.4)
            st.link_button(
                words("agenda.calendar"),
                _calendar_address(ctx, question),
                help=words("agenda.calendar_help"),
                width="stretch",
            )


def _calendar_address(ctx: PageContext, question: Question) -> str:
    table = list_view.export_address(ctx, question)
    params = urlencode({"lang": ctx.words.language})
    return f"{table.replace('.csv?', '.ics?', 1)}&{params}"


def _table(ctx: PageContext, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns on screen; the subject is a link to where it is dealt with."""
    own = [agenda_effects.own(ctx, name) for name in ("what", "working", "basis")]
    named = list_view.named(ctx, LISTING, rows)
    addresses = [_address(row) for row in rows.iter_rows(named=True)]
    return named.with_columns(
        pl.Series("subject_key", addresses, dtype=pl.String),
        *(rows[name] for name in own),
    ).select(
        *("due_on", "days_left", "subject_key", own[0]),
        *(own[1], "department", "hold", own[2]),
    )


def _address(row: dict[str, Any]) -> str:
    page, params = agenda_effects.target(row)
    query = urlencode({**context.kept(), **params})
    return f"/{page}?{query}#{row['subject_key']}"


def _config(ctx: PageContext) -> dict[str, Any]:
    words = ctx.words
    config: dict[str, Any] = {
        "due_on": st.column_config.DateColumn(
            words.column("due_on"), format=words.day_pattern
        ),
        "days_left": st.column_config.NumberColumn(words.column("days_left")),
        "subject_key": st.column_config.LinkColumn(
            words.column("subject_key"), display_text=r"#(.+)$"
        ),
    }
    for name, width in {"hold": 140, "department": 160}.items():
        config[name] = st.column_config.TextColumn(words.column(name), width=width)
    for name, width in {"what": 360, "working": 400, "basis": 170}.items():
        own = agenda_effects.own(ctx, name)
        config[own] = st.column_config.TextColumn(words.column(own), width=width)
    return config
