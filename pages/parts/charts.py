"""Charts: few kinds, counted from the list beside them, readable without colour.

Only graph_objects; Plotly's words and numbers in the reader's language; no
toolbar, which the keyboard would have to pass; an alternative in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

# Streamlit loads it when it first shows a table, and Plotly, which only looks whether
# it is there, takes it half loaded in another user's thread and breaks off.
import pandas  # noqa: F401
import plotly.graph_objects as go
import polars as pl
import streamlit as st

from data.ask import Asked, Filter, tally
from data.ask.door import MONTH
from pages.parts import labels
from pages.parts.opened import reader
from pages.parts.plain import charted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.words import Words
    from pages.parts.seen import Seen

GOOD, FINE, SOON, LATE, HELD, PALE = (
    "#2f8f68",
    "#86bfa9",
    "#dd9a3c",
    "#c8434a",
    "#6d80c4",
    "#a8adb5",
)
LINES = ("#3b82c4", "#d0483e", "#3a9a75", "#d9922e", "#9a7bd0")
"""Colours of lines that stand out on a light and on a dark page."""

COLOURS = {
    "retention_status": {
        "overdue": LATE,
        "on_hold": HELD,
        "no_term": PALE,
        "due_soon": SOON,
        "within": GOOD,
        "running": FINE,
    },
    "request_status": {
        "overdue": LATE,
        "due_soon": SOON,
        "awaiting_identity": HELD,
        "on_track": FINE,
        "closed_on_time": GOOD,
        "closed_late": "#dd8d92",
    },
    "agreement": {
        "missing": LATE,
        "expired": "#dd8d92",
        "ending_soon": SOON,
        "in_force": GOOD,
        "not_required": PALE,
    },
    "transfer_status": {
        "invalid": LATE,
        "missing": "#dd8d92",
        "unassessed": SOON,
        "derogation": HELD,
        "safeguarded": FINE,
        "adequate": GOOD,
        "within_eea": PALE,
        "ended": "#d6d9de",
    },
    "severity": {"high": LATE, "medium": SOON, "low": HELD},
    "authorisation_status": {"review_due": LATE, "reviewed": GOOD, "revoked": PALE},
    "breach_status": {"late": LATE, "on_time": GOOD, "no_risk": PALE},
    "boolean": {"False": LATE, "True": GOOD},
}
"""One colour per status everywhere, worst first: the order of the series too."""


def bars(
    here: Seen,
    asked: Asked,
    by: str,
    series: str,
    domain: str,
    *,
    title: str,
    only: Sequence[str] | None = None,
    most: int = 15,
) -> None:
    """Draw horizontal stacked bars: rows of a list by a column and a status."""
    rows = tally(reader(), here.snapshot, asked, by, series)
    rows = rows.with_columns(pl.col(series).cast(pl.String).str.to_titlecase())
    if domain != "boolean":
        rows = rows.with_columns(pl.col(series).str.to_lowercase())
    if only is not None:
        rows = rows.filter(pl.col(series).is_in(only))
    if rows.is_empty():
        return
    if rows.schema[by] == pl.List(pl.String):
        rows = rows.explode(by).group_by(by, series).agg(pl.col("count").sum())
    sums = rows.group_by(by).agg(pl.col("count").sum()).sort("count", by)
    names = sums[by].to_list()[-most:]
    words = here.words
    figure = go.Figure()
    for code, colour in COLOURS[domain].items():
        some = dict(rows.filter(pl.col(series) == code).select(by, "count").iter_rows())
        if not any(name in some for name in names):
            continue
        said = words.code(domain, code)
        if domain == "boolean":
            said = f"{words.column(series)}: {words.boolean(code == 'True')}"
        figure.add_bar(
            y=[
                charted(_short(labels.value(words, asked.name, by, name)))
                for name in names
            ],
            x=[some.get(name, 0) for name in names],
            name=said,
            orientation="h",
            marker={
                "color": colour,
                "line": {"color": "rgba(127, 127, 127, 0.5)", "width": 1},
            },
            hovertemplate="%{y}: %{x}<extra>" + said + "</extra>",
        )
    most_ = int(sums["count"].max() or 0)  # type: ignore[arg-type]
    figure.update_layout(
        barmode="stack",
        height=110 + 30 * len(names),
        showlegend=True,
        xaxis={"dtick": 1} if most_ <= 10 else {},
    )
    draw(here, figure, title, key=f"{asked.name}.{by}.{series}")


def months(
    here: Seen,
    asked: Asked,
    columns: Sequence[str],
    *,
    title: str,
    names: Sequence[str],
) -> None:
    """Draw lines: rows of a list by the month of some dates, over two years."""
    figure = go.Figure()
    as_of = here.snapshot.as_of
    first = as_of.replace(year=as_of.year - 2, day=1)
    for column, name, dash in zip(columns, names, ("solid", "dot"), strict=True):
        recent = (*asked.filters, Filter(column, f"{first}..{as_of}"))
        rows = tally(reader(), here.snapshot, Asked(asked.name, recent), MONTH + column)
        counts = dict(rows.iter_rows())
        since = pl.date_range(first, as_of, "1mo", eager=True).to_list()
        if counts:
            figure.add_scatter(
                x=[here.words.month(month, short=True) for month in since],
                y=[counts.get(month, 0) for month in since],
                name=name,
                mode="lines+markers",
                line={"dash": dash},
                hovertemplate="%{x}: %{y}<extra>" + name + "</extra>",
            )
    if figure.data:
        figure.update_layout(
            height=330,
            xaxis={"type": "category", "nticks": 9},
            yaxis={"rangemode": "tozero"},
            showlegend=True,
        )
        draw(here, figure, title, key=f"{asked.name}.months")


def draw(
    here: Seen, figure: go.Figure, title: str, *, key: str, told: str = ""
) -> None:
    """Show a figure under its title, with the words and numbers of the reader.

    `told` is what it shows, in words, for who cannot see it.
    """
    figure.update_layout(
        colorway=list(LINES),
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        legend={
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.02,
            "x": 0,
            "traceorder": "normal",
        },
        separators=",." if here.words.language == "nl" else ".,",
        xaxis={"automargin": True, "fixedrange": True},
        yaxis={"automargin": True, "fixedrange": True},
        hovermode="closest",
    )
    st.markdown(f"**{title}**")
    st.plotly_chart(
        figure,
        config={"displayModeBar": False, **_locale(here.words)},
        key=f"chart.{key}",
        alt=". ".join(
            part for part in (title, told, here.words("charts.alternative")) if part
        )
        + ".",
    )


def _short(text: str, most: int = 48) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _locale(words: Words) -> dict[str, Any]:
    """Give Plotly the reader's months and signs; it bundles English alone."""
    locale = words.locale
    months_ = locale.months["format"]
    form = {
        "months": list(months_["wide"].values()),
        "shortMonths": list(months_["abbreviated"].values()),
        "days": _days(words, "wide"),
        "shortDays": _days(words, "abbreviated"),
        "date": "%d-%m-%Y",
        "decimal": "," if words.language == "nl" else ".",
        "thousands": "." if words.language == "nl" else ",",
    }
    code = words.language
    return {"locale": code, "locales": {code: {"dictionary": {}, "format": form}}}


def _days(words: Words, width: str) -> list[str]:
    """Give the names of the days from Sunday, as Plotly counts them."""
    days = words.locale.days["format"][width]
    return [days[(n - 1) % 7] for n in range(7)]
