"""Findings on rights requests: REQ-01 to 06 and REQ-09 to 13."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY
from tests.support.recomputed.requests import wait_end
from tests.support.recomputed.rule import Found, first, rule

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

GRANTED = ("granted", "partly_granted")
ANSWERED_IN_FULL = {"access", "rectification", "erasure", "restriction", "portability"}
TOLD_ON = {"rectification", "erasure", "restriction"}


def of_status(answers: Recomputed, status: str) -> Found:
    """Find the requests of a status, since the day after they were due."""
    for key, row in answers.requests.items():
        if row["status"] == status:
            yield key, row["client_id"], row["due_on"] + DAY


def of_clients(answers: Recomputed, kind: str) -> list[Row]:
    """Return the requests of clients of a kind."""
    rows = answers.t["rights_request"]
    return [r for r in rows if r["client_id"] is not None and r["kind"] == kind]


@rule("REQ-01", "high", "rights_request", "rights_request")
def overdue(answers: Recomputed) -> Found:
    yield from of_status(answers, "overdue")


@rule("REQ-02", "medium", "rights_request", "rights_request")
def closed_late(answers: Recomputed) -> Found:
    yield from of_status(answers, "closed_late")


@rule("REQ-03", "medium", "rights_request", "rights_request")
def extended_in_vain(answers: Recomputed) -> Found:
    for r in answers.t["rights_request"]:
        row = answers.requests[r["request_id"]]
        if row["extension_valid"] is False and row["initial_due_on"] is not None:
            yield r["request_id"], r["client_id"], r["extended_on"]


@rule("REQ-04", "medium", "rights_request", "rights_request")
def refused_without_reason(answers: Recomputed) -> Found:
    for r in answers.t["rights_request"]:
        is_refused = r["outcome"] in ("refused", "partly_granted")
        if is_refused and r["refusal_reason"] is None:
            yield r["request_id"], r["client_id"], r["closed_on"]


@rule("REQ-05", "high", "rights_request", "rights_request")
def granted_to_a_stranger(answers: Recomputed) -> Found:
    for r in answers.t["rights_request"]:
        if r["kind"] not in ANSWERED_IN_FULL or r["outcome"] not in GRANTED:
            continue
        verified, closed = r["identity_verified_on"], r["closed_on"]
        if r["channel"] != "portal" and (verified is None or verified > closed):
            yield r["request_id"], r["client_id"], closed


@rule("REQ-06", "medium", "rights_request", "rights_request disclosure")
def recipients_not_told(answers: Recomputed) -> Found:
    for r in answers.t["rights_request"]:
        if r["kind"] not in TOLD_ON or r["outcome"] not in GRANTED:
            continue
        disclosed = answers.of_client("disclosure", r["client_id"])
        if r["recipients_notified_on"] is None and any(
            d["disclosed_on"] <= r["closed_on"] for d in disclosed
        ):
            yield r["request_id"], r["client_id"], r["closed_on"]


@rule("REQ-09", "medium", "rights_request", "rights_request")
def identity_unknown(answers: Recomputed) -> Found:
    for r in answers.t["rights_request"]:
        end = wait_end(answers, r)
        if end is None or r["identity_verified_on"] or r["closed_on"]:
            continue
        if answers.as_of > end:
            yield r["request_id"], r["client_id"], end + DAY


@rule("REQ-10", "high", "rights_request", "rights_request holding")
def granted_yet_held(answers: Recomputed) -> Found:
    for r in of_clients(answers, "erasure"):
        client, closed = r["client_id"], r["closed_on"]
        if r["outcome"] != "granted" or closed >= answers.as_of:
            continue
        left = [
            h
            for h in answers.of_client("holding", client)
            if h["erased_on"] is None
            and h["collected_on"] <= closed
            and answers.rule_of(h) != "fiscal"
        ]
        if left and not answers.is_restricted(client, answers.as_of):
            yield r["request_id"], client, closed + DAY


@rule("REQ-11", "high", "rights_request", "rights_request disclosure")
def marketing_after_objection(answers: Recomputed) -> Found:
    for r in of_clients(answers, "objection_marketing"):
        after = [
            d
            for d in answers.of_client("disclosure", r["client_id"])
            if d["purpose"] == "marketing" and d["disclosed_on"] > r["received_on"]
        ]
        if after and r["outcome"] != "withdrawn":
            yield r["request_id"], r["client_id"], first(after, "disclosed_on")


@rule("REQ-12", "high", "rights_request", "rights_request consent")
def consent_not_withdrawn(answers: Recomputed) -> Found:
    for r in of_clients(answers, "consent_withdrawal"):
        if r["outcome"] == "granted" and any(
            c["given_on"] <= r["closed_on"] and c["withdrawn_on"] is None
            for c in answers.of_client("consent", r["client_id"])
        ):
            yield r["request_id"], r["client_id"], r["closed_on"]


@rule("REQ-13", "high", "rights_request", "rights_request disclosure")
def disclosed_after_objection(answers: Recomputed) -> Found:
    for r in of_clients(answers, "objection"):
        if r["outcome"] not in GRANTED:
            continue
        after = [
            d
            for d in answers.of_client("disclosure", r["client_id"])
            if d["disclosed_on"] > r["closed_on"]
            and answers.policy.purpose_is(d["purpose"], "objectable", "yes")
        ]
        if after:
            yield r["request_id"], r["client_id"], first(after, "disclosed_on")
