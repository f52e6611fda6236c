"""What two marks of a chart are where nobody sees a colour, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Any

PAGES = {"day": (255, 255, 255), "night": (23, 22, 20)}
"""What Streamlit draws a page on."""
APART = 3.0
"""The contrast at which WCAG 2.2 (1.4.11) takes two things to be told apart."""
Colour = tuple[float, float, float]


def alike(markers: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return which two of these markers nobody tells apart without their colours."""
    return [
        (first, second)
        for first, second in combinations(markers, 2)
        if _pattern(markers[first]) == _pattern(markers[second])
        and any(
            contrast(
                _seen(markers[first]["color"], on), _seen(markers[second]["color"], on)
            )
            < APART
            for on in PAGES.values()
        )
    ]


def contrast(first: Colour, second: Colour) -> float:
    """Return the contrast of two colours, as WCAG reckons it."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _pattern(marker: Mapping[str, Any]) -> str:
    pattern = marker.get("pattern") or {}
    return str(pattern.get("path") or pattern.get("shape") or "")


def _seen(colour: str, on: Colour) -> Colour:
    """Return a colour as it is seen on a page that shines through."""
    if colour.startswith("#"):
        red, green, blue = (float(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        return red, green, blue
    *parts, alpha = map(float, re.findall(r"[\d.]+", colour))
    red, green, blue = (
        alpha * part + (1 - alpha) * below
        for part, below in zip(parts, on, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92
        if part / 255 <= 0.04045
        else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
