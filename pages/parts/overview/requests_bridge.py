"""Requests received, closed and open, as a bridge that adds up; findings likewise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from data.ask import ask
from data.figures import requests_bridge
from data.figures.requests_bridge import SIGNS, STEPS, Bridge
from pages.parts.charts import chart, looks
from pages.parts.charts.drawing import BarPart, Drawing, stacked
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.snapshot import Snapshot
    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext

    Changes = list[tuple[Snapshot, dict[str, int]]]
    """What became of the findings, by snapshot."""

CHANGES = ("new", "returned", "solved", "standing")
"""What became of findings since the snapshot before."""


def show(ctx: PageContext, snapshots: Sequence[Snapshot]) -> None:
    """Draw the bridge of the requests; `snapshots`: the newest first."""
    words = ctx.words
    chain = requests_bridge.chain(reader(), snapshots)
    if not chain:
        st.markdown(words("figures.first"))
        return
    last, whole = chain[-1], requests_bridge.total(chain)
    left, right = st.columns(2)
    with left:
        _waterfall(ctx, last, key="bridge.last")
    if len(chain) > 1:
        with right:
            _waterfall(ctx, whole, key="bridge.whole")
        st.markdown(f"**{words('bridge.each')}**")
        chart.as_table(
            [_row(ctx, bridge) for bridge in (*reversed(chain), whole)],
            alt=words("bridge.each"),
        )


def _title(ctx: PageContext, bridge: Bridge) -> str:
    words = ctx.words
    key = "same" if bridge.open_now == bridge.open_before else "other"
    return words(
        f"bridge.went_{key}",
        day=words.date(bridge.first),
        before=words.number(bridge.open_before),
        now=words.number(bridge.open_now),
    )


@dataclass(frozen=True)
class _Bar:
    """A bar of the waterfall: where it stands, or by how much it goes up or down."""

    name: str
    height: int
    is_step: bool = False

    def label(self, ctx: PageContext) -> str:
        """Return its height in words, of a step with its sign."""
        if self.is_step:
            return signed(ctx, self.height)
        return ctx.words.number(self.height)


def _bars(ctx: PageContext, bridge: Bridge) -> Iterator[_Bar]:
    """Return a bridge from end to end."""
    words = ctx.words
    first = words("bridge.open_on", day=words.date(bridge.first))
    yield _Bar(first, bridge.open_before)
    for step in STEPS:
        n = getattr(bridge, step)
        if step != "corrected" or n:
            yield _Bar(words.code("bridge_step", step), n * SIGNS[step], is_step=True)
    last = words("bridge.open_on", day=words.date(bridge.last))
    yield _Bar(last, bridge.open_now)


def _waterfall(ctx: PageContext, bridge: Bridge, *, key: str) -> None:
    """Draw one bridge, and its table."""
    words = ctx.words
    bars = list(_bars(ctx, bridge))
    rows: list[Row] = [
        {words("bridge.step"): bar.name, words("charts.requests"): bar.label(ctx)}
        for bar in bars
    ]
    chart.draw(ctx, _steps(ctx, bars), _title(ctx, bridge), key=key, rows=rows)


def _steps(ctx: PageContext, bars: Sequence[_Bar]) -> Drawing:
    """Return columns that stand on nought or go on where the last one ended."""
    spans: list[tuple[float, float] | None] = []
    at = 0
    for bar in bars:
        start, at = (at, at + bar.height) if bar.is_step else (0, bar.height)
        spans.append((start, at))
    kinds = (
        (looks.Look(looks.LINES[0]), lambda bar: not bar.is_step),
        (looks.Look(looks.SOON, "\\"), lambda bar: bar.is_step and bar.height > 0),
        (looks.Look(looks.SOLVED, "."), lambda bar: bar.is_step and bar.height < 0),
    )
    labels = [bar.label(ctx) for bar in bars]
    says = [f"{bar.name}: {text}" for bar, text in zip(bars, labels, strict=True)]
    return Drawing(
        names=[bar.name for bar in bars],
        parts=[
            BarPart(
                "",
                look,
                [
                    span if is_one(bar) else None
                    for bar, span in zip(bars, spans, strict=True)
                ],
                says,
            )
            for look, is_one in kinds
        ],
        unit=ctx.words("charts.requests"),
        write=ctx.words.number,
        labels=labels,
    )


def signed(ctx: PageContext, n: int) -> str:
    """Write a change with its sign."""
    sign = "+" if n > 0 else "−" if n < 0 else ""
    return f"{sign}{ctx.words.number(abs(n))}"


def _row(ctx: PageContext, bridge: Bridge) -> Row:
    """Write a bridge as a line: from open at its start to open at its end."""
    words = ctx.words
    period = words(
        "dossier.period", first=words.date(bridge.first), last=words.date(bridge.last)
    )
    cells = {
        words("bridge.period"): period,
        words.code("bridge_step", "open_before"): words.number(bridge.open_before),
    }
    for step in STEPS:
        n = getattr(bridge, step) * SIGNS[step]
        cells[words.code("bridge_step", step)] = signed(ctx, n)
    cells[words.code("bridge_step", "open_now")] = words.number(bridge.open_now)
    return cells


def findings(ctx: PageContext, snapshots: Sequence[Snapshot]) -> None:
    """Draw what became of the findings from snapshot to snapshot."""
    words = ctx.words
    changes = [(snapshot, _changes(snapshot)) for snapshot in snapshots]
    changes = [(snapshot, counts) for snapshot, counts in changes if counts]
    if not changes or changes[0][0] != ctx.snapshot:
        st.markdown(words("figures.first"))
        return
    newest = changes[0][1]
    title = words(
        "bridge.findings",
        new=words.number(newest["new"]),
        returned=words.number(newest["returned"]),
        solved=words.number(newest["solved"]),
    )
    rows: list[Row] = [
        {words("app.snapshot"): words.date(snapshot.as_of)}
        | {
            words.code("finding_change", change): words.number(counts[change])
            for change in CHANGES
        }
        for snapshot, counts in changes
    ]
    chart.draw(
        ctx,
        _findings_figure(ctx, changes),
        title,
        key="findings.change",
        about=words("bridge.findings_about"),
        rows=rows,
    )


def _findings_figure(ctx: PageContext, changes: Changes) -> Drawing:
    """Return columns by snapshot, the oldest first; what is solved goes down."""
    words = ctx.words
    oldest_first = changes[::-1]
    names = [words.date(snapshot.as_of) for snapshot, _ in oldest_first]
    signs = {"new": 1, "returned": 1, "solved": -1}
    spans = stacked(
        [
            [counts[each] * sign for _, counts in oldest_first]
            for each, sign in signs.items()
        ]
    )
    labels = {each: words.code("finding_change", each) for each in signs}
    return Drawing(
        names=names,
        parts=[
            BarPart(
                label,
                looks.looks("finding_change")[each],
                drawn,
                [
                    f"{name}: {label} {words.number(counts[each])}"
                    for name, (_, counts) in zip(names, oldest_first, strict=True)
                ],
            )
            for (each, label), drawn in zip(labels.items(), spans, strict=True)
        ],
        unit=words("charts.findings"),
        write=lambda n: words.number(abs(n)),
        has_legend=True,
    )


def _changes(snapshot: Snapshot) -> dict[str, int]:
    """Ask what became of all findings since the snapshot before; empty without one."""
    rows = ask(reader(), snapshot, "findings_change").filter(
        pl.col("by_dimension") == "severity", pl.col("value") == "total"
    )
    counts: dict[str, int] = dict(rows.select("change", "count").iter_rows())
    return {change: counts.get(change, 0) for change in CHANGES} if counts else {}
