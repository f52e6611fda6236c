"""Days as terms are counted: months, and the days on which no term ends.

The sealed calendar says which days are working days; this says why, for whoever
reads a working. A test holds the two together.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache

_WEEKEND = {5: "saturday", 6: "sunday"}


def add_months(day: date, n: int) -> date:
    """Add months: the same day number, or the last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_off(day: date) -> str | None:
    """Name the holiday or the day of the weekend; None for a working day."""
    return _holidays(day.year).get(day) or _WEEKEND.get(day.weekday())


def roll(day: date) -> tuple[date, tuple[date, ...]]:
    """Return the day itself or the next working day, and the days that it skips."""
    skipped = []
    while day_off(day):
        skipped.append(day)
        day += timedelta(1)
    return day, tuple(skipped)


@cache
def _holidays(year: int) -> dict[date, str]:
    """Name the holidays of a year (Regulation 1182/71; Good Friday is none)."""
    easter = _easter(year)
    kings = date(year, 4, 27)
    return {
        date(year, 1, 1): "new_year",
        easter + timedelta(1): "easter_monday",
        kings - timedelta(kings.weekday() == 6): "kings_day",
        date(year, 5, 5): "liberation_day",
        easter + timedelta(39): "ascension_day",
        easter + timedelta(50): "whit_monday",
        date(year, 12, 25): "christmas_day",
        date(year, 12, 26): "boxing_day",
    }


def _easter(year: int) -> date:
    """Return Easter Sunday by the anonymous Gregorian computus."""
    century, rest = divmod(year, 100)
    lag = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * (year % 19) + century - century // 4 - lag + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
