"""Each step of a working in a case that was counted by hand.

The snapshot's day is Saturday 31 October 2026.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from data.ask import Filter, Question, ask
from data.seal.run import seal
from data.snapshot import find
from data.words import words_for
from tests.support.making import Making

if TYPE_CHECKING:
    from data.ask import Reader
    from data.snapshot import Snapshot

Steps = list[tuple[str, str | None]]
"""The code of each step and the day that it leads to."""


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


GRANTED = {"outcome": "granted"}
EXTENDED = {"received_on": on(8, 3), "extension_reason": "complexity"}
REQUESTS: dict[str, tuple[dict[str, Any], Steps]] = {
    "due on a Sunday": (
        {"received_on": on(10, 1)},
        [
            ("received", "2026-10-01"),
            ("term", "2026-11-01"),
            ("rolled", "2026-11-02"),
            ("request_due_soon", "2026-11-02"),
        ],
    ),
    "a month without day 31": (
        {"received_on": on(1, 31), "closed_on": on(3, 2), **GRANTED},
        [
            ("received", "2026-01-31"),
            ("term_last_day", "2026-02-28"),
            ("rolled", "2026-03-02"),
            ("request_closed_on_time", "2026-03-02"),
        ],
    ),
    "a term of the house": (
        {"kind": "complaint", "received_on": on(9, 30)},
        [
            ("received", "2026-09-30"),
            ("term_house", "2026-10-30"),
            ("working_day", "2026-10-30"),
            ("request_overdue", "2026-10-30"),
        ],
    ),
    "a term of the house without day 31": (
        {
            "kind": "complaint",
            "received_on": on(1, 31),
            "closed_on": on(3, 3),
            **GRANTED,
        },
        [
            ("received", "2026-01-31"),
            ("term_last_day_house", "2026-02-28"),
            ("rolled", "2026-03-02"),
            ("request_closed_late", "2026-03-02"),
        ],
    ),
    "identity asked on day 8": (
        {"received_on": on(10, 12), "identity_requested_on": on(10, 20)},
        [
            ("received", "2026-10-12"),
            ("asked_late", "2026-10-20"),
            ("term", "2026-11-12"),
            ("working_day", "2026-11-12"),
            ("request_on_track", "2026-11-12"),
        ],
    ),
    "identity asked on day 7": (
        {"received_on": on(10, 12), "identity_requested_on": on(10, 19)},
        [
            ("received", "2026-10-12"),
            ("asked_in_time", "2026-10-19"),
            ("awaiting", None),
            ("request_awaiting_identity", None),
        ],
    ),
    "extended while the clock stands still": (
        {
            "received_on": on(10, 12),
            "identity_requested_on": on(10, 15),
            "extended_on": on(10, 20),
            "extension_reason": "complexity",
        },
        [
            ("received", "2026-10-12"),
            ("asked_in_time", "2026-10-15"),
            ("awaiting", None),
            ("extension_awaiting", None),
            ("request_awaiting_identity", None),
        ],
    ),
    "paused until verified": (
        {
            "received_on": on(9, 1),
            "identity_requested_on": on(9, 3),
            "identity_verified_on": on(9, 10),
        },
        [
            ("received", "2026-09-01"),
            ("asked_in_time", "2026-09-03"),
            ("term", "2026-10-01"),
            ("paused_until_verified", "2026-10-08"),
            ("working_day", "2026-10-08"),
            ("request_overdue", "2026-10-08"),
        ],
    ),
    "paused until the wait ended": (
        {"received_on": on(9, 1), "identity_requested_on": on(9, 3)},
        [
            ("received", "2026-09-01"),
            ("asked_in_time", "2026-09-03"),
            ("term", "2026-10-01"),
            ("paused_until_wait_end", "2026-10-31"),
            ("rolled", "2026-11-02"),
            ("request_due_soon", "2026-11-02"),
        ],
    ),
    "the last day of the wait": (
        {"received_on": on(10, 1), "identity_requested_on": on(10, 1)},
        [
            ("received", "2026-10-01"),
            ("asked_in_time", "2026-10-01"),
            ("awaiting", None),
            ("request_awaiting_identity", None),
        ],
    ),
    "paused until closed": (
        {
            "received_on": on(9, 1),
            "identity_requested_on": on(9, 3),
            "closed_on": on(9, 20),
            "outcome": "withdrawn",
        },
        [
            ("received", "2026-09-01"),
            ("asked_in_time", "2026-09-03"),
            ("term", "2026-10-01"),
            ("paused_until_closed", "2026-10-18"),
            ("rolled", "2026-10-19"),
            ("request_closed_on_time", "2026-10-19"),
        ],
    ),
    "extended on the last day": (
        {**EXTENDED, "extended_on": on(9, 3)},
        [
            ("received", "2026-08-03"),
            ("term", "2026-09-03"),
            ("working_day", "2026-09-03"),
            ("extension_counts", "2026-09-03"),
            ("term", "2026-11-03"),
            ("working_day", "2026-11-03"),
            ("request_due_soon", "2026-11-03"),
        ],
    ),
    "extended, then refused": (
        {
            **EXTENDED,
            "extended_on": on(8, 20),
            "closed_on": on(9, 4),
            "outcome": "refused",
        },
        [
            ("received", "2026-08-03"),
            ("term", "2026-09-03"),
            ("working_day", "2026-09-03"),
            ("extension_counts", "2026-08-20"),
            ("refused", "2026-09-03"),
            ("request_closed_late", "2026-09-03"),
        ],
    ),
    "extended a day late": (
        {**EXTENDED, "extended_on": on(9, 4), "closed_on": on(9, 20), **GRANTED},
        [
            ("received", "2026-08-03"),
            ("term", "2026-09-03"),
            ("working_day", "2026-09-03"),
            ("extension_late", "2026-09-03"),
            ("request_closed_late", "2026-09-03"),
        ],
    ),
    "extended where that cannot be": (
        {
            **EXTENDED,
            "kind": "objection_marketing",
            "extended_on": on(8, 20),
            "closed_on": on(8, 25),
            **GRANTED,
        },
        [
            ("received", "2026-08-03"),
            ("term", "2026-09-03"),
            ("working_day", "2026-09-03"),
            ("extension_of_kind", "2026-09-03"),
            ("request_closed_on_time", "2026-09-03"),
        ],
    ),
}

Others = list[tuple[str, dict[str, Any]]]
"""What else is on record about the client."""
ENDED = {"result": "stopped"}
LOST = {"erasure": "deleted"}
HOLDINGS: dict[str, tuple[dict[str, Any], Others, Steps]] = {
    "no trajectory": (
        {},
        [],
        [
            ("rule", None),
            ("client_registered", "2020-01-01"),
            ("keep_term", "2022-01-01"),
            ("holding_overdue", "2022-01-01"),
        ],
    ),
    "restricted on its last day, and lifted": (
        {},
        [("restriction", {"started_on": on(1, 1, 2022), "lifted_on": on(5, 1, 2023)})],
        [
            ("rule", None),
            ("client_registered", "2020-01-01"),
            ("keep_term", "2022-01-01"),
            ("held", "2023-05-01"),
            ("holding_overdue", "2023-05-01"),
        ],
    ),
    "restricted twice without a day between": (
        {},
        [
            (
                "restriction",
                {"started_on": on(1, 1, 2022), "lifted_on": on(3, 1, 2022)},
            ),
            (
                "restriction",
                {"started_on": on(3, 1, 2022), "lifted_on": on(5, 1, 2023)},
            ),
        ],
        [
            ("rule", None),
            ("client_registered", "2020-01-01"),
            ("keep_term", "2022-01-01"),
            ("held_on_end", "2023-05-01"),
            ("holding_overdue", "2023-05-01"),
        ],
    ),
    "restricted now": (
        {},
        [("restriction", {"started_on": on(1, 2, 2022)})],
        [
            ("rule", None),
            ("client_registered", "2020-01-01"),
            ("keep_term", "2022-01-01"),
            ("holding_on_hold", "2022-01-01"),
        ],
    ),
    "another trajectory runs": (
        {},
        [("trajectory", {})],
        [("rule", None), ("client_runs", None), ("holding_running", None)],
    ),
    "the last trajectory ended": (
        {},
        [("trajectory", {"ended_on": on(3, 10, 2025), **ENDED})],
        [
            ("rule", None),
            ("client_ended", "2025-03-10"),
            ("keep_term", "2027-03-10"),
            ("holding_within", "2027-03-10"),
        ],
    ),
    "its own trajectory runs": (
        {"trajectory_id": "own"},
        [("trajectory", {})],
        [("rule", None), ("trajectory_runs", None), ("holding_running", None)],
    ),
    "its own trajectory ended": (
        {"trajectory_id": "own"},
        [("trajectory", {"ended_on": on(11, 30, 2024), **ENDED})],
        [
            ("rule", None),
            ("trajectory_ended", "2024-11-30"),
            ("keep_term", "2026-11-30"),
            ("holding_due_soon", "2026-11-30"),
        ],
    ),
    "no consent": (
        {"item": "photo"},
        [("trajectory", {})],
        [
            ("rule", None),
            ("consent_none", None),
            ("client_runs", None),
            ("holding_running", None),
        ],
    ),
    "consent that stands": (
        {"item": "photo"},
        [("trajectory", {}), ("consent", {})],
        [
            ("rule", None),
            ("consent_stands", None),
            ("client_runs", None),
            ("holding_running", None),
        ],
    ),
    "consent withdrawn": (
        {"item": "photo", "erased_on": on(10, 15), **LOST},
        [("trajectory", {}), ("consent", {"withdrawn_on": on(9, 15)})],
        [
            ("rule", None),
            ("consent_withdrawn", "2026-09-15"),
            ("keep_term", "2026-10-15"),
            ("holding_erased_on_time", "2026-10-15"),
        ],
    ),
    "consent withdrawn after the term of the trajectory": (
        {"item": "photo", "erased_on": on(10, 15), **LOST},
        [("consent", {"withdrawn_on": on(9, 15)})],
        [
            ("rule", None),
            ("consent_later", None),
            ("client_registered", "2020-01-01"),
            ("keep_term", "2022-01-01"),
            ("holding_erased_late", "2022-01-01"),
        ],
    ),
    "erased inside the duty to keep": (
        {
            "item": "invoice",
            "fiscal_year": 2020,
            "collected_on": on(5, 1, 2020),
            "erased_on": on(6, 1),
            **LOST,
        },
        [],
        [
            ("rule", None),
            ("fiscal_year", "2020-12-31"),
            ("keep_until", "2027-12-31"),
            ("grace", "2028-03-31"),
            ("holding_erased_early", "2028-03-31"),
        ],
    ),
    "a copy without a request": (
        {"item": "id_copy", "erased_on": on(1, 2, 2020), **LOST},
        [],
        [
            ("rule", None),
            ("copy_without_request", "2020-01-01"),
            ("keep_at_once", "2020-01-01"),
            ("holding_erased_late", "2020-01-01"),
        ],
    ),
    "a copy that waits": (
        {"item": "id_copy"},
        [
            (
                "rights_request",
                {
                    "identity_requested_on": on(10, 2),
                    "id_copy_received_on": on(10, 5),
                    "id_copy_redacted": True,
                },
            )
        ],
        [("rule", None), ("copy_waits", None), ("holding_running", None)],
    ),
    "a copy that has served": (
        {"item": "id_copy"},
        [
            (
                "rights_request",
                {
                    "identity_requested_on": on(10, 2),
                    "id_copy_received_on": on(10, 5),
                    "id_copy_redacted": True,
                    "identity_verified_on": on(10, 6),
                },
            )
        ],
        [
            ("rule", None),
            ("copy_served", "2026-10-06"),
            ("keep_at_once", "2026-10-06"),
            ("holding_overdue", "2026-10-06"),
        ],
    ),
    "a copy whose request was closed": (
        {"item": "id_copy"},
        [
            (
                "rights_request",
                {
                    "id_copy_received_on": on(10, 5),
                    "id_copy_redacted": True,
                    "closed_on": on(10, 7),
                    **GRANTED,
                },
            )
        ],
        [
            ("rule", None),
            ("copy_unverified", "2026-10-07"),
            ("keep_at_once", "2026-10-07"),
            ("holding_overdue", "2026-10-07"),
        ],
    ),
    "a copy that came after the identity was verified": (
        {"item": "id_copy"},
        [
            (
                "rights_request",
                {
                    "id_copy_received_on": on(10, 5),
                    "id_copy_redacted": True,
                    "identity_verified_on": on(10, 4),
                },
            )
        ],
        [
            ("rule", None),
            ("copy_came_after", "2026-10-05"),
            ("keep_at_once", "2026-10-05"),
            ("holding_overdue", "2026-10-05"),
        ],
    ),
    "an item that is not in the list": (
        {"item": "shoe_size"},
        [],
        [("item_unlisted", None), ("term_undeclared", None), ("holding_no_term", None)],
    ),
    "no term declared": (
        {"item": "complaints"},
        [],
        [("rule", None), ("term_undeclared", None), ("holding_no_term", None)],
    ),
    "no term declared, and erased": (
        {"item": "complaints", "erased_on": on(6, 1), **LOST},
        [],
        [("rule", None), ("term_undeclared", None), ("holding_erased", None)],
    ),
}


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, dict[str, str]]:
    """Seal every case, each a client; return the key of its row too."""
    made, keys = Making(), {}
    made.add("principal")
    for name, (cells, _) in REQUESTS.items():
        keys[name] = made.add("rights_request", client_id=made.add("client"), **cells)
    for name, (cells, others, _) in HOLDINGS.items():
        client = made.add("client")
        for table, more in others:
            key = made.add(table, client_id=client, **more)
            if cells.get("trajectory_id") == "own":
                cells = cells | {"trajectory_id": key}
        keys[name] = made.add("holding", client_id=client, **cells)
    folder = tmp_path_factory.mktemp("golden")
    seal(made.write(folder / "source"), folder / "snapshots")
    return find(folder / "snapshots"), keys


def steps(
    reader: Reader, snapshot: Snapshot, name: str, column: str, key: str
) -> Steps:
    rows = ask(reader, snapshot, Question(name, (Filter(column, key),))).to_dicts()
    return [(row["code"], row["day"] and row["day"].isoformat()) for row in rows]


@pytest.mark.parametrize("case", REQUESTS)
def test_steps_of_a_request_are_those_counted_by_hand(
    case: str, golden: tuple[Snapshot, dict[str, str]], reader: Reader
) -> None:
    snapshot, keys = golden
    got = steps(reader, snapshot, "request_steps", "request_id", keys[case])
    assert got == REQUESTS[case][1]


@pytest.mark.parametrize("case", HOLDINGS)
def test_steps_of_a_holding_are_those_counted_by_hand(
    case: str, golden: tuple[Snapshot, dict[str, str]], reader: Reader
) -> None:
    snapshot, keys = golden
    got = steps(reader, snapshot, "retention_steps", "holding_id", keys[case])
    assert got == HOLDINGS[case][2]


def test_every_step_has_a_case() -> None:
    counted = {code for _, case in REQUESTS.values() for code, _ in case}
    counted |= {code for _, _, case in HOLDINGS.values() for code, _ in case}
    known = {
        key.removeprefix("steps.")
        for key in words_for("nl").texts
        if key.startswith("steps.")
    }
    missing, gone = known - counted, counted - known
    assert not missing, f"give {sorted(missing)} a case here, counted by hand"
    assert not gone, f"write {sorted(gone)} under [steps] in data/words/*/duties.toml"
