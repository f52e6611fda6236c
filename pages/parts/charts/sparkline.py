"""A small line over the snapshots, as a picture, with what it shows in words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.figures.key_figures import Figure
    from data.words import Words

WIDTH, HEIGHT = 60, 28
"""Units of the drawing, about pixels."""
EDGE = 3
SVG = "data:image/svg+xml,"
COLOUR = "#3b82c4"
"""Stands out on a light and on a dark page."""


def line(words: Words, figure: Figure) -> str:
    """Draw the values of a figure, the last one marked; a gap where there is none."""
    points = [xy for run in _runs(figure) for xy in run]
    drawn = "".join(
        f'<polyline points="{_path(run)}" fill="none" stroke="{COLOUR}" '
        'stroke-width="1.5"/>'
        for run in _runs(figure)
        if len(run) > 1
    )
    if points and figure.value is not None:
        x, y = points[-1]
        drawn += f'<circle cx="{x}" cy="{y}" r="2.5" fill="{COLOUR}"/>'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{drawn}</svg>'
    )
    alt = escape(alternative(words, figure))
    return f'<img alt="{alt}" title="{alt}" src="{SVG}{quote(svg)}">'


def alternative(words: Words, figure: Figure) -> str:
    """Return in words where the line began and is, its lowest and its highest."""
    known = [(day, value) for day, value in figure.series if value is not None]
    if not known:
        return words("standing.no_line")
    values = [value for _, value in known]
    unit = figure.unit
    if len(known) == 1:
        ((day, value),) = known
        return words(
            "standing.one_point",
            value=words.figure(value, unit),
            day=words.date(day),
        )
    (first, start), (last, end) = known[0], known[-1]
    return words(
        "standing.line",
        start=words.figure(start, unit),
        first=words.date(first),
        end=words.figure(end, unit),
        last=words.date(last),
        least=words.figure(min(values), unit),
        most=words.figure(max(values), unit),
        n=words.number(len(known)),
    )


def _runs(figure: Figure) -> Iterator[list[tuple[float, float]]]:
    """Return the points of the drawing, a run for each stretch without a gap."""
    values = [value for _, value in figure.series]
    known = [value for value in values if value is not None]
    if not known:
        return
    least, span = min(known), max(known) - min(known)
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    run: list[tuple[float, float]] = []
    for place, value in enumerate(values):
        if value is None:
            yield run
            run = []
            continue
        part = (value - least) / span if span else 0.5
        x = EDGE + step * place if len(values) > 1 else WIDTH / 2
        run.append((round(x, 1), round(HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE), 1)))
    yield run


def _path(run: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in run)
