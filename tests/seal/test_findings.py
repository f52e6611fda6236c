"""Every finding on the day itself, the day before and the day after.

The snapshot's day is Saturday 31 October 2026. A date is what the finding says
that it holds since; None stands for no finding.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import queries
from data.words import LANGUAGES, words_for
from data.words.template import say
from tests.support.making import AS_OF, Making, derived
from tests.support.plain import unsaid

if TYPE_CHECKING:
    from tests.support.making import Answers

Row = dict[str, Any]
Story = list[tuple[str, Row]]

UNDATED = "on no day"
"""Since when a rule is broken that does not say so."""

COMPLETE: Row = {
    "measures": "locks",
    "owner": "care",
    "categories": ["payment"],
    "recipient_kinds": ["authority"],
}
PROCESSOR: Row = {"role": "processor", "controllers": ["employer"]}
RECORDED: Row = {
    "discovered_at": "2026-03-02T00:00:00+01:00",
    "nature": "brief aan een ander gestuurd",
    "consequences": "een ander kent het adres",
    "measures": "brief teruggehaald",
}
TOLD_LATE: Row = {
    "discovered_at": "2026-03-01T12:00:00+01:00",
    "authority_notified_at": "2026-03-10T00:00:00+01:00",
}
COPIED: Row = {
    "received_on": "2026-10-01",
    "id_copy_received_on": "2026-10-02",
    "id_copy_redacted": True,
}
GB: Row = {"country": "GB", "mechanism": "adequacy"}
BOUNDARY: list[tuple[str, Row, str, str | None]] = [
    ("trajectory", {"started_on": "2023-10-31"}, "RET-05", None),
    ("trajectory", {"started_on": "2023-10-30"}, "RET-05", "2026-10-31"),
    ("rights_request", {"identity_requested_on": "2026-10-01"}, "REQ-09", None),
    ("rights_request", {"received_on": "2026-09-22",
     "identity_requested_on": "2026-09-29"}, "REQ-09", "2026-10-30"),
    ("rights_request", {"received_on": "2026-09-22",
     "identity_requested_on": "2026-09-30"}, "REQ-09", None),
    ("rights_request", {"received_on": "2026-09-22",
     "identity_requested_on": "2026-09-29", "identity_verified_on": "2026-10-31"},
     "REQ-09", None),
    ("rights_request", {"received_on": "2026-09-22", "outcome": "withdrawn",
     "identity_requested_on": "2026-09-29", "closed_on": "2026-10-31"},
     "REQ-09", None),
    ("rights_request", {"kind": "objection", "received_on": "2026-10-30"}, "RST-03",
     "2026-10-31"),
    ("rights_request", {"kind": "objection", "received_on": "2026-10-31"}, "RST-03",
     None),
    ("rights_request", {"kind": "objection_marketing", "received_on": "2026-10-30"},
     "RST-03", None),
    ("rights_request", {"channel": "portal", **COPIED}, "REQ-14", "2026-10-02"),
    ("rights_request", {"channel": "email", **COPIED}, "REQ-14", None),
    ("rights_request", {"channel": "portal"}, "REQ-14", None),
    ("rights_request", {"channel": "email", "kind": "consent_withdrawal", **COPIED},
     "REQ-14", "2026-10-02"),
    ("rights_request", {"channel": "email", "kind": "objection_marketing", **COPIED,
     "id_copy_deleted_on": "2026-10-02"}, "REQ-14", "2026-10-02"),
    ("rights_request", {"channel": "email", "kind": "objection", **COPIED}, "REQ-14",
     None),
    ("consent", {"form_version": " N.v.t. "}, "CON-02", "2020-01-01"),
    ("consent", {"form_version": "2020-1"}, "CON-02", None),
    ("rights_request", {"received_on": "2026-09-30",
     "identity_requested_on": "2026-09-30"}, "REQ-09", "2026-10-31"),
    ("consent", {"form_version": None}, "CON-02", "2020-01-01"),
    ("consent", {"form_version": None, "withdrawn_on": "2026-01-01"}, "CON-02", None),
    ("authorisation", {"granted_on": "2025-10-31"}, "AUT-01", None),
    ("authorisation", {"granted_on": "2025-10-30"}, "AUT-01", "2026-10-31"),
    ("authorisation", {"granted_on": "2020-01-01", "reviewed_on": "2025-10-30"},
     "AUT-01", "2026-10-31"),
    ("authorisation", {"granted_on": "2020-01-01", "reviewed_on": "2025-10-31"},
     "AUT-01", None),
    ("authorisation", {"granted_on": "2020-01-01", "revoked_on": "2026-10-31"},
     "AUT-01", None),
    ("authorisation", {"category": "health"}, "AUT-02", "2026-01-01"),
    ("authorisation", {"category": "health", "department": "care"}, "AUT-02", None),
    ("authorisation", {"category": "health", "department": "finance"}, "AUT-02",
     "2026-01-01"),
    ("authorisation", {"category": "payment"}, "AUT-03", "2026-01-01"),
    ("authorisation", {"category": "payment", "department": "finance"}, "AUT-03", None),
    ("authorisation", {"category": "payment", "department": "Finance"}, "AUT-03",
     "2026-01-01"),
    ("activity", {"reviewed_on": "2025-10-31"}, "REG-02", None),
    ("activity", {"reviewed_on": "2025-10-30"}, "REG-02", "2026-10-31"),
    ("recipient", {"iso27001_until": "2026-10-31"}, "RCP-03", None),
    ("recipient", {"iso27001_until": "2026-10-30"}, "RCP-03", "2026-10-31"),
    ("recipient", {"iso27001_until": "2026-10-30", "kind": "freelancer"},
     "RCP-03", None),
    ("breach", {"discovered_at": "2026-10-28T23:59:59+01:00"}, "BRC-01", "2026-10-31"),
    ("breach", {"discovered_at": "2026-10-29T00:00:00+01:00"}, "BRC-01", None),
    ("breach", {"discovered_at": "2026-10-28T23:59:59+01:00", "risk": "none"},
     "BRC-01", None),
    ("breach", {"discovered_at": "2026-10-28T23:59:59+01:00", "risk": "high"},
     "BRC-02", "2026-10-31"),
    ("breach", {"discovered_at": "2026-10-29T00:00:00+01:00", "risk": "high"},
     "BRC-02", None),
    ("breach", {"discovered_at": "2026-10-23T12:00:00+02:00",
     "authority_notified_at": "2026-10-26T11:00:00+01:00"}, "BRC-01", None),
    ("breach", {"discovered_at": "2026-10-23T12:00:00+02:00",
     "authority_notified_at": "2026-10-26T11:00:01+01:00"}, "BRC-01", "2026-10-26"),
    ("breach", {"discovered_at": "2026-10-24T00:30:00+02:00"}, "BRC-01", "2026-10-26"),
    ("breach", {"discovered_at": "2026-03-26T23:30:00+01:00"}, "BRC-01", "2026-03-30"),
    ("breach", {"discovered_at": "2026-03-26T23:30:00+01:00", "risk": "high",
     "subjects_notified_at": "2026-10-01T00:00:00+02:00"}, "BRC-02", None),
    ("breach", {"discovered_at": "2026-10-23T12:00:00+02:00", "risk": "high",
     "subjects_notified_at": "2026-10-26T11:00:00+01:00"}, "BRC-03", None),
    ("breach", {"discovered_at": "2026-10-23T12:00:00+02:00", "risk": "high",
     "subjects_notified_at": "2026-10-26T11:00:01+01:00"}, "BRC-03", "2026-10-26"),
    ("breach", {"discovered_at": "2026-10-23T12:00:00+02:00",
     "subjects_notified_at": "2026-10-31T11:00:00+01:00"}, "BRC-03", None),
    ("breach", RECORDED, "BRC-04", None),
    ("breach", RECORDED | {"risk": "none", "measures": " N.v.t. "}, "BRC-04",
     "2026-03-02"),
    ("breach", RECORDED | {"nature": "--"}, "BRC-04", "2026-03-02"),
    ("breach", RECORDED | {"consequences": None}, "BRC-04", "2026-03-02"),
    ("breach", TOLD_LATE | {"delay_reason": "het systeem lag uit"}, "BRC-05", None),
    ("breach", TOLD_LATE | {"delay_reason": "Onbekend"}, "BRC-05", "2026-03-10"),
    ("breach", TOLD_LATE, "BRC-05", "2026-03-10"),
    ("breach", {"discovered_at": "2026-03-01T12:00:00+01:00"}, "BRC-05", None),
    ("transfer", {"country": "NO", "mechanism": "none"}, "TRF-01", None),
    ("transfer", {"mechanism": "none"}, "TRF-01", "2022-01-01"),
    ("transfer", {"mechanism": "none", "ended_on": "2026-10-31"}, "TRF-01", None),
    ("transfer", {"mechanism": "none", "ended_on": "2026-11-01"}, "TRF-01",
     "2022-01-01"),
    ("transfer", {"mechanism": "scc_2010", "started_on": "2015-01-01"}, "TRF-01",
     "2022-12-28"),
    ("transfer", {"mechanism": "privacy_shield", "started_on": "2025-01-01"}, "TRF-01",
     "2025-01-01"),
    ("transfer", {"mechanism": "dpf"}, "TRF-01", "2022-01-01"),
    ("transfer", {"mechanism": "dpf", "recipient_id": "RC-0002"}, "TRF-01", None),
    ("transfer", {"mechanism": "dpf", "recipient_id": "RC-0002", "country": "GB"},
     "TRF-01", "2022-01-01"),
    ("transfer", {"mechanism": "adequacy", "recipient_id": "RC-0002"}, "TRF-01", None),
    ("transfer", {"mechanism": "adequacy"}, "TRF-01", "2022-01-01"),
    ("transfer", {"mechanism": "adequacy", "country": "GB"}, "TRF-01", None),
    ("transfer", {"mechanism": "adequacy", "country": "IN"}, "TRF-01", "2022-01-01"),
    ("transfer", {"mechanism": "privacy_shield", "country": "IN",
     "started_on": "2017-01-01"}, "TRF-01", "2017-01-01"),
    ("transfer", {"mechanism": "scc_2010", "started_on": "2021-09-26"}, "TRF-01",
     "2022-12-28"),
    ("transfer", {"mechanism": "scc_2010", "started_on": "2021-09-27"}, "TRF-01",
     "2021-09-27"),
    ("transfer", {}, "TRF-02", "2022-01-01"),
    ("transfer", {"assessed_on": "2026-10-31"}, "TRF-02", None),
    ("transfer", {"mechanism": "derogation"}, "TRF-02", None),
    ("transfer", {"mechanism": "derogation"}, "TRF-08", "2022-01-01"),
    ("transfer", {"mechanism": "derogation", "ended_on": "2026-10-31"}, "TRF-08", None),
    ("transfer", GB | {"started_on": "2021-06-27"}, "TRF-09", "2021-06-27"),
    ("transfer", GB | {"started_on": "2021-06-28"}, "TRF-09", None),
    ("transfer", {}, "TRF-03", "2022-01-01"),
    ("transfer", {"recipient_id": "RC-0003"}, "TRF-03", None),
    ("transfer", {"ended_on": "2026-10-31"}, "TRF-03", None),
    ("transfer", {}, "TRF-05", "2022-01-01"),
    ("transfer", {"country": "GB"}, "TRF-05", "2022-01-01"),
    ("transfer", {"country": "GB", "category": "employment"}, "TRF-05", None),
    ("transfer", {"recipient_id": "RC-0003"}, "TRF-06", "2022-01-01"),
    ("transfer", {"recipient_id": "RC-0003", "mechanism": "privacy_shield"},
     "TRF-06", None),
    ("transfer", {}, "TRF-06", None),
    ("rights_request", {"received_on": "2026-09-30"}, "REQ-01", "2026-10-31"),
    ("rights_request", {"received_on": "2026-10-01"}, "REQ-01", None),
    ("activity", COMPLETE, "REG-01", None),
    ("activity", COMPLETE | {"owner": None}, "REG-01", UNDATED),
    ("activity", COMPLETE | {"measures": "t.b.d."}, "REG-01", UNDATED),
    ("activity", COMPLETE | {"recipient_kinds": None}, "REG-01", UNDATED),
    ("activity", COMPLETE | {"recipient_kinds": None, **PROCESSOR},
     "REG-01", None),
    ("activity", COMPLETE | {"owner": "geen", **PROCESSOR}, "REG-01", UNDATED),
    ("activity", COMPLETE | {"grounds": ["legitimate_interest"], "interest": "nvt"},
     "REG-01", UNDATED),
    ("activity", {"categories": ["payment"], "dpia": "needed"}, "REG-05", UNDATED),
    ("activity", {"categories": ["payment"]}, "REG-05", None),
    ("activity", {"categories": ["payment", "health"]}, "REG-05", UNDATED),
    ("activity", {"categories": ["health"], **PROCESSOR}, "REG-05", None),
    ("activity", {"categories": ["payment"], "dpia": "needed", **PROCESSOR},
     "REG-05", UNDATED),
    ("activity", {"dpia": "done", "dpia_on": "2023-10-31"}, "REG-06", None),
    ("activity", {"dpia": "done", "dpia_on": "2023-10-30"}, "REG-06", "2026-10-31"),
    ("activity", {"automated": True}, "REG-07", UNDATED),
    ("activity", {}, "REG-07", None),
]  # fmt: skip
"""Cells of one row; the rule, and since when it is broken."""


def followed(until: str) -> tuple[str, Row]:
    """Return a trajectory that ended on a day."""
    ended = {"ended_on": until, "result": "stopped"}
    return "trajectory", {"started_on": "2023-01-01", **ended}


def closed(kind: str, on: str, **cells: Any) -> tuple[str, Row]:
    """Return a request that was granted on a day."""
    request = {"kind": kind, "received_on": "2026-01-01", "closed_on": on}
    return "rights_request", request | {"outcome": "granted"} | cells


def held(collected: str = "2019-01-01", **cells: Any) -> tuple[str, Row]:
    """Return a holding collected on a day."""
    return "holding", {"collected_on": collected, **cells}


def erased(on: str, **cells: Any) -> tuple[str, Row]:
    """Return a holding erased on a day."""
    return held(erased_on=on, erasure="deleted", **cells)


def disclosed(on: str, purpose: str = "marketing", **cells: Any) -> tuple[str, Row]:
    """Return a disclosure on a day."""
    return "disclosure", {"disclosed_on": on, "purpose": purpose, **cells}


def restricted(started: str, lifted: str | None = None) -> tuple[str, Row]:
    """Return a restriction."""
    return "restriction", {"started_on": started, "lifted_on": lifted}


def consent(
    on: str, withdrawn: str | None = None, item: str = "photo"
) -> tuple[str, Row]:
    """Return a consent."""
    return "consent", {"given_on": on, "withdrawn_on": withdrawn, "item": item}


def copied(on: str, verified: str | None, **cells: Any) -> tuple[str, Row]:
    """Return a request with a copy of an identity document."""
    copy = {"id_copy_received_on": on, "id_copy_redacted": True}
    request = {"received_on": "2026-10-01", "identity_verified_on": verified}
    return "rights_request", request | copy | cells


def filed(kind: str, on: str, **cells: Any) -> tuple[str, Row]:
    """Return a request that came in on a day and was granted later."""
    return closed(kind, "2026-05-20", received_on=on, **cells)


DAY, NEXT = "2026-05-01", "2026-05-02"
INFORMED: Row = {"registered_on": "2026-01-31", "statement_version": "2018-05-25"}
OBJECTS = ("rights_request", {"kind": "objection", "received_on": DAY})
ON_CONSENT = held(DAY, item="photo")
OBJECTION: Row = {"kind": "objection_marketing", "received_on": DAY}
OBJECTED = ("rights_request", OBJECTION)
WITHDRAWN = ("rights_request", OBJECTION | {"closed_on": DAY, "outcome": "withdrawn"})
LATE = ("rights_request", {"received_on": "2026-08-03", "extension_reason": "omvang"})
STORIES: list[tuple[Story, str, str | None]] = [
    ([followed("2024-10-30"), held()], "RET-01", "2026-10-31"),
    ([followed("2024-10-31"), held()], "RET-01", None),
    ([followed("2024-05-01"), erased(NEXT)], "RET-02", NEXT),
    ([followed("2024-05-01"), erased(DAY)], "RET-02", None),
    ([restricted(DAY, NEXT), erased(DAY)], "RET-04", DAY),
    ([restricted(DAY, NEXT), erased(NEXT)], "RET-04", None),
    ([restricted(NEXT), erased(DAY)], "RET-04", None),
    ([restricted(DAY), filed("erasure", DAY), erased(DAY)], "RET-04", None),
    ([restricted(DAY), filed("erasure", NEXT), erased(NEXT)], "RET-04", None),
    ([restricted(DAY), filed("erasure", NEXT), erased(DAY)], "RET-04", DAY),
    ([restricted(NEXT), filed("erasure", DAY), erased(NEXT)], "RET-04", NEXT),
    ([restricted(DAY), restricted(NEXT), filed("erasure", DAY), erased(NEXT)],
     "RET-04", NEXT),
    ([restricted(DAY), restricted("2026-04-01"), filed("erasure", DAY), erased(NEXT)],
     "RET-04", None),
    ([restricted(DAY), filed("erasure", DAY, outcome="refused"), erased(DAY)],
     "RET-04", DAY),
    ([restricted(DAY), filed("erasure", DAY, outcome="partly_granted"), erased(DAY)],
     "RET-04", None),
    ([restricted(DAY), filed("access", DAY), erased(DAY)], "RET-04", DAY),
    ([restricted(DAY), filed("consent_withdrawal", DAY), erased(DAY)], "RET-04", DAY),
    ([restricted(DAY), filed("consent_withdrawal", DAY), erased(DAY, item="photo")],
     "RET-04", None),
    ([restricted(DAY), filed("consent_withdrawal", DAY),
      erased(DAY, ground="consent")], "RET-04", None),
    ([erased("2025-12-31", item="invoice", fiscal_year=2018)], "RET-03", "2025-12-31"),
    ([erased("2026-01-01", item="invoice", fiscal_year=2018)], "RET-03", None),
    ([closed("access", DAY, received_on="2026-04-01")], "REQ-02", None),
    ([closed("access", NEXT, received_on="2026-04-01")], "REQ-02", NEXT),
    ([(LATE[0], LATE[1] | {"extended_on": "2026-09-03"})], "REQ-03", None),
    ([(LATE[0], LATE[1] | {"extended_on": "2026-09-04"})], "REQ-03", "2026-09-04"),
    ([closed("access", DAY, outcome="refused")], "REQ-04", DAY),
    ([closed("access", DAY, outcome="refused", refusal_reason="x")], "REQ-04", None),
    ([closed("access", DAY, outcome="refused", refusal_reason=" -- ")], "REQ-04", DAY),
    ([closed("access", DAY, outcome="partly_granted")], "REQ-04", DAY),
    ([closed("access", DAY)], "REQ-04", None),
    ([closed("access", DAY, outcome="withdrawn")], "REQ-04", None),
    ([closed("complaint", DAY, channel="post")], "REQ-05", None),
    ([closed("objection", DAY, channel="post")], "REQ-05", None),
    ([closed("portability", DAY, channel="post")], "REQ-05", DAY),
    ([closed("access", DAY, channel="post")], "REQ-05", DAY),
    ([closed("access", DAY, channel="portal")], "REQ-05", None),
    ([closed("access", DAY, channel="post", identity_verified_on=DAY)], "REQ-05", None),
    ([closed("access", DAY, channel="post", identity_verified_on=NEXT)], "REQ-05", DAY),
    ([closed("access", DAY, channel="post", outcome="withdrawn")], "REQ-05", None),
    ([disclosed(DAY), closed("erasure", DAY)], "REQ-06", DAY),
    ([disclosed(NEXT), closed("erasure", DAY)], "REQ-06", None),
    ([disclosed(DAY), closed("access", DAY)], "REQ-06", None),
    ([disclosed(DAY), closed("rectification", DAY, outcome="refused")], "REQ-06", None),
    ([disclosed(DAY), closed("restriction", DAY, outcome="partly_granted")],
     "REQ-06", DAY),
    ([disclosed(DAY), closed("erasure", DAY, recipients_notified_on=NEXT)],
     "REQ-06", None),
    ([copied("2026-10-30", "2026-10-02")], "REQ-07", "2026-10-31"),
    ([copied("2026-10-02", "2026-10-30")], "REQ-07", "2026-10-31"),
    ([copied("2026-10-02", "2026-10-31")], "REQ-07", None),
    ([copied("2026-10-31", "2026-10-02")], "REQ-07", None),
    ([copied("2026-10-02", None)], "REQ-07", None),
    ([copied("2026-10-02", None, closed_on="2026-10-30", outcome="withdrawn")],
     "REQ-07", "2026-10-31"),
    ([copied("2026-10-02", None, closed_on="2026-10-31", outcome="withdrawn")],
     "REQ-07", None),
    ([copied("2026-10-02", "2026-10-31", closed_on="2026-10-20", outcome="granted")],
     "REQ-07", None),
    ([copied("2026-10-02", "2026-10-03", id_copy_deleted_on="2026-10-31")],
     "REQ-07", None),
    ([copied("2026-10-02", None, id_copy_redacted=False)], "REQ-08", "2026-10-02"),
    ([copied("2026-10-02", None)], "REQ-08", None),
    ([copied("2026-10-02", None, id_copy_redacted=False,
      id_copy_deleted_on="2026-10-02")], "REQ-08", None),
    ([held(DAY), closed("erasure", DAY)], "REQ-10", NEXT),
    ([held(NEXT), closed("erasure", DAY)], "REQ-10", None),
    ([held(DAY), closed("erasure", "2026-10-31")], "REQ-10", None),
    ([held(DAY), closed("erasure", "2026-10-30")], "REQ-10", "2026-10-31"),
    ([held(DAY), closed("erasure", DAY, outcome="partly_granted")], "REQ-10", None),
    ([held(DAY), restricted("2026-10-31"), closed("erasure", DAY)], "REQ-10", None),
    ([held(DAY), restricted(DAY, "2026-10-31"), closed("erasure", DAY)],
     "REQ-10", NEXT),
    ([held(item="invoice", fiscal_year=2024), closed("erasure", DAY)], "REQ-10", None),
    ([erased(DAY), closed("erasure", DAY)], "REQ-10", None),
    ([disclosed("2026-06-01"), disclosed(NEXT), OBJECTED], "REQ-11", NEXT),
    ([disclosed(DAY), OBJECTED], "REQ-11", None),
    ([disclosed(NEXT, "contact"), OBJECTED], "REQ-11", None),
    ([disclosed(NEXT), WITHDRAWN], "REQ-11", None),
    ([disclosed(NEXT), closed("objection", DAY)], "REQ-13", NEXT),
    ([disclosed(DAY), closed("objection", DAY)], "REQ-13", None),
    ([disclosed(NEXT), closed("objection", DAY, outcome="partly_granted")],
     "REQ-13", NEXT),
    ([disclosed(NEXT), closed("objection", DAY, outcome="refused")], "REQ-13", None),
    ([disclosed(NEXT, "contact"), closed("objection", DAY)], "REQ-13", None),
    ([disclosed(NEXT, "Marketing"), closed("objection", DAY)], "REQ-13", None),
    ([disclosed(NEXT), closed("objection_marketing", DAY)], "REQ-13", None),
    ([consent(DAY), closed("consent_withdrawal", DAY)], "REQ-12", DAY),
    ([consent(NEXT), closed("consent_withdrawal", DAY)], "REQ-12", None),
    ([consent(DAY, "2026-10-31"), closed("consent_withdrawal", DAY)], "REQ-12", None),
    ([consent(DAY), closed("consent_withdrawal", DAY, outcome="partly_granted")],
     "REQ-12", None),
    ([restricted(DAY, NEXT), disclosed(DAY)], "RST-01", DAY),
    ([restricted(DAY, NEXT), disclosed(NEXT)], "RST-01", None),
    ([restricted(DAY), disclosed(DAY, "contact")], "RST-01", None),
    ([restricted(DAY), disclosed(DAY, "Contact")], "RST-01", DAY),
    ([OBJECTS, disclosed(NEXT)], "RST-04", NEXT),
    ([OBJECTS, disclosed(DAY)], "RST-04", None),
    ([OBJECTS, disclosed(NEXT, "contact")], "RST-04", None),
    ([OBJECTS, disclosed(NEXT, "Contact")], "RST-04", NEXT),
    ([OBJECTS, restricted(NEXT), disclosed(NEXT)], "RST-04", None),
    ([OBJECTS, restricted(DAY, NEXT), disclosed(NEXT)], "RST-04", NEXT),
    ([closed("objection", NEXT), disclosed(NEXT)], "RST-04", None),
    ([closed("objection", NEXT), disclosed(DAY)], "RST-04", DAY),
    ([OBJECTED, disclosed(NEXT)], "RST-04", None),
    ([restricted(DAY), disclosed(DAY, "reintegration")], "RST-05", DAY),
    ([restricted(DAY, NEXT), disclosed(NEXT, "reintegration")], "RST-05", None),
    ([restricted(DAY), disclosed(DAY, "contact")], "RST-05", None),
    ([restricted(DAY), disclosed(DAY)], "RST-05", None),
    ([restricted("2026-10-31"), OBJECTS], "RST-03", None),
    ([restricted(DAY, "2026-10-31"), OBJECTS], "RST-03", NEXT),
    ([restricted(DAY), closed("restriction", DAY)], "RST-02", None),
    ([restricted(NEXT), closed("restriction", DAY)], "RST-02", DAY),
    ([restricted("2026-01-01", DAY), closed("restriction", DAY)], "RST-02", DAY),
    ([restricted("2026-01-01", NEXT), closed("restriction", DAY)], "RST-02", None),
    ([closed("restriction", DAY, outcome="refused")], "RST-02", None),
    ([consent(DAY), ON_CONSENT], "CON-01", None),
    ([consent(NEXT), ON_CONSENT], "CON-01", DAY),
    ([consent("2026-01-01", DAY), ON_CONSENT], "CON-01", DAY),
    ([consent("2026-01-01", NEXT), ON_CONSENT], "CON-01", None),
    ([consent(DAY, item="cv"), ON_CONSENT], "CON-01", DAY),
    ([held(DAY, ground="consent")], "CON-01", DAY),
    ([held(DAY, item="shoe_size", ground="consent")], "CON-01", DAY),
    ([held(DAY, item="shoe_size")], "CON-01", None),
    ([held(DAY)], "CON-01", None),
    ([erased(DAY, item="photo")], "CON-01", None),
    ([held(), ("client", {"registered_on": "2026-09-29"})], "INF-01", "2026-10-30"),
    ([held(), ("client", {"registered_on": "2026-10-01"})], "INF-01", None),
    ([("client", {"registered_on": "2020-01-01"})], "INF-01", None),
    ([erased(DAY), ("client", {"registered_on": "2020-01-01"})], "INF-01", None),
    ([held(), ("client", {"informed_on": DAY, "statement_version": "2018-05-24"})],
     "INF-02", "2018-05-25"),
    ([held(), ("client", INFORMED | {"informed_on": "2026-03-01"})], "INF-03",
     "2026-03-01"),
    ([held(), ("client", INFORMED | {"informed_on": "2026-02-28"})], "INF-03", None),
    ([erased(DAY), ("client", INFORMED | {"informed_on": "2026-03-01"})], "INF-03",
     None),
    ([held(), ("client", {"informed_on": DAY, "statement_version": "2018-05-25"})],
     "INF-02", None),
    ([("client", {"informed_on": DAY, "statement_version": "2018-05-24"})],
     "INF-02", None),
]  # fmt: skip
"""Rows about one client, the last of which the rule is about."""


def agreed(
    signed: str, ends: str | None = None, kind: str = "processing"
) -> tuple[str, Row]:
    """Return an agreement signed on a day."""
    return "agreement", {"signed_on": signed, "ends_on": ends, "kind": kind}


FRAMEWORK = ("transfer", {"country": "GB", "mechanism": "adequacy"})
DISCLOSED: list[tuple[Row, list[tuple[str, Row]], str, str, str | None]] = [
    ({}, [disclosed("2025-10-31")], "RCP-01", "", None),
    ({}, [disclosed("2020-01-01"), disclosed("2025-11-01")], "RCP-01", "",
     "2020-01-01"),
    ({"role": "controller"}, [disclosed(DAY)], "RCP-01", "", None),
    ({}, [agreed("2026-10-31"), disclosed(DAY)], "RCP-01", "", None),
    ({}, [agreed("2026-11-01"), disclosed(DAY)], "RCP-01", "", DAY),
    ({}, [agreed("2020-01-01", kind="joint"), disclosed(DAY)], "RCP-01", "", DAY),
    ({}, [agreed("2020-01-01", kind="confidentiality"), disclosed(DAY)], "RCP-01", "",
     DAY),
    ({"role": "joint_controller"}, [agreed("2020-01-01", kind="joint"), disclosed(DAY)],
     "RCP-01", "", None),
    ({}, [agreed("2020-01-01", "2026-10-31"), disclosed(DAY)], "RCP-01", "", None),
    ({}, [agreed("2020-01-01", "2026-10-30"), disclosed(DAY)], "RCP-01", "",
     "2026-10-31"),
    ({}, [agreed("2020-01-01", "2026-10-30"), agreed("2018-01-01", "2019-12-31"),
          agreed("2026-11-01"), disclosed(DAY)], "RCP-01", "", "2026-10-31"),
    ({}, [agreed("2020-01-01", "2026-10-31")], "RCP-02", "", "2026-08-02"),
    ({}, [agreed("2020-01-01", "2026-10-30")], "RCP-02", "", None),
    ({}, [agreed("2020-01-01", "2027-01-29")], "RCP-02", "", "2026-10-31"),
    ({}, [agreed("2020-01-01", "2027-01-30")], "RCP-02", "", None),
    ({}, [agreed("2020-01-01", "2027-01-29"), agreed("2026-10-31")], "RCP-02", "",
     None),
    ({}, [agreed("2020-01-01", "2027-01-01"), agreed("2020-01-01", "2027-01-29")],
     "RCP-02", "", "2026-10-31"),
    ({}, [agreed("2020-01-01"), disclosed("2019-12-31")], "RCP-07", "", "2019-12-31"),
    ({}, [agreed("2020-01-01"), disclosed("2020-01-01")], "RCP-07", "", None),
    ({}, [agreed("2019-01-01", "2019-12-31"), agreed("2020-02-01"),
          disclosed("2020-01-31")], "RCP-07", "", "2020-01-31"),
    ({}, [agreed("2019-01-01", "2019-12-31"), agreed("2020-02-01"),
          disclosed("2019-12-31")], "RCP-07", "", None),
    ({}, [agreed("2019-01-01", "2019-12-31"), disclosed("2018-12-31")], "RCP-07", "",
     None),
    ({}, [disclosed(NEXT), disclosed(DAY)], "RCP-08", "/marketing", DAY),
    ({}, [disclosed(DAY, "contact")], "RCP-08", "/contact", None),
    ({"role": "controller", "kind": "analytics"},
     [disclosed("2020-01-01"), disclosed("2025-11-01")], "RCP-09", "", "2020-01-01"),
    ({"role": "controller", "kind": "analytics"}, [disclosed("2025-10-31")], "RCP-09",
     "", None),
    ({"role": "controller", "kind": "authority"}, [disclosed(DAY)], "RCP-09", "", None),
    ({"kind": "analytics"}, [disclosed(DAY)], "RCP-09", "", None),
    ({"kind": "vacancy_bank"}, [disclosed(DAY, category="health")], "RCP-10",
     "/health", DAY),
    ({"kind": "vacancy_bank"}, [disclosed(DAY, category="identity")], "RCP-10",
     "/identity", None),
    ({"kind": "test_agency"}, [disclosed(DAY, category="health")], "RCP-10", "/health",
     None),
    ({"country": "IN"}, [disclosed("2020-01-01"), disclosed("2025-11-01")], "TRF-07",
     "", "2025-11-01"),
    ({"country": "IN"}, [disclosed("2025-10-31")], "TRF-07", "", None),
    ({"country": "NO"}, [disclosed(DAY)], "TRF-07", "", None),
    ({"country": "IN"}, [FRAMEWORK, disclosed(DAY)], "TRF-07", "", None),
    ({"country": "IN"}, [("transfer", {"ended_on": "2026-10-31"}), disclosed(DAY)],
     "TRF-07", "", DAY),
    ({"country": "IN"}, [("transfer", {"ended_on": "2026-11-01"}), disclosed(DAY)],
     "TRF-07", "", None),
    ({}, [disclosed(NEXT, "x"), disclosed(DAY, "x")], "RCP-04", "/x", DAY),
    ({}, [disclosed(DAY, "Marketing")], "RCP-04", "/Marketing", DAY),
    ({}, [disclosed(DAY)], "RCP-04", "/marketing", None),
    ({"kind": "principal"}, [disclosed("2020-01-01", category="health")], "RCP-05", "",
     "2020-01-01"),
    ({"kind": "authority"}, [disclosed(DAY, category="health")], "RCP-05", "", None),
    ({"kind": "principal"}, [disclosed(DAY)], "RCP-05", "", None),
    ({}, [disclosed("2020-01-01", category="payment")], "RCP-06", "/payment",
     "2020-01-01"),
    ({}, [disclosed(DAY, category="employment")], "RCP-06", "/employment", None),
    ({"kind": "freelancer"}, [disclosed(DAY, category="employment")], "RCP-06",
     "/employment", DAY),
]  # fmt: skip
"""A recipient and what it got; the rule, what follows in its key, since when."""

OTHER: Row = {
    "subject": "client_contact",
    "client_id": None,
    "received_on": "2026-04-01",
    "channel": "post",
    "closed_on": DAY,
    "outcome": "granted",
}
"""A request of who is no client."""
WHOLE: list[tuple[date, Story, dict[str, str | None]]] = [
    (AS_OF, [("activity", {"categories": ["identity"]}),
             held(DAY, item="ip_address"), held(NEXT, item="website_login"),
             held(DAY, item="gender"), held(DAY, item="gender", ground="consent")],
     {"RET-06 interaction": DAY, "RET-06 identity": None,
      "REG-03 interaction": DAY, "REG-03 identity": None,
      "REG-04 identity/contract": None, "REG-04 identity/consent": DAY}),
    (AS_OF, [("principal", {"kind": "private"}),
             ("trajectory", {}), ("trajectory", {"principal_id": "P-0002"}),
             held(NEXT, trajectory_id="T-000001"), held(DAY, trajectory_id="T-000001",
             item="shoe_size"),
             held(DAY, trajectory_id="T-000001", item="job", ground="consent"),
             held(DAY, trajectory_id="T-000002", item="gender"),
             held(DAY, item="meeting_reports"),
             erased(DAY, trajectory_id="T-000001", item="wia_decision")],
     {"GRD-02 employment": NEXT, "GRD-02 unlisted": DAY, "GRD-02 identity": None,
      "GRD-02 trajectory": None, "GRD-02 health": None,
      "RET-06 unlisted": None, "RET-06 employment": None}),
    (AS_OF, [restricted(DAY), ("rights_request", OTHER | {"kind": "erasure"}),
             ("rights_request", OTHER | {"kind": "restriction"}),
             ("rights_request", OTHER | {"kind": "objection", "closed_on": None,
                                         "outcome": None}),
             ("rights_request", OTHER | {"outcome": "refused"}),
             held(DAY), disclosed(DAY)],
     {"REQ-06 R-2026-00001": None, "REQ-10 R-2026-00001": None,
      "REQ-05 R-2026-00001": DAY, "RST-02 R-2026-00002": None,
      "RST-03 R-2026-00003": None, "REQ-04 R-2026-00004": DAY,
      "RST-04 D-0000001": None}),
    (date(2020, 5, 25), [], {"STM-01 2018-05-25": None}),
    (date(2020, 5, 26), [], {"STM-01 2018-05-25": "2020-05-26"}),
    (AS_OF, [held(DAY, item="shoe_size"), held(NEXT, item="shoe_size"),
             held(DAY, item="gender", ground="legitimate_interest"),
             held(NEXT, item="wia_decision", ground="legitimate_interest"),
             held(DAY, item="wia_decision", ground="legal_obligation")],
     {"REG-08 shoe_size": DAY, "REG-08 gender": None, "REG-03 unlisted": None,
      "GRD-01 gender/legitimate_interest": None,
      "GRD-01 wia_decision/legal_obligation": None,
      "GRD-01 wia_decision/legitimate_interest": NEXT}),
    (AS_OF, [("activity", {"owner": "geen", "categories": ["payment"]}),
             ("authorisation", {"department": "geen", "category": "payment"})],
     {"AUT-03 AU-0001": "2026-01-01"}),
    (AS_OF, [], {"STM-03 dpo": "2018-05-25", "STM-03 purposes": None,
                 "STM-03 retention": None, "STM-03 contract_ground": "2018-05-25"}),
    (date(2027, 5, 22), [], {"POL-01 adequacy": None, "POL-01 mechanisms": None}),
    (date(2027, 5, 23), [], {"POL-01 adequacy": "2027-05-23",
                             "POL-01 mechanisms": "2027-05-23"}),
    (date(2020, 7, 15), [], {"STM-02 LinkedIn/US": None,
                             "STM-02 Pinterest/US": "2018-05-25"}),
    (date(2020, 7, 16), [], {"STM-02 LinkedIn/US": "2020-07-16"}),
    (date(2030, 12, 26), [("transfer", GB)], {"TRF-04 TR-0001": None}),
    (date(2030, 12, 27), [("transfer", GB)], {"TRF-04 TR-0001": "2030-12-27"}),
]  # fmt: skip
"""The day and the rows of a source; rules, what they are about, since when."""


SAID = {rule for *_, rule, on in (*BOUNDARY, *STORIES) if on}
SAID |= {rule for *_, rule, _, on in DISCLOSED if on}
"""The rules whose evidence is read here."""


def cases() -> tuple[Making, dict[str, Row]]:
    """Return a source of all cases, and the key that each is about."""
    made = Making()
    made.add("principal")
    made.add("recipient")
    made.add("recipient", dpf_certified=True)
    made.add("recipient", name="LinkedIn")
    made.add("activity", owner="finance", categories=["payment"])
    made.add("activity", owner="care", categories=["health", "identity"])
    reached: Row = {"recipient_kinds": ["it_supplier"], "countries": ["GB"]}
    made.add("activity", categories=["employment"], **reached)
    keys: dict[str, Row] = {"boundary": {}, "story": {}, "disclosed": {}}
    for number, (table, cells, *_) in enumerate(BOUNDARY):
        has_client = table in ("trajectory", "rights_request", "consent")
        owner: Row = {"client_id": made.add("client")} if has_client else {}
        keys["boundary"][str(number)] = made.add(table, **(owner | cells))
    for number, (story, *_) in enumerate(STORIES):
        keys["story"][str(number)] = tell(made, story)
    for number, (recipient, got, *_) in enumerate(DISCLOSED):
        key = made.add("recipient", **recipient)
        for table, cells in got:
            owner = {"recipient_id": key}
            if table == "disclosure":
                owner["client_id"] = made.add("client")
            made.add(table, **(owner | cells))
        keys["disclosed"][str(number)] = key
    return made, keys


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the findings on all cases, and the key that each is about."""
    made, keys = cases()
    return derived(made.write(tmp_path_factory.mktemp("findings"))) | {"keys": keys}


