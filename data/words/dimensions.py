"""What the values of a breakdown are called (queries/breakdowns).

A value is a code of its dimension, a name of the organisation's own (principal,
department), a month, a rule, or one of the codes that stand for the rest.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import queries

if TYPE_CHECKING:
    from data.words import Words

TOTAL = "total"
STATUS = {"requests": "request_status", "holdings": "retention_status"}
DOMAINS = {
    "age": "age",
    "answer_12m": "answer_12m",
    "category": "category",
    "change": "finding_change",
    "channel": "channel",
    "family": "rule_family",
    "kind": "request_kind",
    "principal_kind": "principal_kind",
    "purpose": "purpose",
    "recipient_kind": "recipient_kind",
    "section": "section",
    "severity": "severity",
    "statement": "statement_given",
    "step": "bridge_step",
    "trajectory_kind": "trajectory_kind",
    "what_changed": "what_changed",
}
"""The domain of a dimension's codes; `status` has one for each unit."""
REST = {"other": "others"}
"""Codes whose key would read as a plural form in the message files."""
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def domain(unit: str, dimension: str) -> str | None:
    """Name the domain of a dimension's codes; None where its values are names."""
    return STATUS.get(unit) if dimension == "status" else DOMAINS.get(dimension)


def value(words: Words, unit: str, dimension: str, code: str) -> str:
    """Write a value of a dimension in the reader's words."""
    rest = words.texts.get(f"codes.breakdown_rest.{REST.get(code, code)}")
    if code == TOTAL:
        return words("key.total").capitalize()
    if dimension == "rule":
        return rule(words, code)
    if match := _MONTH.fullmatch(code):
        return words.month(date(int(match[1]), int(match[2]), 1), short=True)
    known = domain(unit, dimension)
    if known == "purpose" and rest is None:
        return words.purpose(code)
    named = words.texts.get(f"codes.{known}.{code}", rest)
    return code if named is None else named


def rule(words: Words, code: str) -> str:
    """Return a rule's code and what it says; the code alone where it is gone."""
    known = queries.folder("findings")
    return f"{code} · {words.title(known[code])}" if code in known else code
