"""What falls due in the coming months, and what today's pace of erasure handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Question
from data.figures import forecast
from pages.parts.charts import chart, looks
from pages.parts.charts.drawing import BarPart, Drawing, ValueLine, stacked
from pages.parts.lists import download_menu
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from data.figures.forecast import Months
    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext

COUNTS = (
    *("holdings_due", "overdue_if_nothing", "overdue_at_pace"),
    *("requests_due", "late_if_nothing"),
)
"""Columns of the table, beside the month."""
LINES = {"overdue_if_nothing": True, "overdue_at_pace": False}
"""What is overdue then, and whether its line is dotted."""


def show(ctx: PageContext) -> None:
    """Draw what falls due by month, with what is overdue then; say it in words."""
    months = forecast.of(reader(), ctx.snapshot)
    if not months:
        st.markdown(ctx.words("breakdowns.not_delivered"))
        return
    download_menu.draw(ctx, Question(forecast.NAME), len(months))
    sentences = (
        forecast.holdings(ctx.words, months),
        forecast.requests(ctx.words, months),
    )
    title, *others = filter(None, sentences)
    chart.draw(
        ctx,
        _figure(ctx, months) if months[0]["holdings_due"] is not None else None,
        title,
        key=forecast.NAME,
        about=ctx.words("forecast.about"),
        rows=[_row(ctx, row) for row in months],
    )
    for text in others:
        chart.draw_headline(text, ctx.words("forecast.requests_about"))


def _row(ctx: PageContext, row: dict[str, object]) -> Row:
    words = ctx.words
    month = words.month(forecast.first_of(str(row["month"])), short=True)
    counts = {words.column(name): _written(ctx, row[name]) for name in COUNTS}
    return {words("charts.month"): month} | counts


def _written(ctx: PageContext, count: object) -> str:
    return ctx.words.number(count if isinstance(count, int) else None)


def _figure(ctx: PageContext, months: Months) -> Drawing:
    """Return columns of what falls due, and lines of what is overdue by then."""
    words = ctx.words
    names = [words.month(forecast.first_of(row["month"]), short=True) for row in months]
    due = [row["holdings_due"] for row in months]
    (spans,) = stacked([due])
    says = [f"{name}: {words.number(n)}" for name, n in zip(names, due, strict=True)]
    return Drawing(
        names=names,
        parts=[BarPart(words.column("holdings_due"), looks.SERIES[0], spans, says)],
        lines=[
            ValueLine(
                words.column(name), colour, [row[name] for row in months], is_dotted
            )
            for (name, is_dotted), colour in zip(
                LINES.items(), looks.LINES[1:3], strict=True
            )
            if months[0][name] is not None
        ],
        unit=words("charts.holdings"),
        write=words.number,
        has_legend=True,
    )
