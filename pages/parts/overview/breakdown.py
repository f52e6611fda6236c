"""A breakdown of the summary as a chart and a table, small counts hidden.

What is hidden stays so in the bars, the labels, what hovering says, the words
beside it and the table: all are made of the counts that the summary publishes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

import queries
from data.ask import Filter, Question, ask
from data.figures.hidden_counts import TOTAL, Place, counts, limits, marks
from data.words import dimensions
from pages.parts.charts import chart
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext
    from queries import Query

BAD = ("overdue", "closed_late", "high")
"""Values of a second dimension of which is said where most are."""
WIDE, LONG = 3, 15
"""Columns, the total aside, and rows of a table that has room beside its chart."""
MANY = 6
"""Parts of a bar that can be told apart where they have no colours of their own."""
MOST = 15
"""Bars that are drawn; the table has all."""
LAST = ("other", "later", "unknown", "none")
"""Values that come after the others, whatever their count."""
REST = ("other", "earlier", "later")
"""Values that are many taken together: none of which has most."""
NONE = pl.DataFrame(
    schema={"value1": pl.String, "value2": pl.String, "count": pl.Int64}
)
"""The rows of a breakdown that a snapshot does not have."""
SERIES = (*chart.LINES, chart.FINE, chart.HELD, chart.PALE, chart.GOOD)


class BreakdownView:
    """One breakdown of one snapshot: its counts, and what its values are called."""

    def __init__(self, ctx: PageContext, name: str, rows: pl.DataFrame) -> None:
        """Read the rows of a breakdown; `rows` has no other's."""
        self.ctx = ctx
        self.query: Query = queries.folder("breakdowns")[name]
        told = rows.to_dicts()
        self.counts = counts(told)
        self.limits = limits(told)
        self.marks = marks(told)
        self.thresholds: dict[Place, int] = {
            (row["value1"], row["value2"]): row["threshold"] for row in told
        }
        self.unit = self.query["unit"]
        self.ones = self._order(1, (one for one, _ in self.counts))
        twos = [two for _, two in self.counts if two is not None]
        self.twos = self._order(2, twos)

    def _order(self, nth: int, values: Iterable[str]) -> list[str]:
        """Return a dimension's values in order: of time, of gravity, or of size."""
        dimension = self.query.entries.get(f"dimension{nth}", "")
        found = [value for value in dict.fromkeys(values) if value != TOTAL]
        known = self._known(dimension)
        if known:
            return sorted(found, key=lambda v: known.index(v) if v in known else 99)
        if dimension.startswith("month"):
            return sorted(found, key=lambda v: (v in LAST, v != "earlier", v))

        def size(value: str) -> tuple[bool, int, str]:
            place = (value, self.total[1]) if nth == 1 else (TOTAL, value)
            return value in LAST, -(self.counts.get(place) or 0), value

        return sorted(found, key=size)

    def _known(self, dimension: str) -> list[str]:
        """Return a dimension's codes where they have an order of their own."""
        domain = dimensions.domain(self.unit, dimension)
        return list(chart.COLOURS.get(domain or "", ()))

    @property
    def is_monthly(self) -> bool:
        """Return whether it counts by month."""
        return self.query["dimension1"].startswith("month")

    @property
    def total(self) -> Place:
        """Return the place of the total over all."""
        return TOTAL, (TOTAL if "dimension2" in self.query.entries else None)

    def named(self, nth: int, value: str) -> str:
        """Write a value of a dimension."""
        dimension = self.query[f"dimension{nth}"]
        return dimensions.value(self.ctx.words, self.unit, dimension, value)

    def label(self, nth: int) -> str:
        """Write what a dimension is called."""
        return self.ctx.words(f"dimensions.{self.query[f'dimension{nth}']}")

    def said(self, place: Place) -> str:
        """Write a count; of a hidden one that it is, and how small where sure."""
        words = self.ctx.words
        if place not in self.counts:
            return words("key.none")
        count = self.counts[place]
        if count is not None:
            return words.number(count)
        if place in self.marks:
            return words("key.suppressed", n=words.number(self.marks[place]))
        return words("breakdowns.hidden")

    @property
    def title(self) -> str:
        """Return what it counts, in words."""
        return self.ctx.words.title(self.query)


def rows(ctx: PageContext) -> dict[str, pl.DataFrame]:
    """Ask all breakdowns of a snapshot, by name."""
    found = ask(reader(), ctx.snapshot, "breakdowns")
    return {str(name): some for (name,), some in found.group_by("breakdown")}


