"""Findings on restrictions: RST-01 to 05."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY
from tests.support.recomputed.on_requests import GRANTED, of_clients
from tests.support.recomputed.rule import Found, rule

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row


def is_allowed(answers: Recomputed, disclosure: Row) -> bool:
    """Return whether the purpose is known and allowed under restriction."""
    mark = "allowed_under_restriction"
    return answers.policy.purpose_is(disclosure["purpose"], mark, "yes")


def is_restricted(answers: Recomputed, disclosure: Row) -> bool:
    """Return whether the client was restricted on the day of a disclosure."""
    return answers.is_restricted(disclosure["client_id"], disclosure["disclosed_on"])


@rule("RST-01", "high", "disclosure", "disclosure restriction")
def disclosed_under_restriction(answers: Recomputed) -> Found:
    for d in answers.t["disclosure"]:
        if is_restricted(answers, d) and not is_allowed(answers, d):
            yield d["disclosure_id"], d["client_id"], d["disclosed_on"]


@rule("RST-02", "high", "rights_request", "rights_request restriction")
def granted_yet_not_restricted(answers: Recomputed) -> Found:
    for r in of_clients(answers, "restriction"):
        client, closed = r["client_id"], r["closed_on"]
        if r["outcome"] in GRANTED and not answers.is_restricted(client, closed):
            yield r["request_id"], client, closed


@rule("RST-03", "medium", "rights_request", "rights_request restriction")
def objection_without_restriction(answers: Recomputed) -> Found:
    for r in of_clients(answers, "objection"):
        client, received = r["client_id"], r["received_on"]
        is_open = r["closed_on"] is None and received < answers.as_of
        if is_open and not answers.is_restricted(client, answers.as_of):
            yield r["request_id"], client, received + DAY


@rule("RST-04", "high", "disclosure", "disclosure rights_request restriction")
def disclosed_under_objection(answers: Recomputed) -> Found:
    for d in answers.t["disclosure"]:
        client, on = d["client_id"], d["disclosed_on"]
        if is_allowed(answers, d) or is_restricted(answers, d):
            continue
        if any(
            r["kind"] == "objection"
            and r["received_on"] < on
            and (r["closed_on"] is None or r["closed_on"] > on)
            for r in answers.of_client("rights_request", client)
        ):
            yield d["disclosure_id"], client, on


@rule("RST-05", "medium", "disclosure", "disclosure restriction")
def allowed_by_the_statement_alone(answers: Recomputed) -> Found:
    for d in answers.t["disclosure"]:
        by_law = answers.policy.purpose_is(d["purpose"], "allowed_by_law", "no")
        if is_restricted(answers, d) and is_allowed(answers, d) and by_law:
            yield d["disclosure_id"], d["client_id"], d["disclosed_on"]
