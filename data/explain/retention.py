"""The working of a retention term: from which day it runs, until when, and why."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from data.explain.calendar_days import add_months
from data.explain.steps import Row, Step, Working

if TYPE_CHECKING:
    from data.explain.case import Case

HELD = "GDPR Art. 18(1) and 18(2)"
KEPT = "GDPR Art. 5(1)(e)"
ERASED = "GDPR Art. 17(1)"
SOON = 90
"""Days before its last day from which a holding is due soon."""


def of_holding(holding: Row, case: Case) -> Working:
    """Work out until when an item may be held, and how it stands."""
    rule = holding["rule"]
    term, steps = _rule(holding, case)
    clock, clocked = _CLOCKS[term](holding, case)
    steps += clocked
    ends = due = effective = None
    if clock is not None:
        ends, due, counted = _term(clock, case.rules[term])
        effective, held = _held(due, case)
        steps += [*counted, *held]
    status, days, last = _status(holding, case, ends, due, effective)
    answer = {
        "clock_on": clock,
        "keep_until": ends if rule == "fiscal" else None,
        "due_on": due,
        "effective_due_on": effective,
        "status": status,
        "days_overdue": days,
    }
    return Working((*steps, last), answer)


def _rule(holding: Row, case: Case) -> tuple[str, list[Step]]:
    """Tell which rule gives the term: a consent that stands leaves it to another."""
    rule = holding["rule"]
    reference = case.rules[rule]["reference"]
    facts = {"item": holding["item"], "rule": rule}
    steps = [Step("rule", None, reference, facts)]
    if rule != "consent":
        return rule, steps
    latest = _latest_consent(holding, case)
    if latest is None:
        return "trajectory", [*steps, Step("consent_none", None, reference)]
    if latest["withdrawn_on"] is None:
        facts = {"given_on": latest["given_on"]}
        return "trajectory", [*steps, Step("consent_stands", None, reference, facts)]
    return rule, steps


def _latest_consent(holding: Row, case: Case) -> Row | None:
    some = [one for one in case.consents if one["item"] == holding["item"]]
    return max(some, key=lambda c: (c["given_on"], c["consent_id"]), default=None)


def _by_trajectory(holding: Row, case: Case) -> tuple[date | None, list[Step]]:
    """Start the clock at the end of its trajectory, else of the client's last."""
    own = holding["trajectory_id"]
    some = [t for t in case.trajectories if own in (None, t["trajectory_id"])]
    if not some:
        day = case.client["registered_on"]
        return day, [Step("client_registered", day, KEPT)]
    of = "trajectory" if own else "client"
    runs = [t["trajectory_id"] for t in some if t["ended_on"] is None]
    if runs:
        return None, [Step(f"{of}_runs", None, KEPT, {"trajectory_id": runs[0]})]
    last = max(some, key=lambda t: (t["ended_on"], t["trajectory_id"]))
    day = last["ended_on"]
    facts = {"trajectory_id": last["trajectory_id"], "ended_on": day}
    return day, [Step(f"{of}_ended", day, KEPT, facts)]


def _by_consent(holding: Row, case: Case) -> tuple[date | None, list[Step]]:
    latest = _latest_consent(holding, case) or {}
    day = latest.get("withdrawn_on")
    facts = {"given_on": latest.get("given_on"), "withdrawn_on": day}
    return day, [Step("consent_withdrawn", day, "GDPR Art. 7(3)", facts)]


def _by_year(holding: Row, _: Case) -> tuple[date | None, list[Step]]:
    day = date(holding["fiscal_year"], 12, 31)
    facts = {"year": str(holding["fiscal_year"])}
    return day, [Step("fiscal_year", day, "AWR Art. 52(4)", facts)]


