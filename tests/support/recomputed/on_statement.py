"""Findings on the statement and the policy: STM-01 to 03, POL-01."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY, plus_months
from tests.support.recomputed.policy import day
from tests.support.recomputed.rule import Found, rule

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed


@rule("STM-01", "medium", "statement", "")
def statement_is_old(answers: Recomputed) -> Found:
    months = answers.policy.norms["statement_max_months"]
    last = plus_months(answers.statement, months)
    if last < answers.as_of:
        yield answers.statement.isoformat(), None, last + DAY


@rule("STM-02", "high", "statement", "")
def declared_without_ground(answers: Recomputed) -> Found:
    since: dict[str, date] = {}
    for row in answers.policy.of_statement("transfers_declared", answers.statement):
        mechanism = answers.policy.mechanisms[row["mechanism"]]
        key, ends = (
            f"{row['recipient']}/{row['country']}",
            day(mechanism["valid_until"]),
        )
        if mechanism["family"] == "none":
            wrong = answers.statement
        elif ends is not None and ends < answers.as_of:
            wrong = ends + DAY
        else:
            continue
        since[key] = min(wrong, since.get(key, wrong))
    for key, on in since.items():
        yield key, None, on


@rule("STM-03", "medium", "statement", "")
def statement_falls_short(answers: Recomputed) -> Found:
    checklist = answers.policy.of_statement("statement_checklist", answers.statement)
    for row in checklist:
        if row["state"] in ("absent", "wrong"):
            yield row["element"], None, answers.statement


@rule("POL-01", "low", "policy", "")
def facts_are_old(answers: Recomputed) -> Found:
    months = answers.policy.norms["facts_checked_months"]
    for name in ("adequacy", "mechanisms"):
        rows = answers.policy.tables[name]
        oldest = min(date.fromisoformat(row["checked_on"]) for row in rows)
        if oldest < plus_months(answers.as_of, -months):
            yield name, None, plus_months(oldest, months) + DAY
