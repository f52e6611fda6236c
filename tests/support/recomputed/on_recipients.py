"""Findings on recipients: RCP-01 to 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY, days
from tests.support.recomputed.recipients import active, counting, covers, ran_out
from tests.support.recomputed.rule import Found, first, grouped, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

DISCLOSED = "recipient disclosure"


def of_agreement(answers: Recomputed, *statuses: str) -> Iterator[tuple[Row, Row]]:
    """Return the recipients whose agreement has a status, each with its answers."""
    for r in answers.t["recipient"]:
        row = answers.recipients[r["recipient_id"]]
        if row["agreement"] in statuses:
            yield r, row


def of_disclosures(
    answers: Recomputed, column: str, is_wrong: Callable[[Row, str], bool]
) -> Found:
    """Find what a recipient got, by purpose or category, where that is wrong."""
    for r in answers.t["recipient"]:
        key = r["recipient_id"]
        got = grouped(answers.disclosures(key), lambda d: d[column])
        for value, rows in got.items():
            if is_wrong(r, value):
                yield f"{key}/{value}", None, first(rows, "disclosed_on")


@rule("RCP-01", "high", "recipient", "recipient agreement disclosure")
def without_agreement(answers: Recomputed) -> Found:
    for r, row in of_agreement(answers, "missing", "expired"):
        key = r["recipient_id"]
        if not row["disclosures_12m"]:
            continue
        if row["agreement"] == "expired":
            yield key, None, max(ran_out(answers, r)) + DAY
        else:
            yield key, None, first(answers.disclosures(key), "disclosed_on")


@rule("RCP-02", "low", "recipient", "recipient agreement")
def agreement_ends_soon(answers: Recomputed) -> Found:
    notice = days(answers.policy.norms["agreement_ending_days"])
    for r, _ in of_agreement(answers, "ending_soon"):
        last = max(a["ends_on"] for a in active(answers, r))
        yield r["recipient_id"], None, last - notice


@rule("RCP-03", "low", "recipient", "recipient")
def certificate_expired(answers: Recomputed) -> Found:
    for r in answers.t["recipient"]:
        if answers.recipients[r["recipient_id"]]["iso27001"] == "expired":
            yield r["recipient_id"], None, r["iso27001_until"] + DAY


@rule("RCP-04", "high", "recipient", DISCLOSED)
def for_an_unknown_purpose(answers: Recomputed) -> Found:
    known = answers.policy.purposes
    yield from of_disclosures(answers, "purpose", lambda _, p: p not in known)


@rule("RCP-05", "high", "recipient", DISCLOSED)
def health_to_a_principal(answers: Recomputed) -> Found:
    for r in answers.t["recipient"]:
        key = r["recipient_id"]
        health = [d for d in answers.disclosures(key) if d["category"] == "health"]
        if health and r["kind"] == "principal":
            yield key, None, first(health, "disclosed_on")


@rule("RCP-06", "medium", "recipient", "recipient disclosure activity")
def not_in_the_register(answers: Recomputed) -> Found:
    registered = {
        (kind, category)
        for a in answers.t["activity"]
        for kind in a["recipient_kinds"] or ()
        for category in a["categories"]
    }
    yield from of_disclosures(
        answers, "category", lambda r, c: (r["kind"], c) not in registered
    )


@rule("RCP-07", "high", "recipient", "recipient agreement disclosure")
def on_a_day_without_agreement(answers: Recomputed) -> Found:
    for r, _ in of_agreement(answers, "in_force", "ending_soon"):
        agreements = counting(answers, r)
        bare = [
            d
            for d in answers.disclosures(r["recipient_id"])
            if not any(covers(a, d["disclosed_on"]) for a in agreements)
        ]
        if bare:
            yield r["recipient_id"], None, first(bare, "disclosed_on")


@rule("RCP-08", "high", "recipient", DISCLOSED)
def for_a_purpose_of_its_own(answers: Recomputed) -> Found:
    is_purpose = answers.policy.purpose_is
    yield from of_disclosures(
        answers, "purpose", lambda _, p: is_purpose(p, "disclosable", "no")
    )


@rule("RCP-09", "medium", "recipient", DISCLOSED)
def supplier_as_controller(answers: Recomputed) -> Found:
    for r in answers.t["recipient"]:
        key = r["recipient_id"]
        is_supplier = r["kind"] in ("it_supplier", "analytics", "freelancer")
        recent = answers.recipients[key]["disclosures_12m"]
        if is_supplier and r["role"] == "controller" and recent:
            yield key, None, first(answers.disclosures(key), "disclosed_on")


@rule("RCP-10", "high", "recipient", DISCLOSED)
def forbidden(answers: Recomputed) -> Found:
    banned = {
        (row["recipient_kind"], row["category"])
        for row in answers.policy.tables["forbidden_disclosures"]
    }
    yield from of_disclosures(
        answers, "category", lambda r, c: (r["kind"], c) in banned
    )
