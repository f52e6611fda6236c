"""rules.md, *Recipients: one row per recipient, first value that holds*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import days, plus_months

if TYPE_CHECKING:
    from datetime import date

    from tests.support.recomputed.records import Records, Row

COUNTS = {"processor": "processing", "joint_controller": "joint"}
"""The kind of agreement that counts for a recipient of a role."""


def counting(records: Records, recipient: Row) -> list[Row]:
    """Return the counting agreements of a recipient."""
    return [
        a
        for a in records.of("agreement", "recipient_id", recipient["recipient_id"])
        if a["kind"] == COUNTS.get(recipient["role"])
    ]


def covers(agreement: Row, on: date) -> bool:
    """Return whether an agreement covers a day, its first and last included."""
    ends = agreement["ends_on"]
    return bool(agreement["signed_on"] <= on and (ends is None or ends >= on))


def active(records: Records, recipient: Row) -> list[Row]:
    """Return the active agreements of a recipient."""
    return [a for a in counting(records, recipient) if covers(a, records.as_of)]


def ran_out(records: Records, recipient: Row) -> list[date]:
    """Return the last days of the counting agreements that ended before the day."""
    return [
        a["ends_on"]
        for a in counting(records, recipient)
        if a["ends_on"] is not None and a["ends_on"] < records.as_of
    ]


def agreement_status(records: Records, recipient: Row) -> str:
    """Return the status of a recipient's agreement."""
    if "agreement" in records.not_delivered:
        return "not_assessed"
    if recipient["role"] == "controller":
        return "not_required"
    soon = records.as_of + days(records.policy.norms["agreement_ending_days"])
    ends = [a["ends_on"] for a in active(records, recipient)]
    if any(end is None or end > soon for end in ends):
        return "in_force"
    if ends:
        return "ending_soon"
    return "expired" if ran_out(records, recipient) else "missing"


def certificate_status(records: Records, recipient: Row) -> str:
    """Return the status of a recipient's certificate."""
    until, as_of = recipient["iso27001_until"], records.as_of
    if recipient["kind"] != "it_supplier":
        return "not_applicable"
    if until is None:
        return "none"
    if until < as_of:
        return "expired"
    soon = as_of + days(records.policy.norms["agreement_ending_days"])
    return "ending_soon" if until <= soon else "valid"


def recent(records: Records, recipient: Row) -> list[Row]:
    """Return the disclosures to a recipient in the last 12 months."""
    year_ago = plus_months(records.as_of, -12)
    rows = records.disclosures(recipient["recipient_id"])
    return [d for d in rows if d["disclosed_on"] > year_ago]


def relation(records: Records, recipient: Row) -> Row:
    """Return agreement, certificate and disclosures of a recipient."""
    key, in_year = recipient["recipient_id"], recent(records, recipient)
    is_counted = "disclosure" not in records.not_delivered
    ever = [d["disclosed_on"] for d in records.disclosures(key)]
    return {
        "recipient_id": key,
        "kind": recipient["kind"],
        "role": recipient["role"],
        "country": recipient["country"],
        "agreement": agreement_status(records, recipient),
        "iso27001": certificate_status(records, recipient),
        "disclosures_12m": len(in_year) if is_counted else None,
        "clients_12m": len({d["client_id"] for d in in_year}) if is_counted else None,
        "last_disclosed_on": max(ever, default=None),
    }
