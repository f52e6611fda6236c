"""Findings on copies of identity documents: REQ-07, REQ-08, REQ-14."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY
from tests.support.recomputed.rule import Found, rule

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

NOT_NEEDED = {"objection_marketing", "consent_withdrawal"}


def copied(answers: Recomputed) -> list[Row]:
    """Return the requests for which a copy came in."""
    rows = answers.t["rights_request"]
    return [r for r in rows if r["id_copy_received_on"] is not None]


@rule("REQ-07", "high", "rights_request", "rights_request")
def kept_after_use(answers: Recomputed) -> Found:
    for r in copied(answers):
        ended = r["identity_verified_on"] or r["closed_on"]
        if r["id_copy_deleted_on"] is not None or ended is None:
            continue
        served = max(r["id_copy_received_on"], ended)
        if answers.as_of > served:
            yield r["request_id"], r["client_id"], served + DAY


@rule("REQ-08", "high", "rights_request", "rights_request")
def kept_readable(answers: Recomputed) -> Found:
    for r in copied(answers):
        if not r["id_copy_redacted"] and r["id_copy_deleted_on"] is None:
            yield r["request_id"], r["client_id"], r["id_copy_received_on"]


@rule("REQ-14", "medium", "rights_request", "rights_request")
def taken_without_need(answers: Recomputed) -> Found:
    for r in copied(answers):
        if r["channel"] == "portal" or r["kind"] in NOT_NEEDED:
            yield r["request_id"], r["client_id"], r["id_copy_received_on"]
