"""How old the newest snapshot is, by the clock of this machine alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data import snapshot
from pages.parts.session.readers import folder

if TYPE_CHECKING:
    from data.words import Words

HOME = ZoneInfo("Europe/Amsterdam")
A_MONTH = 31
"""Days after which a newer snapshot could have been there."""


def today() -> date:
    """Return the day at home."""
    return datetime.now(HOME).date()


def newest() -> tuple[date, int] | None:
    """Return the day of the newest snapshot, and how many days ago that was."""
    days = snapshot.days(folder())
    if not days:
        return None
    day = snapshot.day_of(days[0])
    return day, (today() - day).days


def stale(words: Words) -> str | None:
    """Return that the newest snapshot is more than a month old, where it is."""
    of = newest()
    return words("app.stale") if of is not None and of[1] > A_MONTH else None
