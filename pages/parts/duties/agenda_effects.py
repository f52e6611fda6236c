"""What dealing with selected deadlines would change, and the way to each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

import queries
from data.ask import ask, find_query
from data.export import calendar as deadlines
from data.export import calendar_event
from data.figures import dealing
from pages.parts.duties import undated_items
from pages.parts.session import routes
from pages.parts.session.readers import reader
from pages.parts.shell import context

if TYPE_CHECKING:
    from data.figures.dealing import Counts
    from pages.parts.shell.context import PageContext

MOST_LINKS = 12
"""Lines selected that are linked to one by one."""


def own(ctx: PageContext, name: str) -> str:
    """Name the column that says a text in the reader's language."""
    return ctx.words.text_column(find_query(deadlines.NAME), name)


def target(row: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the page of a deadline; the list of its kind where it has none."""
    page, params = calendar_event.target(row)
    if page in routes.PAGES:
        return page, params
    return f"{page}s", {"search": row["subject_key"]}


def show(ctx: PageContext, rows: pl.DataFrame) -> None:
    """Draw what dealing with the selected deadlines would change, and link to them."""
    words = ctx.words
    if rows.is_empty():
        st.caption(words("agenda.select"))
        return
    with st.container(border=True):
        st.markdown(f"**{words.count('agenda.selected', rows.height)}**")
        left, right = st.columns([3, 2])
        with left:
            _effects(ctx, rows)
        with right:
            for row in rows.head(MOST_LINKS).iter_rows(named=True):
                _link(ctx, row)


def _effects(ctx: PageContext, rows: pl.DataFrame) -> None:
    words = ctx.words
    figures = ask(reader(), ctx.snapshot, "key_figures")
    before = dealing.counts(figures)
    after = dealing.dealt_with(figures, rows)
    lines = [_line(ctx, name, before[name], new) for name, new in after.items()]
    if any(lines):
        st.markdown(f"{words('agenda.effect')}:")
        st.markdown("\n".join(f"- {line}" for line in lines if line))
    else:
        st.markdown(words("agenda.no_figure"))
    if rows.filter(kind="request", period="overdue").height:
        st.caption(words("agenda.late_stays"))
    held = rows.filter(pl.col("hold").is_not_null()).height
    if held:
        st.caption(words.count("agenda.not_yet", held))


def _line(ctx: PageContext, name: str, old: Counts, new: Counts) -> str:
    """Return in words how a figure changes; a count that stays is not worth a line."""
    if old == new and old.denominator is None:
        return ""
    query = queries.folder("key_figures")[name]
    title = ctx.words.title(query)
    key = "agenda.stays" if old == new else "agenda.goes"
    before, after = (_written(ctx, counts, query["unit"]) for counts in (old, new))
    return ctx.words(key, title=title, before=before, after=after)


def _written(ctx: PageContext, counts: Counts, unit: str) -> str:
    words, value = ctx.words, ctx.words.figure(counts.value, unit)
    if counts.denominator is None:
        return value
    part = words(
        "figures.counts",
        numerator=words.number(counts.numerator),
        denominator=words.number(counts.denominator),
    )
    return f"{value} ({part})"


def _link(ctx: PageContext, row: dict[str, Any]) -> None:
    """Link to where a deadline is dealt with; by a new page without the frame."""
    page, params = target(row)
    label, params = row[own(ctx, "what")], {**context.kept(), **params}
    undated_items.link(page, label, params)
