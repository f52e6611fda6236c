"""A breakdown as a figure: bars, or columns by month; what is hidden stays so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from data.figures.hidden_counts import TOTAL
from pages.parts.charts import chart, looks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.figures.hidden_counts import Place
    from pages.parts.overview.breakdown_view import BreakdownView

MANY = 6
"""Parts of a bar that can be told apart where they have no colours of their own."""
MOST = 15
"""Bars that are drawn; the table has all."""


def figure(view: BreakdownView) -> go.Figure | None:
    """Return its figure; none where a sentence and the table say as much."""
    if len(view.values1) == 1 and len(view.values2) <= 1:
        return None
    is_any = any(n and TOTAL not in place for place, n in view.counts.items())
    drawn = None
    if view.is_monthly and is_any:
        drawn = _columns(view)
    elif is_any or view.values2:
        drawn = _bars(view)
    return drawn if drawn is not None and drawn.data else None


@dataclass(frozen=True)
class _Part:
    """What one series adds to the bars: a part of each, or all of it."""

    name: str
    lengths: list[int | None]
    marker: dict[str, object]
    labels: list[str] | None = None
    """What stands beside the bars."""
    hover: str = "%{y}: %{x}"


def _bars(view: BreakdownView) -> go.Figure:
    """Return a bar a value, in parts where there is a second dimension."""
    values1 = view.values1[:MOST]
    names = _distinct([_axis_name(view, value1) for value1 in values1])
    is_split = bool(view.values2) and (bool(view.looks(2)) or len(view.values2) <= MANY)
    drawn = go.Figure()
    for part in _parts(view, values1) if is_split else [_whole(view, values1)]:
        if any(part.lengths):
            drawn.add_bar(
                y=names,
                x=part.lengths,
                text=part.labels,
                textposition="outside",
                cliponaxis=False,
                name=part.name,
                orientation="h",
                marker=part.marker,
                hovertemplate=f"{part.hover}<extra>{part.name}</extra>",
            )
    drawn.update_layout(
        barmode="stack",
        height=(150 if is_split else 110) + 30 * len(values1),
        showlegend=is_split,
        xaxis={"title": view.unit_label, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "type": "category"},
    )
    return drawn


def _whole(view: BreakdownView, values1: Sequence[str]) -> _Part:
    """Return the bars as they are where they have no parts, with their counts."""
    value2 = view.total[1]
    places = [(value1, value2) for value1 in values1]
    return _Part(
        name="",
        lengths=[view.counts.get(place) for place in places],
        marker=_marker(view, value2, 0),
        labels=[view.written(place) for place in places],
    )


def _parts(view: BreakdownView, values1: Sequence[str]) -> Iterator[_Part]:
    """Return the parts of bars by the second dimension, what is hidden last."""
    for nth, value2 in enumerate(view.values2):
        yield _Part(
            name=view.named(2, value2),
            lengths=[view.counts.get((value1, value2)) for value1 in values1],
            marker=_marker(view, value2, nth),
        )
    yield _Part(
        name=view.ctx.words("breakdowns.hidden"),
        lengths=[_rest(view, value1) for value1 in values1],
        marker=looks.HIDDEN.marker,
        hover="%{y}",
    )


def _marker(view: BreakdownView, value2: str | None, nth: int) -> dict[str, object]:
    """Return the look of a status, else one that differs from those beside it."""
    if value2 == "not_overdue":
        look = looks.FINE
    else:
        other = looks.SERIES[nth % len(looks.SERIES)]
        look = view.looks(2).get(value2 or "", other)
    return look.marker


def _rest(view: BreakdownView, value1: str) -> int | None:
    """Return what the hidden parts of a bar come to together, unless that is small.

    There are two or more of them: together they may be small up to twice over.
    """
    parts = view.parts(value1)
    total = view.counts.get((value1, TOTAL))
    if None not in parts or total is None:
        return None
    rest = total - sum(n or 0 for n in parts)
    return rest if rest >= 2 * view.threshold else None


def _axis_name(view: BreakdownView, value1: str) -> str:
    """Write a value at the axis; a sign tells that a part of its bar is hidden."""
    name = chart.short(view.named(1, value1), 40)
    return f"{name} *" if None in view.parts(value1) else name


def _distinct(names: Sequence[str]) -> list[str]:
    """Keep names apart that were cut to the same text: an axis would merge them."""
    return [
        f"{name} ({place})" if names.count(name) > 1 else name
        for place, name in enumerate(names, 1)
    ]


def _columns(view: BreakdownView) -> go.Figure:
    """Return a column a month."""
    places: list[Place] = [(value1, None) for value1 in view.values1]
    drawn = go.Figure()
    drawn.add_bar(
        x=[view.named(1, value1) for value1 in view.values1],
        y=[view.counts[place] for place in places],
        text=[_above(view, place) for place in places],
        textposition="outside",
        cliponaxis=False,
        marker=looks.SERIES[0].marker,
        hovertemplate="%{x}: %{y}<extra></extra>",
    )
    drawn.update_layout(
        height=300,
        xaxis={"type": "category", "title": view.ctx.words("charts.month")},
        yaxis={"title": view.unit_label, "rangemode": "tozero"},
    )
    return drawn


def _above(view: BreakdownView, place: Place) -> str:
    """Write a count above its column, where there is room for no more than a sign."""
    count = view.counts[place]
    if count is None:
        return "*"
    return view.ctx.words.number(count) if count else ""
