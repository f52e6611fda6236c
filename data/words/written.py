"""Numbers and days, written as a language writes them, and kept once written.

A page writes the same ones at each run, and Babel reads its patterns anew each time.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import dates, numbers

if TYPE_CHECKING:
    from datetime import date as day
    from decimal import Decimal

    from babel import Locale

KEPT = 1 << 14
"""Numbers, and days, that stay written."""


@lru_cache(maxsize=KEPT, typed=True)
def number(x: float | Decimal, locale: Locale) -> str:
    """Write a number."""
    return numbers.format_decimal(x, locale=locale)


@lru_cache(maxsize=KEPT)
def percent(share: Decimal, locale: Locale) -> str:
    """Write a rounded share with one decimal."""
    return numbers.format_percent(share, format="#,##0.0%", locale=locale)


@lru_cache(maxsize=KEPT)
def date(d: day, form: str, locale: Locale) -> str:
    """Write a date; `form` is one of Babel's."""
    return dates.format_date(d, form, locale=locale)


@lru_cache(maxsize=KEPT)
def month(d: day, skeleton: str, locale: Locale) -> str:
    """Write the month of a date by one of Babel's skeletons."""
    return dates.format_skeleton(skeleton, d, locale=locale)


@cache
def day_pattern(locale: Locale) -> str:
    """Return how a date in digits is written: `DD-MM-YYYY`."""
    pattern = locale.date_formats["short"].pattern
    pattern = re.sub("d+", "DD", re.sub("M+", "MM", pattern))
    return re.sub("y+", "YYYY", pattern)
