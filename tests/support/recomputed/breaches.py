"""rules.md, *Breaches: one row per breach*."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.support.recomputed.dates import end_of

if TYPE_CHECKING:
    from tests.support.recomputed.records import Records, Row

AUTHORITY_HOURS = 72


def authority_limit(breach: Row) -> datetime:
    """Return until when the authority may be told."""
    return _after(breach, AUTHORITY_HOURS)


def subjects_limit(records: Records, breach: Row) -> datetime:
    """Return until when the subjects may be told."""
    return _after(breach, records.policy.norms["subjects_told_hours"])


def _after(breach: Row, hours: int) -> datetime:
    # in UTC: within one zone Python adds hours of the wall clock
    discovered: datetime = breach["discovered_at"]
    return discovered.astimezone(UTC) + timedelta(hours=hours)


def _status(records: Records, notified: datetime | None, limit: datetime) -> str:
    if notified is not None:
        return "on_time" if notified <= limit else "late"
    return "overdue" if end_of(records.as_of) > limit else "open"


def notices(records: Records, breach: Row) -> Row:
    """Return whether the authority and the subjects were told of a breach."""
    risk = breach["risk"]
    authority = subjects = "not_required"
    if risk != "none":
        notified, limit = breach["authority_notified_at"], authority_limit(breach)
        authority = _status(records, notified, limit)
    if risk == "high":
        notified, limit = (
            breach["subjects_notified_at"],
            subjects_limit(records, breach),
        )
        subjects = _status(records, notified, limit)
    return {
        "breach_id": breach["breach_id"],
        "risk": risk,
        "authority_status": authority,
        "subjects_status": subjects,
    }
