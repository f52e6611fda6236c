"""Which figures come first, and which of them ask for something to be done now.

One rule for the overview and the report. First stand those that call: they miss
their target by more than its margin, do not become better, and not for a single
case. Then what misses it otherwise, then what is met, then what cannot be assessed,
then what has no target. Among equals the one farthest from its target stands first.

A target that is missed is never called met: what does not call keeps its light.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from data.figures.key_figures import Figure, Standing

BETTER = 0.1
"""The part of what falls short that must be gone since the snapshot compared with,
for a figure to be called better: one case of many is not."""

Calm = Literal["better", "single"]
"""Why a target that is missed does not call: it becomes better, or it is one case."""


def distance(figure: Figure) -> float:
    """Return which part of the way to its target is still to go, from 0 to 1.

    Of a share it is the part of the target that lacks; of a count or of days, where
    less is better, the part of the value that is too much.
    """
    if not figure.missed or figure.missed <= 0:
        return 0.0
    whole = figure.target if figure.rises else figure.value
    return figure.missed / whole if whole else 0.0


def cases(figure: Figure) -> int | None:
    """Return for how many cases a target is missed; None of days and of what is met."""
    missed = figure.missed
    if missed is None or missed <= 0 or figure.unit == "days":
        return None
    if figure.unit == "ratio":
        return ceil(round(missed * (figure.denominator or 0), 6))
    return int(missed)


def calm(figure: Figure) -> Calm | None:
    """Return why a red figure does not call; None where it does, or is not red."""
    if figure.light != "red":
        return None
    if cases(figure) == 1:
        return "single"
    return "better" if (figure.move or 0) <= -BETTER else None


def calls(figure: Figure) -> bool:
    """Return whether a figure asks for something to be done now."""
    return figure.light == "red" and calm(figure) is None


def ranked(standing: Standing) -> list[Figure]:
    """Return all figures by the rule above."""

    def place(figure: Figure) -> tuple[bool, int, float, int, str]:
        state = ("red", "amber", "green", None).index(figure.light)
        untold = figure.light is None and figure.target is None
        by_case = -(cases(figure) or 0)
        order = state + untold
        return not calls(figure), order, -distance(figure), by_case, figure.name

    return sorted(standing.figures.values(), key=place)


def aimed(standing: Standing) -> list[Figure]:
    """Return the figures that have a target, by the rule above."""
    return [figure for figure in ranked(standing) if figure.target is not None]
