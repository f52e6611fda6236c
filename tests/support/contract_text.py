"""The contract once more, written over from its text, and the cells that break it.

The classes in data/contract are not looked at: what is transcribed here is
what they are held against. A column's line says its type; `?` may be null,
`future` may lie after as_of, `=x` is null exactly when x is, `<x` is null where x
is, `@x:v` is not null exactly where x is v.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.making import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = Path(__file__).parents[2] / "data" / "policy"

TEXT = """
principal
    principal_id key
    name text
    kind code employer uwv municipality insurer private
client
    client_id key C-6,8
    registered_on date
    informed_on date ?
    statement_version date ? =informed_on
    portal_account flag
trajectory
    trajectory_id key T-6,9
    client_id reference
    principal_id reference
    kind code first_track second_track outplacement job_coaching assessment training
    started_on date
    ended_on date ?
    result code ? =ended_on placed_own_employer placed_elsewhere not_placed stopped
holding
    holding_id key H-6,10
    client_id reference
    trajectory_id reference ?
    item word
    system code portal crm file_store mail website invoicing paper
    source code subject employer uwv occupational_physician website portal third_party
        own
    ground code contract legal_obligation legitimate_interest consent vital_interest
        public_task
    collected_on date
    fiscal_year whole ?
    erased_on date ?
    erasure code ? =erased_on deleted anonymised
rights_request
    request_id key R-
    subject code client client_contact website_visitor employee
    client_id reference ? @subject:client
    kind code access rectification erasure restriction portability objection
        objection_marketing automated_decision consent_withdrawal complaint
    channel code portal email post phone website
    received_on date
    identity_requested_on date ?
    identity_verified_on date ?
    id_copy_received_on date ?
    id_copy_redacted flag ? =id_copy_received_on
    id_copy_deleted_on date ? <id_copy_received_on
    extended_on date ?
    extension_reason text ? =extended_on
    closed_on date ?
    outcome code ? =closed_on granted partly_granted refused withdrawn
    refusal_reason text ?
    recipients_notified_on date ?
    department text
restriction
    restriction_id key
    client_id reference
    kind code dispute objection accuracy legal_claim
    started_on date
    lifted_on date ?
consent
    consent_id key
    client_id reference
    item code catalog.item
    purpose code purposes.purpose
    given_on date
    form_version text ?
    withdrawn_on date ?
recipient
    recipient_id key
    name text
    kind code it_supplier test_agency freelancer assessment_provider
        training_provider vacancy_bank principal authority social_network analytics
    role code processor controller joint_controller
    country code countries.country
    iso27001_until date ? future
    dpf_certified flag
agreement
    agreement_id key
    recipient_id reference
    kind code processing joint confidentiality
    signed_on date future
    ends_on date ? future
disclosure
    disclosure_id key
    client_id reference
    recipient_id reference
    category code catalog.category
    purpose text
    disclosed_on date
transfer
    transfer_id key
    recipient_id reference
    country code countries.country
    mechanism code mechanisms.mechanism
    category code catalog.category
    purpose code purposes.purpose
    started_on date
    ended_on date ? future
    assessed_on date ?
activity
    activity_id key
    name text
    role code controller joint_controller processor
    controllers codes ? @role:processor employer uwv municipality insurer private
    purposes codes purposes.purpose
    categories codes catalog.category
    subjects codes client client_contact website_visitor employee
    grounds codes contract legal_obligation legitimate_interest consent
        vital_interest public_task
    interest text ?
    special_ground code ? explicit_consent employment_social_security legal_claims
        health_care
    recipient_kinds codes ? it_supplier test_agency freelancer assessment_provider
        training_provider vacancy_bank principal authority social_network analytics
    countries codes ? countries.country
    retention_rules codes retention_rules.rule
    measures text ?
    owner text ?
    dpia code not_needed needed done
    dpia_on date ? @dpia:done
    automated flag
    reviewed_on date ?
authorisation
    authorisation_id key
    department text
    system code portal crm file_store mail website invoicing paper
    category code catalog.category
    granted_on date
    reviewed_on date ?
    revoked_on date ?
