"""The key figures over all snapshots, each with its target: all, or one large."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

import queries
from data.figures import definition_ledger, sentences
from data.figures.key_figures import groups
from pages.parts.charts import chart, looks
from pages.parts.lists import key_figure_row
from pages.parts.overview import trend_table
from pages.parts.shell import controls
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from data.figures.definition_ledger import Redefined
    from data.figures.key_figures import Figure, Standing
    from data.words import Words
    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext

    Ledger = dict[date, tuple[Redefined, ...]]
    """What was defined otherwise, by the day of the snapshot that begins it."""

HEIGHT, TICKS = 360, 9
"""Pixels of the large chart, and days named below it at most."""
MARK = {"color": looks.PALE_INK, "dash": "dot", "width": 1}
"""The line at a snapshot from which on a definition is another one."""
ALL = "all"
"""The choice of every key figure, small."""


def choose(ctx: PageContext) -> str:
    """Choose all key figures, or one; it stands in the address."""
    known = queries.folder("key_figures")
    options = [ALL, *(name for names in groups().values() for name in names)]

    def label(code: str) -> str:
        return (
            ctx.words.title(known[code]) if code in known else ctx.words("trends.all")
        )

    chosen = controls.selectbox(
        ctx.words("figures.figure"),
        options,
        default=ALL,
        format_func=label,
        key="trends.figure",
        parameter=key_figure_row.FIGURE,
    )
    return chosen or ALL


def show(ctx: PageContext, standing: Standing, chosen: str) -> None:
    """Draw what is chosen: one figure large, or all of them small, a line each.

    Below it, on which days rules, norms or targets became others.
    """
    ledger = definition_ledger.of(standing)
    if chosen in standing.figures:
        ledger = {
            day: tuple(each for each in changes if each.concerns(chosen))
            for day, changes in ledger.items()
        }
        ledger = {day: changes for day, changes in ledger.items() if changes}
        _large(ctx, standing.figures[chosen], list(ledger))
        _redefined(ctx, ledger)
        return
    with st.container(key="trends"):
        st.html(trend_table.table(ctx.words, standing))
    _redefined(ctx, ledger)


def _redefined(ctx: PageContext, ledger: Ledger) -> None:
    """Draw on which days what was defined otherwise, the newest first."""
    if not ledger:
        return
    words = ctx.words
    st.markdown(f"**{words('ledger.title')}**")
    st.caption(words("ledger.about"))
    rows: list[Row] = [
        {
            words("app.snapshot"): words.date(day),
            words("ledger.what"): definition_ledger.sentence(words, changes),
        }
        for day, changes in sorted(ledger.items(), reverse=True)
    ]
    chart.as_table(rows, alt=words("ledger.title"))


def _large(ctx: PageContext, figure: Figure, marked: list[date]) -> None:
    """Draw one figure, with what it means and the way to its list."""
    words, query = ctx.words, figure.query
    _line(ctx, figure, marked)
    st.markdown(words.definition(query))
    st.caption(f"{words('app.basis')}: {cell_labels.basis(words, query['basis'])}")
    if ctx.has_all(query["list"], key_figure_row.where_of(query)):
        key_figure_row.linked(ctx, figure, words("figures.list"))


def _line(ctx: PageContext, figure: Figure, marked: list[date]) -> None:
    """Draw a figure's line and its target; a sentence alone for a single point."""
    words = ctx.words
    title, target = _title(ctx, figure), sentences.target(words, figure)
    if sum(value is not None for _, value in figure.series) < 2:
        chart.draw_headline(title)
        return
    rows: list[Row] = [
        {
            words("app.snapshot"): words.date(day),
            words("figures.value"): words.figure(value, figure.unit),
        }
        | ({words("figures.target"): _target_on(words, figure, day)} if target else {})
        for day, value in reversed(figure.series)
    ]
    drawn = _plot(ctx, figure, target)
    for day in marked:
        drawn.add_vline(x=day.isoformat(), line=MARK)
    chart.draw(ctx, drawn, title, key=f"figure.{figure.name}", rows=rows)


def _target_on(words: Words, figure: Figure, day: date) -> str:
    """Write the target that held on a day."""
    then = dict(figure.targets).get(day)
    return sentences.target(words, replace(figure, target=then))


def _plot(ctx: PageContext, figure: Figure, target: str) -> go.Figure:
    """Return the line of a figure's values, and that of its target if it has one."""
    words = ctx.words
    days = [day.isoformat() for day, _ in figure.series]
    drawn = go.Figure()
    drawn.add_scatter(
        x=days,
        y=[value for _, value in figure.series],
        customdata=[
            f"{words.date(day)}: {words.figure(value, figure.unit)}"
            for day, value in figure.series
        ],
        name=words("figures.value"),
        mode="lines+markers",
        line={"color": looks.LINES[0]},
        hovertemplate="%{customdata}<extra></extra>",
    )
    if target:
        drawn.add_scatter(
            x=days,
            y=[value for _, value in figure.targets],
            name=words("figures.target_is", target=target),
            mode="lines",
            line={"color": looks.PALE_INK, "dash": "dash", "shape": "hv"},
            hovertemplate=words("figures.target") + " %{y}<extra></extra>",
        )
    drawn.update_layout(
        height=HEIGHT,
        showlegend=bool(target),
        xaxis=_days_axis(ctx, days, most=TICKS),
        yaxis=_scale(ctx, figure),
    )
    return drawn


def _days_axis(ctx: PageContext, days: list[str], *, most: int) -> dict[str, Any]:
    """Return the axis of days: a tick is a snapshot's own day, the last one always."""
    step = -(-len(days) // most)
    ticks = list(reversed(days[::-1][::step]))
    labels = [ctx.words.date(date.fromisoformat(day)) for day in ticks]
    return {
        "type": "date",
        "tickmode": "array",
        "tickvals": ticks,
        # the year on a line of its own
        "ticktext": ["<br>".join(label.rsplit(" ", 1)) for label in labels],
    }


def _scale(ctx: PageContext, figure: Figure) -> dict[str, Any]:
    """Return the axis of values: its unit, no half cases, and no share above all."""
    unit = ctx.words.code("unit", figure.unit).capitalize()
    known = [value for _, value in figure.series if value is not None]
    top = max([*known, figure.target or 0])
    if figure.unit == "ratio":
        low = min([*known, 1 if figure.target is None else figure.target])
        room = max(0.02, (1 - low) * 0.15)
        return {
            "title": unit,
            "tickformat": ".1%" if low > 0.95 else ".0%",
            "range": [max(0, low - room), 1 + room / 2],
        }
    scale: dict[str, Any] = {"title": unit, "range": [-top * 0.05, max(top, 1) * 1.1]}
    if figure.unit == "count" and top <= 5:
        scale["dtick"] = 1
    return scale


def _title(ctx: PageContext, figure: Figure) -> str:
    """Return in words how a figure stands, and moved since the snapshot before."""
    words = ctx.words
    if figure.change is not None:
        return sentences.mover(words, figure).rstrip(".")
    return f"{sentences.title(words, figure)}: {sentences.value(words, figure)}"
