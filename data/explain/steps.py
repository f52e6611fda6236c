"""The working of an answer, step by step, computed anew from a row's own facts.

A step is data: a code that the pages put into words, the day that it leads to,
the article it rests on. A working ends on what was sealed; a test holds that for
every request and every holding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from data.explain.calendar_days import add_months, roll

Row = Mapping[str, Any]

FIRST_DAY = "Regulation 1182/71 Art. 3(1)"
SAME_NUMBER = "Regulation 1182/71 Art. 3(2)(c)"
WORKING_DAY = "Regulation 1182/71 Art. 3(4)"
IDENTITY = "GDPR Art. 12(6)"
TERM = "GDPR Art. 12(3)"
REFUSAL = "GDPR Art. 12(4)"

IN_TIME = 7
"""Days after receipt within which identity must be asked to stop the clock."""
SOON = 7
"""Days before its last day from which an answer is due soon."""
EXTENSION = 2
"""Further months of a validly extended term."""


@dataclass(frozen=True)
class Step:
    """One step: what is so, the day that it leads to, and what says so."""

    code: str
    day: date | None = None
    basis: str = ""
    facts: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Working:
    """The steps of an answer, and the sealed columns that they end on."""

    steps: tuple[Step, ...]
    answer: dict[str, Any] = field(hash=False)


@dataclass(frozen=True)
class _Pause:
    """Whether and how long the clock stood still while identity was asked for."""

    is_awaiting: bool
    days: int
    steps: tuple[Step, ...]
    added: Step | None


def of_request(request: Row, term: Row, as_of: date) -> Working:
    """Work out when an answer is due, and how it stands, as the rules say."""
    received, reference = request["received_on"], term["reference"]
    pause = _pause(request)
    asked = {"kind": request["kind"], "received_on": received}
    house = "_house" if "term of the house" in reference else ""
    steps = [
        Step("received", received, FIRST_DAY, asked),
        *pause.steps,
    ]
    initial = extended = None
    longer: list[Step] = []
    if not pause.is_awaiting:
        initial, counted = _count(request, term["months"], pause, reference, house)
        steps += counted
        if term["extendable"]:
            months = term["months"] + EXTENSION
            extended, longer = _count(request, months, pause, TERM, "")
    counts = _extension_counts(request, term, initial)
    steps += _extension(request, term, pause, counts, initial, longer)
    due = extended if counts and request["outcome"] != "refused" else initial
    status, days = _request_status(request, due, as_of)
    facts = {"as_of": as_of, "closed_on": request["closed_on"], "due_on": due}
    basis = reference if house else TERM
    steps.append(Step(f"request_{status}", due, basis, facts | {"days": days}))
    return Working(
        tuple(steps),
        {
            "paused_days": pause.days,
            "is_awaiting": pause.is_awaiting,
            "initial_due_on": initial,
            "extended_due_on": extended,
            "extension_valid": counts,
            "due_on": due,
            "status": status,
            "days_overdue": days,
        },
    )


def _pause(request: Row) -> _Pause:
    """Tell what asking for identity did to the clock."""
    asked = request["identity_requested_on"]
    if asked is None:
        return _Pause(False, 0, (), None)
    facts = {"asked_on": asked, "days": IN_TIME}
    if asked > request["received_on"] + timedelta(IN_TIME):
        return _Pause(False, 0, (Step("asked_late", asked, IDENTITY, facts),), None)
    step = Step("asked_in_time", asked, IDENTITY, facts)
    ends = [request["identity_verified_on"], request["closed_on"]]
    resumed = min((day for day in ends if day), default=None)
    if resumed is None:
        waits = Step("awaiting", None, IDENTITY, facts)
        return _Pause(True, 0, (step, waits), None)
    days = max(0, (resumed - asked).days)
    code = "paused_until_verified" if resumed == ends[0] else "paused_until_closed"
    facts = {"asked_on": asked, "resumed_on": resumed, "days": days}
    return _Pause(False, days, (step,), Step(code, resumed, IDENTITY, facts))


def _count(
    request: Row, months: int, pause: _Pause, reference: str, house: str
) -> tuple[date, list[Step]]:
    """Count a term from receipt: months, days paused, on to a working day."""
    received: date = request["received_on"]
    day = add_months(received, months)
    code = "term" if day.day == received.day else "term_last_day"
    facts = {"months": months, "received_on": received, "number": received.day}
    basis = f"{reference}; {SAME_NUMBER}"
    steps = [Step(code + house, day, basis, facts)]
    if pause.added is not None:
        day += timedelta(pause.days)
        added = pause.added
        steps.append(Step(added.code, day, f"{IDENTITY}; {TERM}", added.facts))
    due, skipped = roll(day)
    rolled = "rolled" if skipped else "working_day"
    steps.append(Step(rolled, due, WORKING_DAY, {"skipped": skipped, "last_on": day}))
    return due, steps


def _extension_counts(request: Row, term: Row, initial: date | None) -> bool | None:
    if request["extended_on"] is None:
        return None
    in_time = initial is not None and request["extended_on"] <= initial
    return bool(term["extendable"] and in_time)


def _extension(
    request: Row,
    term: Row,
    pause: _Pause,
    counts: bool | None,
    initial: date | None,
    longer: list[Step],
) -> list[Step]:
    """Return whether an extension counts, and why; what it leads to where it does."""
    if counts is None:
        return []
    told = request["extended_on"]
    facts = {"extended_on": told, "initial_due_on": initial, "kind": request["kind"]}
    if not term["extendable"]:
        return [Step("extension_of_kind", initial, term["reference"], facts)]
    if pause.is_awaiting:
        return [Step("extension_awaiting", None, TERM, facts)]
    if not counts:
        return [Step("extension_late", initial, TERM, facts)]
    valid = Step("extension_counts", told, TERM, facts)
    if request["outcome"] == "refused":
        return [valid, Step("refused", initial, REFUSAL, facts)]
    return [valid, *longer]


def _request_status(
    request: Row, due: date | None, as_of: date
) -> tuple[str, int | None]:
    """Judge a request against its last day; return the status and the days over."""
    closed: date | None = request["closed_on"]
    if closed is not None:
        if due is not None and closed <= due:
            return "closed_on_time", None
        return "closed_late", (closed - due).days if due else None
    if due is None:
        return "awaiting_identity", None
    if as_of > due:
        return "overdue", (as_of - due).days
    return ("due_soon" if due <= as_of + timedelta(SOON) else "on_track"), None
