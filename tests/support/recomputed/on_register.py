"""Findings on the register and who may see what: REG-01 to 07, AUT-01 to 03."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY, plus_months
from tests.support.recomputed.rule import Found, first, grouped, rule

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row


def has_special(answers: Recomputed, activity: Row) -> bool:
    """Return whether a category of an activity has an item marked special."""
    return not answers.policy.special.isdisjoint(activity["categories"])


def is_incomplete(answers: Recomputed, activity: Row) -> bool:
    """Return whether an activity lacks what the register must hold of it."""
    if activity["measures"] is None or activity["owner"] is None:
        return True
    if activity["role"] == "processor":
        return False
    on_interest = "legitimate_interest" in activity["grounds"]
    return (
        not activity["recipient_kinds"]
        or (on_interest and activity["interest"] is None)
        or (has_special(answers, activity) and activity["special_ground"] is None)
    )


@rule("REG-01", "medium", "activity", "activity")
def incomplete(answers: Recomputed) -> Found:
    for a in answers.t["activity"]:
        if is_incomplete(answers, a):
            yield a["activity_id"], None, None


@rule("REG-02", "low", "activity", "activity")
def not_reviewed(answers: Recomputed) -> Found:
    months = answers.policy.norms["review_months"]
    for a in answers.t["activity"]:
        reviewed = a["reviewed_on"]
        if reviewed is None:
            yield a["activity_id"], None, None
        elif reviewed < plus_months(answers.as_of, -months):
            yield a["activity_id"], None, plus_months(reviewed, months) + DAY


@rule("REG-03", "high", "category", "holding activity")
def category_not_registered(answers: Recomputed) -> Found:
    listed = [h for h in answers.live if h["item"] in answers.policy.catalog]
    registered = {c for a in answers.t["activity"] for c in a["categories"]}
    for category, rows in grouped(listed, answers.category_of).items():
        if category not in registered:
            yield category, None, first(rows, "collected_on")


@rule("REG-04", "medium", "category", "holding activity")
def ground_not_registered(answers: Recomputed) -> Found:
    listed = [h for h in answers.live if h["item"] in answers.policy.catalog]
    held = grouped(listed, lambda h: (answers.category_of(h), h["ground"]))
    for (category, ground), rows in held.items():
        if not any(
            category in a["categories"] and ground in a["grounds"]
            for a in answers.t["activity"]
        ):
            yield f"{category}/{ground}", None, first(rows, "collected_on")


@rule("REG-05", "medium", "activity", "activity")
def impact_not_assessed(answers: Recomputed) -> Found:
    for a in answers.t["activity"]:
        is_denied = a["dpia"] == "not_needed" and has_special(answers, a)
        if a["dpia"] == "needed" or (is_denied and a["role"] != "processor"):
            yield a["activity_id"], None, None


@rule("REG-06", "low", "activity", "activity")
def assessment_is_old(answers: Recomputed) -> Found:
    months = answers.policy.norms["dpia_review_months"]
    for a in answers.t["activity"]:
        done = a["dpia_on"]
        if done is not None and done < plus_months(answers.as_of, -months):
            yield a["activity_id"], None, plus_months(done, months) + DAY


@rule("REG-07", "high", "activity", "activity")
def automated(answers: Recomputed) -> Found:
    for a in answers.t["activity"]:
        if a["automated"]:
            yield a["activity_id"], None, None


def granted(answers: Recomputed) -> list[Row]:
    """Return the authorisations that are not revoked."""
    return [a for a in answers.t["authorisation"] if a["revoked_on"] is None]


@rule("AUT-01", "medium", "authorisation", "authorisation")
def access_not_reviewed(answers: Recomputed) -> Found:
    months = answers.policy.norms["review_months"]
    for a in granted(answers):
        seen = a["reviewed_on"] or a["granted_on"]
        if seen < plus_months(answers.as_of, -months):
            yield a["authorisation_id"], None, plus_months(seen, months) + DAY


def without_activity(answers: Recomputed) -> list[Row]:
    """Return the authorisations of departments that own no such activity."""
    owned = {(b["owner"], c) for b in answers.t["activity"] for c in b["categories"]}
    return [
        a for a in granted(answers) if (a["department"], a["category"]) not in owned
    ]


@rule("AUT-02", "high", "authorisation", "authorisation activity")
def health_without_activity(answers: Recomputed) -> Found:
    for a in without_activity(answers):
        if a["category"] == "health":
            yield a["authorisation_id"], None, a["granted_on"]


@rule("AUT-03", "medium", "authorisation", "authorisation activity")
def other_without_activity(answers: Recomputed) -> Found:
    for a in without_activity(answers):
        if a["category"] != "health":
            yield a["authorisation_id"], None, a["granted_on"]
