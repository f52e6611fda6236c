"""Requests received, closed and open, as a bridge that adds up; findings likewise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from data.ask import ask
from data.figures import requests_bridge
from data.figures.requests_bridge import SIGNS, STEPS, Bridge
from pages.parts.charts import chart
from pages.parts.session.readers import reader
from pages.parts.shell import links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.snapshot import Snapshot
    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext

CHANGES = ("new", "returned", "solved", "standing")
"""What became of findings since the snapshot before."""


def show(ctx: PageContext, snapshots: Sequence[Snapshot]) -> None:
    """Draw the bridge of the requests; `snapshots`: the newest first."""
    words = ctx.words
    chain = requests_bridge.chain(reader(), snapshots)
    if not chain:
        st.markdown(words("figures.first"))
        return
    last, whole = chain[-1], requests_bridge.whole(chain)
    left, right = st.columns(2)
    with left:
        _waterfall(ctx, last, key="bridge.last")
    if len(chain) > 1:
        with right:
            _waterfall(ctx, whole, key="bridge.whole")
        st.markdown(f"**{words('bridge.each')}**")
        chart.as_table(
            [_row(ctx, one) for one in (*reversed(chain), whole)],
            alt=words("bridge.each"),
        )
    if not whole.is_whole:
        st.caption(links.plain(words("bridge.why")))


def _title(ctx: PageContext, one: Bridge) -> str:
    words = ctx.words
    key = "same" if one.open_now == one.open_before else "other"
    return words(
        f"bridge.went_{key}",
        day=words.date(one.first),
        before=words.number(one.open_before),
        now=words.number(one.open_now),
    )


def _waterfall(ctx: PageContext, one: Bridge, *, key: str) -> None:
    """Draw one bridge from end to end; hidden steps as what they come to together."""
    words = ctx.words
    steps = [(step, getattr(one, step)) for step in STEPS]
    known = [(step, n) for step, n in steps if n is not None]
    names = [words("bridge.open_on", day=words.date(one.first))]
    heights, measures = [one.open_before], ["absolute"]
    for step, n in known:
        if step != "corrected" or n:
            names.append(words.code("bridge_step", step))
            heights.append(n * SIGNS[step])
            measures.append("relative")
    if not one.is_whole:
        names.append(words("bridge.hidden"))
        heights.append(one.hidden)
        measures.append("relative")
    names.append(words("bridge.open_on", day=words.date(one.last)))
    heights.append(one.open_now)
    measures.append("total")
    figure = go.Figure()
    figure.add_waterfall(
        x=names,
        y=heights,
        measure=measures,
        text=[
            signed(ctx, n) if how == "relative" else words.number(n)
            for n, how in zip(heights, measures, strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": chart.SOON, "line": chart.EDGE}},
        decreasing={"marker": {"color": chart.GOOD, "line": chart.EDGE}},
        totals={"marker": {"color": chart.LINES[0], "line": chart.EDGE}},
        connector={"line": chart.EDGE},
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    figure.update_layout(
        height=320,
        xaxis={"type": "category"},
        yaxis={"title": words("charts.requests"), "rangemode": "tozero"},
    )
    rows: list[Row] = [
        {
            words("bridge.step"): name,
            words("charts.requests"): signed(ctx, n)
            if how == "relative"
            else words.number(n),
        }
        for name, n, how in zip(names, heights, measures, strict=True)
    ]
    chart.draw(ctx, figure, _title(ctx, one), key=key, rows=rows)


def signed(ctx: PageContext, n: int) -> str:
    """Write a change with its sign."""
    sign = "+" if n > 0 else "−" if n < 0 else ""
    return f"{sign}{ctx.words.number(abs(n))}"


def _row(ctx: PageContext, one: Bridge) -> Row:
    """Write a bridge as a line: from open at its start to open at its end."""
    words = ctx.words
    told = {
        words("bridge.period"): words(
            "dossier.period", first=words.date(one.first), last=words.date(one.last)
        ),
        words.code("bridge_step", "open_before"): words.number(one.open_before),
    }
    for step in STEPS:
        n = getattr(one, step)
        said = words("breakdowns.hidden") if n is None else signed(ctx, n * SIGNS[step])
        told[words.code("bridge_step", step)] = said
    told[words.code("bridge_step", "open_now")] = words.number(one.open_now)
    return told


def findings(ctx: PageContext, snapshots: Sequence[Snapshot]) -> None:
    """Draw what became of the findings from snapshot to snapshot."""
    words = ctx.words
    found = [(one, _changes(one)) for one in snapshots]
    found = [(one, counts) for one, counts in found if counts]
    if not found or found[0][0] != ctx.snapshot:
        st.markdown(words("figures.first"))
        return
    told = found[0][1]
    title = words(
        "bridge.findings",
        new=_said(ctx, told["new"]),
        returned=_said(ctx, told["returned"]),
        solved=_said(ctx, told["solved"]),
    )
    about = words("bridge.findings_about")
    days = [words.date(one.as_of) for one, _ in reversed(found)]
    figure = go.Figure()
    for change in ("new", "returned", "solved"):
        counts = [counts[change] for _, counts in reversed(found)]
        sign = -1 if change == "solved" else 1
        said = words.code("finding_change", change)
        figure.add_bar(
            x=days,
            y=[None if n is None else n * sign for n in counts],
            customdata=[_said(ctx, n) for n in counts],
            name=said,
            marker={
                "color": chart.COLOURS["finding_change"][change],
                "line": chart.EDGE,
            },
            hovertemplate="%{x}: %{customdata}<extra>" + said + "</extra>",
        )
    figure.update_layout(
        height=330,
        barmode="relative",
        showlegend=True,
        xaxis={"type": "category"},
        yaxis={"title": words("charts.findings")},
    )
    rows: list[Row] = [
        {words("app.snapshot"): words.date(one.as_of)}
        | {
            words.code("finding_change", change): _said(ctx, counts[change])
            for change in CHANGES
        }
        for one, counts in found
    ]
    chart.draw(ctx, figure, title, key="findings.change", about=about, rows=rows)
    if any(None in counts.values() for _, counts in found):
        st.caption(links.plain(words("bridge.why")))


def _changes(snapshot: Snapshot) -> dict[str, int | None]:
    """Ask what became of all findings since the snapshot before; empty without one."""
    rows = ask(reader(), snapshot, "findings_change").filter(
        pl.col("by_dimension") == "severity", pl.col("value") == "total"
    )
    found: dict[str, int | None] = dict(rows.select("change", "count").iter_rows())
    return {change: found.get(change, 0) for change in CHANGES} if found else {}


def _said(ctx: PageContext, n: int | None) -> str:
    return ctx.words("breakdowns.hidden") if n is None else ctx.words.number(n)
