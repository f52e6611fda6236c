"""Reminders: one mail a department, with counts, days and a link, and no personal data.

It counts what the page My follow-up shows to an owner of that department: no key of a
record, no note and no reason goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from data import policy
from data.ask import ask, marking
from data.export.calendar_event import home

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import date, datetime

    from data.ask.access import Reader
    from data.followup import Mark, Marks
    from data.snapshot import Snapshot
    from data.words import Words

TOLD = ("late", "still_there", "lapsed", "planned", "owned", "accepted", "done")
"""How what is of a department can stand, what asks for attention first; what is solved
is not reminded of."""
DATED = {"late": "planned_on", "planned": "planned_on", "accepted": "accepted_until"}
"""Which day is told of what stands so: the first one."""


@dataclass(frozen=True)
class Reminder:
    """What is of one department: how much stands how, and the first day of each."""

    department: str
    today: date
    as_of: date
    counts: Mapping[str, int]
    first: Mapping[str, date]

    @property
    def address(self) -> str:
        """Return the mailbox of the department; empty where none is named."""
        return policy.organisation().departments[self.department].email


def reminders(reader: Reader, snapshot: Snapshot) -> Iterator[Reminder]:
    """Return what each department is to be reminded of; none with nothing to do."""
    marks = marking.listed(reader, snapshot)
    still = set(ask(reader, snapshot, "still_there")["mark"])
    for department in marking.owners():
        by_status = standing(marks, still, department, snapshot.as_of)
        counts = {each: len(by_status[each]) for each in TOLD if each in by_status}
        first = {
            each: min(getattr(mark, DATED[each]) for mark in by_status[each])
            for each in counts
            if each in DATED
        }
        if counts:
            yield Reminder(department, marks.today, snapshot.as_of, counts, first)


def standing(
    marks: Marks, still: Collection[str], department: str, as_of: date
) -> dict[str, list[Mark]]:
    """Return the marks of a department by how they stand; those in `still` hold."""
    by_status: dict[str, list[Mark]] = {}
    for mark in marks.owned_by(department).values():
        status = mark.status(marks.today, as_of, holds=mark.key in still)
        by_status.setdefault(status or "", []).append(mark)
    return by_status


def message(
    words: Words, reminder: Reminder, sender: str, at: datetime
) -> EmailMessage:
    """Return a reminder as a mail, to the mailbox of the department if it has one."""
    name = words.department(reminder.department)
    total = sum(reminder.counts.values())
    mail = EmailMessage()
    late = reminder.counts.get("late", 0)
    mail["Subject"] = words.count("reminder.subject", total, late=words.number(late))
    mail["From"] = sender
    if reminder.address:
        mail["To"] = Address(name, addr_spec=reminder.address)
    mail["Date"] = format_datetime(at)
    mail["Auto-Submitted"] = "auto-generated"
    day = words.date(reminder.as_of, "long")
    today = words.date(reminder.today, "long")
    lines = [
        words("reminder.begin", department=name),
        "\n".join(f"- {_line(words, reminder, each)}" for each in reminder.counts),
        words("reminder.state", today=today, day=day),
    ]
    if address := home():
        lines.append(f"{address}/followup?{urlencode({'lang': words.language})}")
    lines.append(words("reminder.end"))
    mail.set_content("\n\n".join(lines) + "\n")
    return mail


def _line(words: Words, reminder: Reminder, status: str) -> str:
    """Return how much stands so, and the first day of it where it has one."""
    number = words.number(reminder.counts[status])
    text = f"{words.code('mark_status', status)}: {number}"
    if status in reminder.first:
        day = words.date(reminder.first[status], "long")
        text += f" ({words('reminder.first', day=day)})"
    return text