breach
    breach_id key
    discovered_at moment
    categories codes catalog.category
    clients_affected whole
    risk code none risk high
    nature text ?
    consequences text ?
    measures text ?
    authority_notified_at moment ?
    delay_reason text ?
    subjects_notified_at moment ?
    closed_on date ?
"""

FULL: dict[str, dict[str, Any]] = {
    "principal": {},
    "client": {"informed_on": "2021-01-01", "statement_version": "2018-05-25"},
    "trajectory": {"ended_on": "2021-01-01", "result": "stopped"},
    "holding": {
        "trajectory_id": "T-000001",
        "item": "invoice",
        "fiscal_year": "2020",
        "erased_on": "2021-01-01",
        "erasure": "deleted",
    },
    "rights_request": {
        "received_on": "2026-01-01",
        "identity_requested_on": "2026-01-02",
        "identity_verified_on": "2026-01-05",
        "id_copy_received_on": "2026-01-04",
        "id_copy_redacted": "true",
        "id_copy_deleted_on": "2026-01-06",
        "extended_on": "2026-01-20",
        "extension_reason": "omvang van het dossier",
        "closed_on": "2026-02-10",
        "outcome": "refused",
        "refusal_reason": "kennelijk ongegrond",
        "recipients_notified_on": "2026-02-11",
    },
    "restriction": {"lifted_on": "2021-01-01"},
    "consent": {"withdrawn_on": "2021-01-01"},
    "recipient": {"iso27001_until": "2030-01-01"},
    "agreement": {"ends_on": "2030-01-01"},
    "disclosure": {},
    "transfer": {"ended_on": "2030-01-01", "assessed_on": "2022-01-01"},
    "activity": {
        "role": "processor",
        "controllers": "employer|uwv",
        "dpia": "done",
        "dpia_on": "2026-01-01",
        "interest": "doelmatige dienstverlening",
        "special_ground": "health_care",
        "recipient_kinds": "it_supplier|authority",
        "countries": "US|GB",
        "measures": "toegangsbeheer",
        "owner": "consultants",
        "reviewed_on": "2026-01-01",
    },
    "authorisation": {"reviewed_on": "2026-02-01", "revoked_on": "2026-03-01"},
    "breach": {
        "nature": "brief verkeerd bezorgd",
        "consequences": "geen bekend",
        "measures": "brief opgehaald",
        "delay_reason": "onderzoek duurde langer",
        "authority_notified_at": "2026-03-06T16:39:00+01:00",
        "subjects_notified_at": "2026-03-06T16:39:00+01:00",
        "closed_on": "2026-03-07",
    },
}
"""Of each table what a row holds where nothing is null, beside BLANK."""

_BAD = {
    "date": "2026-2-3|31-10-2026|2026-02-30|2025-02-29|2020/01/01|20200101|2020-01|"
    " 2020-01-01|2020-01-01 |2020-01-01T00:00:00|0000-01-01|2020-13-01|2020-1-01|"
    "+2020-01-01|12020-01-01|vandaag|2020-01-01\n",
    "flag": "TRUE|True|FALSE|1|0|yes|nee|t| true|true ",
    "whole": "1.0|1e3|+5| 1|1 |1,000|0x7c4|een|12345678901234567890|--1|1-",
    "moment": "2026-03-05T16:39:00|2026-03-05T16:39+01:00|2026-03-05|"
    "2026-03-05T25:00:00+01:00|2026-03-05T24:00:00+01:00|2026-02-30T16:39:00+01:00|"
    "2026-03-05T16:39:00+0100|2026-03-05T16:39:00+01|2026-03-05T16:60:00+01:00|"
    " 2026-03-05T16:39:00+01:00|2026-03-05T16:39:00+01:00 |"
    "05-03-2026T16:39:00+01:00|2026-3-5T16:39:00+01:00|2026-03-05T16:39:00 CET",
    "reference": "C-999999| C-000001|C-000001 |c-000001",
    "word": "CV|Cv|c|2cv|_cv| cv|cv |c-v|c.v|coöperatie|" + "c" * 41 + "|cv\n",
}
_KEYS = {
    "": "A-1|ABC-1234567890#A-|ABCD-1|A-12345678901|1-1|a-1|A1|A_1|A-1a| A-1|A-1 |"
    "A-1\n|É-1|A--1|A-1-1|A-١٢",
    "C-6,8": "C-123456|C-12345678#C-12345|C-123456789|D-123456|c-123456|C-123456 |C1",
    "T-6,9": "T-123456|T-123456789#T-12345|T-1234567890|H-123456|t-123456| T-123456",
    "H-6,10": "H-123456|H-1234567890#H-12345|H-12345678901|T-123456|h-123456|H-12345a",
    "R-": "R-2026-1234|R-2026-123456#R-2026-123|R-2026-1234567|R-26-1234|r-2026-1234|"
    "R-20261234|C-2026-1234|R-2026-1234 ",
}
"""By the key's pattern: keys that have its form, `#`, keys that have not."""


