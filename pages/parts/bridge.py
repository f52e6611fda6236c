"""Requests received, closed and open, as a bridge that adds up; findings likewise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from data.ask import ask, bridge
from data.ask.bridge import SIGNS, STEPS, Bridge
from pages.parts import charts, links
from pages.parts.opened import reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.snapshot import Snapshot
    from pages.parts.charts import Row
    from pages.parts.seen import Seen

CHANGES = ("new", "returned", "solved", "standing")
"""What became of findings since the snapshot before."""


def show(here: Seen, snapshots: Sequence[Snapshot]) -> None:
    """Draw the bridge of the requests; `snapshots`: the newest first."""
    words = here.words
    chain = bridge.chain(reader(), snapshots)
    if not chain:
        st.markdown(words("figures.first"))
        return
    last, whole = chain[-1], bridge.whole(chain)
    left, right = st.columns(2)
    with left:
        _waterfall(here, last, key="bridge.last")
    if len(chain) > 1:
        with right:
            _waterfall(here, whole, key="bridge.whole")
        st.markdown(f"**{words('bridge.each')}**")
        charts.as_table(
            [_row(here, one) for one in (*reversed(chain), whole)],
            alt=words("bridge.each"),
        )
    if not whole.is_whole:
        st.caption(links.plain(words("bridge.why")))


def _title(here: Seen, one: Bridge) -> str:
    words = here.words
    key = "same" if one.open_now == one.open_before else "other"
    return words(
        f"bridge.went_{key}",
        day=words.date(one.first),
        before=words.number(one.open_before),
        now=words.number(one.open_now),
    )


def _waterfall(here: Seen, one: Bridge, *, key: str) -> None:
    """Draw one bridge from end to end; hidden steps as what they come to together."""
    words = here.words
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
            signed(here, n) if how == "relative" else words.number(n)
            for n, how in zip(heights, measures, strict=True)
        ],
        textposition="outside",
        cliponaxis=False,
        increasing={"marker": {"color": charts.SOON, "line": charts.EDGE}},
        decreasing={"marker": {"color": charts.GOOD, "line": charts.EDGE}},
        totals={"marker": {"color": charts.LINES[0], "line": charts.EDGE}},
        connector={"line": charts.EDGE},
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
            words("charts.requests"): signed(here, n)
            if how == "relative"
            else words.number(n),
        }
        for name, n, how in zip(names, heights, measures, strict=True)
    ]
    charts.draw(here, figure, _title(here, one), key=key, rows=rows)


def signed(here: Seen, n: int) -> str:
    """Write a change with its sign."""
    sign = "+" if n > 0 else "−" if n < 0 else ""
    return f"{sign}{here.words.number(abs(n))}"


def _row(here: Seen, one: Bridge) -> Row:
    """Write a bridge as a line: from open at its start to open at its end."""
    words = here.words
    told = {
        words("bridge.period"): words(
            "dossier.period", first=words.date(one.first), last=words.date(one.last)
        ),
        words.code("bridge_step", "open_before"): words.number(one.open_before),
    }
    for step in STEPS:
        n = getattr(one, step)
        said = (
            words("breakdowns.hidden") if n is None else signed(here, n * SIGNS[step])
        )
        told[words.code("bridge_step", step)] = said
    told[words.code("bridge_step", "open_now")] = words.number(one.open_now)
    return told


def findings(here: Seen, snapshots: Sequence[Snapshot]) -> None:
    """Draw what became of the findings from snapshot to snapshot."""
    words = here.words
    found = [(one, _changes(one)) for one in snapshots]
    found = [(one, counts) for one, counts in found if counts]
    if not found or found[0][0] != here.snapshot:
        st.markdown(words("figures.first"))
        return
    told = found[0][1]
    title = words(
        "bridge.findings",
        new=_said(here, told["new"]),
        returned=_said(here, told["returned"]),
        solved=_said(here, told["solved"]),
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
            customdata=[_said(here, n) for n in counts],
            name=said,
            marker={
                "color": charts.COLOURS["finding_change"][change],
                "line": charts.EDGE,
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
            words.code("finding_change", change): _said(here, counts[change])
            for change in CHANGES
        }
        for one, counts in found
    ]
    charts.draw(here, figure, title, key="findings.change", about=about, rows=rows)
    if any(None in counts.values() for _, counts in found):
        st.caption(links.plain(words("bridge.why")))


def _changes(snapshot: Snapshot) -> dict[str, int | None]:
    """Ask what became of all findings since the snapshot before; empty without one."""
    rows = ask(reader(), snapshot, "findings_change").filter(
        pl.col("by_dimension") == "severity", pl.col("value") == "total"
    )
    found: dict[str, int | None] = dict(rows.select("change", "count").iter_rows())
    return {change: found.get(change, 0) for change in CHANGES} if found else {}


def _said(here: Seen, n: int | None) -> str:
    return here.words("breakdowns.hidden") if n is None else here.words.number(n)
