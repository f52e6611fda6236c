"""What a decision changes once all that it is about is dealt with: by arithmetic.

By the figures' own definitions, as the agenda works it out for single deadlines. What
came too late stays late, so that deciding about it changes no figure of today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.words import shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.figures.decisions import Decision
    from data.figures.key_figures import Figure, Standing

    Effect = tuple[Figure, float]
    """A figure, and its value then."""

LATE = ("subjects_untold", "answers_late", "breaches_late")
"""Decisions about what is late already, whatever is done now."""
OVERDUE, WITHIN = "holdings_overdue", "retention_compliance"
AHEAD = "holdings_due_in_90_days"


def effects(standing: Standing, decision: Decision) -> list[Effect]:
    """Return which figures change, and to what."""
    if decision.count is None or decision.code in LATE:
        return []
    if decision.figure.name == OVERDUE:
        return list(_erased(standing))
    figure = decision.figure
    if figure.unit == "ratio":
        return [(figure, 1.0)] if decision.count == figure.short_of else []
    return [(figure, (figure.value or 0) - decision.count)]


def _erased(standing: Standing) -> Iterator[Effect]:
    """Return what changes when all that is over its term is erased."""
    figures = standing.figures
    yield figures[OVERDUE], 0
    within = figures.get(WITHIN)
    if within and within.numerator:
        yield within, shares.share(within.numerator, within.numerator) or 0


def ahead(standing: Standing, decision: Decision) -> int | None:
    """Return how many more come over their term soon if nothing is erased."""
    figure = standing.figures.get(AHEAD)
    if decision.figure.name != OVERDUE or figure is None or not figure.value:
        return None
    return int(figure.value)
