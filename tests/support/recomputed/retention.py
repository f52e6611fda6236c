"""rules.md, *Retention: one row per holding*."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.support.recomputed.dates import days, plus_months

if TYPE_CHECKING:
    from tests.support.recomputed.records import Records, Row

YEARS_2, YEARS_7 = 24, 84


def trajectory_clock(records: Records, holding: Row) -> date | None:
    """Return the clock of the rule trajectory."""
    if holding["trajectory_id"] is not None:
        ended: date | None = records.parent("trajectory", holding)["ended_on"]
        return ended
    client = holding["client_id"]
    ends = [t["ended_on"] for t in records.of_client("trajectory", client)]
    if not ends:
        registered: date = records.parent("client", holding)["registered_on"]
        return registered
    return None if None in ends else max(ends)


def consent_clock(records: Records, holding: Row) -> date | None:
    """Return when the client's latest consent for an item was withdrawn."""
    consents = [
        c
        for c in records.of_client("consent", holding["client_id"])
        if c["item"] == holding["item"]
    ]
    latest = max(consents, key=lambda c: (c["given_on"], c["consent_id"]), default={})
    return latest.get("withdrawn_on")


def verification_clock(records: Records, holding: Row) -> date | None:
    """Return the day on which the last copy of an identity document has served."""
    served = []
    for request in records.of_client("rights_request", holding["client_id"]):
        copied = request["id_copy_received_on"]
        if copied is not None:
            ended = request["identity_verified_on"] or request["closed_on"]
            served.append(ended and max(ended, copied))
    if not served:
        collected: date = holding["collected_on"]
        return collected
    return None if None in served else max(served)


def term(records: Records, holding: Row) -> tuple[date | None, ...]:
    """Return clock_on, keep_until and due_on of a holding."""
    rule, norms = records.rule_of(holding), records.policy.norms
    if rule == "undeclared":
        return None, None, None
    if rule == "fiscal":
        clock = date(holding["fiscal_year"], 12, 31)
        keep = plus_months(clock, YEARS_7)
        return clock, keep, plus_months(keep, norms["fiscal_grace_months"])
    if rule == "verification":
        served = verification_clock(records, holding)
        return served, None, served
    ended = trajectory_clock(records, holding)
    due = ended and plus_months(ended, YEARS_2)
    if rule == "consent":
        withdrawn = consent_clock(records, holding)
        if withdrawn is not None:
            erase = plus_months(withdrawn, norms["consent_erasure_months"])
            if due is None or erase <= due:
                return withdrawn, None, erase
    return ended, None, due


def effective(records: Records, client: str, due: date) -> date:
    """Follow restrictions that overlap or touch to their end."""
    restrictions = records.of_client("restriction", client)
    while lifts := [
        r["lifted_on"]
        for r in restrictions
        if r["lifted_on"] is not None and r["started_on"] <= due < r["lifted_on"]
    ]:
        due = max(lifts)
    return due


def live_status(records: Records, holding: Row, due: date | None) -> str:
    """Return the status of a live holding."""
    as_of = records.as_of
    if records.rule_of(holding) == "undeclared":
        return "no_term"
    if due is None:
        return "running"
    if as_of <= due <= as_of + days(records.policy.norms["holding_due_soon_days"]):
        return "due_soon"
    if as_of < due:
        return "within"
    restricted = records.is_restricted(holding["client_id"], as_of)
    return "on_hold" if restricted else "overdue"


def erased_status(erased: date, keep: date | None, due: date | None) -> str:
    """Return the status of an erased holding."""
    if due is None:
        return "erased"
    if keep is not None and erased <= keep:
        return "erased_early"
    return "erased_on_time" if erased <= due else "erased_late"


def retention(records: Records, holding: Row) -> Row:
    """Return the retention of a holding."""
    clock, keep, due = term(records, holding)
    until = due and effective(records, holding["client_id"], due)
    erased, over = holding["erased_on"], None
    if erased is None:
        status = live_status(records, holding, until)
    else:
        status = erased_status(erased, keep, until)
    if until is not None and status in ("overdue", "erased_late"):
        over = ((erased or records.as_of) - until).days
    return {
        "holding_id": holding["holding_id"],
        "client_id": holding["client_id"],
        "item": holding["item"],
        "category": records.category_of(holding),
        "rule": records.rule_of(holding),
        "clock_on": clock,
        "keep_until": keep,
        "due_on": due,
        "effective_due_on": until,
        "status": status,
        "days_overdue": over,
    }