def tell(made: Making, story: Story) -> str:
    """Add the rows of a story; return the key of the last."""
    own = next((cells for table, cells in story if table == "client"), {})
    key = client = made.add("client", **own)
    for table, cells in story:
        if table != "client":
            key = made.add(table, client_id=client, **cells)
    return client if own else key


def since(answers: Answers, rule: str, key: str) -> str | None:
    """Return since when a rule is broken by its subject, or None."""
    finding = answers["findings"].get(f"{rule} {key}")
    return str(finding["since"] or UNDATED) if finding else None


@pytest.mark.parametrize(
    "number", range(len(BOUNDARY)), ids=lambda n: f"{n}-{BOUNDARY[n][2]}"
)
def test_finding_begins_on_its_boundary_day(number: int, answers: Answers) -> None:
    *_, rule, begins = BOUNDARY[number]
    assert since(answers, rule, answers["keys"]["boundary"][str(number)]) == begins


@pytest.mark.parametrize(
    "number", range(len(STORIES)), ids=lambda n: f"{n}-{STORIES[n][1]}"
)
def test_story_of_a_client_breaks_its_rule(number: int, answers: Answers) -> None:
    _, rule, begins = STORIES[number]
    assert since(answers, rule, answers["keys"]["story"][str(number)]) == begins


