"""What the samples never reach of the rules, worked out in plain Python.

Terms that end on the day or the day before, what is not delivered, and texts that
say nothing. The snapshot's day is 31 October 2026, unless a test says otherwise.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.support.recomputed.answers import Recomputed
from tests.support.recomputed.cases import AS_OF, GOOGLE, STATEMENT, answered, since_of
from tests.support.recomputed.key_figures import key_figures
from tests.support.recomputed.on_holdings import erased_while_restricted
from tests.support.recomputed.policy import Policy
from tests.support.recomputed.records import Row
from tests.support.recomputed.requests import AS_IN_THE_SOURCE


@pytest.fixture(scope="module")
def policy(shared: Path) -> Policy:
    """Return the policy of version 2, or skip."""
    folder = shared / "v2" / "policy"
    if not folder.is_dir():
        pytest.skip("no folder with version 2 of the rules beside the repository")
    return Policy.read(folder)


def test_agreement_that_ended_last_counts_from_the_day_after(policy: Policy) -> None:
    agreements = [
        {"agreement_id": f"AG-{n}", "recipient_id": "RC-0001", "kind": kind}
        | {"signed_on": "2020-01-01", "ends_on": ends}
        for n, (kind, ends) in enumerate(
            [
                ("processing", "2026-02-01"),
                ("processing", "2026-10-30"),
                ("joint", "2027-01-01"),
            ]
        )
    ]
    disclosure = {"disclosure_id": "D-0000001", "client_id": "C-000001"}
    disclosure |= {"recipient_id": "RC-0001", "category": "identity"}
    disclosure |= {"purpose": "contact", "disclosed_on": "2026-01-01"}
    answers = answered(
        policy, recipient=[GOOGLE], agreement=agreements, disclosure=[disclosure]
    )
    assert answers.recipients["RC-0001"]["agreement"] == "expired"
    assert since_of(answers, "RCP-01") == {"RC-0001": "2026-10-31"}


def test_agreement_is_not_assessed_where_none_are_delivered(policy: Policy) -> None:
    controller = GOOGLE | {"recipient_id": "RC-0002", "role": "controller"}
    rows = {"recipient": [GOOGLE, controller]}
    absent = frozenset({"agreement", "disclosure"})
    answers = Recomputed(rows, AS_OF, STATEMENT, policy, absent)
    columns = ("agreement", "disclosures_12m", "clients_12m")
    assert [[row[c] for c in columns] for row in answers.recipients.values()] == [
        ["not_assessed", None, None],
        ["not_assessed", None, None],
    ]


def test_facts_are_old_after_six_months(policy: Policy) -> None:
    last, next_day = date(2027, 5, 22), date(2027, 5, 23)
    assert since_of(answered(policy, last), "POL-01") == {}
    since = dict.fromkeys(["adequacy", "mechanisms"], str(next_day))
    assert since_of(answered(policy, next_day), "POL-01") == since


def test_statement_is_old_the_day_after_its_months(policy: Policy) -> None:
    last = answered(policy, statement=date(2024, 10, 31))
    assert since_of(last, "STM-01") == {}
    over = answered(policy, statement=date(2024, 10, 30))
    assert since_of(over, "STM-01") == {"2024-10-30": "2026-10-31"}


HELD: Row = {"holding_id": "H-0000001", "client_id": "C-000001", "trajectory_id": None}
HELD |= {"item": "cv", "ground": "contract", "collected_on": "2020-01-01"}
HELD |= {"fiscal_year": None, "erased_on": None}


@pytest.mark.parametrize(
    ("as_of", "since"), [(30, {}), (31, {"C-000001": "2026-10-31"})]
)
def test_client_may_be_informed_a_month_after_registering(
    as_of: int, since: dict[str, str], policy: Policy
) -> None:
    client: Row = {"client_id": "C-000001", "registered_on": "2026-09-30"}
    client |= {"informed_on": None, "statement_version": None}
    day = date(2026, 10, as_of)
    answers = answered(policy, day, client=[client], holding=[HELD])
    assert since_of(answers, "INF-01") == since


RECEIVED = {"2026-02-28": 1, "2026-03-01": 0, "2026-03-10": 0, "2026-03-11": 1}
"""Day of a request, and how many erasures of 10 March it leaves unexcused."""


@pytest.mark.parametrize("received", RECEIVED)
def test_request_excuses_erasing_under_the_restrictions_before_it(
    received: str, policy: Policy
) -> None:
    client: Row = {"client_id": "C-000001"}
    restrictions = [
        client | {"started_on": started, "lifted_on": None}
        for started in ("2026-01-01", "2026-03-01", "2026-03-11")
    ]
    request = client | {"request_id": "R-2026-0001", "kind": "erasure"}
    request |= {"received_on": received, "outcome": "partly_granted"}
    answers = answered(
        policy,
        holding=[HELD | {"erased_on": "2026-03-10"}],
        restriction=restrictions,
        rights_request=[request],
    )
    findings = [*erased_while_restricted(answers)]
    assert len(findings) == RECEIVED[received]


def test_breaches_of_twelve_months_count_by_their_dutch_date(policy: Policy) -> None:
    moments = ("2025-10-31T23:59:59+01:00", "2025-10-31T23:00:00+00:00")
    breaches = [
        dict.fromkeys(["nature", "consequences", "measures", "delay_reason"])
        | {"breach_id": f"B-{n}", "discovered_at": moment, "risk": "risk"}
        | {"authority_notified_at": moment, "subjects_notified_at": None}
        for n, moment in enumerate(moments)
    ]
    figure = key_figures(answered(policy, breach=breaches))["breaches_on_time"]
    assert (figure["numerator"], figure["denominator"]) == (1, 1)


DUE = {
    "2026-09-29": ("overdue", 1),
    "2026-09-30": ("due_soon", None),
    "2026-10-06": ("due_soon", None),
    "2026-10-07": ("on_track", None),
}
"""Day of receipt; status and days over on Friday 30 October 2026."""


def test_request_due_today_is_not_overdue(policy: Policy) -> None:
    columns = ("identity_requested_on", "identity_verified_on", "extended_on")
    blank = dict.fromkeys([*columns, "closed_on", "outcome", *AS_IN_THE_SOURCE])
    requests = [
        blank
        | {"request_id": received, "client_id": None, "kind": "access"}
        | {"received_on": received}
        for received in DUE
    ]
    answers = answered(policy, date(2026, 10, 30), rights_request=requests)
    rows = answers.requests.items()
    assert {key: (r["status"], r["days_overdue"]) for key, r in rows} == DUE


SAY = ("geen.", "niet bekend", "٣", "1", "ja", "\x1cgeen", "n v t", "汉")
SAY_NOTHING = (
    "",
    " ",
    "—",
    "N.V.T.",
    "\u2003n/a\xa0",
    "\\N",
    "²",
    "Ⅷ",
    "?!",
    "VOLGT\t",
)


@pytest.mark.parametrize("text", [*SAY, *SAY_NOTHING], ids=ascii)
def test_text_says_nothing_without_letter_or_digit_or_as_listed(
    text: str, policy: Policy
) -> None:
    assert policy.says_nothing(text) == (text in SAY_NOTHING)
