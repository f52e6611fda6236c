"""rules.md, *Calendar and words*: months, working days, the day in Amsterdam."""

from __future__ import annotations

import calendar
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)


def days(number: int) -> timedelta:
    """Return a number of days."""
    return timedelta(days=number)


def plus_months(day: date, months: int) -> date:
    """Keep the day number, or take the last day where it does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@cache
def easter(year: int) -> date:
    """Return Easter Sunday, by golden number and epact (Clavius, 1582)."""
    golden, century = year % 19 + 1, year // 100 + 1
    solar, lunar = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + lunar - solar) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    moon = date(year, 3, 1) + days(43 - epact + (30 if epact > 23 else 0))
    return moon + days(6 - moon.weekday() or 7)


@cache
def holidays(year: int) -> set[date]:
    """Return the public holidays of Regulation 1182/71 as rules.md names them."""
    king = date(year, 4, 27)
    fixed = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    moved = {easter(year) + days(n) for n in (1, 39, 50)}
    return fixed | moved | {king - DAY if king.weekday() == 6 else king}


def roll(day: date) -> date:
    """Return the day, or the next working day."""
    while day.weekday() >= 5 or day in holidays(day.year):
        day += DAY
    return day


def dutch_date(moment: datetime) -> date:
    """Return the date of a moment in Amsterdam."""
    return moment.astimezone(HOME).date()


def end_of(day: date) -> datetime:
    """Return the moment at which a day ends in Amsterdam."""
    return datetime.combine(day + DAY, time(), HOME)
