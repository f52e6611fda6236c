"""The agenda as an iCalendar file (RFC 5545), and what dealing with it would change.

A deadline has one UID in every snapshot, made of what it is about and never of its
day: a second import moves the event instead of doubling it. What is written hangs
on the snapshot and the language alone, so the same file comes out every time.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

import polars as pl
from icalendar import Calendar, Event

from data.ask.filters import FilterError
from data.export.export import Export
from data.words import shares, words_for

if TYPE_CHECKING:
    from data.ask.question import Question
    from data.export.export import Answers
    from data.snapshot import Snapshot
    from data.words import Words

NAME = "agenda"
MOST = 2_000
"""Deadlines in one calendar file; more would drown whoever imports it."""
FIRST = date(2000, 1, 1)
"""Day from which SEQUENCE counts: a later snapshot has a higher number."""


def home() -> str | None:
    """Return the address of the dashboard that links lead to: $DASHBOARD_URL.

    None where it is not set: a link to this machine is dead on any other.
    """
    address = os.environ.get("DASHBOARD_URL")
    return address.rstrip("/") if address else None


def next_weekday(day: date) -> date:
    """Return the first Monday to Friday after a day."""
    return day + timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))


def target(row: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the page where a deadline is dealt with, and what it is opened with."""
    key, lists = row["subject_key"], {"recipient": "recipients", "activity": "register"}
    if row["kind"] == "request":
        return "request", {"request": key}
    if row["kind"] == "erasure":
        return "client", {"client": row["client_id"]}
    table = row["subject_table"]
    plural = {"breach": "breaches"}.get(table, f"{table}s")
    return lists.get(table, plural), {"search": key}


def uid(snapshot: Snapshot, deadline_id: str) -> str:
    """Name a deadline of this controller the same in every snapshot (RFC 7986)."""
    about = f"privacy-dashboard/{snapshot.seal['controller']}/{deadline_id}"
    return str(uuid5(NAMESPACE_URL, about))


def calendar(snapshot: Snapshot, rows: pl.DataFrame, language: str) -> bytes:
    """Return rows of the agenda as a calendar file."""
    made = Calendar()
    words = words_for(language)
    name = words("calendar.name", controller=snapshot.seal["controller"])
    facts = {
        "version": "2.0",
        "prodid": f"-//Privacy dashboard//Agenda//{language.upper()}",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": name,
        "x-wr-calname": name,
    }
    for key, value in facts.items():
        made.add(key, value)
    for row in rows.iter_rows(named=True):
        made.add_component(_event(snapshot, row, words))
    written: bytes = made.to_ical()
    return written


def _event(snapshot: Snapshot, row: dict[str, Any], words: Words) -> Event:
    """Make an event: a whole day, or the very hour of a breach's 72 hours.

    What is overdue stands on the first weekday after the snapshot, where somebody
    who looks at what is to come still sees it.
    """
    what = words.sealed(row, "what")
    kind = words.code("deadline", row["kind"])
    is_overdue = row["period"] == "overdue"
    stamp = datetime.combine(snapshot.as_of, datetime.min.time(), UTC)
    made = Event()
    made.add("uid", uid(snapshot, row["deadline_id"]))
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("sequence", (snapshot.as_of - FIRST).days)
    if row["due_at"] is not None and not is_overdue:
        made.add("dtstart", row["due_at"].astimezone(UTC))
    else:
        on = next_weekday(snapshot.as_of) if is_overdue else row["due_on"]
        made.add("dtstart", on)
        made.add("dtend", on + timedelta(days=1))
    made.add("summary", words("calendar.overdue", what=what) if is_overdue else what)
    made.add("description", "\n".join(_lines(snapshot, row, words)))
    made.add("categories", [kind[:1].upper() + kind[1:]])
    if link := _link(row):
        made.add("url", link)
    made.add("priority", 1 if is_overdue else 5)
    # whoever shares a calendar does not share this; nor does a deadline take up a day
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    made.add("x-microsoft-cdo-busystatus", "FREE")
    return made


def _lines(snapshot: Snapshot, row: dict[str, Any], words: Words) -> list[str]:
    lines = [f"{words.sealed(row, 'working')}.", f"{words.sealed(row, 'basis')}."]
    if row["hold"]:
        lines.append(words(f"calendar.{row['hold']}"))
    if row["department"]:
        lines.append(words("calendar.department", department=row["department"]))
    if row["period"] == "overdue":
        lines.append(words("calendar.was_due", day=words.date(row["due_on"])))
    if link := _link(row):
        lines.append(link)
    lines.append(words("calendar.as_of", day=snapshot.day, short=snapshot.short))
    return lines


