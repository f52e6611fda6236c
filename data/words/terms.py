"""How terms are written: `2 years`, and what a retention rule says with them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from data import policy

if TYPE_CHECKING:
    from data.words import Words


def period(words: Words, months: int, days: int) -> str:
    """Write a term: whole years as years."""
    parts = []
    if months and months % 12 == 0:
        parts.append(words.count("units.years", months // 12))
    elif months:
        parts.append(words.count("units.months", months))
    if days or not parts:
        parts.append(words.count("units.days", days))
    return words.join(parts)


@cache
def _rules() -> dict[Any, dict[str, Any]]:
    """Return the retention rules of the policy by their code."""
    rows = policy.load("retention_rules")
    return rows.rows_by_key("rule", named=True, unique=True)


def retention(words: Words, rule: str) -> str:
    """Write how long a rule lets data be kept, by the terms of the policy."""
    rows = _rules()
    if rule not in rows or f"terms.{rule}" not in words.texts:
        return words.code("retention_rule", rule)
    row = rows[rule]
    lengths = {
        name: period(words, row[f"{name}_months"] or 0, row[f"{name}_days"] or 0)
        for name in ("term", "grace")
    }
    return words(f"terms.{rule}", **lengths)
