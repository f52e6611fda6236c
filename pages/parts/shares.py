"""Which share of the requests was in time, by kind; hidden with its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

import queries
from data.ask import ask
from data.words import dimensions
from pages.parts import charts, labels
from pages.parts.opened import reader

if TYPE_CHECKING:
    from pages.parts.charts import Row
    from pages.parts.seen import Seen


def show(here: Seen) -> None:
    """Draw the share in time by kind of request, with what it is a share of."""
    words = here.words
    query = queries.folder("summary")["shares"]
    basis = labels.basis(words, query["basis"])
    about = f"{words.own(query.entries, 'title')} · {words('app.basis')}: {basis}"
    found = ask(reader(), here.snapshot, "shares").to_dicts()
    total = next((row for row in found if row["value"] == "total"), None)
    kinds = [row for row in found if row["value"] != "total"]
    kinds.sort(key=lambda row: (row["share"] is None, -(row["share"] or 0)))
    rows: list[Row] = [
        {
            words("dimensions.kind"): _kind(here, row),
            words("charts.share"): _said(here, row),
            words("shares.of"): _counts(here, row),
        }
        for row in (*kinds, *([total] if total else []))
    ]
    title = words("shares.none")
    if total and total["share"] is not None:
        title = words("shares.total", share=words.percent(total["share"]))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        charts.draw(
            here,
            _figure(here, [row for row in kinds if row["share"] is not None]),
            title,
            key="shares",
            about=about,
            rows=rows,
            place=right,
        )
    if any(row["suppressed"] for row in found):
        st.caption(words("shares.why"))


def _figure(here: Seen, shown: list[dict[str, Any]]) -> go.Figure | None:
    """Make a bar a kind; none where there are no two to compare."""
    if len(shown) < 2:
        return None
    figure = go.Figure()
    figure.add_bar(
        y=[_kind(here, row) for row in shown],
        x=[row["share"] for row in shown],
        text=[_said(here, row) for row in shown],
        textposition="auto",
        orientation="h",
        marker={"color": charts.GOOD, "line": charts.EDGE},
        hovertemplate="%{y}: %{text}<extra></extra>",
    )
    figure.update_layout(
        height=110 + 30 * len(shown),
        xaxis={
            "tickformat": ".0%",
            "range": [0, 1.05],
            "title": here.words("shares.axis"),
        },
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return figure


def _kind(here: Seen, row: dict[str, str]) -> str:
    return dimensions.value(here.words, "requests", "kind", row["value"])


def _said(here: Seen, row: dict[str, float | None]) -> str:
    """Write a share; of a hidden one that it is."""
    if row["suppressed"]:
        return here.words("breakdowns.hidden")
    return here.words.percent(row["share"])


def _counts(here: Seen, row: dict[str, int | None]) -> str:
    words = here.words
    above, below = (
        words("breakdowns.hidden") if row[name] is None else words.number(row[name])
        for name in ("numerator", "denominator")
    )
    return words("figures.counts", numerator=above, denominator=below)