def _link(row: dict[str, Any]) -> str | None:
    page, params = target(row)
    return f"{place}/{page}?{urlencode(params)}" if (place := home()) else None


@dataclass(frozen=True)
class CalendarExport(Export):
    """Deadlines as a calendar file, in one language."""

    question: Question
    language: str

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the one question that it answers."""
        return (self.question,)

    @property
    def params(self) -> dict[str, str]:
        """Return its form and its language."""
        return {"form": "ics", "lang": self.language}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds, as that of a list is."""
        part = "_part" if self.question.filters else ""
        return f"{NAME}{part}_{snapshot.day}_{snapshot.short}.ics"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the deadlines; FilterError where they are too many, or none."""
        rows = answers.ask(self.question, limit=MOST + 1)
        if rows.is_empty():
            raise FilterError(
                "A calendar holds at least one deadline, and of this choice there is "
                "none. Ask for more, with a later day or another kind."
            )
        if rows.height > MOST:
            raise FilterError(
                f"A calendar takes {MOST:,} deadlines at most, and these are more. "
                "Ask for less, with an earlier day or one kind."
            )
        file.write(calendar(answers.snapshot, rows, self.language))


@dataclass(frozen=True)
class Counts:
    """What a key figure is made of; a plain count has no denominator."""

    numerator: int
    denominator: int | None = None

    @property
    def value(self) -> float | None:
        """Return the figure as it is defined; None with nothing to divide by."""
        if self.denominator is None:
            return self.numerator
        return shares.share(self.numerator, self.denominator)


def dealt_with(figures: pl.DataFrame, rows: pl.DataFrame) -> dict[str, Counts]:
    """Work out the key figures if these deadlines were dealt with on the day.

    `figures` are the snapshot's key figures, `rows` of the agenda. By the figures'
    own definitions: a request that is overdue stays late when it is answered, so it
    leaves the share of answers on time as it is. What may not be done yet (`hold`)
    is left as it is. Only the figures that such deadlines are part of are given.
    """
    before = counts(figures)
    possible = rows.filter(pl.col("hold").is_null())
    after: dict[str, Counts] = {}
    for name, (above, below) in _changes(possible).items():
        old = before[name]
        part = None if old.denominator is None else old.denominator + below
        after[name] = Counts(old.numerator + above, part)
    return after


def counts(figures: pl.DataFrame) -> dict[str, Counts]:
    """Return what each key figure of a snapshot is made of."""
    return {
        row["name"]: Counts(int(row["value"]))
        if row["denominator"] is None
        else Counts(row["numerator"], row["denominator"])
        for row in figures.iter_rows(named=True)
        if row["denominator"] is not None or row["value"] is not None
    }


def _changes(rows: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """Return what is added to numerator and denominator of each figure concerned."""
    late = pl.col("period") == "overdue"
    requests, held = rows.filter(kind="request"), rows.filter(kind="erasure")
    changes: dict[str, tuple[int, int]] = {}
    if requests.height:
        timely = requests.filter(~late)
        soon = timely.filter(pl.col("days_left") <= 7)
        changes |= {
            "requests_on_time_12m": (timely.height, timely.height),
            "requests_open": (-requests.height, 0),
            "requests_overdue": (timely.height - requests.height, 0),
            "requests_due_soon": (-soon.height, 0),
        }
    if held.height:
        all_ = int(held["items"].sum())
        overdue = int(held.filter(late)["items"].sum())
        soon = held.filter(~late, pl.col("days_left") <= 90)
        changes |= {
            "retention_compliance": (overdue - all_, -all_),
            "holdings_overdue": (-overdue, 0),
            "holdings_due_in_90_days": (-int(soon["items"].sum()), 0),
        }
    for kind, name in {
        "agreement": "processors_with_agreement",
        "authorisation": "authorisations_reviewed",
        "transfer": "transfers_with_valid_ground",
    }.items():
        some = rows.filter(pl.col("kind") == kind)
        if some.height:
            changes[name] = (some.filter(late).height, 0)
    return changes
