"""rules.md, *Rights requests: one row per request*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import days, plus_months, roll

if TYPE_CHECKING:
    from datetime import date

    from tests.support.recomputed.records import Records, Row

AS_IN_THE_SOURCE = (
    "subject channel refusal_reason extension_reason recipients_notified_on"
    " id_copy_received_on id_copy_redacted id_copy_deleted_on department"
).split()


def wait_end(records: Records, request: Row) -> date | None:
    """Return the wait's end where the identity was asked for in time, else null."""
    norms, requested = records.policy.norms, request["identity_requested_on"]
    last = request["received_on"] + days(norms["identity_ask_days"])
    if requested is None or requested > last:
        return None
    end: date = requested + days(norms["identity_wait_days"])
    return end


def is_awaiting(records: Records, request: Row) -> bool:
    """Return whether the term stands still on the snapshot's day."""
    end = wait_end(records, request)
    ended = request["identity_verified_on"] or request["closed_on"]
    return end is not None and ended is None and records.as_of <= end


def paused_days(records: Records, request: Row) -> int:
    """Return for how many days the term stood still."""
    end = wait_end(records, request)
    if end is None or is_awaiting(records, request):
        return 0
    ends = (request["identity_verified_on"], request["closed_on"], end)
    first = min(day for day in ends if day is not None)
    requested: date = request["identity_requested_on"]
    return max((first - requested).days, 0)


def due_days(records: Records, request: Row) -> tuple[date | None, date | None]:
    """Return initial_due_on and extended_due_on."""
    if is_awaiting(records, request):
        return None, None
    months, extendable = records.policy.terms[request["kind"]]
    received, pause = request["received_on"], days(paused_days(records, request))
    initial = roll(plus_months(received, months) + pause)
    extended = roll(plus_months(received, months + 2) + pause)
    return initial, extended if extendable else None


def is_extended(records: Records, request: Row) -> bool | None:
    """Return whether the extension is valid, null where there is none."""
    if request["extended_on"] is None:
        return None
    initial, extended = due_days(records, request)
    if initial is None or extended is None:
        return False
    valid: bool = request["extended_on"] <= initial
    return valid


def status_of(records: Records, request: Row, due: date | None) -> str:
    """Return the status of a request."""
    closed, as_of = request["closed_on"], records.as_of
    if due is None:
        return "awaiting_identity"
    if closed is not None:
        return "closed_on_time" if closed <= due else "closed_late"
    if as_of > due:
        return "overdue"
    soon = as_of + days(records.policy.norms["request_due_soon_days"])
    return "due_soon" if due <= soon else "on_track"


def deadline(records: Records, request: Row) -> Row:
    """Return the deadline of a request."""
    received, closed = request["received_on"], request["closed_on"]
    initial, extended = due_days(records, request)
    valid = is_extended(records, request)
    due = extended if valid and request["outcome"] != "refused" else initial
    status, over = status_of(records, request, due), None
    if due is not None and status in ("overdue", "closed_late"):
        over = ((closed or records.as_of) - due).days
    return {
        "request_id": request["request_id"],
        "client_id": request["client_id"],
        "kind": request["kind"],
        "received_on": received,
        "paused_days": paused_days(records, request),
        "initial_due_on": initial,
        "extended_due_on": extended,
        "due_on": due,
        "extension_valid": valid,
        "closed_on": closed,
        "status": status,
        "days_overdue": over,
        "handling_days": closed and (closed - received).days,
        **{column: request[column] for column in AS_IN_THE_SOURCE},
    }
