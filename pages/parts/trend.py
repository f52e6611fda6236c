"""How the key figures went over the snapshots up to the one that is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl
import streamlit as st

import queries
from data.ask import ask
from pages.parts import charts
from pages.parts.opened import reader

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from pages.parts.seen import Seen

MOST = 23
"""Earlier snapshots that a line goes back."""

SHARES = (
    "retention_compliance",
    "requests_on_time_12m",
    "processors_with_agreement",
    "transfers_with_valid_ground",
    "clients_informed",
)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
SEVERITIES = ("high", "medium", "low")


def compared(here: Seen, earlier: list[Snapshot]) -> str:
    """Say which snapshot the tiles are compared with."""
    if not earlier:
        return here.words("figures.first")
    return here.words("figures.compared", day=here.words.date(earlier[0].as_of))


def show(here: Seen, snapshots: list[Snapshot]) -> None:
    """Draw the shares as lines and the findings as bars, one point a snapshot."""
    if len(snapshots) < 2:
        return
    rows = pl.concat(
        ask(reader(), one, "key_figures").with_columns(day=pl.lit(one.as_of))
        for one in snapshots
    )
    left, right = st.columns(2)
    with left:
        _shares(here, rows)
    with right:
        _findings(here, rows)


def _shares(here: Seen, rows: pl.DataFrame) -> None:
    figure = go.Figure()
    for name, dash, colour in zip(SHARES, DASHES, charts.LINES, strict=True):
        some = rows.filter(name=name)
        title = here.words.own(queries.folder("key_figures")[name].entries, "title")
        figure.add_scatter(
            x=[here.words.date(day) for day in some["day"]],
            y=some["value"].to_list(),
            name=title,
            mode="lines+markers",
            line={"dash": dash, "color": colour},
            hovertemplate="%{x}: %{y:.1%}<extra>" + title + "</extra>",
        )
    figure.update_layout(
        height=380, yaxis={"tickformat": ".0%"}, xaxis={"type": "category"}
    )
    charts.draw(here, figure, here.words("pages.overview.trend"), key="shares")


def _findings(here: Seen, rows: pl.DataFrame) -> None:
    figure = go.Figure()
    for severity in SEVERITIES:
        some = rows.filter(name=f"findings_{severity}")
        said = here.words.code("severity", severity)
        figure.add_bar(
            x=[here.words.date(day) for day in some["day"]],
            y=some["value"].to_list(),
            name=said,
            marker={"color": charts.COLOURS["severity"][severity]},
            hovertemplate="%{x}: %{y}<extra>" + said + "</extra>",
        )
    figure.update_layout(height=380, barmode="stack", xaxis={"type": "category"})
    charts.draw(here, figure, here.words("pages.overview.chart"), key="findings")
