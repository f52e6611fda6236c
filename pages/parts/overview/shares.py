"""Which share of the requests was in time, by kind; hidden where its counts are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

import queries
from data.ask import ask
from data.ask.door import find_query
from data.words import dimensions
from data.words.shares import share
from pages.parts.charts import chart, looks
from pages.parts.charts.drawing import BarPart, Drawing, stacked
from pages.parts.session.readers import reader
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext


def show(ctx: PageContext) -> None:
    """Draw the share in time by kind of request, with what it is a share of."""
    words = ctx.words
    if lacks := ctx.lacking(*find_query("shares_in_full").needs_of("denominator")):
        st.info(lacks)
        return
    query = queries.folder("summary")["shares"]
    basis = cell_labels.basis(words, query["basis"])
    about = f"{words.title(query)} · {words('app.basis')}: {basis}"
    name = ctx.offered("shares_in_full") or "shares"
    shares = ask(reader(), ctx.snapshot, name).to_dicts()
    for row in shares:  # rounded once, where it is written
        row["share"] = share(row["numerator"], row["denominator"])
    total = next((row for row in shares if row["value"] == "total"), None)
    kinds = [r for r in shares if r["value"] != "total" and not _is_hidden(r)]
    kinds.sort(key=lambda row: (row["share"] is None, -(row["share"] or 0)))
    rows: list[Row] = [
        {
            words("dimensions.kind"): _kind(ctx, row),
            words("charts.share"): _written(ctx, row),
            words("shares.of"): _counts(ctx, row),
        }
        for row in (*kinds, *([total] if total else []))
    ]
    title = words("shares.none")
    if total and total["share"] is not None:
        title = words("shares.total", share=words.percent(total["share"]))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        chart.draw(
            ctx,
            _figure(ctx, [row for row in kinds if row["share"] is not None]),
            title,
            key="shares",
            about=about,
            rows=rows,
            place=right,
        )
    if any(map(_is_hidden, shares)):
        st.caption(words("shares.why"))


def _figure(ctx: PageContext, kinds: list[dict[str, Any]]) -> Drawing | None:
    """Make a bar a kind; none where there are no two to compare."""
    if len(kinds) < 2:
        return None
    names, labels = ([of(ctx, row) for row in kinds] for of in (_kind, _written))
    says = [f"{name}: {label}" for name, label in zip(names, labels, strict=True)]
    (spans,) = stacked([[row["share"] for row in kinds]])
    return Drawing(
        names=names,
        parts=[BarPart("", looks.SERIES[0], spans, says)],
        unit=ctx.words("shares.axis"),
        write=ctx.words.percent,
        labels=labels,
        is_lying=True,
        is_share=True,
    )


def _kind(ctx: PageContext, row: dict[str, str]) -> str:
    return dimensions.value(ctx.words, "requests", "kind", row["value"])


def _is_hidden(row: Mapping[str, Any]) -> bool:
    """Return whether one of the counts of a share is not shown."""
    return None in (row["numerator"], row["denominator"])


def _written(ctx: PageContext, row: dict[str, float | None]) -> str:
    """Write a share; of a hidden one that it is."""
    if _is_hidden(row):
        return ctx.words("breakdowns.hidden")
    return ctx.words.percent(row["share"])


def _counts(ctx: PageContext, row: dict[str, int | None]) -> str:
    words = ctx.words
    above, below = (
        words("breakdowns.hidden") if row[name] is None else words.number(row[name])
        for name in ("numerator", "denominator")
    )
    return words("figures.counts", numerator=above, denominator=below)
