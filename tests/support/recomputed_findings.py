"""Recipients, transfers, findings and key figures once more in plain Python.

As in tests/recomputed: written from rules.md alone, one rule after the other. A
rule that is not in `SEVERITY` is not worked out again, and left to its cases in
tests/seal/test_findings.py.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.support.recomputed import (
    DAY,
    catalog,
    day,
    of_client,
    plus_months,
    policy,
    requests,
    restricted,
    retention,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.support.recomputed import Row, Tables

HOME = ZoneInfo("Europe/Amsterdam")
Finding = tuple[str, str, str | None, date | None]
"""Rule, key, client, since."""


def recipients(tables: Tables, as_of: date) -> dict[str, Row]:
    """Return the agreement and the disclosures of every recipient."""
    soon, year = as_of + timedelta(days=90), plus_months(as_of, -12)
    answers = {}
    for r in tables["recipient"]:
        signed, ends, iso = (
            r["agreement_signed_on"],
            r["agreement_ends_on"],
            r["iso27001_until"],
        )
        if r["role"] == "controller":
            agreement = "not_required"
        elif signed is None or signed > as_of:
            agreement = "missing"
        elif ends is not None and ends < as_of:
            agreement = "expired"
        else:
            agreement = "in_force" if ends is None or ends > soon else "ending_soon"
        if r["kind"] != "it_supplier":
            certificate = "not_applicable"
        elif iso is None:
            certificate = "none"
        elif iso < as_of:
            certificate = "expired"
        else:
            certificate = "ending_soon" if iso <= soon else "valid"
        got = disclosed_to(tables, r["recipient_id"])
        recent = [d for d in got if d["disclosed_on"] > year]
        answers[r["recipient_id"]] = {
            "recipient_id": r["recipient_id"],
            "kind": r["kind"],
            "role": r["role"],
            "country": r["country"],
            "agreement": agreement,
            "iso27001": certificate,
            "disclosures_12m": len(recent),
            "clients_12m": len({d["client_id"] for d in recent}),
            "last_disclosed_on": max((d["disclosed_on"] for d in got), default=None),
        }
    return answers


def disclosed_to(tables: Tables, recipient: str) -> list[Row]:
    """Return the disclosures to a recipient."""
    return [d for d in tables["disclosure"] if d["recipient_id"] == recipient]


def in_force(country: str, as_of: date) -> dict[str, str] | None:
    """Return the adequacy decision on a country that is in force, if any."""
    for decision in policy("adequacy"):
        begins, ends = day(decision["valid_from"]), day(decision["valid_until"])
        if decision["country"] == country and begins is not None and begins <= as_of:
            if ends is None or ends >= as_of:
                return decision
    return None


def mechanism_of(name: str) -> dict[str, str]:
    """Return a mechanism of the policy."""
    (found,) = (m for m in policy("mechanisms") if m["mechanism"] == name)
    return found


def in_eea(country: str) -> bool:
    """Return whether a country is in the EEA."""
    return country in {row["country"] for row in policy("eea")}


def recipient_of(tables: Tables, row: Row) -> Row:
    """Return the recipient that a row refers to."""
    (found,) = (
        r for r in tables["recipient"] if r["recipient_id"] == row["recipient_id"]
    )
    return found


def transfer(tables: Tables, t: Row, as_of: date) -> tuple[str, date | None]:
    """Return the status of a transfer and since when it is invalid."""
    mechanism, started = mechanism_of(t["mechanism"]), t["started_on"]
    begins, ends = day(mechanism["valid_from"]), day(mechanism["valid_until"])
    if t["ended_on"] is not None and t["ended_on"] <= as_of:
        return "ended", None
    if in_eea(t["country"]):
        return "within_eea", None
    if mechanism["family"] == "none":
        return "missing", started
    if ends is not None and as_of > ends:
        return "invalid", max(ends + DAY, started)
    if begins is not None and begins > as_of:
        return "invalid", started
    to_us = t["mechanism"] == "adequacy" and t["country"] == "US"
    if t["mechanism"] == "dpf" or to_us:
        certified = recipient_of(tables, t)["dpf_certified"]
        if t["country"] != "US" or not certified:
            return "invalid", started
    if t["mechanism"] in ("dpf", "adequacy"):
        if in_force(t["country"], as_of):
            return "adequate", None
        ran_out = [
            until
            for decision in policy("adequacy")
            if decision["country"] == t["country"]
            and (until := day(decision["valid_until"])) is not None
            and until < as_of
        ]
        return "invalid", max([started, *(until + DAY for until in ran_out)])
    if mechanism["family"] == "derogation":
        return "derogation", None
    assessed = t["assessed_on"] is not None and t["assessed_on"] <= as_of
    sound = mechanism["needs_assessment"] == "no" or assessed
    return "safeguarded" if sound else "unassessed", None


def transfers(tables: Tables, as_of: date) -> dict[str, Row]:
    """Return the status of every transfer."""
    answers = {}
    for t in tables["transfer"]:
        status, since = transfer(tables, t, as_of)
        answers[t["transfer_id"]] = {
            "transfer_id": t["transfer_id"],
            "recipient_id": t["recipient_id"],
            "country": t["country"],
            "mechanism": t["mechanism"],
            "status": status,
            "invalid_since": since,
        }
    return answers


class Findings:
    """Every finding of rules.md on one source."""

    def __init__(self, tables: Tables, as_of: date, statement: date) -> None:
        """Answer first what the findings lean on."""
        self.t, self.as_of, self.statement = tables, as_of, statement
        self.year = plus_months(as_of, -12)
        self.retention = retention(tables, as_of)
        self.requests = requests(tables, as_of)
        self.recipients = recipients(tables, as_of)
        self.transfers = transfers(tables, as_of)
        self.live = [h for h in tables["holding"] if h["erased_on"] is None]

    def all(self) -> dict[str, Finding]:
        """Return the findings by rule and key."""
        found = [
            *self.on_holdings(),
            *self.on_terms(),
            *self.on_requests(),
            *self.on_identity(),
            *self.on_clients(),
            *self.on_recipients(),
            *self.on_transfers(),
            *self.on_register(),
            *self.on_authorisations(),
            *self.on_statement(),
            *self.on_breaches(),
        ]
        keyed = {f"{rule} {key}": (rule, key, *rest) for rule, key, *rest in found}
        assert len(keyed) == len(found)
        return keyed  # type: ignore[return-value]

    def on_holdings(self) -> Iterator[Finding]:
        """RET-01 to 04, CON-01, CON-02."""
        rule_of = {"overdue": "RET-01", "erased_late": "RET-02"}
        for h in self.t["holding"]:
            key, client = h["holding_id"], h["client_id"]
            told, erased, got = self.retention[key], h["erased_on"], h["collected_on"]
            if told["status"] in rule_of:
                since = told["effective_due_on"] + DAY
                yield rule_of[told["status"]], key, client, since
            if told["status"] == "erased_early":
                yield "RET-03", key, client, erased
            if erased is not None and restricted(self.t, client, erased):
                yield "RET-04", key, client, erased
            needs = h["ground"] == "consent" or told["rule"] == "consent"
            if erased is None and needs:
                if not any(
                    c["item"] == h["item"]
                    and c["given_on"] <= got
                    and (c["withdrawn_on"] is None or c["withdrawn_on"] > got)
                    for c in of_client(self.t["consent"], client)
                ):
                    yield "CON-01", key, client, got
        for c in self.t["consent"]:
            if c["withdrawn_on"] is None and c["form_version"] is None:
                yield "CON-02", c["consent_id"], c["client_id"], c["given_on"]

    def on_terms(self) -> Iterator[Finding]:
        """RET-05, RET-06, REG-03, REG-04."""
        for t in self.t["trajectory"]:
            ends = plus_months(t["started_on"], 36)
            if t["ended_on"] is None and ends < self.as_of:
                yield "RET-05", t["trajectory_id"], t["client_id"], ends + DAY
        activities = self.t["activity"]
        for category in {row["category"] for row in policy("catalog")}:
            here = [h for h in self.live if self.category(h) == category]
            undeclared = [h for h in here if self.rule(h) == "undeclared"]
            if undeclared:
                yield "RET-06", category, None, first(undeclared)
            if here and not any(category in a["categories"] for a in activities):
                yield "REG-03", category, None, first(here)
            for ground in {h["ground"] for h in here}:
                if not any(
                    category in a["categories"] and ground in a["grounds"]
                    for a in activities
                ):
                    key = f"{category}/{ground}"
                    on = [h for h in here if h["ground"] == ground]
                    yield "REG-04", key, None, first(on)

    def category(self, h: Row) -> str:
        """Return the category of a holding."""
        return catalog()[h["item"]]["category"]

    def rule(self, h: Row) -> str:
        """Return the retention rule of a holding."""
        return catalog()[h["item"]]["retention_rule"]

    def on_requests(self) -> Iterator[Finding]:
        """REQ-01 to 06, REQ-10 to 12, RST-02."""
        for r in self.t["rights_request"]:
            key, client, closed = r["request_id"], r["client_id"], r["closed_on"]
            told, outcome, kind = self.requests[key], r["outcome"], r["kind"]
            disclosed = of_client(self.t["disclosure"], client)
            granted = outcome in ("granted", "partly_granted")
            if told["status"] == "overdue":
                yield "REQ-01", key, client, told["due_on"] + DAY
            if told["status"] == "closed_late":
                yield "REQ-02", key, client, told["due_on"] + DAY
            if told["extension_valid"] is False and told["initial_due_on"] is not None:
                yield "REQ-03", key, client, r["extended_on"]
            if outcome == "refused" and r["refusal_reason"] is None:
                yield "REQ-04", key, client, closed
            verified = r["identity_verified_on"]
            if granted and r["channel"] != "portal":
                if verified is None or verified > closed:
                    yield "REQ-05", key, client, closed
            told_to = r["recipients_notified_on"]
            if granted and kind in ("rectification", "erasure", "restriction"):
                if told_to is None and any(
                    d["disclosed_on"] <= closed for d in disclosed
                ):
                    yield "REQ-06", key, client, closed
            if kind == "erasure" and outcome == "granted" and closed < self.as_of:
                left = [
                    h
                    for h in of_client(self.live, client)
                    if h["collected_on"] <= closed and self.rule(h) != "fiscal"
                ]
                if left and not restricted(self.t, client, self.as_of):
                    yield "REQ-10", key, client, closed + DAY
            if kind == "objection_marketing" and outcome != "withdrawn":
                after = [
                    d["disclosed_on"]
                    for d in disclosed
                    if d["purpose"] == "marketing"
                    and d["disclosed_on"] > r["received_on"]
                ]
                if after:
                    yield "REQ-11", key, client, min(after)
            if kind == "consent_withdrawal" and outcome == "granted":
                if any(
                    c["given_on"] <= closed and c["withdrawn_on"] is None
                    for c in of_client(self.t["consent"], client)
                ):
                    yield "REQ-12", key, client, closed
            if kind == "restriction" and granted:
                if not restricted(self.t, client, closed):
                    yield "RST-02", key, client, closed

    def on_identity(self) -> Iterator[Finding]:
        """REQ-07 to 09."""
        for r in self.t["rights_request"]:
            key, client = r["request_id"], r["client_id"]
            copied, verified = r["id_copy_received_on"], r["identity_verified_on"]
            if copied is not None and r["id_copy_deleted_on"] is None:
                if verified is not None and self.as_of > max(copied, verified):
                    yield "REQ-07", key, client, max(copied, verified) + DAY
                if not r["id_copy_redacted"]:
                    yield "REQ-08", key, client, copied
            if self.requests[key]["is_awaiting"]:
                asked = r["identity_requested_on"]
                if asked + timedelta(days=30) < self.as_of:
                    yield "REQ-09", key, client, asked + timedelta(days=31)

    def on_clients(self) -> Iterator[Finding]:
        """RST-01, INF-01, INF-02."""
        allowed = {
            p["purpose"]
            for p in policy("purposes")
            if p["allowed_under_restriction"] == "yes"
        }
        for d in self.t["disclosure"]:
            on, client = d["disclosed_on"], d["client_id"]
            if d["purpose"] not in allowed and restricted(self.t, client, on):
                yield "RST-01", d["disclosure_id"], client, on
        for c in self.t["client"]:
            client, ends = c["client_id"], plus_months(c["registered_on"], 1)
            if not of_client(self.live, client):
                continue
            if c["informed_on"] is None and ends < self.as_of:
                yield "INF-01", client, client, ends + DAY
            version = c["statement_version"]
            if version is not None and version < self.statement:
                yield "INF-02", client, client, self.statement

    def on_recipients(self) -> Iterator[Finding]:
        """RCP-01 to 06."""
        purposes = {p["purpose"] for p in policy("purposes")}
        for r in self.t["recipient"]:
            key, told = r["recipient_id"], self.recipients[r["recipient_id"]]
            got = disclosed_to(self.t, key)
            ends, iso = r["agreement_ends_on"], r["iso27001_until"]
            if told["disclosures_12m"] and told["agreement"] == "expired":
                yield "RCP-01", key, None, ends + DAY
            if told["disclosures_12m"] and told["agreement"] == "missing":
                yield "RCP-01", key, None, earliest(got)
            if told["agreement"] == "ending_soon":
                yield "RCP-02", key, None, ends - timedelta(days=90)
            if told["iso27001"] == "expired":
                yield "RCP-03", key, None, iso + DAY
            for purpose in {d["purpose"] for d in got} - purposes:
                of = [d for d in got if d["purpose"] == purpose]
                yield "RCP-04", f"{key}/{purpose}", None, earliest(of)
            health = [d for d in got if d["category"] == "health"]
            if health and r["kind"] == "principal":
                yield "RCP-05", key, None, earliest(health)
            for category in {d["category"] for d in got}:
                if not any(
                    r["kind"] in (a["recipient_kinds"] or [])
                    and category in a["categories"]
                    for a in self.t["activity"]
                ):
                    of = [d for d in got if d["category"] == category]
                    yield "RCP-06", f"{key}/{category}", None, earliest(of)

    def on_transfers(self) -> Iterator[Finding]:
        """TRF-01 to 06."""
        declared = {
            (d["recipient"], d["country"]): d["mechanism"]
            for d in policy("transfers_declared")
        }
        for t in self.t["transfer"]:
            key, told = t["transfer_id"], self.transfers[t["transfer_id"]]
            started, country = t["started_on"], t["country"]
            if told["status"] in ("invalid", "missing"):
                yield "TRF-01", key, None, told["invalid_since"]
            if told["status"] == "unassessed":
                yield "TRF-02", key, None, started
            if told["status"] == "adequate":
                decision = in_force(country, self.as_of)
                assert decision is not None
                ends = [day(decision["valid_until"])]
                if country == "US":
                    ends.append(day(mechanism_of("dpf")["valid_until"]))
                until = min((e for e in ends if e is not None), default=None)
                if until and until <= self.as_of + timedelta(days=365):
                    yield "TRF-04", key, None, until - timedelta(days=365)
            ended = t["ended_on"] is not None and t["ended_on"] <= self.as_of
            if ended or in_eea(country):
                continue
            name = (recipient_of(self.t, t)["name"], country)
            if name not in declared:
                yield "TRF-03", key, None, started
            elif declared[name] != t["mechanism"]:
                yield "TRF-06", key, None, started
            if not any(
                country in (a["countries"] or []) and t["category"] in a["categories"]
                for a in self.t["activity"]
            ):
                yield "TRF-05", key, None, started

    def on_register(self) -> Iterator[Finding]:
        """REG-01, REG-02."""
        special = {
            row["category"] for row in policy("catalog") if row["special"] == "yes"
        }
        for a in self.t["activity"]:
            missing = [a[name] is None for name in ("measures", "owner")]
            missing.append(a["recipient_kinds"] is None)
            missing.append(
                a["interest"] is None and "legitimate_interest" in a["grounds"]
            )
            missing.append(
                a["special_ground"] is None and bool(special & {*a["categories"]})
            )
            if any(missing):
                yield "REG-01", a["activity_id"], None, None
            reviewed = a["reviewed_on"]
            if reviewed is None:
                yield "REG-02", a["activity_id"], None, None
            elif reviewed < self.year:
                yield "REG-02", a["activity_id"], None, plus_months(reviewed, 12) + DAY

    def on_authorisations(self) -> Iterator[Finding]:
        """AUT-01 to 03."""
        for a in self.t["authorisation"]:
            key, category = a["authorisation_id"], a["category"]
            if a["revoked_on"] is not None:
                continue
            seen = a["reviewed_on"] or a["granted_on"]
            if seen < self.year:
                yield "AUT-01", key, None, plus_months(seen, 12) + DAY
            if not any(
                b["owner"] == a["department"] and category in b["categories"]
                for b in self.t["activity"]
            ):
                rule = "AUT-02" if category == "health" else "AUT-03"
                yield rule, key, None, a["granted_on"]

    def on_statement(self) -> Iterator[Finding]:
        """STM-01, STM-02."""
        ends = plus_months(self.statement, 24)
        if ends < self.as_of:
            yield "STM-01", str(self.statement), None, ends + DAY
        for declared in policy("transfers_declared"):
            until = day(mechanism_of(declared["mechanism"])["valid_until"])
            if until is not None and until < self.as_of:
                key = f"{declared['recipient']}/{declared['country']}"
                yield "STM-02", key, None, until + DAY

    def on_breaches(self) -> Iterator[Finding]:
        """BRC-01, BRC-02."""
        end = datetime.combine(self.as_of + DAY, time(), HOME)
        for b in self.t["breach"]:
            # arithmetic in UTC: within one zone Python adds wall-clock hours
            due = b["discovered_at"] + timedelta(hours=72)
            since, told = due.astimezone(HOME).date(), b["authority_notified_at"]
            late = told > due if told is not None else due < end
            if b["risk"] in ("risk", "high") and late:
                yield "BRC-01", b["breach_id"], None, since
            if b["risk"] == "high" and b["subjects_notified_at"] is None and due < end:
                yield "BRC-02", b["breach_id"], None, since


def first(holdings: Iterable[Row]) -> date:
    """Return the first day on which one was collected."""
    days: list[date] = [h["collected_on"] for h in holdings]
    return min(days)


def earliest(disclosures: Iterable[Row]) -> date:
    """Return the first day on which one was made."""
    days: list[date] = [d["disclosed_on"] for d in disclosures]
    return min(days)


def key_figures(
    found: Findings, others: Iterable[str] = ()
) -> dict[str, tuple[Any, Any, Any]]:
    """Return value, numerator and denominator of key figures.

    `others` are the severities of the findings of rules not worked out here.
    """
    findings, tables, year = found.all(), found.t, found.year
    states = [found.retention[h["holding_id"]]["status"] for h in found.live]
    rules = [rule for rule, *_ in findings.values()]
    late = {f"{rule} {key}" for rule, key, *_ in findings.values()}
    closed = [
        r for r in found.requests.values() if r["closed_on"] and r["closed_on"] > year
    ]
    status = [r["status"] for r in found.requests.values()]
    over = status.count("overdue")
    on_time = sum(r["status"] == "closed_on_time" for r in closed)
    required = [r["agreement"] for r in found.recipients.values()]
    required = [agreement for agreement in required if agreement != "not_required"]
    outside = [t["status"] for t in found.transfers.values()]
    outside = [s for s in outside if s not in ("ended", "within_eea")]
    holders = {h["client_id"] for h in found.live}
    informed = [
        c
        for c in tables["client"]
        if c["client_id"] in holders and c["statement_version"] == found.statement
    ]
    granted = [a for a in tables["authorisation"] if a["revoked_on"] is None]
    risky = [b for b in tables["breach"] if b["risk"] != "none"]
    severe = {"high": 0, "medium": 0, "low": 0}
    for severity in (*(SEVERITY[rule] for rule in rules), *others):
        severe[severity] += 1
    sound = [s for s in outside if s in ("adequate", "safeguarded", "derogation")]
    good = [a for a in required if a in ("in_force", "ending_soon")]
    counts = {
        "holdings_overdue": states.count("overdue"),
        "clients_with_overdue_holdings": len(
            {client for rule, _, client, _ in findings.values() if rule == "RET-01"}
        ),
        "holdings_due_in_90_days": states.count("due_soon"),
        "holdings_on_hold": states.count("on_hold"),
        "requests_open": sum(r["closed_on"] is None for r in found.requests.values()),
        "requests_overdue": over,
        "requests_due_soon": status.count("due_soon"),
        "requests_received_12m": sum(
            r["received_on"] > year for r in found.requests.values()
        ),
        "median_handling_days_12m": median(r["handling_days"] for r in closed)
        if closed
        else None,
        **{f"findings_{name}": count for name, count in severe.items()},
    }
    declared = [s for s in states if s != "no_term"]
    ratios = {
        "retention_compliance": (
            len(declared) - declared.count("overdue"),
            len(declared),
        ),
        "requests_on_time_12m": (on_time, len(closed) + over),
        "processors_with_agreement": (len(good), len(required)),
        "transfers_with_valid_ground": (len(sound), len(outside)),
        "clients_informed": (len(informed), len(holders)),
        "authorisations_reviewed": (
            sum(f"AUT-01 {a['authorisation_id']}" not in late for a in granted),
            len(granted),
        ),
        "activities_complete": (
            sum(f"REG-01 {a['activity_id']}" not in late for a in tables["activity"]),
            len(tables["activity"]),
        ),
        "breaches_on_time": (
            sum(f"BRC-01 {b['breach_id']}" not in late for b in risky),
            len(risky),
        ),
    }
    told: dict[str, tuple[Any, Any, Any]] = {
        n: (c, None, None) for n, c in counts.items()
    }
    for name, (part, whole) in ratios.items():
        told[name] = (round(part / whole, 4) if whole else None, part, whole)
    return told


SEVERITY = {
    rule: severity
    for severity, rules in {
        "high": "RET-01 RET-03 RET-04 REQ-01 REQ-05 REQ-07 REQ-08 REQ-10 REQ-11 REQ-12 "
        "RST-01 RST-02 CON-01 RCP-01 RCP-04 RCP-05 TRF-01 REG-03 AUT-02 STM-02 BRC-01 "
        "BRC-02",
        "medium": "RET-05 REQ-02 REQ-03 REQ-04 REQ-06 RCP-06 TRF-02 TRF-03 TRF-05 "
        "REG-01 REG-04 AUT-01 AUT-03 INF-01 STM-01",
        "low": "RET-02 RET-06 REQ-09 CON-02 RCP-02 RCP-03 TRF-04 TRF-06 REG-02 INF-02",
    }.items()
    for rule in rules.split()
}
