"""The calendar to which a program subscribes: counts, days and links, nobody's data.

Who has its address reads it without signing in (data/followup/token.py). So it says
how many deadlines of a kind there are on a day, and of a department how much of what
it has to follow up is planned for a day: no number of a record, no text, no client.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import polars as pl
from icalendar import Calendar, Event

from data.ask import ask, marking
from data.ask.access import OWNER, Actor
from data.ask.counting import tally
from data.ask.filters import Filter
from data.ask.question import Question
from data.export import calendar
from data.export.calendar_event import Made, counted, framed, home
from data.export.reminder import DATED, standing
from data.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.ask.access import Reader
    from data.followup import Token
    from data.snapshot import Snapshot
    from data.words import Words

AHEAD = timedelta(days=365)
"""How far a feed looks: what is overdue and what falls due within a year."""
NOW = ("late", "still_there", "lapsed")
"""What asks for attention whatever its day was: it stands on the day of today."""
OFTEN = timedelta(hours=6)
"""How often a program may well ask again."""


def who(token: Token) -> Actor:
    """Return who reads with a token: an owner, or whoever gave out the whole agenda.

    A token is no person: by its number it stands in the journal.
    """
    role = OWNER if token.department else "dpo"
    return Actor(f"calendar:{token.number}", role, "oversight", token.department)


def feed(reader: Reader, snapshot: Snapshot, token: Token) -> bytes:
    """Return the calendar of a token. What it counts has its line in the journal."""
    words = words_for(token.language)
    if token.department:
        name = words("calendar.own", department=words.department(token.department))
        events = _of_department(reader, snapshot, token.department, words)
    else:
        name = words("calendar.name", controller=snapshot.seal["controller"])
        events = _of_agenda(reader, snapshot, words)
    made = Calendar()
    for key, value in {
        "version": "2.0",
        "prodid": f"-//Privacy dashboard//Agenda//{token.language.upper()}",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": name,
        "x-wr-calname": name,
        "x-published-ttl": "PT6H",
    }.items():
        made.add(key, value)
    made.add("refresh-interval", OFTEN, {"VALUE": "DURATION"})
    for event in events:
        made.add_component(event)
    written: bytes = made.to_ical()
    return written


def _of_agenda(reader: Reader, snapshot: Snapshot, words: Words) -> Iterator[Event]:
    """Make an event of each kind on each day, and one of each that is overdue."""
    last = (snapshot.as_of + AHEAD).isoformat()
    question = Question(calendar.NAME, (Filter("due_on", f"..{last}"),))
    rows = tally(reader, snapshot, question, "kind", "due_on", "period")
    is_overdue = pl.col("period") == "overdue"
    oldest = pl.col("due_on").min().over("kind")
    by_kind = rows.with_columns(
        due_on=pl.when(is_overdue).then(oldest).otherwise("due_on")
    )
    counts = by_kind.group_by("kind", "due_on", "period").agg(pl.col("count").sum())
    made = Made(snapshot, ask(reader, snapshot, calendar.WORKING)["day"][0], {})
    for row in counts.sort("due_on", "kind", "period").to_dicts():
        day = "overdue" if row["period"] == "overdue" else row["due_on"].isoformat()
        yield counted(made, f"feed/{day}/{row['kind']}", row, words)


def _of_department(
    reader: Reader, snapshot: Snapshot, department: str, words: Words
) -> Iterator[Event]:
    """Make an event of what is planned or accepted until a day, and of what is late."""
    marks = marking.listed(reader, snapshot)
    still = set(ask(reader, snapshot, "still_there")["mark"])
    by_status = standing(marks, still, department, snapshot.as_of)
    for status in (*NOW, "planned", "accepted"):
        some = by_status.get(status, [])
        days: Counter[date] = Counter(
            marks.today if status in NOW else getattr(mark, DATED[status])
            for mark in some
        )
        for day, count in sorted(days.items()):
            about = "now" if status in NOW else day.isoformat()
            place = f"feed/{department}/{about}/{status}"
            event = framed(snapshot, place, marks.today)
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
            status_text = words.code("mark_status", status)
            number = words.number(count)
            event.add(
                "summary", words("calendar.follow_up", what=status_text, n=number)
            )
            event.add("status", "CONFIRMED")
            event.add("description", "\n".join(_state(words, marks.today, snapshot)))
            yield event


def _state(words: Words, today: date, snapshot: Snapshot) -> Iterator[str]:
    """Return of which days a count is, and the link to what it counts."""
    day = words.date(snapshot.as_of)
    yield words("reminder.state", today=words.date(today), day=day)
    if place := home():
        yield f"{place}/followup?{urlencode({'lang': words.language})}"
