"""Periods and days below each other on one line of time, readable without colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

from pages.parts.charts import chart, looks
from pages.parts.text.escaping import markdown_escape
from pages.parts.text.small_tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.parts.shell.context import PageContext

MOST = 40
"""Lines that are drawn; a table beside the chart has the rest."""
DAY = 86_400_000
"""Milliseconds, in which Plotly measures a bar on an axis of dates."""
GREY = "#7f858f"
PATTERNS = {"term": "", "paused": "/", "held": "", "request": ".", "restricted": "x"}
COLOURS = {
    "term": "#8fb4d9",
    "paused": "#d9c48f",
    "held": "#a9bccf",
    "request": "#8fb4d9",
    "restricted": "#c9a9cf",
}


@dataclass(frozen=True)
class Span:
    """One line: what it is, its period or its one day, and what to say of it."""

    label: str
    start: date | None
    end: date | None = None
    look: str = "held"
    due: date | None = None
    """A last day, drawn as a diamond."""
    note: str = ""


def draw(ctx: PageContext, lines: Sequence[Span], title: str, *, key: str) -> None:
    """Draw lines of time under each other, with the day of the snapshot across."""
    drawn = [line for line in lines if line.start or line.due][:MOST]
    if not drawn:
        return
    figure = go.Figure()
    places = list(range(len(drawn)))
    _bars(figure, drawn, places)
    _points(figure, drawn, places)
    _notes(ctx, figure, drawn, places)
    _as_of(ctx, figure)
    figure.update_layout(
        height=90 + 30 * len(drawn),
        barmode="overlay",
        showlegend=False,
        xaxis=_axis(ctx, drawn),
        yaxis={
            "tickvals": places,
            "ticktext": [_short(line.label) for line in drawn],
            "range": [len(drawn) - 0.4, -1],
            "showgrid": True,
        },
    )
    alternative = "; ".join(text(ctx, line) for line in drawn)
    chart.draw(ctx, figure, title, key=key, alternative=alternative)
    with st.expander(ctx.words("timeline.table")):
        table([_row(ctx, line) for line in drawn], alt=title)


def _row(ctx: PageContext, line: Span) -> dict[str, str]:
    """Write a line as a row of the table: what, from when until when, what of it."""
    words = ctx.words
    return {
        words("timeline.what"): markdown_escape(line.label),
        words("timeline.start"): words.date(line.start),
        words("timeline.end"): words.date(line.end),
        words("timeline.due"): words.date(line.due),
        words("timeline.note"): markdown_escape(line.note or words("key.none")),
    }


def text(ctx: PageContext, line: Span) -> str:
    """Return in words a line in words: what, when, and what of it."""
    words = ctx.words
    days = words.date(line.start or line.due)
    if line.end is not None and line.start is not None:
        last = words.date(line.end)
        days = words("dossier.period", first=days, last=last)
    if line.due is not None and line.start is not None:
        days += f", {words.column('due_on').lower()} {words.date(line.due)}"
    note = f" ({line.note})" if line.note else ""
    return words("dossier.lane", label=line.label, days=days) + note


def _bars(figure: go.Figure, lines: Sequence[Span], places: list[int]) -> None:
    for line, place in zip(lines, places, strict=True):
        if line.start is None or line.end is None:
            continue
        figure.add_bar(
            y=[place],
            base=[line.start.isoformat()],
            x=[max(1, (line.end - line.start).days) * DAY],
            orientation="h",
            width=0.55,
            marker={
                "color": COLOURS[line.look],
                "line": {"color": GREY, "width": 1},
                "pattern": {"shape": PATTERNS[line.look], "fgcolor": "#4a4f57"},
            },
            hoverinfo="skip",
        )


def _points(figure: go.Figure, lines: Sequence[Span], places: list[int]) -> None:
    """Mark single days with a dot and last days with a diamond."""
    single = [
        (line.start, place)
        for line, place in zip(lines, places, strict=True)
        if line.start is not None and line.end is None
    ]
    last = [
        (line.due, place)
        for line, place in zip(lines, places, strict=True)
        if line.due is not None
    ]
    for marks, symbol in ((single, "circle"), (last, "diamond")):
        figure.add_scatter(
            x=[day.isoformat() for day, _ in marks],
            y=[place for _, place in marks],
            mode="markers",
            marker={
                "symbol": symbol,
                "size": 11,
                "color": looks.LINES[symbol == "diamond"],
                "line": {"color": GREY, "width": 1},
            },
            hoverinfo="skip",
        )


def _notes(
    ctx: PageContext, figure: go.Figure, lines: Sequence[Span], places: list[int]
) -> None:
    """Write beside each line what it says, where there is more room for it."""
    first, last = _reach(ctx, lines)
    for line, place in zip(lines, places, strict=True):
        days = [day for day in (line.start, line.end, line.due) if day]
        single = line.end is None
        parts = [ctx.words.date(line.start or line.due)] if single else []
        parts += [line.note] if line.note else []
        is_right = last - max(days) >= min(days) - first
        figure.add_annotation(
            x=(max if is_right else min)(days).isoformat(),
            y=place,
            text=", ".join(parts),
            showarrow=False,
            xanchor="left" if is_right else "right",
            xshift=9 if is_right else -9,
            font={"size": 12},
        )


def _as_of(ctx: PageContext, figure: go.Figure) -> None:
    """Draw the day of the snapshot across the lines, with its name."""
    day = ctx.snapshot.as_of.isoformat()
    figure.add_shape(
        type="line",
        x0=day,
        x1=day,
        y0=0,
        y1=1,
        yref="paper",
        line={"dash": "dot", "width": 1.5, "color": GREY},
    )
    figure.add_annotation(
        x=day,
        y=-0.75,
        text=f"{ctx.words('dossier.as_of')} {ctx.words.date(ctx.snapshot.as_of)}",
        showarrow=False,
        xanchor="right",
        xshift=-4,
        font={"size": 12},
    )


def _axis(ctx: PageContext, lines: Sequence[Span]) -> dict[str, Any]:
    """Return the axis of days; room at the right for what is written there."""
    start, end = _reach(ctx, lines)
    room = (end - start).days
    form = "%-d %b\n%Y" if room < 120 else "%b\n%Y" if room < 1500 else "%Y"
    return {
        "type": "date",
        "range": [start.isoformat(), end.isoformat()],
        "tickformat": form,
        "nticks": 7,
    }


def _reach(ctx: PageContext, lines: Sequence[Span]) -> tuple[date, date]:
    """Return the first and the last day of the axis."""
    days = [ctx.snapshot.as_of]
    days += [d for line in lines for d in (line.start, line.end, line.due) if d]
    first, last = min(days), max(days)
    room = max(20, (last - first).days)
    return first - timedelta(days=room // 30), last + timedelta(days=room // 3)


def _short(label: str, most: int = 30) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
