"""What is left to do about a request, and what the client's records mean for it.

Each line is a step made by rule. Where a finding says that something was left
undone, the line that mends it is here; a test holds the two together.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from data.explain.steps import IDENTITY, REFUSAL, TERM, Row, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.explain.case import Case

GRANTED = ("granted", "partly_granted")
TO_BE_TOLD = ("rectification", "erasure", "restriction")
"""Kinds of request whose outcome recipients are told of (Art. 19)."""
TOLD = "GDPR Art. 19"
COPY = "GDPR Art. 5(1)(c) and 5(1)(e)"
RESTRICTED = "GDPR Art. 18(2)"
PATIENCE = 30
"""Days after which an unanswered question for identity is to be settled."""


def left(request: Row, case: Case) -> tuple[Step, ...]:
    """List what is left to do about a request, the most pressing first."""
    parts = _closed if request["closed_on"] else _open
    return (*parts(request, case), *_copy(request), *_marketing(request, case))


def _open(request: Row, case: Case) -> Iterator[Step]:
    """List what an open request asks for: identify, answer, extend or refuse."""
    facts = {"asked_on": request["identity_requested_on"]}
    by, initial = request["due_on"], request["initial_due_on"]
    if request["is_awaiting"]:
        until = request["identity_requested_on"] + timedelta(PATIENCE)
        code = "identify" if until >= case.as_of else "identify_or_close"
        yield Step(code, until, IDENTITY, facts)
    elif request["identity_verified_on"] is None and request["channel"] != "portal":
        facts = {"channel": request["channel"]}
        yield Step("verify_first", by, f"{IDENTITY}; GDPR Art. 32(1)", facts)
    if by is not None:
        late = by < case.as_of
        days = {"days": request["days_overdue"]}
        yield Step("answer_now" if late else "answer", by, TERM, days)
    if initial is not None and initial >= case.as_of:
        if request["extension_valid"]:
            yield Step("refuse_by", initial, REFUSAL)
        elif case.terms[request["kind"]]["extendable"] and not request["extended_on"]:
            yield Step("extend_by", initial, TERM)
    if request["kind"] in TO_BE_TOLD and recipients(request, case):
        names = _names(request, case)
        yield Step("tell_recipients_then", None, TOLD, names)


def _closed(request: Row, case: Case) -> Iterator[Step]:
    """List what an answer left undone."""
    kind, outcome = request["kind"], request["outcome"]
    closed, is_granted = request["closed_on"], request["outcome"] in GRANTED
    if outcome == "refused" and not request["has_refusal_reason"]:
        yield Step("give_reason", None, REFUSAL)
    verified = request["identity_verified_on"]
    if is_granted and request["channel"] != "portal":
        if verified is None or verified > closed:
            yield Step("check_identity", None, f"{IDENTITY}; GDPR Art. 33(5)")
    if is_granted and kind in TO_BE_TOLD and not request["recipients_notified_on"]:
        names = _names(request, case)
        if names["names"]:
            yield Step("tell_recipients", None, TOLD, names)
    if kind == "erasure" and outcome == "granted":
        rest = [one for one in to_erase(case) if one["collected_on"] <= closed]
        if rest:
            code = "erase_later" if case.standing else "erase_rest"
            basis = RESTRICTED if case.standing else "GDPR Art. 17(1)"
            yield Step(code, None, basis, {"holdings": len(rest)})
    if kind == "consent_withdrawal" and outcome == "granted":
        some = [c for c in standing_consents(case) if c["given_on"] <= closed]
        if some:
            facts = {"consents": len(some)}
            yield Step("withdraw_consents", None, "GDPR Art. 7(3)", facts)
    if kind == "restriction" and is_granted and not _is_restricted(case, request):
        yield Step("start_restriction", None, "GDPR Art. 18(1)")


def _copy(request: Row) -> Iterator[Step]:
    """List what a copy of an identity document asks for."""
    if request["id_copy_received_on"] is None or request["id_copy_deleted_on"]:
        return
    verified = request["identity_verified_on"]
    if verified is not None:
        day = max(request["id_copy_received_on"], verified)
        yield Step("delete_copy", day, COPY, {"verified_on": verified})
    elif request["closed_on"]:
        yield Step("delete_copy_closed", request["closed_on"], COPY)
    if not request["id_copy_redacted"]:
        basis = "GDPR Art. 5(1)(c) and 87; UAVG Art. 46"
        yield Step("redact_copy", request["id_copy_received_on"], basis)


def _marketing(request: Row, case: Case) -> Iterator[Step]:
    """List what an objection to marketing asks for, answered or not."""
    if request["kind"] != "objection_marketing" or request["outcome"] == "withdrawn":
        return
    after = marketing_after(request, case)
    if after:
        facts = {"disclosures": len(after), "disclosed_on": after[0]["disclosed_on"]}
        yield Step("stop_marketing_now", None, "GDPR Art. 21(3)", facts)
    elif request["closed_on"] is None:
        yield Step("stop_marketing", None, "GDPR Art. 21(3)")


def marketing_after(request: Row, case: Case) -> list[Row]:
    """Return the disclosures for marketing after a request came in."""
    return [
        one
        for one in case.disclosures
        if one["purpose"] == "marketing"
        and one["disclosed_on"] > request["received_on"]
    ]


def recipients(request: Row, case: Case) -> dict[str, list[Row]]:
    """Return who got data of the client up to the answer, and what, by recipient."""
    until = request["closed_on"] or case.as_of
    found: dict[str, list[Row]] = {}
    for one in case.disclosures:
        if one["disclosed_on"] <= until:
            found.setdefault(one["recipient_id"], []).append(one)
    return found


def _names(request: Row, case: Case) -> dict[str, list[str]]:
    some = recipients(request, case).values()
    return {"names": [rows[0]["recipient_name"] for rows in some]}


def to_erase(case: Case) -> list[Row]:
    """Return the live items that no duty to keep protects from erasure."""
    return [one for one in case.live if one["rule"] != "fiscal"]


def standing_consents(case: Case) -> list[Row]:
    """Return the consents that are not withdrawn."""
    return [one for one in case.consents if one["withdrawn_on"] is None]


def _is_restricted(case: Case, request: Row) -> bool:
    """Return whether the restriction that was granted is there."""
    closed = request["closed_on"]
    return any(
        one["started_on"] <= closed
        and (one["lifted_on"] is None or one["lifted_on"] > closed)
        for one in case.restrictions
    )


def meaning(request: Row, case: Case) -> tuple[Step, ...]:
    """Say what the client's restrictions, holdings and disclosures mean for it."""
    return (
        *_restricted(request, case),
        *_held(request, case),
        *_disclosed(request, case),
    )


