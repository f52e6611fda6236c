"""rules.md, *Key figures*: value, numerator and denominator, the target aside."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import TYPE_CHECKING

from tests.support.recomputed.dates import dutch_date, plus_months
from tests.support.recomputed.findings import findings
from tests.support.recomputed.on_clients import held
from tests.support.recomputed.on_register import granted
from tests.support.recomputed.transfers import is_outside

if TYPE_CHECKING:
    from tests.support.recomputed.answers import Recomputed
    from tests.support.recomputed.records import Row

NEEDS = {
    "retention_compliance": "holding client trajectory",
    "holdings_overdue": "holding client trajectory",
    "clients_with_overdue_holdings": "holding client trajectory",
    "holdings_due_in_90_days": "holding client trajectory",
    "holdings_on_hold": "holding client trajectory restriction",
    "requests_open": "rights_request",
    "requests_overdue": "rights_request",
    "requests_due_soon": "rights_request",
    "requests_received_12m": "rights_request",
    "requests_on_time_12m": "rights_request",
    "median_handling_days_12m": "rights_request",
    "processors_with_agreement": "recipient agreement",
    "transfers_with_valid_ground": "transfer recipient",
    "clients_informed": "client holding",
    "authorisations_reviewed": "authorisation",
    "activities_complete": "activity",
    "findings_high": "",
    "findings_medium": "",
    "findings_low": "",
    "breaches_on_time": "breach",
}
NOTHING: Row = {"value": None, "numerator": None, "denominator": None}


def count(value: float | None) -> Row:
    """Return a figure that is no ratio."""
    return NOTHING | {"value": value}


def ratio(part: int, whole: int) -> Row:
    """Return a ratio to 4 decimals, halves rounded up."""
    if whole == 0:
        return {"value": None, "numerator": 0, "denominator": 0}
    exact = Decimal(part) / Decimal(whole)
    value = float(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))
    return {"value": value, "numerator": part, "denominator": whole}


def key_figures(answers: Recomputed) -> dict[str, Row]:
    """Return the key figures by name, without counts where they are not assessed."""
    figures = (
        of_holdings(answers)
        | of_requests(answers)
        | of_parties(answers)
        | of_findings(answers)
    )
    assert figures.keys() == NEEDS.keys()
    return {
        name: figure if answers.has(frozenset(NEEDS[name].split())) else NOTHING
        for name, figure in figures.items()
    }


def of_holdings(answers: Recomputed) -> dict[str, Row]:
    """Return the key figures of live holdings and of those who hold them."""
    rows = [answers.retention[h["holding_id"]] for h in answers.live]
    status = [row["status"] for row in rows]
    over = status.count("overdue")
    with_term = len(status) - status.count("no_term")
    holders = held(answers)
    informed = [c for c in holders if c["statement_version"] == answers.statement]
    return {
        "retention_compliance": ratio(with_term - over, with_term),
        "holdings_overdue": count(over),
        "clients_with_overdue_holdings": count(
            len({row["client_id"] for row in rows if row["status"] == "overdue"})
        ),
        "holdings_due_in_90_days": count(status.count("due_soon")),
        "holdings_on_hold": count(status.count("on_hold")),
        "clients_informed": ratio(len(informed), len(holders)),
    }


def of_requests(answers: Recomputed) -> dict[str, Row]:
    """Return the key figures of rights requests."""
    rows, year_ago = [*answers.requests.values()], plus_months(answers.as_of, -12)
    status = [row["status"] for row in rows]
    over = status.count("overdue")
    closed = [row for row in rows if row["closed_on"] and row["closed_on"] > year_ago]
    on_time = [row for row in closed if row["status"] == "closed_on_time"]
    days = [row["handling_days"] for row in closed]
    return {
        "requests_open": count(sum(row["closed_on"] is None for row in rows)),
        "requests_overdue": count(over),
        "requests_due_soon": count(status.count("due_soon")),
        "requests_received_12m": count(sum(r["received_on"] > year_ago for r in rows)),
        "requests_on_time_12m": ratio(len(on_time), len(closed) + over),
        "median_handling_days_12m": count(median(days) if days else None),
    }


def of_parties(answers: Recomputed) -> dict[str, Row]:
    """Return the key figures of recipients and transfers."""
    agreements = [row["agreement"] for row in answers.recipients.values()]
    required = len(agreements) - agreements.count("not_required")
    agreed = agreements.count("in_force") + agreements.count("ending_soon")
    outside = [
        answers.transfers[t["transfer_id"]]["status"]
        for t in answers.t["transfer"]
        if is_outside(answers, t)
    ]
    sound = outside.count("adequate") + outside.count("safeguarded")
    return {
        "processors_with_agreement": ratio(agreed, required),
        "transfers_with_valid_ground": ratio(sound, len(outside)),
    }


def of_findings(answers: Recomputed) -> dict[str, Row]:
    """Return the key figures that count findings, or what has none."""
    rows = findings(answers)
    severity = [row["severity"] for row in rows.values()]
    year_ago = plus_months(answers.as_of, -12)
    risky = [
        f"BRC-01 {b['breach_id']}"
        for b in answers.t["breach"]
        if b["risk"] != "none" and dutch_date(b["discovered_at"]) > year_ago
    ]
    access = [f"AUT-01 {a['authorisation_id']}" for a in granted(answers)]
    activities = [f"REG-01 {a['activity_id']}" for a in answers.t["activity"]]
    return {
        "authorisations_reviewed": ratio(len({*access} - rows.keys()), len(access)),
        "activities_complete": ratio(len({*activities} - rows.keys()), len(activities)),
        "breaches_on_time": ratio(len({*risky} - rows.keys()), len(risky)),
        **{
            f"findings_{s}": count(severity.count(s)) for s in ("high", "medium", "low")
        },
    }
