"""What a page of the report is made of: data that its template sets.

Places of charts are numbers from 0 to 1, from the left and from below; every
text is written by `data/words` before it comes here.
"""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from data.words import Words

Block = dict[str, Any]
Point = tuple["date", float | None]
Cell = str | Block
"""A text, a text under a light or over a quiet one, a line of runs, or a bar."""

MARKS = 2
"""Days named along a line, at most."""


def heading(text: str) -> Block:
    """Head a part of a section."""
    return {"kind": "heading", "text": text}


def subheading(text: str) -> Block:
    """Head a part of a part."""
    return {"kind": "subheading", "text": text}


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return {"kind": "text", "text": text}


def note(text: str) -> Block:
    """Return a note beneath a table or a chart."""
    return {"kind": "note", "text": text}


def numbered(items: Iterable[tuple[str, str]]) -> Block:
    """Return a list of paragraphs, each over a quiet text that may be empty."""
    return {
        "kind": "list",
        "items": [{"text": text, "below": below} for text, below in items],
    }


def beside(widths: Sequence[int], *parts: Sequence[Block]) -> Block:
    """Return parts next to each other."""
    return {"kind": "beside", "widths": list(widths), "parts": [*map(list, parts)]}


def charts(columns: int, made: Iterable[Block], height: int) -> Block:
    """Return charts in rows of so many; the height of plots is in points."""
    return {
        "kind": "charts",
        "columns": columns,
        "height": height,
        "charts": list(made),
    }


def table(
    head: Sequence[str],
    rows: Iterable[Block],
    widths: Sequence[int],
    right: Sequence[int] = (),
) -> Block:
    """Make a table; a width is a share of the room, 0 what the cells need.

    `right` are the columns that stand to the right: those of numbers.
    """
    sides = ["right" if at in right else "left" for at in range(len(head))]
    return {
        "kind": "table",
        "head": list(head),
        "rows": list(rows),
        "widths": list(widths),
        "align": sides,
    }


def row(first: str, *cells: Cell, total: bool = False) -> Block:
    """Make a line of a table; what it is about starts with a capital."""
    name = first[:1].upper() + first[1:]
    return {"kind": "total" if total else "row", "cells": [name, *cells]}


def group(text: str) -> Block:
    """Make a line that heads the lines below it."""
    return {"kind": "group", "cells": [text]}


def ticks(low: float, high: float, most: int = 4, least: float = 1.0) -> list[float]:
    """Return round numbers that span from low to high, `least` apart or more."""
    span = max(high - low, least)
    power = 10 ** floor(log10(span / most))
    step = next(power * n for n in (1, 2, 5, 10, 20) if span / (power * n) <= most)
    step = max(step, least)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(n * step, 6) for n in range(first, max(last, first + 1) + 1)]


def runs(points: Sequence[Point], at: Callable[[float], float]) -> list[list[Block]]:
    """Return the unbroken stretches of a line; a day without a value breaks it."""
    if not points:
        return []
    first, days = points[0][0], max((points[-1][0] - points[0][0]).days, 1)
    made: list[list[Block]] = [[]]
    for day, value in points:
        if value is not None:
            spot = {"x": round((day - first).days / days, 4), "y": round(at(value), 4)}
            made[-1].append(spot)
        elif made[-1]:
            made.append([])
    return [run for run in made if run]


def within(low: float, high: float) -> Callable[[float], float]:
    """Return what places a value between two others."""
    return lambda value: (value - low) / (high - low) if high > low else 0.5


def spark(points: Sequence[Point]) -> Block:
    """Draw the course of a figure within a line of a table."""
    known = [value for _, value in points if value is not None]
    if not known:
        return {"runs": []}
    return {"runs": runs(points, within(min(known), max(known)))}


def bar(value: float, target: float, light: str) -> Block:
    """Draw a value against its target within a line of a table; parts of a whole."""
    return {"bar": round(value, 4), "mark": round(target, 4), "shade": light}


def scale(known: Sequence[float], unit: str) -> list[float]:
    """Choose the lines of a grid: shares up to the whole, counts from nothing."""
    if unit == "ratio":
        return [t for t in ticks(min([0.9, *known]), 1.0, 4, 0.05) if t <= 1]
    return ticks(0, max([1.0, *known]))


def placed(
    lines: Sequence[float], write: Callable[[float], str]
) -> tuple[list[Block], Callable[[float], float]]:
    """Return the lines of a grid as data, and what places a value among them."""
    at = within(lines[0], lines[-1])
    return [{"at": round(at(t), 4), "label": write(t)} for t in lines], at


def days(words: Words, points: Sequence[Point]) -> list[Block]:
    """Name some days along a line, the first and the last among them."""
    first, span = points[0][0], max((points[-1][0] - points[0][0]).days, 1)
    n = min(MARKS, len(points))
    chosen = [round(i * (len(points) - 1) / max(n - 1, 1)) for i in range(n)]
    return [
        {
            "at": round((points[i][0] - first).days / span, 4),
            "label": words.month(points[i][0], short=True),
        }
        for i in dict.fromkeys(chosen)
    ]
