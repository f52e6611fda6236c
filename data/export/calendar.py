"""The agenda as an iCalendar file (RFC 5545) that a later one brings up to date.

A deadline has one UID in every snapshot, made of what it is about and never of its
day: a second import moves the event instead of doubling it. Where many of one kind
fall on one day, they are one event together. What the snapshots before had and this
one has not is told as cancelled, since an import takes nothing away by itself; those of
a year, since not every month is imported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl
from icalendar import Calendar

from data import snapshot as snapshots
from data.ask import marking
from data.ask.door import ask
from data.ask.failure import AskFailed
from data.ask.filters import FilterError
from data.ask.question import Question
from data.export.calendar_event import Made, event
from data.export.export import Export
from data.words import words_for

if TYPE_CHECKING:
    from data.ask.access import Reader
    from data.export.export import Answers
    from data.snapshot import Snapshot

NAME = "agenda"
WORKING = Question("working_days")
MOST = 2_000
"""Deadlines in one calendar file; more would drown whoever imports it."""
MANY = 4
"""Deadlines of one kind on one day that are one event together."""
BACK = 12
"""Snapshots before this one of which is told what is gone."""
BY_DAY = ("due_on", "due_at", "days_left", "period")
"""Columns that change what is chosen as time goes by."""
Row = dict[str, Any]


def grouped(rows: list[Row], scope: str = "") -> dict[str, list[Row]]:
    """Return the deadlines of each event, by what its UID is made of.

    `scope` says which part of the agenda they are, where it is not all of it.
    """
    by_day: dict[tuple[str, str], list[Row]] = {}
    made: dict[str, list[Row]] = {}
    for row in rows:
        is_overdue = row["period"] == "overdue"
        if row["due_at"] is not None and not is_overdue:
            made[row["deadline_id"]] = [row]  # at an hour of its own
            continue
        day = "overdue" if is_overdue else row["due_on"].isoformat()
        by_day.setdefault((day, row["kind"]), []).append(row)
    for (day, kind), some in by_day.items():
        if len(some) >= MANY:
            made[f"day/{day}/{kind}/{scope}"] = some
        else:
            made |= {row["deadline_id"]: [row] for row in some}
    return made


def calendar(chosen: Made, gone: list[Made], language: str) -> bytes:
    """Return events as a calendar file, and as cancelled what is gone.

    `gone` has a part for each snapshot before, the newest first; none where the one
    before is not there.
    """
    words, made = words_for(language), Calendar()
    seal = chosen.snapshot.seal
    name = words("calendar.name", controller=seal["controller"])
    facts = {
        "version": "2.0",
        "prodid": f"-//Privacy dashboard//Agenda//{language.upper()}",
        "calscale": "GREGORIAN",
        "method": "PUBLISH",
        "name": name,
        "x-wr-calname": name,
    }
    if gone:
        day = words.date(gone[-1].snapshot.as_of)
        facts["description"] = words("calendar.since", day=day)
    elif before := seal["previous"]:
        day = words.date(date.fromisoformat(before["day"]))
        facts["description"] = words("calendar.since_unknown", day=day)
    for key, value in facts.items():
        made.add(key, value)
    for about, rows in chosen.events.items():
        made.add_component(event(chosen, about, rows, words))
    for part in gone:
        for about, rows in part.events.items():
            told_off = event(part, about, rows, words, cancelled_by=chosen.snapshot)
            made.add_component(told_off)
    written: bytes = made.to_ical()
    return written


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
        marks, as_of = answers.marks, answers.snapshot.as_of
        if marks.is_begun:
            rows = marking.beside(NAME, rows, marks, as_of)
        events = grouped(rows.to_dicts(), self._scope)
        chosen = self._made(answers.reader, answers.snapshot, events)
        gone = self._gone(answers, chosen)
        file.write(calendar(chosen, gone, self.language))

    def _gone(self, answers: Answers, chosen: Made) -> list[Made]:
        """Return what the snapshots before had last and this one has not.

        The newest first; it ends before one that is not there, or cannot be read.
        """
        parts: list[Made] = []
        known = self._open_now(answers, chosen)
        before = sealed_before(answers.snapshot)
        while before is not None and len(parts) < BACK:
            try:
                held = ask(answers.reader, before, self.question, limit=MOST)
                events = grouped(held.to_dicts(), self._scope)
                gone = {
                    about: rows for about, rows in events.items() if about not in known
                }
                empty = replace(chosen, snapshot=before, events={})
                made = self._made(answers.reader, before, gone) if gone else empty
            except (AskFailed, snapshots.SnapshotRefused):
                break  # which is told in the file, by the day that it goes back to
            parts.append(made)
            known |= gone.keys()
            ids = [row["deadline_id"] for rows in gone.values() for row in rows]
            answers.take(held.filter(pl.col("deadline_id").is_in(ids)))
            before = sealed_before(before)
        return parts

    def _open_now(self, answers: Answers, chosen: Made) -> set[str]:
        """Return what the events of this snapshot are about, without bounds of time.

        An event out of those that are chosen still holds. What is chosen without
        such bounds is all of them, and not asked again.
        """
        lasting = tuple(f for f in self.question.filters if f.column not in BY_DAY)
        if lasting == self.question.filters:
            return {*chosen.events}
        every = ask(answers.reader, answers.snapshot, Question(NAME, lasting))
        return {*grouped(every.to_dicts(), self._scope)}

    @property
    def _scope(self) -> str:
        """Return which part of the agenda is asked for, whatever the day."""
        parts = (f for f in self.question.filters if f.column not in (*BY_DAY, "kind"))
        return "&".join(sorted(map(str, parts)))

    @staticmethod
    def _made(reader: Reader, snapshot: Snapshot, events: dict[str, list[Row]]) -> Made:
        days = ask(reader, snapshot, WORKING, limit=1)
        return Made(snapshot, days["day"][0], events)


def sealed_before(snapshot: Snapshot) -> Snapshot | None:
    """Return the snapshot that this one was compared with at its seal, if it is there.

    The seal names it by its hash, so that the same snapshot gives the same file.
    """
    before = snapshot.seal["previous"]
    if before is None:
        return None
    try:
        earlier = snapshots.find(snapshot.path.parent, before["day"])
    except snapshots.SnapshotRefused:
        return None
    return earlier if earlier.digest == before["digest"] else None