def _restricted(request: Row, case: Case) -> Iterator[Step]:
    for one in case.standing:
        facts = {"restriction_kind": one["kind"], "started_on": one["started_on"]}
        yield Step("restricted", one["started_on"], RESTRICTED, facts)
        if request["kind"] == "erasure":
            yield Step("restricted_erasure", None, RESTRICTED, facts)
    if not case.standing:
        yield Step("unrestricted", None, "GDPR Art. 18(1)")


_HELD = {
    "access": ("held_access", "GDPR Art. 15(1) and 15(3)"),
    "rectification": ("held_rectification", "GDPR Art. 16"),
    "restriction": ("held_restriction", "GDPR Art. 18(2)"),
    "complaint": ("held_complaint", "GDPR Art. 77(1)"),
}


def _held(request: Row, case: Case) -> Iterator[Step]:
    """Say what the live items mean for the right that is exercised."""
    kind, live = request["kind"], case.live
    if kind == "objection_marketing":
        return
    if kind == "consent_withdrawal":
        some = {"consents": len(standing_consents(case))}
        on_consent = [one for one in live if one["ground"] == "consent"]
        facts = {**some, "holdings": len(on_consent)}
        yield Step("held_consent", None, "GDPR Art. 7(3) and 17(1)(b)", facts)
    elif live and request["closed_on"] and kind != "erasure":
        categories = sorted(Counter(one["category"] for one in live))
        told = {"holdings": len(live), "categories": categories}
        yield Step("held_now", None, "GDPR Art. 5(1)(e)", told)
    elif not live:
        yield Step("held_nothing", None, "GDPR Art. 15(1)")
    elif kind == "erasure":
        fiscal = len(live) - len(to_erase(case))
        facts = {"holdings": len(to_erase(case))}
        yield Step("held_erasure", None, "GDPR Art. 17(1)", facts)
        if fiscal:
            basis = "GDPR Art. 17(3)(b); AWR Art. 52(4)"
            yield Step("held_fiscal", None, basis, {"holdings": fiscal})
    elif kind == "portability":
        own = [h for h in live if h["ground"] in ("consent", "contract")]
        given = [h for h in own if h["source"] in ("subject", "portal", "website")]
        facts = {"holdings": len(given)}
        yield Step("held_portability", None, "GDPR Art. 20(1)", facts)
    elif kind == "objection":
        weighed = [one for one in live if one["ground"] == "legitimate_interest"]
        facts = {"holdings": len(weighed)}
        yield Step("held_objection", None, "GDPR Art. 21(1)", facts)
    else:
        code, basis = _HELD[kind]
        categories = sorted(Counter(one["category"] for one in live))
        told = {"holdings": len(live), "categories": categories}
        yield Step(code, None, basis, told)


def _disclosed(request: Row, case: Case) -> Iterator[Step]:
    """Say what went to others means for the right that is exercised."""
    known = recipients(request, case)
    facts = {"recipients": len(known), "disclosures": sum(map(len, known.values()))}
    kind, told = request["kind"], request["recipients_notified_on"]
    if kind == "objection_marketing":
        yield Step(
            "disclosed_marketing",
            None,
            "GDPR Art. 21(3)",
            {"disclosures": len(marketing_after(request, case))},
        )
    elif not known:
        yield Step("disclosed_nothing", None, TOLD)
    elif kind == "access" and request["closed_on"] is None:
        yield Step("disclosed_access", None, "GDPR Art. 15(1)(c)", facts)
    elif kind in TO_BE_TOLD and told:
        yield Step("disclosed_told", told, TOLD, facts | {"notified_on": told})
    elif kind in TO_BE_TOLD and request["closed_on"] is None:
        yield Step("disclosed_to_tell", None, TOLD, facts)
    elif kind in TO_BE_TOLD and request["outcome"] in GRANTED:
        yield Step("disclosed_untold", None, TOLD, facts)
    else:
        yield Step("disclosed_others", None, "GDPR Art. 15(1)(c)", facts)
