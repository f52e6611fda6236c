"""A small line over the snapshots, as a picture, with what it shows in words."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.figures.key_figures import Figure
    from data.words import Words

EDGE = 3
"""Units of the drawing that stay free, about pixels."""
SVG = "data:image/svg+xml,"
COLOUR, PALE = "#3b82c4", "#808080"
"""Stand out on a light and on a dark page."""


def line(
    words: Words,
    figure: Figure,
    *,
    width: int = 60,
    height: int = 28,
    with_target: bool = False,
) -> str:
    """Draw the values of a figure, the last one marked; a gap where there is none.

    `width` and `height` are units of the drawing, about pixels. `with_target` draws
    the target too, in dashes.
    """
    target = figure.target if with_target else None
    scale = Scale(figure, target, width, height)
    drawn = ""
    if target is not None and scale.known:
        y = scale.y(target)
        drawn = (
            f'<line x1="{EDGE}" x2="{width - EDGE}" y1="{y}" y2="{y}" '
            f'stroke="{PALE}" stroke-dasharray="4 3"/>'
        )
    runs = list(scale.runs())
    drawn += "".join(
        f'<polyline points="{_path(run)}" fill="none" stroke="{COLOUR}" '
        'stroke-width="1.5"/>'
        for run in runs
        if len(run) > 1
    )
    points = [xy for run in runs for xy in run]
    if points and figure.value is not None:
        x, y = points[-1]
        drawn += f'<circle cx="{x}" cy="{y}" r="2.5" fill="{COLOUR}"/>'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {width} {height}">{drawn}</svg>'
    )
    alt = escape(alternative(words, figure))
    return f'<img alt="{alt}" title="{alt}" src="{SVG}{_quoted(svg)}">'


_quoted = lru_cache(maxsize=1024)(quote)


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


class Scale:
    """Where a day and a value of a figure stand in its drawing."""

    def __init__(
        self, figure: Figure, target: float | None, width: int, height: int
    ) -> None:
        """Make room for the values of a figure, and for a target if it has one."""
        self.width, self.height = width, height
        self.values = [value for _, value in figure.series]
        self.known = [value for value in self.values if value is not None]
        seen = self.known if target is None else [*self.known, target]
        self.least, self.most = min(seen, default=0.0), max(seen, default=0.0)

    def y(self, value: float) -> float:
        """Return how far down a value is drawn."""
        span = self.most - self.least
        part = (value - self.least) / span if span else 0.5
        return round(self.height - EDGE - part * (self.height - 2 * EDGE), 1)

    def runs(self) -> Iterator[list[tuple[float, float]]]:
        """Return the points of the drawing, a run for each stretch without a gap."""
        n = len(self.values)
        step = (self.width - 2 * EDGE) / max(n - 1, 1)
        run: list[tuple[float, float]] = []
        for place, value in enumerate(self.values):
            if value is None:
                yield run
                run = []
                continue
            x = EDGE + step * place if n > 1 else self.width / 2
            run.append((round(x, 1), self.y(value)))
        yield run


def _path(run: list[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in run)
