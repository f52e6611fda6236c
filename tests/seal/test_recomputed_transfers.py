"""Transfers whose decision, mechanism or declaration is not what it is today.

The samples never reach these; the policy is changed, and the answer worked out in
plain Python. The snapshot's day is 31 October 2026, unless a test says otherwise.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support.recomputed.answers import Recomputed
from tests.support.recomputed.cases import (
    GOOGLE,
    STATEMENT,
    answered,
    changed,
    since_of,
)
from tests.support.recomputed.findings import findings
from tests.support.recomputed.policy import Policy
from tests.support.recomputed.records import Row


@pytest.fixture(scope="module")
def policy(shared: Path) -> Policy:
    """Return the policy of version 2, or skip."""
    folder = shared / "v2" / "policy"
    if not folder.is_dir():
        pytest.skip("no folder with version 2 of the rules beside the repository")
    return Policy.read(folder)


def transfer(country: str, mechanism: str, started_on: str = "2024-01-01") -> Row:
    """Return a transfer."""
    return {
        "transfer_id": "TR-0001",
        "recipient_id": "RC-0001",
        "country": country,
        "mechanism": mechanism,
        "category": "identity",
        "started_on": started_on,
        "ended_on": None,
        "assessed_on": None,
    }


def transferred(policy: Policy, row: Row) -> tuple[str, str, str | None]:
    """Return status, invalid since and since of TRF-04 of a transfer."""
    answers = answered(policy, recipient=[GOOGLE], transfer=[row])
    verdict = answers.transfers["TR-0001"]
    ends = since_of(answers, "TRF-04").get("TR-0001")
    return verdict["status"], str(verdict["invalid_since"]), ends


ENDS = {
    ("GB", "2027-10-31"): ("adequate", "None", "2026-10-31"),
    ("GB", "2027-11-01"): ("adequate", "None", None),
    ("GB", "2026-10-31"): ("adequate", "None", "2025-10-31"),
    ("GB", "2026-10-30"): ("invalid", "2026-10-31", None),
    ("GB", "2023-12-31"): ("invalid", "2024-01-01", None),
    ("US", "2026-10-30"): ("invalid", "2026-10-31", None),
}


@pytest.mark.parametrize(("country", "ends"), ENDS)
def test_transfer_follows_the_end_of_its_decision(
    country: str, ends: str, policy: Policy
) -> None:
    other = changed(policy, "adequacy", country, valid_until=ends)
    row = transfer(country, "adequacy")
    assert transferred(other, row) == ENDS[country, ends]


def test_decision_that_ends_last_counts(policy: Policy) -> None:
    row = next(r for r in policy.tables["adequacy"] if r["country"] == "GB")
    rows = [row | {"valid_until": day} for day in ("2026-12-31", "2027-10-01")]
    two = Policy(policy.tables | {"adequacy": rows})
    to_gb = transfer("GB", "adequacy")
    assert transferred(two, to_gb) == ("adequate", "None", "2026-10-01")
    endless = Policy(two.tables | {"adequacy": [*rows, row | {"valid_until": ""}]})
    assert transferred(endless, to_gb) == ("adequate", "None", None)


@pytest.mark.parametrize("mechanism", ["dpf", "adequacy"])
def test_framework_that_ends_first_counts_for_the_us(
    mechanism: str, policy: Policy
) -> None:
    row = transfer("US", mechanism)
    ending = changed(policy, "mechanisms", "dpf", valid_until="2027-10-01")
    assert transferred(ending, row) == ("adequate", "None", "2026-10-01")
    both = changed(ending, "adequacy", "US", valid_until="2027-09-01")
    assert transferred(both, row) == ("adequate", "None", "2026-09-01")


def test_mechanism_that_is_not_valid_yet_carries_nothing(policy: Policy) -> None:
    later = changed(policy, "mechanisms", "bcr", valid_from="2026-11-01")
    assert transferred(later, transfer("IN", "bcr"))[:2] == ("invalid", "2024-01-01")
    today = changed(policy, "mechanisms", "bcr", valid_from="2026-10-31")
    assert transferred(today, transfer("IN", "bcr"))[0] == "unassessed"


def test_mechanism_carries_a_transfer_on_its_last_day(policy: Policy) -> None:
    rows = {
        "recipient": [GOOGLE],
        "transfer": [transfer("IN", "scc_2010", "2020-01-01")],
    }
    last = Recomputed(rows, date(2022, 12, 27), STATEMENT, policy)
    assert last.transfers["TR-0001"]["status"] == "unassessed"
    after = Recomputed(rows, date(2022, 12, 28), STATEMENT, policy)
    assert after.transfers["TR-0001"]["invalid_since"] == date(2022, 12, 28)


CONCLUDED = {
    "2021-09-26": ("invalid", "2022-12-28"),
    "2021-09-27": ("invalid", "2021-09-27"),
}


@pytest.mark.parametrize("started", CONCLUDED)
def test_clauses_concluded_too_late_never_held(started: str, policy: Policy) -> None:
    row = transfer("IN", "scc_2010", started)
    assert transferred(policy, row)[:2] == CONCLUDED[started]


@pytest.mark.parametrize(
    ("begins", "status"), [("2026-10-31", "adequate"), ("2026-11-01", "invalid")]
)
def test_decision_counts_from_its_first_day(
    begins: str, status: str, policy: Policy
) -> None:
    later = changed(policy, "adequacy", "KR", valid_from=begins)
    assert transferred(later, transfer("KR", "adequacy"))[0] == status


def test_declared_transfers_belong_to_a_version(policy: Policy) -> None:
    to_google = [transfer("US", "dpf")]
    other = answered(
        policy, statement=date(2026, 1, 1), recipient=[GOOGLE], transfer=to_google
    )
    rules = {row["rule"] for row in findings(other).values()}
    assert rules & {"STM-02", "STM-03", "TRF-03", "TRF-06"} == {"TRF-03"}


def test_declaration_counts_since_its_earliest_fault(policy: Policy) -> None:
    declared = policy.tables["transfers_declared"]
    twice = declared[0] | {"mechanism": "safe_harbour"}
    sound = declared[0] | {"recipient": "Hosting BV", "mechanism": "scc_2021"}
    rows = [*declared[:1], twice, sound]
    answers = answered(Policy(policy.tables | {"transfers_declared": rows}))
    assert since_of(answers, "STM-02") == {"Google Analytics/US": "2015-10-06"}


def test_declared_mechanism_counts_on_its_last_day(policy: Policy) -> None:
    sound = changed(policy, "transfers_declared", "Pinterest", mechanism="bcr")
    assert since_of(answered(sound, date(2020, 7, 15)), "STM-02") == {}
    after = since_of(answered(sound, date(2020, 7, 16)), "STM-02")
    assert set(after.values()) == {"2020-07-16"}
    assert len(after) == 3