@pytest.mark.parametrize(
    "number", range(len(DISCLOSED)), ids=lambda n: f"{n}-{DISCLOSED[n][2]}"
)
def test_disclosures_to_a_recipient_break_its_rule(
    number: int, answers: Answers
) -> None:
    _, _, rule, follows, begins = DISCLOSED[number]
    key = answers["keys"]["disclosed"][str(number)]
    assert since(answers, rule, key + follows) == begins


@pytest.mark.parametrize("number", range(len(WHOLE)))
def test_a_whole_source_breaks_its_rules(number: int, tmp_path: Path) -> None:
    as_of, rows, expected = WHOLE[number]
    made = Making(as_of)
    for table in ("principal", "recipient", "client"):
        made.add(table)
    for table, cells in rows:
        made.add(table, **cells)
    whole = derived(made.write(tmp_path))
    assert {case: since(whole, *case.split()) for case in expected} == expected


def test_every_rule_is_broken_by_a_case_and_kept_by_another() -> None:
    cases = [(rule, on) for *_, rule, on in (*BOUNDARY, *STORIES)]
    cases += [(rule, on) for *_, rule, _, on in DISCLOSED]
    cases += [
        (key.split()[0], on) for *_, expected in WHOLE for key, on in expected.items()
    ]
    for rule, query in queries.folder("findings").items():
        if "compares" in query.entries:
            continue  # their cases stand in tests/compare/test_backdating.py
        broken = [on is not None for name, on in cases if name == rule]
        assert set(broken) == {True, False}, (
            f"give {rule} a case in {Path(__file__).name} that breaks it, and one that"
            " just keeps it: in BOUNDARY, STORIES, DISCLOSED or WHOLE"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_evidence_of_every_case_is_in_plain_words(
    language: str, answers: Answers
) -> None:
    rows = answers["findings"].values()
    keys = pl.Series([f"rules.{row['rule']}.evidence" for row in rows])
    facts = pl.DataFrame([row["facts"] for row in rows], infer_schema_length=None)
    texts = say(words_for(language), keys, facts)
    assert [text for text in texts if unsaid(language, text)] == []
    assert [text for text in texts if not text[0].isupper()] == []
    assert [text for text in texts if text[-1] in " .,;:" or "  " in text] == []
