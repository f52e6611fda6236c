"""A map of transfers, drawn from outlines that are bundled: no other host is asked.

Plain polygons rather than Plotly's own maps, which fetch their outlines. A
country shows its gravest status by colour, pattern and sign; its name is a link
to its list, and a table says the same in figures.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

from data import policy
from data.ask import Question, tally
from pages.parts.charts import chart
from pages.parts.lists import drill_down
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text.small_tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pages.parts.shell.context import PageContext

OUTLINES = Path(__file__).parent / "shapes" / "world.json"
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
PATTERNS = {
    "missing": "+",
    "invalid": "x",
    "unassessed": "/",
    "derogation": ".",
    "safeguarded": "-",
    "adequate": "",
}
INK = "#154273"
LAND, SHORE, UNION = (
    "rgba(127, 127, 127, 0.18)",
    "rgba(127, 127, 127, 0.55)",
    "rgba(59, 130, 196, 0.28)",
)
EUROPE = (-12.0, 32.0, 35.0, 66.0)
"""West, east, south and north of what is always in sight."""
AROUND = (24.0, 14.0)
"""Degrees of longitude and latitude in sight around a country's label."""
NORTH, SOUTH, WEST, EAST = 80.0, -56.0, -170.0, 191.0
WIDENED = 1.35
"""How much taller a degree of latitude is drawn, for Europe to look like itself."""


@cache
def outlines() -> dict[str, Any]:
    """Read the outlines and the places of labels, by country."""
    read: dict[str, Any] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return read


def running(asked: Question) -> Question:
    """Narrow a list to the transfers that have not ended and leave the EEA.

    They are what the key figure, the map and the charts count: one number.
    """
    return drill_down.narrowed(asked, status="|".join(GRAVEST))


def show(ctx: PageContext, asked: Question) -> None:
    """Draw the running transfers of a list by country, gravest status first."""
    rows = tally(reader(), ctx.snapshot, running(asked), "country", "status")
    if rows.is_empty():
        return
    found: dict[str, dict[str, int]] = {}
    for country, status, n in rows.iter_rows():
        found.setdefault(country, {})[status] = n
    figure = go.Figure()
    _land(ctx, figure, found)
    for status in GRAVEST:
        some = [code for code, told in found.items() if worst(told) == status]
        if some:
            _countries(ctx, figure, status, some, found)
    _frame(figure, _window(found))
    words = ctx.words
    each = (f"{words.country(code)}: {_said(ctx, found[code])}" for code in found)
    told = f"{words('map.alternative')}. {'; '.join(each)}"
    chart.draw(ctx, figure, _title(ctx, found), key="transfers.map", alternative=told)
    _beside(ctx, found)


def worst(told: Iterable[str]) -> str:
    """Return the gravest of some statuses."""
    return min(told, key=GRAVEST.index)


def _title(ctx: PageContext, found: dict[str, dict[str, int]]) -> str:
    """Return in words what the map shows."""
    words = ctx.words
    bad = sum(worst(told) in WITHOUT for told in found.values())
    if bad:
        total = words.number(len(found))
        return words.count("map.title_bad", bad, total=total)
    return words.count("map.title_good", len(found))


def _land(ctx: PageContext, figure: go.Figure, found: Iterable[str]) -> None:
    """Draw every other country, and those of the EEA with a tint."""
    union = set(policy.codes("eea", "country"))
    rest = [code for code in outlines()["shapes"] if code not in found]
    for name, colour, codes in (
        ("", LAND, [code for code in rest if code not in union]),
        (ctx.words("map.eea"), UNION, [code for code in rest if code in union]),
    ):
        x, y = _rings(codes)
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            fill="toself",
            fillcolor=colour,
            line={"color": SHORE, "width": 0.5},
            name=name,
            showlegend=bool(name),
            hoverinfo="skip",
        )


