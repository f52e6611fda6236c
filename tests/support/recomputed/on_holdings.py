"""Findings on what is held: RET-01 to 06, CON-01, CON-02, GRD-01, GRD-02, REG-08."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY, plus_months
from tests.support.recomputed.rule import Found, first, grouped, rule

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

HELD = "holding client trajectory"


def of_status(answers: Recomputed, status: str) -> list[tuple[Row, Row]]:
    """Return the holdings of a status, each with its retention."""
    pairs = [(h, answers.retention[h["holding_id"]]) for h in answers.t["holding"]]
    return [(h, kept) for h, kept in pairs if kept["status"] == status]


@rule("RET-01", "high", "holding", HELD)
def overdue(answers: Recomputed) -> Found:
    for h, kept in of_status(answers, "overdue"):
        yield h["holding_id"], h["client_id"], kept["effective_due_on"] + DAY


@rule("RET-02", "low", "holding", HELD)
def erased_late(answers: Recomputed) -> Found:
    for h, kept in of_status(answers, "erased_late"):
        yield h["holding_id"], h["client_id"], kept["effective_due_on"] + DAY


@rule("RET-03", "high", "holding", "holding")
def erased_early(answers: Recomputed) -> Found:
    for h, _ in of_status(answers, "erased_early"):
        yield h["holding_id"], h["client_id"], h["erased_on"]


@rule("RET-04", "high", "holding", "holding restriction")
def erased_while_restricted(answers: Recomputed) -> Found:
    for h in answers.t["holding"]:
        client, erased = h["client_id"], h["erased_on"]
        if erased is None:
            continue
        in_force = answers.restrictions_on(client, erased)
        if not in_force:
            continue
        last = max(r["started_on"] for r in in_force)
        kinds = {"erasure"}
        if leans_on_consent(answers, h):
            kinds.add("consent_withdrawal")
        if not any(
            r["kind"] in kinds
            and r["outcome"] in ("granted", "partly_granted")
            and last <= r["received_on"] <= erased
            for r in answers.of_client("rights_request", client)
        ):
            yield h["holding_id"], client, erased


def leans_on_consent(answers: Recomputed, holding: Row) -> bool:
    """Return whether ground or rule of a holding is consent."""
    return "consent" in (holding["ground"], answers.rule_of(holding))


@rule("RET-05", "medium", "trajectory", "trajectory")
def runs_too_long(answers: Recomputed) -> Found:
    for t in answers.t["trajectory"]:
        months = answers.policy.norms["trajectory_max_months"]
        last = plus_months(t["started_on"], months)
        if t["ended_on"] is None and last < answers.as_of:
            yield t["trajectory_id"], t["client_id"], last + DAY


@rule("RET-06", "medium", "category", "holding")
def without_a_term(answers: Recomputed) -> Found:
    listed = [h for h in answers.live if h["item"] in answers.policy.catalog]
    undeclared = [h for h in listed if answers.rule_of(h) == "undeclared"]
    for category, rows in grouped(undeclared, answers.category_of).items():
        yield category, None, first(rows, "collected_on")


@rule("CON-01", "high", "holding", "holding consent")
def without_consent(answers: Recomputed) -> Found:
    for h in answers.live:
        client, collected = h["client_id"], h["collected_on"]
        if leans_on_consent(answers, h) and not any(
            c["item"] == h["item"]
            and c["given_on"] <= collected
            and (c["withdrawn_on"] is None or c["withdrawn_on"] > collected)
            for c in answers.of_client("consent", client)
        ):
            yield h["holding_id"], client, collected


@rule("CON-02", "low", "consent", "consent")
def consent_without_form(answers: Recomputed) -> Found:
    for c in answers.t["consent"]:
        if c["withdrawn_on"] is None and c["form_version"] is None:
            yield c["consent_id"], c["client_id"], c["given_on"]


@rule("GRD-01", "high", "item", "holding")
def special_on_interest(answers: Recomputed) -> Found:
    special = [
        h
        for h in answers.live
        if answers.policy.item(h["item"])["special"] == "yes"
        and h["ground"] == "legitimate_interest"
    ]
    for item, rows in grouped(special, lambda h: h["item"]).items():
        yield f"{item}/legitimate_interest", None, first(rows, "collected_on")


@rule("GRD-02", "medium", "category", "holding trajectory principal")
def contract_with_another(answers: Recomputed) -> Found:
    of_others = [
        h
        for h in answers.live
        if h["ground"] == "contract" and principal_kind(answers, h) != "private"
    ]
    for category, rows in grouped(of_others, answers.category_of).items():
        yield category, None, first(rows, "collected_on")


def principal_kind(answers: Recomputed, holding: Row) -> str:
    """Return who pays for a holding's own trajectory; private where it has none."""
    if holding["trajectory_id"] is None:
        return "private"
    trajectory = answers.parent("trajectory", holding)
    return str(answers.parent("principal", trajectory)["kind"])


@rule("REG-08", "high", "item", "holding")
def outside_the_catalogue(answers: Recomputed) -> Found:
    unlisted = [h for h in answers.live if h["item"] not in answers.policy.catalog]
    for item, rows in grouped(unlisted, lambda h: h["item"]).items():
        yield item, None, first(rows, "collected_on")
