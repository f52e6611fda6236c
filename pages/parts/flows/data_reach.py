"""How far categories of data reach: to how many recipients, and for what.

Over all disclosures there ever were. Recipients are counted from the list beside
them, with its filters; disclosures, for all recipients, when the snapshot was sealed
(queries/seal/11_matrix.sql), so that it costs the same at any number of them. Each
count opens the list of what it counts.
"""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from data.ask import Filter, Question, ask, count, tally
from pages.parts.charts import chart
from pages.parts.lists import counted_chart, drill_down
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext

    Counts = dict[tuple[str, str], int]
    """The number of disclosures by purpose and category."""

SHADES = [[0, "#e6f0f8"], [1, "#7db1de"]]
"""From few to many. Opaque and light, by night too: INK is read on each of them."""
INK = "#1a1a1a"
CLEAR, NEAR = "rgba(0, 0, 0, 0)", 8
"""A colour that is not seen; pixels from a mark within which it is meant."""
CATEGORIES = "categories"
"""The categories of data that a recipient ever got."""


def show(ctx: PageContext, question: Question) -> None:
    """Draw the recipients of a list by category, and disclosures by purpose too."""
    drill_down.leave()
    if ctx.offered("disclosures") is None:
        return
    if lacks := ctx.lacking("disclosure"):
        st.info(lacks)
        return
    left, right = st.columns([2, 3])
    with left:
        _recipients(ctx, question)
    with right:
        _purposes(ctx)


def _recipients(ctx: PageContext, question: Question) -> None:
    """Draw how many recipients of a list each category of data went to."""
    words = ctx.words
    rows = tally(reader(), ctx.snapshot, question, CATEGORIES).explode(CATEGORIES)
    rows = rows.drop_nulls().group_by(CATEGORIES).agg(pl.col("count").sum())
    for applied in question.filters:
        if applied.column == CATEGORIES:
            rows = rows.filter(pl.col(CATEGORIES).is_in(applied.values))
    if rows.is_empty():
        return
    counts = dict(rows.sort("count", CATEGORIES).iter_rows())
    most, n = list(counts.items())[-1]
    total = count(
        reader(),
        ctx.snapshot,
        drill_down.narrowed(question, **{CATEGORIES: "|".join(counts)}),
    )
    ties = sum(other == n for other in counts.values())
    title = words(
        "says.reach" if ties == 1 else "says.reach_tied",
        ties=words.number(ties),
        most=words.code("category", most),
        count=words.number(n),
        total=words.count("units.recipients", total),
    )
    about = words("pages.recipients.chart_category")
    if len(counts) == 1:
        chart.draw_headline(title, about)
        return
    codes = list(reversed(counts))
    counted_chart.draw_columns(
        ctx,
        {words.code("category", code): counts[code] for code in codes},
        (words.column("category"), words("charts.recipients")),
        title,
        key="recipients.reach",
        about=about,
        height=110 + 34 * len(counts),
        lying=True,
        opens=[drill_down.narrowed(question, **{CATEGORIES: code}) for code in codes],
    )


def _purposes(ctx: PageContext) -> None:
    """Draw how often each category of data was disclosed for each purpose."""
    words = ctx.words
    filters = (Filter("dimension", "purpose"), Filter("found", "1.."))
    rows = ask(reader(), ctx.snapshot, Question("matrix", filters))
    if rows.is_empty():
        return
    counts: Counts = {
        (purpose, category): n
        for purpose, category, n in rows.select(
            "member", "category", "found"
        ).iter_rows()
    }
    title, about = _purpose_title(ctx, counts), words("pages.recipients.chart_purpose")
    if len(counts) == 1:
        chart.draw_headline(title, about)
        return
    purposes = sorted({purpose for purpose, _ in counts}, key=words.purpose)
    categories = sorted(
        {category for _, category in counts},
        key=lambda code: words.code("category", code),
    )
    lists = {
        (purpose, category): drill_down.narrowed(
            Question("disclosures"), category=category, purpose=purpose
        )
        for purpose, category in counts
    }
    opens = {(1, place): lists[pair] for place, pair in enumerate(counts)}
    chart.draw(
        ctx,
        _heatmap(ctx, purposes, categories, counts),
        title,
        key=f"recipients.purposes.{ctx.snapshot.short}",
        about=about,
        rows=_table(ctx, purposes, categories, counts, lists),
        pick=partial(drill_down.lead, opens=opens),
    )


def _purpose_title(ctx: PageContext, counts: Counts) -> str:
    """Return in words which category went out most, and for what."""
    words = ctx.words
    (purpose, category), most = max(counts.items(), key=itemgetter(1))
    return words(
        "says.purpose",
        category=words.code("category", category),
        purpose=words.purpose(purpose),
        count=words.number(most),
        total=words.count("units.disclosures", sum(counts.values())),
    )


def _table(
    ctx: PageContext,
    purposes: list[str],
    categories: list[str],
    counts: Counts,
    lists: dict[tuple[str, str], Question],
) -> list[Row]:
    """Return a row a purpose and a column a category, each count a link."""
    words = ctx.words
    return [
        {words.column("purpose"): words.purpose(purpose)}
        | {
            words.code("category", category): drill_down.cell(
                ctx,
                lists.get((purpose, category)),
                counts.get((purpose, category), 0),
            )
            for category in categories
        }
        for purpose in purposes
    ]


def _heatmap(
    ctx: PageContext,
    purposes: list[str],
    categories: list[str],
    counts: Counts,
) -> go.Figure:
    """Return a figure with a cell for each purpose and category, darker for more."""
    words = ctx.words
    x = [words.code("category", code) for code in categories]
    names = [chart.short(words.purpose(code), 40) for code in purposes]
    z = [[counts.get((p, c)) for c in categories] for p in purposes]
    figure = go.Figure()
    figure.add_heatmap(
        x=x,
        y=names,
        z=z,
        text=[["" if n is None else words.number(n) for n in line] for line in z],
        texttemplate="%{text}",
        textfont={"color": INK},
        colorscale=SHADES,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )
    _clickable(ctx, figure, dict(zip(purposes, names, strict=True)), counts)
    figure.update_layout(
        hoverdistance=NEAR,
        height=120 + 40 * len(names),
        xaxis={
            "type": "category",
            "title": words.column("category"),
            "tickangle": -30,
            "showgrid": False,
            "range": [-0.5, len(x) - 0.5],
        },
        yaxis={
            "type": "category",
            "showgrid": False,
            "range": [len(names) - 0.5, -0.5],
        },
    )
    return figure


def _clickable(
    ctx: PageContext,
    figure: go.Figure,
    names: dict[str, str],
    counts: Counts,
) -> None:
    """Draw a mark over each cell that says what it counts: a cell takes no click."""
    words = ctx.words
    figure.add_scatter(
        x=[words.code("category", category) for _, category in counts],
        y=[names[purpose] for purpose, _ in counts],
        text=[words.number(n) for n in counts.values()],
        mode="markers",
        marker={"symbol": "square", "size": 34, "color": CLEAR},
        hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
    )
