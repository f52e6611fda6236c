"""Bars that are counted from the list beside them, with the same filters.

They say in a sentence what they found; where one number says it all, there is the
sentence alone. What a list shows over time is in time_charts.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from data.ask import find_query, tally
from data.ask.lists import whole_list
from data.words.domains import domain_of
from pages.parts.charts import chart, looks
from pages.parts.lists import counted_chart, drill_down
from pages.parts.session.readers import reader
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.ask import Question
    from pages.parts.charts.chart import Row
    from pages.parts.charts.looks import Look
    from pages.parts.shell.context import PageContext

BAD = {
    "retention_status": ("overdue",),
    "request_status": ("overdue",),
    "agreement": ("missing", "expired"),
    "transfer_status": ("invalid", "missing", "unassessed", "derogation"),
    "severity": ("high",),
    "authorisation_status": ("review_due",),
    "erasure_outcome": ("gone", "back", "still_there"),
    "boolean": ("False",),
}
"""Statuses that a chart's sentence counts."""
OVER = {
    "retention_status": ("erased_early", "erased_late", "erased", "erased_on_time"),
    "authorisation_status": ("revoked",),
}
"""Statuses of what is not there any more, which a chart of what is held leaves out."""
UNITS = {
    "retention": "holdings",
    "erasure_proof": "holdings",
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


def bad_statuses(domain: str) -> tuple[str, ...]:
    """Return the statuses of a list of codes that are bad; LookupError for none."""
    if domain not in BAD:
        msg = (
            f"A chart does not know which of {domain} is bad: name those that its "
            "sentence counts in BAD of pages/parts/lists/list_charts.py."
        )
        raise LookupError(msg)
    return BAD[domain]


def bars(
    ctx: PageContext,
    question: Question,
    by: str,
    series: str,
    *,
    about: str,
    most: int = 15,
) -> None:
    """Draw horizontal stacked bars: rows of a list by a column and a status.

    The worst come first; a line tells how many others beyond `most` the table has.
    """
    if lacks := ctx.lacking(*find_query(question.name).needs_of(by, series)):
        st.info(lacks)
        return
    domain = domain_of(question.name, series) or "boolean"
    bad_codes = bad_statuses(domain)
    rows = _count_rows(ctx, question, by, series, domain)
    if rows.is_empty():
        return
    total = int(rows["count"].sum())
    bad = rows.filter(pl.col(series).is_in(bad_codes))
    n = int(bad["count"].sum())
    if rows.schema[by] == pl.List(pl.String):
        rows, bad = (_by_code(counts, question) for counts in (rows, bad))
    title = _sentence(ctx, whole_list(question.name), by, bad, n, total)
    if rows.height == 1:
        chart.draw_headline(title, about)
        return
    stack = _stack(ctx, question, rows, domain)
    most = max(most, bad[by].unique().len())
    figure, opens = _figure(ctx, question, by, stack, most)
    counted_chart.draw(
        ctx,
        figure,
        title,
        key=f"{question.name}.{by}.{series}",
        about=about,
        rows=_table(ctx, question, by, stack),
        opens=opens,
    )
    _others(ctx, whole_list(question.name), stack, most)


def _count_rows(
    ctx: PageContext, question: Question, by: str, series: str, domain: str
) -> pl.DataFrame:
    """Count a list by a column and a status, written as its code; not what is over."""
    rows = tally(reader(), ctx.snapshot, question, by, series)
    code = pl.col(series).cast(pl.String)
    code = code.str.to_titlecase() if domain == "boolean" else code.str.to_lowercase()
    rows = rows.with_columns(code)
    return rows.filter(~pl.col(series).is_in(OVER.get(domain, ())))


def _by_code(rows: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Count rows with several codes under each; of those asked for where some are."""
    by, series, _ = rows.columns
    by_code = rows.explode(by)
    for applied in question.filters:
        if applied.column == by:
            by_code = by_code.filter(pl.col(by).is_in(applied.values))
    return by_code.group_by(by, series).agg(pl.col("count").sum())


@dataclass(frozen=True)
class _Stack:
    """What stacked bars draw: counts, and the list behind each, by name and status."""

    names: list[Any]
    """The bars, the worst last: with most of the worst status, then of the next."""
    labels: dict[str, str]
    """The statuses, as they are written."""
    looks: dict[str, Look]
    counts: dict[tuple[Any, str], int]
    lists: dict[tuple[Any, str], Question]


def _stack(
    ctx: PageContext, question: Question, rows: pl.DataFrame, domain: str
) -> _Stack:
    by, series, _ = rows.columns
    counts = {(name, code): count for name, code, count in rows.iter_rows()}
    codes = _codes(rows, domain)

    def gravity(name: object) -> tuple[object, ...]:
        return *(counts.get((name, code), 0) for code in codes), str(name)

    return _Stack(
        names=sorted(rows[by].unique().to_list(), key=gravity),
        labels={code: _label(ctx, series, domain, code) for code in codes},
        looks=looks.looks(domain),
        counts=counts,
        lists={
            (name, code): drill_down.narrowed(
                question,
                **{by: name, series: code == "True" if domain == "boolean" else code},
            )
            for name, code in counts
        },
    )


def _codes(rows: pl.DataFrame, domain: str) -> list[str]:
    """Return the statuses that occur, the worst first."""
    present = set(rows.to_series(1))
    return [code for code in looks.looks(domain) if code in present]


def _label(ctx: PageContext, series: str, domain: str, code: str) -> str:
    words = ctx.words
    if domain != "boolean":
        return words.code(domain, code)
    return words(f"says.flags.{series}.{code.lower()}")


def _figure(
    ctx: PageContext, question: Question, by: str, stack: _Stack, most: int
) -> tuple[go.Figure, dict[tuple[int, int], Question]]:
    """Return the worst bars as a figure, and what each part of it opens."""
    figure, names = go.Figure(), stack.names[-most:]
    axis_labels = _axis_labels(ctx, question.name, by, names)
    drawn = []
    opens: dict[tuple[int, int], Question] = {}
    for curve, (code, label) in enumerate(stack.labels.items()):
        opens |= {
            (curve, place): stack.lists[name, code]
            for place, name in enumerate(names)
            if (name, code) in stack.lists
        }
        counts = [stack.counts.get((name, code), 0) for name in names]
        drawn.append(counts)
        figure.add_bar(
            y=axis_labels,
            x=counts,
            name=label,
            orientation="h",
            marker=stack.looks[code].marker,
            hovertemplate="%{y}: %{x}<extra>" + label + "</extra>",
        )
    figure.update_layout(
        barmode="stack",
        height=140 + 30 * len(axis_labels),
        showlegend=True,
        xaxis={
            "title": ctx.words(f"charts.{unit(whole_list(question.name))}"),
            **counted_chart.integer_ticks(max(map(sum, zip(*drawn, strict=True)))),
        },
    )
    return figure, opens


def _others(ctx: PageContext, table: str, stack: _Stack, most: int) -> None:
    """Draw how many bars are not drawn, and how much they come to."""
    names = set(stack.names[:-most])
    if names:
        together = sum(n for (name, _), n in stack.counts.items() if name in names)
        count = ctx.words.count(f"units.{unit(table)}", together)
        st.caption(ctx.words.count("charts.others", len(names), count=count))


def unit(table: str) -> str:
    """Return what the rows of a list are; LookupError where nobody said."""
    if table not in UNITS:
        msg = (
            f"A chart does not know what the rows of {table} are: name them in UNITS "
            "of pages/parts/lists/list_charts.py, as [charts] of data/words does."
        )
        raise LookupError(msg)
    return UNITS[table]


def _axis_labels(
    ctx: PageContext, table: str, by: str, values: Sequence[object]
) -> list[str]:
    """Write the names at an axis; alike ones, cut short, stay apart."""
    texts = [chart.short(_name(ctx, table, by, value)) for value in values]
    return [
        f"{text} ({place})" if texts.count(text) > 1 else text
        for place, text in enumerate(texts, 1)
    ]


def _name(ctx: PageContext, table: str, by: str, value: object) -> str:
    """Name a bar; some have a name for what has no value too."""
    nothing = ctx.words.texts.get(f"says.nothing.{by}")
    if value is None and nothing:
        return nothing
    return cell_labels.value(ctx.words, table, by, value)


def _table(ctx: PageContext, question: Question, by: str, stack: _Stack) -> list[Row]:
    """Return the counts as a table, the longest bar first, each a link to its list."""
    return [
        {ctx.words.column(by): _name(ctx, question.name, by, name)}
        | {
            label: drill_down.cell(
                ctx, stack.lists.get((name, code)), stack.counts.get((name, code), 0)
            )
            for code, label in stack.labels.items()
        }
        for name in reversed(stack.names)
    ]


def _sentence(
    ctx: PageContext, table: str, by: str, bad: pl.DataFrame, n: int, total: int
) -> str:
    """Return in words how many rows are not as they should be, and where most are."""
    words = ctx.words
    if not n:
        return words.count(f"says.{table}.good", total)
    if total == 1:
        return words(f"says.{table}.only")
    sentence = words.count(f"says.{table}.bad", n, total=words.number(total))
    sums = bad.group_by(by).agg(pl.col("count").sum()).sort("count", descending=True)
    first, *rest = sums.iter_rows()
    if rest and first[1] > rest[0][1]:
        name = _name(ctx, table, by, first[0])
        sentence += words("says.most", most=name, count=words.number(first[1]))
    return sentence
