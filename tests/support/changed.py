"""Three months of a small source, of which every kind of change is known.

`month(n)` is the source of a month, sealed in `snapshots()`; between the second and
the third each class of change occurs once at least, and the first gives the findings
a past.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from data.seal.run import seal
from tests.support.making import Making

DAYS = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))
EARLIER, LATER = DAYS[1].isoformat(), DAYS[2].isoformat()


def month(number: int) -> Making:
    """Return the source of a month, from 0: of the second, and of what changed since.

    The trajectory T-000001 ended in 2020 and T-000002 in October 2024, so that items
    of the first are overdue all along and those of the second from November 2026.
    """
    made = Making(as_of=DAYS[number])
    is_last = number == 2
    for each in range(1, 21):
        is_new = each in (11, 12)  # whose items are not past their last day
        made.add("client", registered_on=date(2026 if is_new else 2020, 1, 1))
    made.add("principal")
    made.add("trajectory", ended_on=date(2020, 6, 30), result="stopped")
    made.add(
        "trajectory",
        client_id="C-000002",
        started_on=date(2024, 1, 1),
        ended_on=date(2024, 10, 15),
        result="not_placed",
    )
    _holdings(made, is_last=is_last)
    _requests(made, number)
    _organisation(made, number)
    for owner in (11, 12):
        made.add(
            "holding",
            holding_id=f"H-00000{owner}",
            client_id=f"C-0000{owner}",
            item="cv" if is_last and owner == 11 else "contact",
            collected_on=date(2026, 1, 1),
        )
    if number:
        _promises(made, is_last=is_last)
    if is_last:
        made.tables["client"][4]["registered_on"] = date(2019, 12, 1)
    return made


def _holdings(made: Making, *, is_last: bool) -> None:
    old = {"trajectory_id": "T-000001", "collected_on": date(2020, 2, 1)}
    erased = {"erased_on": date(2021, 1, 5), "erasure": "deleted"}
    now = {"erased_on": date(2026, 10, 12), "erasure": "deleted"}
    made.add("holding", **old)  # still there
    made.add("holding", **old, **(now if is_last else {}))
    made.add("holding", **old, **({} if is_last else erased))  # there again
    if not is_last:
        made.add("holding", **old)  # gone without an erasure
    else:
        made.add("holding", holding_id="H-0000005")  # new, under the next number
    made.add(
        "holding",
        holding_id="H-0000006",
        client_id="C-000002",
        trajectory_id="T-000002",
        collected_on=date(2024, 2, 1),
    )
    held = {"client_id": "C-000003", "collected_on": date(2024, 2, 1)}
    made.add("holding", holding_id="H-0000007", **held, **(now if is_last else {}))
    made.add("holding", holding_id="H-0000008", client_id="C-000004")


def _requests(made: Making, number: int) -> None:
    is_last = number == 2
    granted = {
        "received_on": date(2026, 8, 3),
        "closed_on": date(2026, 8, 24),
        "outcome": "granted",
        "identity_verified_on": date(2026, 8, 4),
    }
    made.add("rights_request", client_id="C-000003", kind="erasure", **granted)
    made.add("rights_request", client_id="C-000004", kind="erasure", **granted)
    received = date(2026, 8, 21) if is_last else date(2026, 8, 14)
    made.add("rights_request", client_id="C-000005", received_on=received)
    if number == 0:
        return
    answered = {"closed_on": date(2026, 10, 8), "outcome": "refused"}
    made.add(
        "rights_request",
        client_id="C-000006",
        received_on=date(2026, 9, 21),
        **(answered if is_last else {}),
    )
    made.add("rights_request", client_id="C-000007", received_on=date(2026, 9, 10))
    # seen overdue in the second month, and not late by what the third says
    entered = {"closed_on": date(2026, 9, 11), "outcome": "refused"}
    extended = {"extended_on": date(2026, 9, 1), "extension_reason": "complex"}
    for client_id, afterwards in (("C-000009", entered), ("C-000010", extended)):
        made.add(
            "rights_request",
            client_id=client_id,
            received_on=date(2026, 8, 14),
            **(afterwards if is_last else {}),
        )


def _promises(made: Making, *, is_last: bool) -> None:
    """Add requests that were granted, of each kind one carried out and one not."""

    def grant(kind: str, number: int, month: int) -> None:
        made.add(
            "rights_request",
            request_id=f"R-2026-001{number}",
            client_id=f"C-0000{number}",
            kind=kind,
            received_on=date(2026, month, 2),
            identity_verified_on=date(2026, month, 2),
            closed_on=date(2026, month, 9),
            outcome="granted",
        )

    for number in (13, 14):
        grant("restriction", number, 9)
    for number in (15, 16):
        grant("consent_withdrawal", number, 9)
    for number in (15, 16):
        made.add(
            "consent",
            consent_id=f"N-0000{number}",
            client_id=f"C-0000{number}",
            withdrawn_on=date(2026, 10, 5) if is_last and number == 15 else None,
        )
    if not is_last:
        return
    for number in (11, 12):
        grant("rectification", number, 10)
    for number in (17, 18):
        grant("objection", number, 10)
    made.add("restriction", client_id="C-000013", started_on=date(2026, 10, 5))
    made.add(
        "disclosure",
        client_id="C-000018",
        purpose="management",
        disclosed_on=date(2026, 10, 20),
    )


def _organisation(made: Making, number: int) -> None:
    is_last = number == 2
    made.add("activity", reviewed_on=date(2026, 9, 1) if number == 1 else None)
    made.add("activity", name="Coaching", owner="hr" if is_last else "consultants")
    made.add("recipient")
    if is_last:
        made.add("recipient", name="Archief BV", role="controller")
    made.add("agreement", signed_on=date(2019, 12, 1) if is_last else date(2020, 1, 1))
    made.add("agreement", kind="confidentiality")
    if not is_last:
        made.add("agreement", kind="confidentiality", signed_on=date(2021, 1, 1))
    made.add("transfer", mechanism="bcr" if is_last else "scc_2021")
    made.add("authorisation")
    if is_last:
        made.add("authorisation", department="hr", granted_on=date(2026, 10, 5))
    made.add("breach", discovered_at=f"2026-03-0{6 if is_last else 5}T16:39:00+01:00")
    made.add(
        "consent",
        client_id="C-000008",
        given_on=date(2020, 3, 1) if is_last else date(2020, 1, 1),
    )


@cache
def snapshots() -> Path:
    """Seal the three months; not to be touched."""
    here = Path(tempfile.mkdtemp(prefix="changed-for-tests-"))
    atexit.register(shutil.rmtree, here, ignore_errors=True)
    for number, day in enumerate(DAYS):
        seal(month(number).write(here / f"source-{day}"), here / "snapshots")
    return here / "snapshots"
