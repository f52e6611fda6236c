"""How far categories of data reach: to how many recipients, and for what.

Counted when the snapshot was sealed (queries/seal/11_matrix.sql), over all
disclosures there ever were, so that it costs the same at any number of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st

from data.ask import Asked, Filter, ask
from pages.parts import charts, counted
from pages.parts.opened import reader

if TYPE_CHECKING:
    import polars as pl

    from pages.parts.seen import Seen

SHADES = [[0, "rgba(59, 130, 196, 0.12)"], [1, "rgba(59, 130, 196, 0.75)"]]
"""From few to many; light enough for what is written on it."""


def show(here: Seen) -> None:
    """Draw recipients by category, and disclosures by category and purpose."""
    left, right = st.columns([2, 3])
    with left:
        _recipients(here, _found(here, "recipient"))
    with right:
        _purposes(here, _found(here, "purpose"))


def _found(here: Seen, dimension: str) -> pl.DataFrame:
    filters = (Filter("dimension", dimension), Filter("found", "1.."))
    return ask(reader(), here.snapshot, Asked("matrix", filters))


def _recipients(here: Seen, rows: pl.DataFrame) -> None:
    """Draw how many recipients each category of data went to."""
    words = here.words
    if rows.is_empty():
        return
    counts = dict(rows["category"].value_counts().sort("count", "category").iter_rows())
    most, n = list(counts.items())[-1]
    total = rows["member"].n_unique()
    title = words(
        "says.reach",
        most=words.code("category", most),
        count=words.number(n),
        total=words.count("units.recipients", total),
    )
    about = words("pages.recipients.chart_category")
    if len(counts) == 1:
        charts.says(title, about)
        return
    counted.columns(
        here,
        {words.code("category", code): n for code, n in reversed(counts.items())},
        (words.column("category"), words("charts.recipients")),
        title,
        key="recipients.reach",
        about=about,
        height=110 + 34 * len(counts),
        lying=True,
    )


def _purposes(here: Seen, rows: pl.DataFrame) -> None:
    """Draw how often each category of data was disclosed for each purpose."""
    words = here.words
    if rows.is_empty():
        return
    found = {
        (purpose, category): n
        for purpose, category, n in rows.select(
            "member", "category", "found"
        ).iter_rows()
    }
    purposes = sorted({purpose for purpose, _ in found}, key=words.purpose)
    categories = sorted(
        {category for _, category in found},
        key=lambda code: words.code("category", code),
    )
    (purpose, category), most = max(found.items(), key=lambda each: each[1])
    title = words(
        "says.purpose",
        category=words.code("category", category),
        purpose=words.purpose(purpose),
        count=words.number(most),
        total=words.count("units.disclosures", sum(found.values())),
    )
    about = words("pages.recipients.chart_purpose")
    if len(found) == 1:
        charts.says(title, about)
        return
    x = [words.code("category", code) for code in categories]
    y = [words.purpose(code) for code in purposes]
    z = [[found.get((p, c)) for c in categories] for p in purposes]
    figure = go.Figure()
    figure.add_heatmap(
        x=x,
        y=[charts.short(name, 40) for name in y],
        z=z,
        text=[["" if n is None else words.number(n) for n in line] for line in z],
        texttemplate="%{text}",
        colorscale=SHADES,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
        hoverongaps=False,
    )
    figure.update_layout(
        height=120 + 40 * len(y),
        xaxis={
            "type": "category",
            "title": words.column("category"),
            "tickangle": -30,
        },
        yaxis={"type": "category", "autorange": "reversed"},
    )
    table = [
        {words.column("purpose"): name}
        | {column: words.number(n) for column, n in zip(x, line, strict=True)}
        for name, line in zip(y, z, strict=True)
    ]
    key = "recipients.purposes"
    charts.draw(here, figure, title, key=key, about=about, rows=table)
