"""Bars and columns as HTML in the page: where nothing is explored, without Plotly.

Streamlit brings the whole of Plotly with the first chart of a browser, which takes
longer than the rest of a page. What is drawn here has the looks of every chart
(looks.py); its sentence, its words and its table it gets from chart.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import floor, log10
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from urllib.parse import quote

from pages.parts.charts import looks
from pages.parts.charts.sparkline import SVG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pages.parts.charts.looks import Look

    Span = tuple[float, float]
    """From where to where a bar goes, on the axis of numbers."""

TICKS, NAMES = 4, 9
"""Lines across, and names below columns, at most."""
MOST_CHARS = 9
"""Signs above a column, at most, of which drawing.css knows how much room they take."""
TILE = 8
PATTERNS = {
    "/": "M0,8L8,0M-1,1L1,-1M7,9L9,7",
    "\\": "M0,0L8,8M7,-1L9,1M-1,7L1,9",
    "x": "M0,0L8,8M0,8L8,0",
    "-": "M0,4H8",
    "|": "M4,0V8",
    "+": "M0,4H8M4,0V8",
    ".": "M3,4H5M4,3V5",
}
"""Plotly's signs, drawn in a square of TILE."""


@runtime_checkable
class Picture(Protocol):
    """A chart that is drawn as HTML."""

    def html(self, alt: str) -> str:
        """Write it; `alt` is what it shows, in words."""


@dataclass(frozen=True)
class BarPart:
    """A series: a span, or none, for each of the names, in one look."""

    name: str
    look: Look
    spans: Sequence[Span | None]
    says: Sequence[str]
    """What is said of each, where the mouse stands on it."""


@dataclass(frozen=True)
class ValueLine:
    """A line over columns: a value, or none, at each of the names."""

    name: str
    colour: str
    values: Sequence[float | None]
    is_dotted: bool = False


@dataclass(frozen=True)
class Drawing:
    """Bars that lie, or columns: what they are called, and what is drawn for each."""

    names: Sequence[str]
    parts: Sequence[BarPart]
    unit: str
    """What the axis of numbers counts."""
    write: Callable[[float], str]
    """Writes a number at that axis."""
    labels: Sequence[str] = ()
    """What stands beside each bar, or above it."""
    lines: Sequence[ValueLine] = ()
    is_lying: bool = False
    has_legend: bool = False
    is_share: bool = False
    """Whether the numbers are parts of a whole; then the axis reaches to it."""

    def html(self, alt: str) -> str:
        """Write it as HTML; `alt` is what it shows, in words."""
        body = _lying(self) if self.is_lying else _standing(self)
        legend = _legend(self) if self.has_legend else ""
        return framed(legend + body, alt, [part.look for part in self.parts])


def framed(body: str, alt: str, fills: Sequence[Look]) -> str:
    """Return a drawing whole: `fills` are its looks, named --fill-0 and on in it."""
    style = ";".join(f"--fill-{nth}: {_fill(look)}" for nth, look in enumerate(fills))
    return (
        f'<div class="drawing" role="img" aria-label="{escape(alt)}" '
        f'style="{escape(style)}">{body}</div>'
    )


def stacked(values: Sequence[Sequence[float | None]]) -> list[list[Span | None]]:
    """Return the spans of series that stand on each other, what is below 0 apart."""
    ends: list[list[float]] = [[0.0, 0.0] for _ in values[0]] if values else []
    spans: list[list[Span | None]] = []
    for series in values:
        drawn: list[Span | None] = []
        for end, value in zip(ends, series, strict=True):
            at = end[is_down := bool(value and value < 0)]
            drawn.append((at, at + value) if value else None)
            end[is_down] = at + (value or 0)
        spans.append(drawn)
    return spans


def ticks(low: float, high: float, *, is_whole: bool = True) -> list[float]:
    """Return round numbers from the one end of an axis to past the other."""
    rough = max(high - low, 1e-9) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough)
    step = max(step, 1) if is_whole else step
    first, last = floor(low / step), -floor(-high / step)
    return [round(n * step, 6) for n in range(first, max(last, first + 1) + 1)]


def _axis(drawing: Drawing) -> list[float]:
    """Return the ticks of the axis of numbers."""
    ends = [end for part in drawing.parts for span in part.spans for end in span or ()]
    ends += [v for line in drawing.lines for v in line.values if v is not None]
    high = max([0, *ends, *([1] if drawing.is_share else [])])
    whole = all(float(end).is_integer() for end in ends)
    return ticks(min([0, *ends]), high, is_whole=whole)


def _fill(look: Look) -> str:
    """Return the ground of a bar: its colour, and a pattern that is no colour."""
    if not look.pattern:
        return look.colour
    ink = looks.PALE_INK if look.colour == looks.GREY else looks.INK
    size, path = TILE, PATTERNS.get(look.pattern)
    drawn = f'<path d="{path}" stroke="{ink}" stroke-width="1.5"/>'
    if path is None:
        size, drawn = looks.SIZE, f'<path d="{look.pattern}" fill="{ink}"/>'
    return f"{look.colour} {_picture(drawn, size)}"


def _picture(drawn: str, size: int) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}">'
        f"{drawn}</svg>"
    )
    return f'url("{SVG}{quote(svg)}")'


