"""Findings on transfers: TRF-01 to 09."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.support.recomputed.dates import days
from tests.support.recomputed.policy import day
from tests.support.recomputed.recipients import recent
from tests.support.recomputed.rule import Found, first, rule
from tests.support.recomputed.transfers import is_outside

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

PARTIES = "transfer recipient"


def of_status(answers: Recomputed, *statuses: str) -> list[Row]:
    """Return the transfers of a status."""
    return [
        t
        for t in answers.t["transfer"]
        if answers.transfers[t["transfer_id"]]["status"] in statuses
    ]


def outside(answers: Recomputed) -> list[Row]:
    """Return the transfers outside the EEA that have not ended."""
    return [t for t in answers.t["transfer"] if is_outside(answers, t)]


def declared_mechanisms(answers: Recomputed, transfer: Row) -> set[str]:
    """Return the mechanisms that the statement declares for name and country."""
    name = answers.parent("recipient", transfer)["name"]
    return {
        row["mechanism"]
        for row in answers.policy.of_statement("transfers_declared", answers.statement)
        if (row["recipient"], row["country"]) == (name, transfer["country"])
    }


@rule("TRF-01", "high", "transfer", PARTIES)
def without_ground(answers: Recomputed) -> Found:
    for t in of_status(answers, "invalid", "missing"):
        key = t["transfer_id"]
        yield key, None, answers.transfers[key]["invalid_since"]


@rule("TRF-02", "medium", "transfer", PARTIES)
def unassessed(answers: Recomputed) -> Found:
    for t in of_status(answers, "unassessed"):
        yield t["transfer_id"], None, t["started_on"]


@rule("TRF-03", "medium", "transfer", PARTIES)
def undeclared(answers: Recomputed) -> Found:
    for t in outside(answers):
        if not declared_mechanisms(answers, t):
            yield t["transfer_id"], None, t["started_on"]


@rule("TRF-04", "low", "transfer", PARTIES)
def decision_ends_soon(answers: Recomputed) -> Found:
    year = days(365)
    for t in of_status(answers, "adequate"):
        ends = last_day(answers, t["country"])
        if ends is not None and ends <= answers.as_of + year:
            yield t["transfer_id"], None, ends - year


def last_day(answers: Recomputed, country: str) -> date | None:
    """Return the last day of the decisions in force, null where one has none."""
    decisions = answers.policy.decisions_in_force(country, answers.as_of)
    ends = [until for _, until in decisions]
    last = None if None in ends else max(until for until in ends if until)
    framework = day(answers.policy.mechanisms["dpf"]["valid_until"])
    if country == "US" and framework is not None:
        return min(last or framework, framework)
    return last


@rule("TRF-05", "medium", "transfer", "transfer recipient activity")
def not_in_the_register(answers: Recomputed) -> Found:
    for t in outside(answers):
        if not any(
            t["country"] in (a["countries"] or ()) and t["category"] in a["categories"]
            for a in answers.t["activity"]
        ):
            yield t["transfer_id"], None, t["started_on"]


@rule("TRF-06", "low", "transfer", PARTIES)
def declared_otherwise(answers: Recomputed) -> Found:
    for t in outside(answers):
        declared = declared_mechanisms(answers, t)
        if declared and t["mechanism"] not in declared:
            yield t["transfer_id"], None, t["started_on"]


@rule("TRF-07", "high", "recipient", "recipient disclosure transfer")
def disclosed_without_transfer(answers: Recomputed) -> Found:
    for r in answers.t["recipient"]:
        key, in_year = r["recipient_id"], recent(answers, r)
        if r["country"] in answers.policy.eea or not in_year:
            continue
        ends = [t["ended_on"] for t in answers.of("transfer", "recipient_id", key)]
        if not any(end is None or end > answers.as_of for end in ends):
            yield key, None, first(in_year, "disclosed_on")


@rule("TRF-08", "medium", "transfer", PARTIES)
def standing_derogation(answers: Recomputed) -> Found:
    for t in of_status(answers, "derogation"):
        yield t["transfer_id"], None, t["started_on"]


@rule("TRF-09", "low", "transfer", PARTIES)
def before_the_decision(answers: Recomputed) -> Found:
    for t in of_status(answers, "adequate"):
        decisions = answers.policy.decisions_in_force(t["country"], answers.as_of)
        if t["started_on"] < min(begins for begins, _ in decisions):
            yield t["transfer_id"], None, t["started_on"]
