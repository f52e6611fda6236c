"""One event of the calendar file: a deadline, or those of one kind on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Event, vCalAddress

from data import settings
from data.policy.organisation import organisation

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from data.words import Words

FIRST = date(2000, 1, 1)
"""Day from which SEQUENCE counts: a later snapshot has a higher number."""
BEFORE, ON_THE_DAY, AT_AN_HOUR = (
    timedelta(hours=-15),
    timedelta(hours=9),
    timedelta(hours=-12),
)
"""When an event is told of: the morning before, that morning, or so long before."""
NOBODY = "invalid:nomail"
"""What calendars write for an organiser without an address."""


@dataclass(frozen=True)
class Made:
    """The events of a snapshot, and the first working day after it."""

    snapshot: Snapshot
    working_day: date
    events: dict[str, list[dict[str, Any]]]
    """The deadlines of each, by what its UID is made of."""


def home() -> str | None:
    """Return the address of the dashboard that links lead to.

    None where it is not configured: a link to this machine is dead on any other.
    """
    return settings.current().dashboard_url


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


def uid(snapshot: Snapshot, about: str) -> str:
    """Name an event of this controller the same in every snapshot (RFC 7986)."""
    about = f"privacy-dashboard/{snapshot.seal['controller']}/{about}"
    return str(uuid5(NAMESPACE_URL, about))


def event(
    made: Made,
    about: str,
    rows: list[dict[str, Any]],
    words: Words,
    *,
    cancelled_by: Snapshot | None = None,
) -> Event:
    """Make an event: a whole day, or the very hour of a breach's 72 hours.

    What is overdue stands on the first working day after the snapshot, where somebody
    who looks at what is to come still sees it. One that a later snapshot has no more
    is `cancelled_by` it.
    """
    written = _frame(made, about, rows[0], cancelled_by or made.snapshot, words)
    title = _title(rows, words)
    if cancelled_by is not None:
        written.add("summary", words("calendar.cancelled", what=title))
        written.add("status", "CANCELLED")
        day = words.date(cancelled_by.as_of)
        written.add("description", words("calendar.why_cancelled", day=day))
        return written
    written.add("summary", title)
    written.add("status", "CONFIRMED")
    day, short = made.snapshot.day, made.snapshot.short
    lines = [*_lines(rows, words), words("calendar.as_of", day=day, short=short)]
    written.add("description", "\n".join(lines))
    if link := _link(rows):
        written.add("url", link)
    written.add("priority", 1 if rows[0]["period"] == "overdue" else 5)
    written.add_component(_alarm(title, rows[0]))
    return written


def _frame(
    made: Made, about: str, row: dict[str, Any], told_by: Snapshot, words: Words
) -> Event:
    """Return what every deadline says: which it is, by whom, when, and of which day."""
    written = framed(made.snapshot, about, told_by.as_of)
    _place(written, made, row)
    written.add("categories", [_kind(row, words)])
    return written


def framed(snapshot: Snapshot, about: str, as_of: date) -> Event:
    """Return what every event says: which it is, by whom, and as of which day."""
    stamp = datetime.combine(as_of, datetime.min.time(), UTC)
    written = Event()
    written.add("uid", uid(snapshot, about))
    for name in ("dtstamp", "last-modified"):
        written.add(name, stamp)
    written.add("sequence", (as_of - FIRST).days)
    written.add("organizer", _organiser(snapshot))
    # whoever shares a calendar does not share this; nor does a deadline take up a day
    written.add("class", "PRIVATE")
    written.add("transp", "TRANSPARENT")
    written.add("x-microsoft-cdo-busystatus", "FREE")
    return written


def counted(made: Made, about: str, row: dict[str, Any], words: Words) -> Event:
    """Make an event of the deadlines of one kind on one day that says their `count`.

    It names none of them: what is overdue has the day of the oldest.
    """
    row = row | {"due_at": None}
    written = _frame(made, about, row, made.snapshot, words)
    title = _overdue(_several(row, row["count"], words), row, words, is_several=True)
    written.add("summary", title)
    written.add("status", "CONFIRMED")
    day, short = made.snapshot.day, made.snapshot.short
    lines = [words("calendar.as_of", day=day, short=short)]
    if link := _link([row, row]):
        written.add("url", link)
        lines.append(link)
    written.add("description", "\n".join(lines))
    written.add("priority", 1 if row["period"] == "overdue" else 5)
    return written


def _place(written: Event, made: Made, row: dict[str, Any]) -> None:
    """Put an event on its day, or at its hour."""
    is_overdue = row["period"] == "overdue"
    if row["due_at"] is not None and not is_overdue:
        written.add("dtstart", row["due_at"].astimezone(UTC))
        return
    on = made.working_day if is_overdue else row["due_on"]
    written.add("dtstart", on)
    written.add("dtend", on + timedelta(days=1))


def _title(rows: list[dict[str, Any]], words: Words) -> str:
    """Return what is to be done; of several, how many there are of their kind."""
    first, several = rows[0], len(rows) > 1
    what = words.sealed(first, "what")
    if several:
        what = _several(first, len(rows), words)
    oldest = min(rows, key=lambda row: row["due_on"])
    return _overdue(what, oldest, words, is_several=several)


def _kind(row: dict[str, Any], words: Words) -> str:
    kind = words.code("deadline", row["kind"])
    return kind[:1].upper() + kind[1:]


def _several(row: dict[str, Any], count: int, words: Words) -> str:
    return words.count("calendar.group", count, kind=_kind(row, words))


def _overdue(what: str, row: dict[str, Any], words: Words, *, is_several: bool) -> str:
    """Return a title, which says since when where it is overdue."""
    if row["period"] != "overdue":
        return what
    about = "calendar.overdue_group" if is_several else "calendar.overdue"
    return words(about, what=what, day=words.date(row["due_on"] + timedelta(days=1)))


def _lines(rows: list[dict[str, Any]], words: Words) -> list[str]:
    """Return what a description says: of one deadline all, of several a line each."""
    if len(rows) == 1:
        (row,) = rows
        lines = [f"{words.sealed(row, name)}." for name in ("working", "basis")]
        lines += _more(row, words)
    else:
        basis = dict.fromkeys(words.sealed(row, "basis") for row in rows)
        lines = [f"{text}." for text in basis]
        for row in rows:
            parts = [f"- {words.sealed(row, 'what')}", *_more(row, words)]
            lines.append(". ".join(part.rstrip(".") for part in parts))
    if link := _link(rows):
        lines.append(link)
    return lines


def _more(row: dict[str, Any], words: Words) -> list[str]:
    lines = []
    if row["hold"]:
        lines.append(words(f"calendar.{row['hold']}"))
    if row["department"]:
        lines.append(words("calendar.department", department=row["department"]))
    if row["period"] == "overdue":
        lines.append(words("calendar.was_due", day=words.date(row["due_on"])))
    return [*lines, *_marked(row, words)]


def _marked(row: dict[str, Any], words: Words) -> list[str]:
    """Return whose it is and for when it is planned, and of which day that is."""
    owner, day = row.get("mark_owner"), row.get("mark_planned_on")
    named = {
        "mark_owner": words.department(owner) if owner else "",
        "mark_planned_on": words.date(day) if day else "",
    }
    parts = [f"{words.column(name)}: {text}" for name, text in named.items() if text]
    if not parts:
        return []
    parts.append(words("followup.read_on", day=words.date(row["mark_read_on"])))
    return [f"{'. '.join(parts)}."]


def _link(rows: list[dict[str, Any]]) -> str | None:
    """Return where it is dealt with; of several, the agenda narrowed to them."""
    place = home()
    if place is None:
        return None
    if len(rows) == 1:
        page, params = target(rows[0])
    else:
        first = rows[0]
        page, params = "agenda", {"kind": first["kind"]}
        if first["period"] == "overdue":
            params["period"] = "overdue"
        else:
            day = first["due_on"].isoformat()
            params |= {"due_on.from": day, "due_on.to": day}
    return f"{place}/{page}?{urlencode(params)}"


def _organiser(snapshot: Snapshot) -> vCalAddress:
    """Return whose deadlines these are, and their address where it is on record."""
    known = organisation()
    email = known.dpo.email or known.controller.email
    made = vCalAddress(f"mailto:{email}" if email else NOBODY)
    made.params["cn"] = snapshot.seal["controller"]
    return made


def _alarm(title: str, row: dict[str, Any]) -> Alarm:
    """Make what tells of an event in time."""
    if row["period"] == "overdue":
        when = ON_THE_DAY
    else:
        when = BEFORE if row["due_at"] is None else AT_AN_HOUR
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("trigger", when)
    made.add("description", title)
    return made