def _bar(drawing: Drawing, nth: int, place: int, **sides: float) -> str:
    """Draw a part of a bar, with its number, which its length tells."""
    part = drawing.parts[nth]
    start, end = part.spans[place] or (0, 0)
    at = "".join(f"{side}:{of_whole:.2f}%;" for side, of_whole in sides.items())
    kind = "share" if drawing.is_share else "number"
    return (
        f'<i style="{at}background:var(--fill-{nth})" data-{kind}="{end - start:g}" '
        f'title="{escape(part.says[place])}"></i>'
    )


def _legend(drawing: Drawing) -> str:
    """Name the series, each beside how it looks."""
    marks = [
        (f'<i style="background:var(--fill-{nth})"></i>', part.name)
        for nth, part in enumerate(drawing.parts)
    ]
    marks += [
        (f'<i class="{_how(line)}" style="color:{line.colour}"></i>', line.name)
        for line in drawing.lines
    ]
    named = (f"<span>{mark}{escape(name)}</span>" for mark, name in marks)
    return f'<p class="legend">{"".join(named)}</p>'


def _how(line: ValueLine) -> str:
    return "dotted" if line.is_dotted else "line"


def _lying(drawing: Drawing) -> str:
    """Draw bars from the top down, each behind its name, on one scale."""
    most = _axis(drawing)[-1]
    rows = []
    for place, name in enumerate(drawing.names):
        parts = "".join(
            _bar(
                drawing,
                nth,
                place,
                left=100 * span[0] / most,
                width=100 * (span[1] - span[0]) / most,
            )
            for nth, part in enumerate(drawing.parts)
            if (span := part.spans[place])
        )
        label = drawing.labels[place] if drawing.labels else ""
        rows.append(
            f'<span class="name">{escape(name)}</span>'
            f'<span class="bar">{parts}</span><span>{escape(label)}</span>'
        )
    low, high = drawing.write(0), drawing.write(most)
    rows.append(
        f'<span></span><span class="scale"><span class="tick">{escape(low)}</span>'
        f"<span>{escape(drawing.unit)}</span>"
        f'<span class="tick">{escape(high)}</span></span><span></span>'
    )
    return f'<div class="lying">{"".join(rows)}</div>'


def _standing(drawing: Drawing) -> str:
    """Draw columns beside each other, lines over them, and the axis at the left."""
    marks = _axis(drawing)
    low, high = marks[0], marks[-1]

    def down(value: float) -> float:
        return 100 * (high - value) / (high - low)

    axis = "".join(
        f'<span class="tick" style="top:{down(mark):.2f}%">'
        f"{escape(drawing.write(mark))}</span>"
        for mark in marks
    )
    across = "".join(f'<u style="top:{down(mark):.2f}%"></u>' for mark in marks)
    columns = "".join(_columns(drawing, down))
    lines = _lines(drawing, down) if drawing.lines else ""
    return (
        f'<div class="standing"><span class="unit">{escape(drawing.unit)}</span>'
        f'<span class="axis">{axis}</span>'
        f'<span class="columns">{across}{columns}{lines}</span>{_below(drawing)}</div>'
    )


def _columns(drawing: Drawing, down: Callable[[float], float]) -> Iterator[str]:
    """Draw the parts of each column, and what stands above it."""
    for place in range(len(drawing.names)):
        spans = [part.spans[place] for part in drawing.parts]
        parts = [
            _bar(
                drawing,
                nth,
                place,
                top=down(max(span)),
                height=down(min(span)) - down(max(span)),
            )
            for nth, span in enumerate(spans)
            if span
        ]
        if drawing.labels and drawing.labels[place]:
            top = max((max(span) for span in spans if span), default=0)
            label = drawing.labels[place]
            chars = min(len(label), MOST_CHARS)
            parts.append(
                f'<b class="chars-{chars}" style="bottom:{100 - down(top):.2f}%;'
                f'--chars:{chars}">{escape(label)}</b>'
            )
        yield f'<span class="column">{"".join(parts)}</span>'


def _lines(drawing: Drawing, down: Callable[[float], float]) -> str:
    """Draw each line from column to column, with a gap where there is no value."""
    step, drawn = 100 / len(drawing.names), ""
    for line in drawing.lines:
        dash = ' stroke-dasharray="2 4"' if line.is_dotted else ""
        for place, (start, end) in enumerate(pairwise(line.values)):
            if start is not None and end is not None:
                drawn += (
                    f'<line x1="{step * (place + 0.5):.2f}%" y1="{down(start):.2f}%" '
                    f'x2="{step * (place + 1.5):.2f}%" y2="{down(end):.2f}%" '
                    f'stroke="{line.colour}" stroke-width="2.5"{dash}/>'
                )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    return f'<img alt="" src="{SVG}{quote(svg)}">'


def _below(drawing: Drawing) -> str:
    """Write the names below the columns, of many every few, each below its own."""
    many = len(drawing.names)
    step = -(-many // NAMES)
    names = "".join(
        f'<span style="grid-column: {place + 1}">{escape(drawing.names[place])}</span>'
        for place in range(0, many, step)
    )
    columns = f"grid-template-columns: repeat({many}, minmax(0, 1fr))"
    style = f"--step: {step}; {columns}"
    return f'<span></span><span class="names" style="{style}">{names}</span>'