LEANT_ON = ("subject", "role", "dpia")
"""Codes that say whether another column is filled; RELATIONS has their cases."""


@dataclass(frozen=True)
class Column:
    """One line of the transcription."""

    table: str
    name: str
    kind: str
    words: tuple[str, ...]

    @property
    def nullable(self) -> bool:
        """Return whether the cell may be empty."""
        return "?" in self.words

    @property
    def future(self) -> bool:
        """Return whether the date may lie after as_of."""
        return "future" in self.words

    @property
    def codes(self) -> list[str]:
        """Return the codes it may hold."""
        plain = [
            w for w in self.words if w not in ("?", "future") and w[0] not in "=<@"
        ]
        if len(plain) == 1 and "." in plain[0]:
            name, column = plain[0].split(".")
            with (POLICY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                return list(dict.fromkeys(row[column] for row in csv.DictReader(file)))
        return plain


def columns() -> list[Column]:
    """Read the transcription."""
    listed: list[Column] = []
    table = ""
    for line in TEXT.strip().splitlines():
        words = tuple(line.split())
        if not line.startswith(" "):
            table = words[0]
        elif line.startswith("        "):
            last = listed.pop()
            listed.append(Column(table, last.name, last.kind, last.words + words))
        else:
            listed.append(Column(table, words[0], words[1], words[2:]))
    return listed


def pairs() -> dict[tuple[str, str], set[str]]:
    """Return what fails when a column of a full row is emptied."""
    broken: dict[tuple[str, str], set[str]] = {}
    for column in columns():
        for word in column.words:
            if word[0] in "=@":
                broken.setdefault((column.table, column.name), set()).add(column.name)
            if word[0] in "=<":
                broken.setdefault((column.table, word[1:]), set()).add(column.name)
    return broken


def bad_cells(column: Column) -> Iterator[str]:
    """Return cells that break the column's own form."""
    if column.kind == "key":
        yield from _KEYS["".join(column.words)].split("#")[1].split("|")
    elif column.kind == "code":
        code = column.codes[0]
        yield from ("geen_code", code + " ", " " + code, code + "|" + column.codes[1])
        yield code.swapcase()
    elif column.kind == "codes":
        first, second = column.codes[:2]
        yield from (
            f"{first}||{second}",
            f"|{first}",
            f"{first}|",
            f"{first}|{first}",
            "|",
        )
        yield from (
            f"{first}|geen_code",
            f"{first}| {second}",
            f"{first},{second}",
            first.swapcase(),
        )
    elif column.kind in _BAD:
        yield from _BAD[column.kind].split("|")


def good_cells(column: Column) -> Iterator[str]:
    """Return cells of the column's own form, of each sort one."""
    if column.kind == "key":
        yield from _KEYS["".join(column.words)].split("#")[0].split("|")
    elif column.kind == "word":
        yield from ("cv", "gym_pass", "b12", "x_", "x" * 40)
    elif column.kind == "code" and column.name not in LEANT_ON:
        yield from column.codes[:30]
    elif column.kind == "codes":
        yield from (column.codes[-1], "|".join(reversed(column.codes)))
    elif column.kind == "flag":
        yield from ("true", "false")


def full(table: str) -> dict[str, Any]:
    """Return a row of a table in which every cell is filled."""
    row = BLANK[table] | FULL[table]
    empty = [name for name, cell in row.items() if cell is None]
    assert not empty, (
        f"fill {empty} of {table} in FULL (tests/support/contract_text.py)"
    )
    return row
