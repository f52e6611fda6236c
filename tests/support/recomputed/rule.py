"""How a rule of findings is written down: severity, subject, needs, a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

Found = Iterator[tuple[str, str | None, date | None]]
"""Key, client and since of each finding of a rule."""


@dataclass(frozen=True)
class Rule:
    """A row of the table of findings."""

    severity: str
    subject: str
    needs: frozenset[str]
    find: Callable[[Recomputed], Found]


RULES: dict[str, Rule] = {}


def rule(
    name: str, severity: str, subject: str, needs: str
) -> Callable[[Callable[[Recomputed], Found]], Callable[[Recomputed], Found]]:
    """Enter a function as a rule; `needs` names tables with spaces between them."""

    def enter(find: Callable[[Recomputed], Found]) -> Callable[[Recomputed], Found]:
        assert name not in RULES, f"{name} is there twice"
        RULES[name] = Rule(severity, subject, frozenset(needs.split()), find)
        return find

    return enter


def first(rows: Iterable[Row], column: str) -> date:
    """Return the earliest date of a column."""
    days: list[date] = [row[column] for row in rows]
    return min(days)


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    """Return rows by what they have in common."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups
