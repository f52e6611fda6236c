"""Shares: made of their counts, and rounded once, as they are written."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

WRITTEN = Decimal("0.001")
"""To what a share is written: a tenth of a percent."""


def share(numerator: int | None, denominator: int | None) -> float | None:
    """Return a share; None where a count is not known, or nothing is considered.

    A snapshot's own share has four decimals, and rounding it again may go wrong.
    """
    if numerator is None or not denominator:
        return None
    return numerator / denominator


def written(share: float | Decimal) -> Decimal:
    """Round a share as it is written; never all or none by rounding alone."""
    rounded = Decimal(str(share)).quantize(WRITTEN, ROUND_HALF_UP)
    if share < 1 <= rounded:
        return 1 - WRITTEN
    return WRITTEN if rounded <= 0 < share else rounded
