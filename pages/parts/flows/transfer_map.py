"""A map of transfers, drawn from outlines that are bundled: no other host is asked.

A country shows its gravest status by colour, pattern and sign; its name is a link
to its list, and a table says the same in figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import streamlit as st

from data.ask import Question, tally
from pages.parts.charts import chart, looks
from pages.parts.flows import world_map
from pages.parts.lists import drill_down
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text.small_tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pages.parts.shell.context import PageContext

    ByCountry = dict[str, dict[str, int]]
    """The number of transfers by country and status."""

GRAVEST = ("invalid", "missing", "unassessed", "derogation", "safeguarded", "adequate")
"""Statuses of running transfers outside the EEA, the gravest first."""
WITHOUT = ("missing", "invalid")
MARKS = {
    "missing": "✘",
    "invalid": "✘",
    "unassessed": "!",
    "derogation": "~",
    "safeguarded": "✔",
    "adequate": "✔",
}
INK, ON_LAND = "#154273", "#86b3db"
"""Of the numbers; and of what is fine, since land is as grey as that is elsewhere."""


def running(question: Question) -> Question:
    """Narrow a list to the transfers that have not ended and leave the EEA.

    They are what the key figure, the map and the charts count: one number.
    """
    return drill_down.narrowed(question, status="|".join(GRAVEST))


def show(ctx: PageContext, question: Question) -> None:
    """Draw the running transfers of a list by country, gravest status first."""
    words = ctx.words
    rows = tally(reader(), ctx.snapshot, running(question), "country", "status")
    if rows.is_empty():
        return
    by_country: ByCountry = {}
    for country, status, n in rows.iter_rows():
        by_country.setdefault(country, {})[status] = n
    figure = go.Figure()
    world_map.draw_land(words, figure, by_country)
    for status in GRAVEST:
        countries = [code for code in by_country if worst(by_country[code]) == status]
        if countries:
            _outlines(ctx, figure, status, countries)
            _dots(ctx, figure, status, countries, by_country)
            _labels(ctx, figure, countries, by_country)
    world_map.frame(figure, by_country)
    counts = (
        f"{words.country(code)}: {_in_words(ctx, by_status)}"
        for code, by_status in by_country.items()
    )
    chart.draw(
        ctx,
        figure,
        _title(ctx, by_country),
        key="transfers.map",
        alternative=f"{words('map.alternative')}. {'; '.join(counts)}",
    )
    _draw_table(ctx, by_country)


def worst(statuses: Iterable[str]) -> str:
    """Return the gravest of some statuses."""
    return min(statuses, key=GRAVEST.index)


def _title(ctx: PageContext, by_country: ByCountry) -> str:
    """Return in words what the map shows."""
    words = ctx.words
    bad = sum(worst(by_status) in WITHOUT for by_status in by_country.values())
    if bad:
        total = words.number(len(by_country))
        return words.count("map.title_bad", bad, total=total)
    return words.count("map.title_good", len(by_country))


def _colour(status: str) -> str:
    """Return what a country is filled with."""
    colour = looks.looks("transfer_status")[status].colour
    return ON_LAND if colour == looks.GREY else colour


def _outlines(
    ctx: PageContext, figure: go.Figure, status: str, countries: list[str]
) -> None:
    """Draw the countries of one gravest status, by colour and pattern."""
    colour = _colour(status)
    x, y = world_map.rings(countries)
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=colour,
        fillpattern={
            "shape": looks.looks("transfer_status")[status].pattern,
            "fgcolor": looks.INK,
            "bgcolor": colour,
            "fillmode": "overlay",
            "size": 6,
            "solidity": 0.25,
        },
        line={"color": colour, "width": 1},
        name=_graded(ctx, status),
        legendgroup=status,
        hoverinfo="skip",
    )


def _dots(
    ctx: PageContext,
    figure: go.Figure,
    status: str,
    countries: list[str],
    by_country: ByCountry,
) -> None:
    """Draw a dot in each country, which says its numbers."""
    placed = [code for code in countries if world_map.has_place(code)]
    places = [world_map.place(code) for code in placed]
    colour = _colour(status)
    figure.add_scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        marker={"color": colour, "size": 9, "line": {"color": "#ffffff", "width": 1.5}},
        text=[ctx.words.country(code) for code in placed],
        customdata=[_in_words(ctx, by_country[code]) for code in placed],
        hovertemplate="%{text}: %{customdata}<extra></extra>",
        name=_graded(ctx, status),
        legendgroup=status,
        showlegend=False,
    )


def _labels(
    ctx: PageContext, figure: go.Figure, countries: list[str], by_country: ByCountry
) -> None:
    """Write the name of each country that has a place on the map."""
    for code in filter(world_map.has_place, countries):
        x, y = world_map.place(code)
        figure.add_annotation(
            x=x,
            y=y,
            text=_label(ctx, code, by_country[code]),
            yshift=_side(code, by_country),
            showarrow=False,
            captureevents=True,
            bgcolor="rgba(255, 255, 255, 0.9)",
            borderpad=2,
            font={"size": 12, "color": INK},
        )


def _graded(ctx: PageContext, status: str) -> str:
    return f"{MARKS[status]} {ctx.words.code('transfer_status', status)}"


def _label(ctx: PageContext, code: str, by_status: dict[str, int]) -> str:
    """Write a country's sign, name and number, as a link to its list."""
    total = sum(by_status.values())
    text = f"{MARKS[worst(by_status)]} {ctx.words.country(code)} {total}"
    address = links.address("transfers", country=code, status=list(GRAVEST))
    return f'<a href="{address}" target="_top" style="color: {INK}">{text}</a>'


def _side(code: str, countries: Iterable[str]) -> int:
    """Return a name's offset from its country in pixels, clear of neighbours."""
    x, y = world_map.place(code)
    others = [other for other in countries if other != code]
    offsets = [
        (other_x - x, other_y - y)
        for other_x, other_y in map(
            world_map.place, filter(world_map.has_place, others)
        )
    ]
    near = [dy for dx, dy in offsets if abs(dx) < 40 and abs(dy) < 9]
    return -16 if sum(near) > 0 else 16


def _in_words(ctx: PageContext, by_status: dict[str, int]) -> str:
    """Return in words how many transfers have which status, the gravest first."""
    words = ctx.words
    return ", ".join(
        f"{words.code('transfer_status', status)}: {words.number(by_status[status])}"
        for status in GRAVEST
        if status in by_status
    )


def _draw_table(ctx: PageContext, by_country: ByCountry) -> None:
    """Draw the same in figures, and name what has no place on the map."""
    words = ctx.words
    st.caption(words("map.hint"))
    off_map = [c for c in by_country if not world_map.has_place(c)]
    if off_map:
        names = words.join(sorted(map(words.country, off_map)))
        st.caption(words("map.off_map", countries=names))

    def order(code: str) -> tuple[int, str]:
        return GRAVEST.index(worst(by_country[code])), words.country(code)

    with st.expander(words("map.table")):
        table(
            [
                {
                    words.column("country"): links.inline(
                        "transfers",
                        words.country(code),
                        country=code,
                        status=list(GRAVEST),
                    ),
                    words("map.worst"): _graded(ctx, worst(by_country[code])),
                    words("charts.transfers"): words.number(
                        sum(by_country[code].values())
                    ),
                    words("map.counts"): _in_words(ctx, by_country[code]),
                }
                for code in sorted(by_country, key=order)
            ],
            alt=words("map.table"),
        )
