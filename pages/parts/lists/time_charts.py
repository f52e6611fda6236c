"""What happened or falls due when, counted from the list beside it.

Each says in a sentence what it found; where one number says it all, there is the
sentence alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from data.ask import Filter, Question, tally
from data.ask.counting import MONTH
from pages.parts.charts import chart
from pages.parts.lists import counted_chart, drill_down
from pages.parts.lists.filter_values import SPANS
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext

BANDS = ((1, 30), (31, 90), (91, 365), (366, None))
"""Days overdue, as in queries/breakdowns/requests_overdue_by_age.sql."""
AHEAD = 24
"""Months of which is said what falls due."""


def months(ctx: PageContext, question: Question, *, about: str) -> None:
    """Draw lines: requests received and closed by month, over two years."""
    words, as_of = ctx.words, ctx.snapshot.as_of
    first = as_of.replace(year=as_of.year - 2, day=1)
    since = pl.date_range(first, as_of, "1mo", eager=True).to_list()
    month_names = [words.month(month, short=True) for month in since]
    series: dict[str, list[int]] = {}
    opens: dict[tuple[int, int], Question] = {}
    for curve, name in enumerate(("received", "closed")):
        recent = (*question.filters, Filter(f"{name}_on", f"{first}..{as_of}"))
        dated = Question(question.name, recent)
        rows = tally(reader(), ctx.snapshot, dated, f"{MONTH}{name}_on")
        by_month = dict(rows.iter_rows())
        series[name] = [by_month.get(month, 0) for month in since]
        opens |= {
            (curve, place): _in_month(question, f"{name}_on", month, as_of)
            for place, month in enumerate(since)
            if month in by_month
        }
    received, closed = (sum(counts) for counts in series.values())
    title = words(
        "says.flow",
        received=words.count("units.requests", received),
        closed=words.number(closed),
    )
    if received + closed <= 1:
        chart.draw_headline(title, about)
        return
    table: list[Row] = [
        {
            words("charts.month"): month,
            words("charts.received"): drill_down.cell(ctx, opens.get((0, place)), a),
            words("charts.closed"): drill_down.cell(ctx, opens.get((1, place)), b),
        }
        for place, (month, a, b) in enumerate(
            zip(month_names, *series.values(), strict=True)
        )
    ]
    figure, key = _lines(ctx, month_names, series), f"{question.name}.months"
    counted_chart.draw(
        ctx, figure, title, key=key, about=about, rows=table[::-1], opens=opens
    )


def _lines(
    ctx: PageContext, month_names: list[str], series: dict[str, list[int]]
) -> go.Figure:
    """Return a line of counts by month for each of two series."""
    figure, words = go.Figure(), ctx.words
    for (name, counts), dash in zip(series.items(), ("solid", "dot"), strict=True):
        label = words(f"charts.{name}")
        figure.add_scatter(
            x=month_names,
            y=counts,
            name=label,
            mode="lines+markers",
            line={"dash": dash},
            hovertemplate="%{x}: %{y}<extra>" + label + "</extra>",
        )
    figure.update_layout(
        height=330,
        xaxis={"type": "category", "nticks": 9, "title": words("charts.month")},
        yaxis={
            "rangemode": "tozero",
            "title": words("charts.requests"),
            **counted_chart.integer_ticks(max(map(max, series.values()))),
        },
        showlegend=True,
    )
    return figure


def _in_month(
    question: Question, column: str, month: date, last: date | None = None
) -> Question:
    """Narrow a list to a month, up to a last day where the month goes past it."""
    end = _later(month, 1) - timedelta(days=1)
    days = f"{month}..{min(end, last or end)}"
    return drill_down.narrowed(question, **{column: days})


def ages(ctx: PageContext, question: Question, *, about: str) -> None:
    """Draw how long the overdue requests of a list are overdue, in bands of days."""
    words = ctx.words
    late = Question(question.name, (*question.filters, Filter("status", "overdue")))
    days = tally(reader(), ctx.snapshot, late, "days_overdue")
    counts = [
        int(days.filter(pl.col("days_overdue").is_between(low, high or 10**9))["count"]
            .sum())
        for low, high in BANDS
    ]  # fmt: skip
    total, older = sum(counts), sum(counts[1:])
    if not total:
        return
    youngest = words.count("units.days", BANDS[0][1] or 0)
    if total == 1:
        (only,) = days.filter(pl.col("count") > 0)["days_overdue"]
        days_late = words.count("units.days_late", only)
        chart.draw_headline(words("says.one_late", late=days_late), about)
        return
    title = words.count(
        "says.older" if older else "says.younger",
        older or total,
        total=words.number(total),
        days=youngest,
    )
    if sum(count > 0 for count in counts) == 1:
        chart.draw_headline(title, about)
        return
    bands = zip(BANDS, counts, strict=True)
    names = [words.code("age", f"{a}-{b}" if b else f"{a}+") for a, b in BANDS]
    counted_chart.draw_columns(
        ctx,
        dict(zip(names, counts, strict=True)),
        (words.column("days_overdue"), words("charts.requests")),
        title,
        key=f"{question.name}.ages",
        about=about,
        height=230,
        opens=[_aged(question, low, high) if n else None for (low, high), n in bands],
    )


def _aged(question: Question, low: int, high: int | None) -> Question:
    """Narrow a list to a band of days overdue, in the ranges it is filtered by."""
    spans = drill_down.narrowed(Question(question.name), days_overdue="|".join(SPANS))
    band = f"{low}..{high or ''}"
    (within,) = drill_down.narrowed(spans, days_overdue=band).filters
    return drill_down.narrowed(question, status="overdue", days_overdue=within.text)


def due(ctx: PageContext, question: Question, *, about: str) -> None:
    """Draw in which of the next 24 months the holdings of a list fall due."""
    words, as_of = ctx.words, ctx.snapshot.as_of
    first = as_of.replace(day=1)
    coming = Question(
        question.name, (*question.filters, Filter("status", "due_soon|within"))
    )
    rows = tally(reader(), ctx.snapshot, coming, f"{MONTH}effective_due_on")
    counts = dict(rows.iter_rows())
    ahead = pl.date_range(first, _later(first, AHEAD - 1), "1mo", eager=True).to_list()
    by_month = {month: counts.pop(month, 0) for month in ahead}
    total = sum(by_month.values())
    if not total:
        return
    most = max(by_month, key=lambda month: (by_month[month], month))
    title = words.count(
        "says.due",
        total,
        month=words.month(most),
        count=words.number(by_month[most]),
        later=words.number(sum(counts.values())),
    )
    counted_chart.draw_columns(
        ctx,
        {words.month(month, short=True): n for month, n in by_month.items()},
        (words("charts.month"), words("charts.holdings")),
        title,
        key=f"{question.name}.due",
        about=about,
        opens=[
            _in_month(
                drill_down.narrowed(question, status=coming.filters[-1].text),
                "effective_due_on",
                month,
            )
            if n
            else None
            for month, n in by_month.items()
        ],
    )


def _later(month: date, n: int) -> date:
    """Return the first day of the month that is n months later."""
    years, rest = divmod(month.month - 1 + n, 12)
    return date(month.year + years, rest + 1, 1)
