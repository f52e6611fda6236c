"""A breakdown as a figure: bars, or columns by month; what is hidden stays so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.figures.hidden_counts import TOTAL
from pages.parts.charts import looks
from pages.parts.charts.drawing import BarPart, Drawing, stacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.figures.hidden_counts import Place
    from pages.parts.charts.looks import Look
    from pages.parts.overview.breakdown_view import BreakdownView

MANY = 6
"""Parts of a bar that can be told apart where they have no colours of their own."""
MOST = 15
"""Bars that are drawn; the table has all."""


def figure(view: BreakdownView) -> Drawing | None:
    """Return its figure; none where a sentence and the table say as much."""
    if len(view.values1) == 1 and len(view.values2) <= 1:
        return None
    is_any = any(n and TOTAL not in place for place, n in view.counts.items())
    if view.is_monthly and is_any:
        return _columns(view)
    return _bars(view) if is_any or view.values2 else None


def _bars(view: BreakdownView) -> Drawing | None:
    """Return a bar a value, in parts where there is a second dimension."""
    values1 = view.values1[:MOST]
    is_split = bool(view.values2) and (bool(view.looks(2)) or len(view.values2) <= MANY)
    series = [*(_parts(view, values1) if is_split else [_whole(view, values1)])]
    series = [each for each in series if any(each.lengths)]
    if not series:
        return None
    names = [_axis_name(view, value1) for value1 in values1]
    spans = stacked([each.lengths for each in series])
    return Drawing(
        names=names,
        parts=[
            BarPart(each.name, each.look, drawn, each.says(view, names))
            for each, drawn in zip(series, spans, strict=True)
        ],
        unit=view.unit_label,
        write=view.ctx.words.number,
        labels=series[0].labels,
        is_lying=True,
        has_legend=is_split,
    )


@dataclass(frozen=True)
class _Series:
    """What one series adds to the bars: a part of each, or all of it."""

    name: str
    lengths: list[int | None]
    look: Look
    labels: Sequence[str] = ()
    """What stands beside the bars."""
    is_hidden: bool = False

    def says(self, view: BreakdownView, names: Sequence[str]) -> list[str]:
        """Say of each of its bars what it is, and how much unless that is hidden."""
        known = [None if self.is_hidden else length for length in self.lengths]
        parts = [self.name] if self.name else []
        return [
            ": ".join([name, *parts, *([view.ctx.words.number(n)] if n else [])])
            for name, n in zip(names, known, strict=True)
        ]


def _whole(view: BreakdownView, values1: Sequence[str]) -> _Series:
    """Return the bars as they are where they have no parts, with their counts."""
    value2 = view.total[1]
    places = [(value1, value2) for value1 in values1]
    return _Series(
        name="",
        lengths=[view.counts.get(place) for place in places],
        look=_look(view, value2, 0),
        labels=[view.written(place) for place in places],
    )


def _parts(view: BreakdownView, values1: Sequence[str]) -> Iterator[_Series]:
    """Return the parts of bars by the second dimension, what is hidden last."""
    for nth, value2 in enumerate(view.values2):
        yield _Series(
            name=view.named(2, value2),
            lengths=[view.counts.get((value1, value2)) for value1 in values1],
            look=_look(view, value2, nth),
        )
    yield _Series(
        name=view.ctx.words("breakdowns.hidden"),
        lengths=[_rest(view, value1) for value1 in values1],
        look=looks.HIDDEN,
        is_hidden=True,
    )


def _look(view: BreakdownView, value2: str | None, nth: int) -> Look:
    """Return the look of a status, else one that differs from those beside it."""
    if value2 == "not_overdue":
        return looks.FINE
    other = looks.SERIES[nth % len(looks.SERIES)]
    return view.looks(2).get(value2 or "", other)


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
    """Write a value beside its bar; a sign tells that a part of it is hidden."""
    name = view.named(1, value1)
    return f"{name} *" if None in view.parts(value1) else name


def _columns(view: BreakdownView) -> Drawing:
    """Return a column a month."""
    places: list[Place] = [(value1, None) for value1 in view.values1]
    names = [view.named(1, value1) for value1 in view.values1]
    series = _Series("", [view.counts[place] for place in places], looks.SERIES[0])
    (spans,) = stacked([series.lengths])
    return Drawing(
        names=names,
        parts=[BarPart("", series.look, spans, series.says(view, names))],
        unit=view.unit_label,
        write=view.ctx.words.number,
        labels=[_above(view, place) for place in places],
    )


def _above(view: BreakdownView, place: Place) -> str:
    """Write a count above its column, where there is room for no more than a sign."""
    count = view.counts[place]
    if count is None:
        return "*"
    return view.ctx.words.number(count) if count else ""
