"""From when until when each transfer mechanism and adequacy decision holds."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

from data.ask import ask
from pages.parts.charts import chart, looks
from pages.parts.charts.looks import Look
from pages.parts.flows.transfer_map import GRAVEST
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text import cell_labels
from pages.parts.text.escaping import markdown_escape
from pages.parts.text.small_tables import table

if TYPE_CHECKING:
    import polars as pl

    from pages.parts.shell.context import PageContext

STATES = {
    "ended_in_use": (Look(looks.LATE, "x"), "✘"),
    "in_use": (Look(looks.LINES[0]), "✔"),
    "idle": (looks.FINE, ""),
    "ended_idle": (Look(looks.GREY, "-"), ""),
}
"""Look and sign of what holds or not, leaned on or not."""
FIRST = date(2000, 1, 1)
AHEAD = timedelta(days=6 * 365)
"""How far past the snapshot the line of time goes."""
_REFERENCE = re.compile(
    r"(Implementing Decision|Decision|GDPR Art\.) [^;,]*?(?=[;,]|$| \(C\(| of \d)"
)


def show(ctx: PageContext) -> None:
    """Draw the timeline of mechanisms and decisions, and its table."""
    words = ctx.words
    rows = ask(reader(), ctx.snapshot, "transfer_grounds")
    dated = rows.filter(rows["valid_from"].is_not_null())
    lines = sorted(dated.iter_rows(named=True), key=_order)
    if not rows["transfers"].sum():
        return
    st.header(words("validity.heading"))
    figure = go.Figure()
    for state, (look, mark) in STATES.items():
        in_state = [row for row in lines if state_of(row) == state]
        if in_state:
            _bars(ctx, figure, in_state, state, look.marker, mark)
    _today(ctx, figure, [_label(ctx, row) for row in lines])
    chart.draw(
        ctx,
        figure,
        _title(ctx, rows),
        key="transfers.validity",
        alternative=ctx.words("validity.alternative"),
    )
    st.caption(words("validity.hint"))
    with st.expander(words("validity.table")):
        _table(ctx, lines)


def state_of(row: dict[str, Any]) -> str:
    """Return whether a mechanism or decision holds and transfers lean on it."""
    if row["is_in_force"]:
        return "in_use" if row["transfers"] else "idle"
    return "ended_in_use" if row["transfers"] else "ended_idle"


def _order(row: dict[str, Any]) -> tuple[bool, bool, date, str]:
    """Return the order from the bottom up: decisions, mechanisms, used on top."""
    used = row["transfers"] > 0
    return row["kind"] == "mechanism", used, row["valid_from"], row["code"]


def _title(ctx: PageContext, rows: pl.DataFrame) -> str:
    """Return in words how many transfers lean on a mechanism that does not hold."""
    past = rows.filter(
        ~rows["is_in_force"]
        & (rows["kind"] == "mechanism")
        & rows["valid_from"].is_not_null()
    )
    n = int(past["transfers"].sum())
    if n:
        return ctx.words.count("validity.title_bad", n)
    return ctx.words("validity.title_good")


def _name(ctx: PageContext, row: dict[str, Any]) -> str:
    """Write a mechanism, or a decision with its country."""
    words = ctx.words
    if row["kind"] == "mechanism":
        return words.code("mechanism", row["code"])
    name = words("validity.decision", country=words.country(row["code"]))
    return f"{name} ({words('validity.partial')})" if row["is_partial"] else name


def _label(ctx: PageContext, row: dict[str, Any]) -> str:
    """Write it with its sign and the number of transfers that lean on it."""
    mark, name = STATES[state_of(row)][1], _name(ctx, row)
    return f"{mark} {name}: {row['transfers']}" if row["transfers"] else name


def _bars(
    ctx: PageContext,
    figure: go.Figure,
    rows: list[dict[str, Any]],
    state: str,
    marker: dict[str, Any],
    mark: str,
) -> None:
    """Draw what is in one state, each from its first to its last day."""
    words, last = ctx.words, ctx.snapshot.as_of + AHEAD
    starts = [max(row["valid_from"], FIRST) for row in rows]
    ends = [min(row["valid_until"] or last, last) for row in rows]
    label = f"{mark} {words('validity.' + state)}".strip()
    figure.add_bar(
        y=[_label(ctx, row) for row in rows],
        base=[day.isoformat() for day in starts],
        x=[
            (end - start).days * 86_400_000
            for start, end in zip(starts, ends, strict=True)
        ],
        orientation="h",
        name=label,
        marker=marker,
        customdata=[_period(ctx, row) for row in rows],
        hovertemplate="%{y}: %{customdata}<extra>" + label + "</extra>",
    )


def _period(ctx: PageContext, row: dict[str, Any]) -> str:
    words = ctx.words
    until = row["valid_until"]
    end = words.date(until) if until else words("validity.no_end")
    return f"{words.date(row['valid_from'])} – {end}"


def _today(ctx: PageContext, figure: go.Figure, names: list[str]) -> None:
    """Draw the day of the snapshot through all of it."""
    day = ctx.snapshot.as_of.isoformat()
    figure.add_scatter(
        x=[day, day],
        y=[names[0], names[-1]] if names else [],
        mode="lines",
        line={"color": "rgba(127, 127, 127, 1)", "width": 2, "dash": "dot"},
        name=f"{ctx.words('validity.today')}: {ctx.words.date(ctx.snapshot.as_of)}",
        hoverinfo="skip",
    )
    figure.update_layout(
        barmode="overlay",
        bargap=0.25,
        height=120 + 23 * len(names),
        showlegend=True,
        xaxis={
            "type": "date",
            "range": [
                FIRST.isoformat(),
                (ctx.snapshot.as_of + AHEAD).isoformat(),
            ],
            "hoverformat": "%d-%m-%Y",
        },
        yaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": names,
        },
    )


def _table(ctx: PageContext, rows: list[dict[str, Any]]) -> None:
    """Draw the same in figures, with what it is laid down in and the list."""
    words = ctx.words
    table(
        [
            {
                words("validity.ground"): markdown_escape(_name(ctx, row)),
                words("validity.from"): words.date(row["valid_from"]),
                words("validity.until"): words.date(row["valid_until"])
                if row["valid_until"]
                else words("validity.no_end"),
                words("validity.leaning"): _leaning(ctx, row),
                words("validity.without"): words.number(row["without_ground"]),
                words("validity.reference"): reference(ctx, row["reference"]),
            }
            for row in reversed(rows)
        ],
        alt=words("validity.heading"),
    )


def _leaning(ctx: PageContext, row: dict[str, Any]) -> str:
    """Write how many running transfers lean on it, as a link to them."""
    number = ctx.words.number(row["transfers"])
    if not row["transfers"]:
        return number
    params: dict[str, Any] = {"status": list(GRAVEST)}
    if row["kind"] == "mechanism":
        params["mechanism"] = row["code"]
    else:
        params["country"] = row["code"]
        params["mechanism"] = ["adequacy", "dpf"] if row["code"] == "US" else "adequacy"
    return links.inline("transfers", number, **params)


def reference(ctx: PageContext, text: str) -> str:
    """Return where it is laid down: the citation alone, as the reader cites."""
    citation = _REFERENCE.match(text)
    return markdown_escape(
        cell_labels.basis(ctx.words, citation[0] if citation else text)
    )
