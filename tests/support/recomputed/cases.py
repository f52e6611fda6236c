"""Cases worked out by hand: the answers to a few rows, with a policy that differs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.support.recomputed.answers import Recomputed
from tests.support.recomputed.findings import findings
from tests.support.recomputed.policy import Policy

if TYPE_CHECKING:
    pass

AS_OF = date(2026, 10, 31)
STATEMENT = date(2018, 5, 25)
GOOGLE = {
    "recipient_id": "RC-0001",
    "name": "Google Analytics",
    "kind": "analytics",
    "role": "processor",
    "country": "US",
    "iso27001_until": None,
    "dpf_certified": True,
}


def changed(policy: Policy, table: str, key: str, **cells: str) -> Policy:
    """Return the policy with other cells in the rows that bear a key."""
    rows = [row | cells if key in row.values() else row for row in policy.tables[table]]
    return Policy(policy.tables | {table: rows})


def answered(
    policy: Policy, as_of: date = AS_OF, statement: date = STATEMENT, **tables: Any
) -> Recomputed:
    """Return the answers to a few tables."""
    return Recomputed(tables, as_of, statement, policy)


def since_of(answers: Recomputed, rule: str) -> dict[str, str]:
    """Return since when a rule is broken, by key."""
    rows = findings(answers).values()
    return {r["subject_key"]: str(r["since"]) for r in rows if r["rule"] == rule}
