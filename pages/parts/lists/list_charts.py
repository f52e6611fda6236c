"""Charts that are counted from the list beside them, with the same filters.

Each says in a sentence what it found; where one number says it all, there is the
sentence alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl

from data.ask import Filter, Question, tally
from data.ask.door import MONTH
from data.ask.lists import whole
from data.words.domains import domain_of
from pages.parts.charts import chart
from pages.parts.lists import drill_down
from pages.parts.lists.filter_values import SPANS
from pages.parts.session.readers import reader
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.parts.charts.chart import Opens, Row
    from pages.parts.shell.context import PageContext

BAD = {
    "retention_status": ("overdue",),
    "request_status": ("overdue",),
    "agreement": ("missing", "expired"),
    "transfer_status": ("invalid", "missing"),
    "severity": ("high",),
    "authorisation_status": ("review_due",),
    "boolean": ("False",),
}
"""Statuses that a chart's sentence counts."""
BANDS = ((1, 30), (31, 90), (91, 365), (366, None))
"""Days overdue, as in queries/breakdowns/requests_overdue_by_age.sql."""
AHEAD = 24
"""Months of which is said what falls due."""
FEW = 10
"""Counts up to which an axis gets its lines from us."""


def bars(
    ctx: PageContext,
    asked: Question,
    by: str,
    series: str,
    *,
    about: str,
    most: int = 15,
) -> None:
    """Draw horizontal stacked bars: rows of a list by a column and a status."""
    domain = domain_of(asked.name, series) or "boolean"
    colours = chart.colours(domain)
    rows = tally(reader(), ctx.snapshot, asked, by, series)
    rows = rows.with_columns(pl.col(series).cast(pl.String).str.to_titlecase())
    if domain != "boolean":
        rows = rows.with_columns(pl.col(series).str.to_lowercase())
    rows = rows.filter(pl.col(series).is_in(list(colours)))
    if rows.is_empty():
        return
    total = int(rows["count"].sum())
    bad = rows.filter(pl.col(series).is_in(BAD[domain]))
    n = int(bad["count"].sum())
    if rows.schema[by] == pl.List(pl.String):
        asked_for = [one.values for one in asked.filters if one.column == by]
        rows, bad = (_by_code(some, asked_for) for some in (rows, bad))
    title = _sentence(ctx, whole(asked.name), by, bad, n, total)
    if rows.height == 1:
        chart.says(title, about)
        return
    sums = rows.group_by(by).agg(pl.col("count").sum()).sort("count", by)
    found = {(name, code): count for name, code, count in rows.iter_rows()}
    stack = _Stack(
        names=sums[by].to_list(),
        longest=sums["count"][-1],
        called={c: _called(ctx, series, domain, c) for c in _codes(rows, domain)},
        colours=colours,
        found=found,
        ways={
            (name, code): drill_down.narrowed(
                asked,
                **{by: name, series: code == "True" if domain == "boolean" else code},
            )
            for name, code in found
        },
    )
    figure, opens = _stacked(ctx, asked, by, stack, most)
    table: list[Row] = [
        {ctx.words.column(by): cell_labels.value(ctx.words, asked.name, by, name)}
        | {
            said: drill_down.cell(
                ctx, stack.ways.get((name, code)), found.get((name, code), 0)
            )
            for code, said in stack.called.items()
        }
        for name in reversed(stack.names)
    ]
    key = f"{asked.name}.{by}.{series}"
    _draw(ctx, figure, title, key=key, about=about, rows=table, opens=opens)


@dataclass(frozen=True)
class _Stack:
    """What stacked bars draw: counts, and the list behind each, by name and status."""

    names: list[Any]
    """The bars, the longest last."""
    longest: int
    called: dict[str, str]
    """The statuses, as they are written."""
    colours: dict[str, str]
    found: dict[tuple[Any, str], int]
    ways: dict[tuple[Any, str], Question]


def _stacked(
    ctx: PageContext, asked: Question, by: str, stack: _Stack, most: int
) -> tuple[go.Figure, dict[tuple[int, int], Question]]:
    """Return the longest bars as a figure, and what each part of it opens."""
    figure, names = go.Figure(), stack.names[-most:]
    labels = _names(ctx, asked.name, by, names)
    opens: dict[tuple[int, int], Question] = {}
    for curve, (code, said) in enumerate(stack.called.items()):
        opens |= {
            (curve, place): stack.ways[name, code]
            for place, name in enumerate(names)
            if (name, code) in stack.ways
        }
        _bar(figure, labels, [stack.found.get((n, code), 0) for n in names], said)
        figure.data[-1].marker.color = stack.colours[code]
    figure.update_layout(
        barmode="stack",
        height=140 + 30 * len(names),
        showlegend=True,
        xaxis={
            "title": ctx.words(f"charts.{UNITS[whole(asked.name)]}"),
            **_whole(stack.longest),
        },
    )
    return figure, opens


def _whole(most: int) -> dict[str, int]:
    """Force integer ticks, where Plotly would halve them."""
    return {"dtick": max(1, -(-most // 5))} if most <= FEW else {}


def _by_code(rows: pl.DataFrame, asked_for: list[tuple[str, ...]]) -> pl.DataFrame:
    """Count rows with several codes under each; of those asked for where some are."""
    by, series, _ = rows.columns
    each = rows.explode(by)
    for codes in asked_for:
        each = each.filter(pl.col(by).is_in(codes))
    return each.group_by(by, series).agg(pl.col("count").sum())


def _draw(
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


UNITS = {
    "retention": "holdings",
    "requests": "requests",
    "recipients": "recipients",
    "disclosures": "disclosures",
    "transfers": "transfers",
    "register": "activities",
    "clients": "clients",
    "authorisations": "authorisations",
    "findings": "findings",
}
"""What the rows of a list are, for the axis that counts them."""


def _bar(figure: go.Figure, names: list[str], counts: list[int], said: str) -> None:
    figure.add_bar(
        y=names,
        x=counts,
        name=said,
        orientation="h",
        marker={"line": chart.EDGE},
        hovertemplate="%{y}: %{x}<extra>" + said + "</extra>",
    )


def _codes(rows: pl.DataFrame, domain: str) -> list[str]:
    """Return the statuses that occur, the worst first."""
    found = set(rows.to_series(1))
    return [code for code in chart.COLOURS[domain] if code in found]


def _called(ctx: PageContext, series: str, domain: str, code: str) -> str:
    words = ctx.words
    if domain != "boolean":
        return words.code(domain, code)
    return f"{words.column(series)}: {words.boolean(code == 'True')}"


def _names(
    ctx: PageContext, table: str, by: str, values: Sequence[object]
) -> list[str]:
    """Write the names at an axis; alike ones, cut short, stay apart."""
    texts = [chart.short(cell_labels.value(ctx.words, table, by, v)) for v in values]
    seen: dict[str, int] = {}
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
    return [
        f"{text} ({place})" if seen[text] > 1 else text
        for place, text in enumerate(texts, 1)
    ]


def _sentence(
    ctx: PageContext, table: str, by: str, bad: pl.DataFrame, n: int, total: int
) -> str:
    """Return in words how many rows are not as they should be, and where most are."""
    words = ctx.words
    if not n:
        return words.count(f"says.{table}.good", total)
    said = words.count(f"says.{table}.bad", n, total=words.number(total))
    sums = bad.group_by(by).agg(pl.col("count").sum()).sort("count", descending=True)
    first, *rest = sums.iter_rows()
    if rest and first[1] > rest[0][1]:
        name = cell_labels.value(words, table, by, first[0])
        said += words("says.most", most=name, count=words.number(first[1]))
    return said


def months(ctx: PageContext, asked: Question, *, about: str) -> None:
    """Draw lines: requests received and closed by month, over two years."""
    words, as_of = ctx.words, ctx.snapshot.as_of
    first = as_of.replace(year=as_of.year - 2, day=1)
    since = pl.date_range(first, as_of, "1mo", eager=True).to_list()
    shown = [words.month(month, short=True) for month in since]
    series: dict[str, list[int]] = {}
    opens: dict[tuple[int, int], Question] = {}
    for curve, name in enumerate(("received", "closed")):
        recent = (*asked.filters, Filter(f"{name}_on", f"{first}..{as_of}"))
        some = Question(asked.name, recent)
        rows = tally(reader(), ctx.snapshot, some, f"{MONTH}{name}_on")
        found = dict(rows.iter_rows())
        series[name] = [found.get(month, 0) for month in since]
        opens |= {
            (curve, place): _in_month(asked, f"{name}_on", month, as_of)
            for place, month in enumerate(since)
            if month in found
        }
    received, closed = (sum(counts) for counts in series.values())
    title = words(
        "says.flow",
        received=words.count("units.requests", received),
        closed=words.number(closed),
    )
    if received + closed <= 1:
        chart.says(title, about)
        return
    rows_: list[Row] = [
        {
            words("charts.month"): month,
            words("charts.received"): drill_down.cell(ctx, opens.get((0, place)), a),
            words("charts.closed"): drill_down.cell(ctx, opens.get((1, place)), b),
        }
        for place, (month, a, b) in enumerate(zip(shown, *series.values(), strict=True))
    ]
    figure, key = _lines(ctx, shown, series), f"{asked.name}.months"
    _draw(ctx, figure, title, key=key, about=about, rows=rows_[::-1], opens=opens)


def _lines(
    ctx: PageContext, shown: list[str], series: dict[str, list[int]]
) -> go.Figure:
    """Return a line of counts by month for each of two series."""
    figure, words = go.Figure(), ctx.words
    for (name, counts), dash in zip(series.items(), ("solid", "dot"), strict=True):
        said = words(f"charts.{name}")
        figure.add_scatter(
            x=shown,
            y=counts,
            name=said,
            mode="lines+markers",
            line={"dash": dash},
            hovertemplate="%{x}: %{y}<extra>" + said + "</extra>",
        )
    figure.update_layout(
        height=330,
        xaxis={"type": "category", "nticks": 9, "title": words("charts.month")},
        yaxis={
            "rangemode": "tozero",
            "title": words("charts.requests"),
            **_whole(max(map(max, series.values()))),
        },
        showlegend=True,
    )
    return figure


def _in_month(
    asked: Question, column: str, month: date, last: date | None = None
) -> Question:
    """Narrow a list to a month, up to a last day where the month goes past it."""
    end = _later(month, 1) - timedelta(days=1)
    days = f"{month}..{min(end, last or end)}"
    return drill_down.narrowed(asked, **{column: days})


def ages(ctx: PageContext, asked: Question, *, about: str) -> None:
    """Draw how long the overdue requests of a list are overdue, in bands of days."""
    words = ctx.words
    late = Question(asked.name, (*asked.filters, Filter("status", "overdue")))
    days = tally(reader(), ctx.snapshot, late, "days_overdue")
    counts = [
        int(days.filter(pl.col("days_overdue").is_between(low, high or 10**9))["count"]
            .sum())
        for low, high in BANDS
    ]  # fmt: skip
    total, older = sum(counts), sum(counts[1:])
    if not total:
        return
    days_ = words.count("units.days", BANDS[0][1] or 0)
    title = words.count(
        "says.older" if older else "says.younger",
        older or total,
        total=words.number(total),
        days=days_,
    )
    if sum(count > 0 for count in counts) == 1:
        chart.says(title, about)
        return
    bands = zip(BANDS, counts, strict=True)
    names = [words.code("age", f"{a}-{b}" if b else f"{a}+") for a, b in BANDS]
    columns(
        ctx,
        dict(zip(names, counts, strict=True)),
        (words.column("days_overdue"), words("charts.requests")),
        title,
        key=f"{asked.name}.ages",
        about=about,
        height=230,
        opens=[_aged(asked, low, high) if n else None for (low, high), n in bands],
    )


def _aged(asked: Question, low: int, high: int | None) -> Question:
    """Narrow a list to a band of days overdue, in the ranges it is filtered by."""
    spans = drill_down.narrowed(Question(asked.name), days_overdue="|".join(SPANS))
    band = f"{low}..{high or ''}"
    (within,) = drill_down.narrowed(spans, days_overdue=band).filters
    return drill_down.narrowed(asked, status="overdue", days_overdue=within.text)


def due(ctx: PageContext, asked: Question, *, about: str) -> None:
    """Draw in which of the next 24 months the holdings of a list fall due."""
    words, as_of = ctx.words, ctx.snapshot.as_of
    first = as_of.replace(day=1)
    coming = Question(asked.name, (*asked.filters, Filter("status", "due_soon|within")))
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
    columns(
        ctx,
        {words.month(month, short=True): n for month, n in by_month.items()},
        (words("charts.month"), words("charts.holdings")),
        title,
        key=f"{asked.name}.due",
        about=about,
        opens=[
            _in_month(
                drill_down.narrowed(asked, status=coming.filters[-1].text),
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


def columns(
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
        marker={"color": chart.LINES[0], "line": chart.EDGE},
        hovertemplate=("%{y}: %{x}" if lying else "%{x}: %{y}") + "<extra></extra>",
    )
    scale = {"title": axes[1], "rangemode": "tozero", **_whole(max(values))}
    each = {"type": "category", "title": axes[0]}
    if lying:
        figure.update_layout(xaxis=scale, yaxis={**each, "autorange": "reversed"})
    else:
        figure.update_layout(xaxis=each, yaxis=scale)
    figure.update_layout(height=height)
    rows: list[Row] = [
        {axes[0]: name, axes[1]: drill_down.cell(ctx, some, n)}
        for (name, n), some in zip_longest(counts.items(), opens)
    ]
    ways = {(0, place): some for place, some in enumerate(opens) if some is not None}
    _draw(ctx, figure, title, key=key, about=about, rows=rows, opens=ways)