def _by_identity(holding: Row, case: Case) -> tuple[date | None, list[Step]]:
    """Start the clock when every copy of an identity document has served."""
    basis = case.rules["verification"]["reference"]
    copies = [r for r in case.requests if r["id_copy_received_on"]]
    if not copies:
        day = holding["collected_on"]
        return day, [Step("copy_without_request", day, basis)]
    waits = [r["request_id"] for r in copies if r["identity_verified_on"] is None]
    if waits:
        return None, [Step("copy_waits", None, basis, {"request_id": waits[0]})]
    last = max(copies, key=lambda r: (r["identity_verified_on"], r["request_id"]))
    day = last["identity_verified_on"]
    facts = {"request_id": last["request_id"], "verified_on": day}
    return day, [Step("copy_served", day, basis, facts)]


def _by_nothing(_: Row, case: Case) -> tuple[date | None, list[Step]]:
    basis = case.rules["undeclared"]["reference"]
    return None, [Step("term_undeclared", None, basis)]


_CLOCKS = {
    "trajectory": _by_trajectory,
    "consent": _by_consent,
    "fiscal": _by_year,
    "verification": _by_identity,
    "undeclared": _by_nothing,
}
"""What starts the clock, by the rule that gives the term."""


def _term(clock: date, rule: Row) -> tuple[date, date, list[Step]]:
    """Add the term of a rule and its grace to the day on which the clock starts."""
    months, days = rule["term_months"] or 0, rule["term_days"] or 0
    ends = add_months(clock, months) + timedelta(days)
    code = "keep_term" if months or days else "keep_at_once"
    if rule["rule"] == "fiscal":
        code = "keep_until"
    facts = {"period": (months, days), "rule": rule["rule"]}
    steps = [Step(code, ends, rule["reference"], facts)]
    months, days = rule["grace_months"] or 0, rule["grace_days"] or 0
    due = add_months(ends, months) + timedelta(days)
    if due != ends:
        facts = {"period": (months, days), "rule": rule["rule"]}
        steps.append(Step("grace", due, rule["reference"], facts))
    return ends, due, steps


def _held(due: date, case: Case) -> tuple[date, list[Step]]:
    """Put the last day off to when a restriction that stood on it was lifted."""
    held = [
        one
        for one in case.restrictions
        if one["started_on"] <= due and one["lifted_on"] and one["lifted_on"] > due
    ]
    if not held:
        return due, []
    last = max(held, key=lambda one: (one["lifted_on"], one["restriction_id"]))
    facts = {name: last[name] for name in ("started_on", "lifted_on")}
    facts |= {"restriction_kind": last["kind"], "due_on": due}
    return last["lifted_on"], [Step("held", last["lifted_on"], HELD, facts)]


def _status(
    holding: Row,
    case: Case,
    ends: date | None,
    due: date | None,
    effective: date | None,
) -> tuple[str, int | None, Step]:
    """Judge a holding against its last day; return status, days over, last step."""
    status = _judged(holding, case, ends, due, effective)
    erased, days = holding["erased_on"], None
    if effective is not None and status in ("overdue", "erased_late"):
        days = ((erased or case.as_of) - effective).days
    facts: dict[str, Any] = {
        "as_of": case.as_of,
        "effective_due_on": effective,
        "erased_on": erased,
        "keep_until": ends,
        "days": days,
    }
    if status == "on_hold":
        facts["started_on"] = case.standing[0]["started_on"]
        facts["restriction_kind"] = case.standing[0]["kind"]
    basis = HELD if status == "on_hold" else ERASED if erased else KEPT
    return status, days, Step(f"holding_{status}", effective, basis, facts)


def _judged(
    holding: Row,
    case: Case,
    ends: date | None,
    due: date | None,
    effective: date | None,
) -> str:
    erased: date | None = holding["erased_on"]
    if erased is not None:
        if due is None or effective is None:
            return "erased"
        if holding["rule"] == "fiscal" and ends is not None and erased <= ends:
            return "erased_early"
        return "erased_on_time" if erased <= effective else "erased_late"
    if holding["rule"] == "undeclared":
        return "no_term"
    if effective is None:
        return "running"
    if effective >= case.as_of:
        soon = effective <= case.as_of + timedelta(SOON)
        return "due_soon" if soon else "within"
    return "on_hold" if case.standing else "overdue"
