"""rules.md, *Findings*: all rules together.

A rule is a function that gives of each finding its key, client and since; it stands
in one of the modules named here, with severity, subject and needs of its row of the
table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed import (
    on_clients,
    on_copies,
    on_holdings,
    on_recipients,
    on_register,
    on_requests,
    on_restrictions,
    on_statement,
    on_transfers,
)
from tests.support.recomputed.rule import RULES

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

MODULES = (
    on_clients,
    on_copies,
    on_holdings,
    on_recipients,
    on_register,
    on_requests,
    on_restrictions,
    on_statement,
    on_transfers,
)
"""The modules of the rules; importing one enters its rules in `RULES`."""


def findings(answers: Recomputed) -> dict[str, Row]:
    """Return the findings by rule and key of all rules that are assessed."""
    rows: dict[str, Row] = {}
    for name, rule in sorted(RULES.items()):
        if not answers.has(rule.needs):
            continue
        for key, client, since in rule.find(answers):
            identity = f"{name} {key}"
            assert identity not in rows, f"{identity} is found twice"
            rows[identity] = {
                "rule": name,
                "severity": rule.severity,
                "subject_table": rule.subject,
                "subject_key": key,
                "client_id": client,
                "since": since,
            }
    return rows