def show(ctx: PageContext, name: str) -> None:
    """Draw one breakdown; say so where this snapshot has nothing of it."""
    one = Question("breakdowns", (Filter("breakdown", name),))
    draw(ctx, name, ask(reader(), ctx.snapshot, one))


def draw(
    ctx: PageContext, name: str, found: pl.DataFrame, *, beside: bool = False
) -> None:
    """Draw the chart of a breakdown's rows, and their table.

    `beside`: the table stands beside the chart where it has room there; else it
    is folded up below it.
    """
    words = ctx.words
    made = BreakdownView(ctx, name, found)
    basis = cell_labels.basis(words, made.query["basis"])
    about = f"{made.title} · {words('app.basis')}: {basis}"
    if not made.ones:
        chart.draw_headline(made.title)
        st.markdown(words(f"breakdowns.{_why_empty(ctx, made.query)}"))
        return
    rows = table(made)
    left, right = st.container(), None
    if beside and len(made.twos) <= WIDE and len(rows) <= LONG:
        left, right = st.columns(2, gap="medium")
    with left:
        chart.draw(
            ctx,
            _figure(made),
            sentence(made),
            key=f"breakdown.{name}",
            about=about,
            rows=rows,
            place=right,
        )
        if None in made.counts.values():
            threshold = words.number(_threshold(made))
            st.caption(links.plain(words("breakdowns.some", n=threshold)))


def _why_empty(ctx: PageContext, query: Query) -> str:
    """Return the word that says why a snapshot has no counts of a breakdown."""
    if query.lacks(ctx.snapshot.seal["not_delivered"]):
        return "not_delivered"
    return "first" if "compares" in query.entries else "none"


def _figure(made: BreakdownView) -> go.Figure | None:
    """Make its figure; none where a sentence and the table say as much."""
    shown = [
        n for (one, two), n in made.counts.items() if n and TOTAL not in (one, two)
    ]
    if len(made.ones) == 1 and len(made.twos) <= 1:
        return None
    figure = go.Figure()
    if made.is_monthly and shown:
        _columns(made, figure)
    elif shown or made.twos:
        _bars(made, figure)
    return figure if figure.data else None


def legend(ctx: PageContext) -> None:
    """Draw once why counts are hidden, and what a hidden one may be."""
    st.caption(ctx.words("breakdowns.why"))


def _threshold(made: BreakdownView) -> int:
    return max(n for n in made.thresholds.values() if n is not None)


def sentence(made: BreakdownView) -> str:
    """Return in words where most of what is shown is; not ties or hidden counts."""
    words = made.ctx.words
    total = made.counts.get(made.total)
    if total is None:
        return made.title
    counted = words.count(f"units.{made.unit}", total)
    for bad in BAD:
        if bad in made.twos:
            n = made.counts.get((TOTAL, bad))
            if n is None:
                break
            said = words(
                "breakdowns.bad",
                bad=made.named(2, bad).capitalize(),
                count=words.number(n),
                total=counted,
            )
            return said + _most(made, bad) if n else said
    return words("breakdowns.all", total=counted) + _most(made, made.total[1])


def _most(made: BreakdownView, two: str | None) -> str:
    """Return in words which value has most; not where a hidden one may have as many."""
    words = made.ctx.words
    places = [(one, two) for one in made.ones if one not in REST]
    found = [(made.counts.get(place, 0), place) for place in places]
    shown = sorted(((n, place) for n, place in found if n), reverse=True)
    if not shown:
        return ""
    (count, most), *rest = shown
    at_most = (made.limits.get(place, count) for n, place in found if n is None)
    if any(n >= count for n in (*at_most, *(n for n, _ in rest))):
        return ""
    return words("says.most", most=made.named(1, most[0]), count=words.number(count))


def table(made: BreakdownView) -> list[Row]:
    """Return the table: a row a value, a column for each of the second dimension."""
    words = made.ctx.words
    name = made.label(1)
    ones = [*made.ones, *([TOTAL] if made.total in made.counts else [])]
    if made.query.entries.get("cells") == "given":
        return [
            {name: made.named(1, one), made.label(2): made.named(2, two or "")}
            | {words(f"charts.{made.unit}"): made.said((one, two))}
            for one in ones
            for two in (*made.twos, TOTAL)
            if (one, two) in made.counts and (one == TOTAL or two != TOTAL)
        ]
    if not made.twos:
        return [
            {
                name: made.named(1, one),
                words(f"charts.{made.unit}"): made.said((one, None)),
            }
            for one in ones
        ]
    twos = [*made.twos, TOTAL]
    return [
        {name: made.named(1, one)}
        | {made.named(2, two): made.said((one, two)) for two in twos}
        for one in ones
    ]


def _bars(made: BreakdownView, figure: go.Figure) -> None:
    """Draw a bar a value, in parts where there is a second dimension."""
    words = made.ctx.words
    ones = made.ones[:MOST]
    names = _distinct([_axis_name(made, one) for one in ones])
    colours = chart.COLOURS.get(
        dimensions.domain(made.unit, made.query.entries.get("dimension2", "")) or "", {}
    )
    is_split = bool(made.twos) and (bool(colours) or len(made.twos) <= MANY)
    for nth, two in enumerate(made.twos if is_split else [made.total[1]]):
        places = [(one, two) for one in ones]
        said = made.named(2, two) if two and is_split else ""
        figure.add_bar(
            y=names,
            x=[made.counts.get(place) for place in places],
            text=None if is_split else [made.said(place) for place in places],
            textposition="outside",
            cliponaxis=False,
            name=said,
            orientation="h",
            marker={"color": _colour(colours, two, nth), "line": chart.EDGE},
            hovertemplate="%{y}: %{x}<extra>" + said + "</extra>",
        )
    rests = [_rest(made, one) for one in ones] if is_split else []
    if any(rests):
        said = words("breakdowns.hidden")
        figure.add_bar(
            y=names,
            x=rests,
            name=said,
            orientation="h",
            marker={
                "color": "rgba(127, 127, 127, 0.15)",
                "line": chart.EDGE,
                "pattern": {"shape": "/", "fgcolor": chart.PALE},
            },
            hovertemplate="%{y}<extra>" + said + "</extra>",
        )
    figure.data = [bar for bar in figure.data if any(bar.x)]
    figure.update_layout(
        barmode="stack",
        height=(150 if is_split else 110) + 30 * len(ones),
        showlegend=is_split,
        xaxis={"title": words(f"charts.{made.unit}"), "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "type": "category"},
    )


def _colour(own: dict[str, str], two: str | None, nth: int) -> str:
    """Return the colour of a status, else one that differs from those beside it."""
    if two == "not_overdue":
        return chart.GOOD
    return own.get(two or "", SERIES[nth % len(SERIES)])


def _rest(made: BreakdownView, one: str) -> int | None:
    """Return what the hidden parts of a bar come to together, unless that is small.

    There are two or more of them: together they may be small up to twice over.
    """
    parts = [made.counts.get((one, two), 0) for two in made.twos]
    total = made.counts.get((one, TOTAL))
    if None not in parts or total is None:
        return None
    rest = total - sum(n or 0 for n in parts)
    return rest if rest >= 2 * _threshold(made) else None


def _axis_name(made: BreakdownView, one: str) -> str:
    """Write a value at the axis; a sign tells that a part of its bar is hidden."""
    name = chart.short(made.named(1, one), 40)
    parts = (made.counts.get((one, two), 0) for two in made.twos)
    return f"{name} *" if None in parts else name


def _distinct(names: Sequence[str]) -> list[str]:
    """Keep names apart that were cut to the same text: an axis would merge them."""
    return [
        f"{name} ({place})" if names.count(name) > 1 else name
        for place, name in enumerate(names, 1)
    ]


def _columns(made: BreakdownView, figure: go.Figure) -> None:
    """Draw a column a month."""
    words = made.ctx.words
    places: list[Any] = [(one, None) for one in made.ones]
    figure.add_bar(
        x=[made.named(1, one) for one in made.ones],
        y=[made.counts[place] for place in places],
        text=[_above(made, place) for place in places],
        textposition="outside",
        cliponaxis=False,
        marker={"color": chart.LINES[0], "line": chart.EDGE},
        hovertemplate="%{x}: %{y}<extra></extra>",
    )
    figure.update_layout(
        height=300,
        xaxis={"type": "category", "title": words("charts.month")},
        yaxis={"title": words(f"charts.{made.unit}"), "rangemode": "tozero"},
    )


def _above(made: BreakdownView, place: Place) -> str:
    """Write a count above its column, where there is room for no more than a sign."""
    count = made.counts[place]
    if count is None:
        return "*"
    return made.ctx.words.number(count) if count else ""
