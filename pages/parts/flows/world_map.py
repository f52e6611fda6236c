"""A map of the world without a thing on it: outlines, land, and what is in sight.

Plain polygons rather than Plotly's own maps, which fetch their outlines from
another host; these are bundled.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import policy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import plotly.graph_objects as go

    from data.words import Words

OUTLINES = Path(__file__).parent / "shapes" / "world.json"
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


def has_place(country: str) -> bool:
    """Return whether a country has a place on the map for its label."""
    return country in outlines()["places"]


def place(country: str) -> tuple[float, float]:
    """Return the longitude and latitude of a country's label."""
    x, y = outlines()["places"][country]
    return x, y


def rings(countries: Iterable[str]) -> tuple[list[float | None], list[float | None]]:
    """Return the outlines of countries as one line, with gaps between the rings."""
    x: list[float | None] = []
    y: list[float | None] = []
    for country in countries:
        for ring in outlines()["shapes"].get(country, ()):
            x += [*ring[::2], None]
            y += [*ring[1::2], None]
    return x, y


def draw_land(words: Words, figure: go.Figure, marked: Collection[str]) -> None:
    """Draw every country that is not marked, and those of the EEA with a tint."""
    union = set(policy.codes("eea", "country"))
    rest = [country for country in outlines()["shapes"] if country not in marked]
    for name, colour, countries in (
        ("", LAND, [country for country in rest if country not in union]),
        (words("map.eea"), UNION, [country for country in rest if country in union]),
    ):
        x, y = rings(countries)
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


def frame(figure: go.Figure, marked: Iterable[str]) -> None:
    """Show the map without axes, Europe as it looks and every marked country on it."""
    west, east, south, north = _window(marked)
    no_axis = {"visible": False, "showgrid": False, "zeroline": False}
    figure.update_layout(
        height=440,
        showlegend=True,
        xaxis={**no_axis, "range": [west, east]},
        yaxis={
            **no_axis,
            "range": [south, north],
            "scaleanchor": "x",
            "scaleratio": WIDENED,
        },
    )


def _window(marked: Iterable[str]) -> tuple[float, float, float, float]:
    """Return west, east, south and north of a map with every marked country on it."""
    places = [place(country) for country in marked if has_place(country)]
    (wide, high), (west, east, south, north) = AROUND, EUROPE
    west = min([west, *(x - wide for x, _ in places)])
    east = max([east, *(x + wide for x, _ in places)])
    south = min([south, *(y - high for _, y in places)])
    north = max([north, *(y + high for _, y in places)])
    return max(west, WEST), min(east, EAST), max(south, SOUTH), min(north, NORTH)
