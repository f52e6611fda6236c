"""A breakdown of the summary as a chart and a table, small counts hidden.

What is hidden stays so in the bars, the labels, what hovering says, the words
beside it and the table: all are made of the counts that the summary publishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from data.ask import Filter, Question, ask
from pages.parts.charts import chart
from pages.parts.overview import breakdown_figure, breakdown_text
from pages.parts.overview.breakdown_view import BreakdownView
from pages.parts.session.readers import reader
from pages.parts.text import cell_labels
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext
    from queries import Query

WIDE, LONG = 3, 15
"""Columns, the total aside, and rows of a table that has room beside its chart."""
NONE = pl.DataFrame(
    schema={"value1": pl.String, "value2": pl.String, "count": pl.Int64}
)
"""The rows of a breakdown that a snapshot does not have."""


def rows(ctx: PageContext) -> dict[str, pl.DataFrame]:
    """Ask all breakdowns of a snapshot, by name."""
    all_rows = ask(reader(), ctx.snapshot, "breakdowns")
    return {
        str(name): some_rows for (name,), some_rows in all_rows.group_by("breakdown")
    }


def draw_named(ctx: PageContext, name: str) -> None:
    """Draw one breakdown; say so where this snapshot has nothing of it."""
    question = Question("breakdowns", (Filter("breakdown", name),))
    draw(ctx, name, ask(reader(), ctx.snapshot, question))


def draw(
    ctx: PageContext, name: str, rows: pl.DataFrame, *, beside: bool = False
) -> None:
    """Draw the chart of a breakdown's rows, and their table.

    `beside`: the table stands beside the chart where it has room there; else it
    is folded up below it.
    """
    words = ctx.words
    view = BreakdownView(ctx, name, rows)
    basis = cell_labels.basis(words, view.query["basis"])
    about = f"{view.title} · {words('app.basis')}: {basis}"
    if not view.values1:
        chart.draw_headline(view.title)
        st.markdown(words(f"breakdowns.{_why_empty(ctx, view.query)}"))
        return
    table = breakdown_text.table(view)
    left, right = st.container(), None
    if beside and len(view.values2) <= WIDE and len(table) <= LONG:
        left, right = st.columns(2, gap="medium")
    with left:
        chart.draw(
            ctx,
            breakdown_figure.figure(view),
            breakdown_text.sentence(view),
            key=f"breakdown.{name}",
            about=about,
            rows=table,
            place=right,
        )
        if None in view.counts.values():
            threshold = words.number(view.threshold)
            st.caption(markdown_escape(words("breakdowns.some", n=threshold)))


def _why_empty(ctx: PageContext, query: Query) -> str:
    """Return the word that says why a snapshot has no counts of a breakdown."""
    if query.lacks(ctx.snapshot.seal["not_delivered"]):
        return "not_delivered"
    return "first" if "compares" in query.entries else "none"


def legend(ctx: PageContext) -> None:
    """Draw once why counts are hidden, and what a hidden one may be."""
    st.caption(ctx.words("breakdowns.why"))
