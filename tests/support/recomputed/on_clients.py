"""Findings on clients and breaches: INF-01 to 03, BRC-01 to 05."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.breaches import authority_limit, subjects_limit
from tests.support.recomputed.dates import DAY, dutch_date, plus_months
from tests.support.recomputed.rule import Found, rule

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

HELD = "client holding"


def held(answers: Recomputed) -> list[Row]:
    """Return the clients with a live holding."""
    holders = {h["client_id"] for h in answers.live}
    return [c for c in answers.t["client"] if c["client_id"] in holders]


@rule("INF-01", "medium", "client", HELD)
def not_informed(answers: Recomputed) -> Found:
    for c in held(answers):
        client, last = c["client_id"], plus_months(c["registered_on"], 1)
        if c["informed_on"] is None and last < answers.as_of:
            yield client, client, last + DAY


@rule("INF-02", "low", "client", HELD)
def informed_of_the_past(answers: Recomputed) -> Found:
    for c in held(answers):
        version = c["statement_version"]
        if version is not None and version < answers.statement:
            yield c["client_id"], c["client_id"], answers.statement


@rule("INF-03", "medium", "client", HELD)
def informed_late(answers: Recomputed) -> Found:
    for c in held(answers):
        client, last = c["client_id"], plus_months(c["registered_on"], 1)
        if c["informed_on"] is not None and c["informed_on"] > last:
            yield client, client, last + DAY


@rule("BRC-01", "high", "breach", "breach")
def authority_not_told(answers: Recomputed) -> Found:
    for b in answers.t["breach"]:
        status = answers.breaches[b["breach_id"]]["authority_status"]
        if status in ("late", "overdue"):
            yield b["breach_id"], None, dutch_date(authority_limit(b))


def of_subjects(answers: Recomputed, status: str) -> Found:
    """Find the breaches of whose subjects a status holds."""
    for b in answers.t["breach"]:
        if answers.breaches[b["breach_id"]]["subjects_status"] == status:
            yield b["breach_id"], None, dutch_date(subjects_limit(answers, b))


@rule("BRC-02", "high", "breach", "breach")
def subjects_not_told(answers: Recomputed) -> Found:
    yield from of_subjects(answers, "overdue")


@rule("BRC-03", "medium", "breach", "breach")
def subjects_told_late(answers: Recomputed) -> Found:
    yield from of_subjects(answers, "late")


@rule("BRC-04", "medium", "breach", "breach")
def not_documented(answers: Recomputed) -> Found:
    for b in answers.t["breach"]:
        if None in (b["nature"], b["consequences"], b["measures"]):
            yield b["breach_id"], None, dutch_date(b["discovered_at"])


@rule("BRC-05", "medium", "breach", "breach")
def late_without_reason(answers: Recomputed) -> Found:
    for b in answers.t["breach"]:
        status = answers.breaches[b["breach_id"]]["authority_status"]
        if status == "late" and b["delay_reason"] is None:
            yield b["breach_id"], None, dutch_date(b["authority_notified_at"])