def _countries(
    ctx: PageContext,
    figure: go.Figure,
    status: str,
    codes: list[str],
    found: dict[str, dict[str, int]],
) -> None:
    """Draw the countries of one gravest status, with their names."""
    words, colour = ctx.words, chart.COLOURS["transfer_status"][status]
    x, y = _rings(codes)
    name = _graded(ctx, status)
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        fill="toself",
        fillcolor=colour,
        fillpattern={
            "shape": PATTERNS[status],
            "fgcolor": "#ffffff",
            "bgcolor": colour,
            "fillmode": "overlay",
            "size": 6,
            "solidity": 0.25,
        },
        line={"color": colour, "width": 1},
        name=name,
        legendgroup=status,
        hoverinfo="skip",
    )
    placed = [code for code in codes if _has_place(code)]
    places = [outlines()["places"][code] for code in placed]
    figure.add_scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        marker={"color": colour, "size": 9, "line": {"color": "#ffffff", "width": 1.5}},
        text=[words.country(code) for code in placed],
        customdata=[_said(ctx, found[code]) for code in placed],
        hovertemplate="%{text}: %{customdata}<extra></extra>",
        name=name,
        legendgroup=status,
        showlegend=False,
    )
    for code, (x, y) in zip(placed, places, strict=True):
        figure.add_annotation(
            x=x,
            y=y,
            text=_label(ctx, code, found[code]),
            yshift=_side(code, found),
            showarrow=False,
            captureevents=True,
            bgcolor="rgba(255, 255, 255, 0.9)",
            borderpad=2,
            font={"size": 12, "color": INK},
        )


def _graded(ctx: PageContext, status: str) -> str:
    return f"{MARKS[status]} {ctx.words.code('transfer_status', status)}"


def _label(ctx: PageContext, code: str, told: dict[str, int]) -> str:
    """Write a country's sign, name and number, as a link to its list."""
    text = f"{MARKS[worst(told)]} {ctx.words.country(code)} {sum(told.values())}"
    address = links.address("transfers", country=code, status=list(GRAVEST))
    return f'<a href="{address}" target="_top" style="color: {INK}">{text}</a>'


def _side(code: str, found: Iterable[str]) -> int:
    """Return a name's offset from its country in pixels, clear of neighbours."""
    places = outlines()["places"]
    x, y = places[code]
    near = [
        (places[other][0] - x, places[other][1] - y)
        for other in found
        if other != code and other in places and _is_near(places[other], [x, y])
    ]
    return -16 if sum(dy for _, dy in near) > 0 else 16


def _is_near(one: list[float], other: list[float]) -> bool:
    return abs(one[0] - other[0]) < 40 and abs(one[1] - other[1]) < 9


def _said(ctx: PageContext, told: dict[str, int]) -> str:
    """Return in words how many transfers have which status, the gravest first."""
    words = ctx.words
    return ", ".join(
        f"{words.code('transfer_status', status)}: {words.number(told[status])}"
        for status in GRAVEST
        if status in told
    )


def _rings(codes: Iterable[str]) -> tuple[list[float | None], list[float | None]]:
    """Return the outlines of countries as one line, with gaps between the rings."""
    x: list[float | None] = []
    y: list[float | None] = []
    for code in codes:
        for ring in outlines()["shapes"].get(code, ()):
            x += [*ring[::2], None]
            y += [*ring[1::2], None]
    return x, y


def _window(found: Iterable[str]) -> tuple[float, float, float, float]:
    """Return west, east, south and north of a map with every country found on it."""
    places = [outlines()["places"][code] for code in found if _has_place(code)]
    (wide, high), (west, east, south, north) = AROUND, EUROPE
    west = min([west, *(x - wide for x, _ in places)])
    east = max([east, *(x + wide for x, _ in places)])
    south = min([south, *(y - high for _, y in places)])
    north = max([north, *(y + high for _, y in places)])
    return max(west, WEST), min(east, EAST), max(south, SOUTH), min(north, NORTH)


def _has_place(code: str) -> bool:
    return code in outlines()["places"]


def _frame(figure: go.Figure, window: tuple[float, float, float, float]) -> None:
    """Show the window of the map without axes, and Europe as it looks."""
    west, east, south, north = window
    plain = {"visible": False, "showgrid": False, "zeroline": False}
    figure.update_layout(
        height=440,
        showlegend=True,
        xaxis={**plain, "range": [west, east]},
        yaxis={
            **plain,
            "range": [south, north],
            "scaleanchor": "x",
            "scaleratio": WIDENED,
        },
    )


def _beside(ctx: PageContext, found: dict[str, dict[str, int]]) -> None:
    """Draw the same in figures, and name what has no place on the map."""
    words = ctx.words
    st.caption(words("map.hint"))
    off = [words.country(code) for code in found if not _has_place(code)]
    if off:
        st.caption(words("map.off_map", countries=words.join(sorted(off))))
    order = sorted(
        found, key=lambda code: (GRAVEST.index(worst(found[code])), words.country(code))
    )
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
                    words("map.worst"): _graded(ctx, worst(found[code])),
                    words("charts.transfers"): words.number(sum(found[code].values())),
                    words("map.counts"): _said(ctx, found[code]),
                }
                for code in order
            ],
            alt=words("map.table"),
        )
