"""A breakdown as a chart and a table; small counts hidden from who sees no records.

What is hidden stays so in the bars, the labels, what hovering says, the words
beside it and the table: all are made of the counts that the summary publishes. Who
may see the records sees the counts of the records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

import queries
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


def offered(ctx: PageContext) -> str:
    """Return the list of breakdowns that the reader's role gets."""
    return ctx.offered("breakdowns_in_full") or "breakdowns"


def rows(ctx: PageContext) -> dict[str, pl.DataFrame]:
    """Ask all breakdowns of a snapshot, by name."""
    all_rows = ask(reader(), ctx.snapshot, offered(ctx))
    return {
        str(name): _completed(str(name), some_rows)
        for (name,), some_rows in all_rows.group_by("breakdown")
    }


def _completed(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return counts, where none is hidden, with the zeros between them."""
    if "suppressed" in rows.columns:
        return rows
    rows = rows.with_columns(pl.lit(None, pl.Int64).alias("threshold"))
    if queries.folder("breakdowns")[name].entries.get("cells") == "given":
        return rows
    places = (
        rows.select("value1").unique().join(rows.select("value2").unique(), how="cross")
    )
    completed = places.join(rows, on=["value1", "value2"], how="left", nulls_equal=True)
    return completed.with_columns(pl.col("count").fill_null(0)).sort("value1", "value2")


def draw_named(ctx: PageContext, name: str) -> None:
    """Draw one breakdown; say so where this snapshot has nothing of it."""
    question = Question(offered(ctx), (Filter("breakdown", name),))
    draw(ctx, name, _completed(name, ask(reader(), ctx.snapshot, question)))


def draw(
    ctx: PageContext, name: str, rows: pl.DataFrame, *, beside: bool = False
) -> None:
    """Draw the chart of a breakdown's rows, and their table.

    `beside`: the table stands beside the chart where it has room there; else it
    is folded up below it. Such a page says once what is hidden, in its legend.
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
        if not beside and None in view.counts.values():
            threshold = words.number(view.threshold)
            st.caption(markdown_escape(words("breakdowns.some", n=threshold)))


def _why_empty(ctx: PageContext, query: Query) -> str:
    """Return the word that says why a snapshot has no counts of a breakdown."""
    if query.lacks(ctx.snapshot.seal["not_delivered"]):
        return "not_delivered"
    return "first" if "compares" in query.entries else "none"


def legend(ctx: PageContext) -> None:
    """Draw once why counts are hidden, and what one may be; or that none is."""
    key = "unhidden" if ctx.sees_records else "why"
    st.caption(ctx.words(f"breakdowns.{key}"))
