"""A chart of counts of which each opens the list of what it counts."""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from pages.parts.charts import chart, looks
from pages.parts.lists import drill_down

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.ask import Question
    from pages.parts.charts.chart import Opens, Row
    from pages.parts.shell.context import PageContext

FEW = 10
"""Counts up to which an axis gets its lines from us."""


def draw(
    ctx: PageContext,
    figure: go.Figure,
    title: str,
    *,
    key: str,
    about: str,
    rows: Sequence[Row],
    opens: Opens,
) -> None:
    """Draw a chart of which a click narrows the list; another list, another chart.

    The browser keeps what was clicked for as long as the chart has its key.
    """
    pick = partial(drill_down.follow, opens=opens) if opens else None
    if opens:
        key = f"{key}.{ctx.snapshot.short}.{abs(hash(tuple(opens.values())))}"
    chart.draw(ctx, figure, title, key=key, about=about, rows=rows, pick=pick)


def integer_ticks(most: int) -> dict[str, int]:
    """Force integer ticks, where Plotly would halve them."""
    return {"dtick": max(1, -(-most // 5))} if most <= FEW else {}


def draw_columns(
    ctx: PageContext,
    counts: dict[str, int],
    axes: tuple[str, str],
    title: str,
    *,
    key: str,
    about: str = "",
    height: int = 300,
    lying: bool = False,
    opens: Sequence[Question | None] = (),
) -> None:
    """Draw columns, or bars that lie: a count for each name, in their order.

    `opens` are the lists behind them, in the same order; none without.
    """
    names, values = list(counts), list(counts.values())
    figure = go.Figure()
    figure.add_bar(
        x=values if lying else names,
        y=names if lying else values,
        orientation="h" if lying else "v",
        text=[ctx.words.number(n) if n else "" for n in values],
        textposition="outside",
        cliponaxis=False,
        marker=looks.SERIES[0].marker,
        hovertemplate=("%{y}: %{x}" if lying else "%{x}: %{y}") + "<extra></extra>",
    )
    count_axis = {"title": axes[1], "rangemode": "tozero", **integer_ticks(max(values))}
    name_axis = {"type": "category", "title": axes[0]}
    if lying:
        name_axis["autorange"] = "reversed"
        figure.update_layout(xaxis=count_axis, yaxis=name_axis, height=height)
    else:
        figure.update_layout(xaxis=name_axis, yaxis=count_axis, height=height)
    rows: list[Row] = [
        {axes[0]: name, axes[1]: drill_down.cell(ctx, question, n)}
        for (name, n), question in zip_longest(counts.items(), opens)
    ]
    by_point = {(0, place): listed for place, listed in enumerate(opens) if listed}
    draw(ctx, figure, title, key=key, about=about, rows=rows, opens=by_point)
