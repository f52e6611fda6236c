"""Statuses on the day itself, the day before and the day after.

The snapshot's day is Saturday 31 October 2026, unless a test says otherwise.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

import queries
from data import policy
from data.ask import Question, ask
from tests.support.drawn import Drawn
from tests.support.making import Making, derived, derived_alone
from tests.support.recomputed.answers import Recomputed
from tests.support.recomputed.findings import findings
from tests.support.recomputed.key_figures import key_figures
from tests.support.recomputed.policy import Policy
from tests.support.sealed import EMPTY, a_reader, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.making import Answers

    Row = dict[str, Any]

SEEDS: dict[int, tuple[date, set[str]]] = {
    3: (date(2023, 7, 10), set()),
    5: (date(2020, 7, 15), set()),
    7: (date(2031, 3, 31), set()),
    8: (date(2026, 10, 31), {"agreement", "consent", "restriction"}),
    9: (date(2026, 5, 5), {"rights_request", "disclosure", "activity", "breach"}),
}
"""Seeds, each with a day, two of them the first or last of a mechanism, and with the
tables that are not delivered."""


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed{seed}")
def drawn(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Answers, Recomputed]:
    """Return the answers to a source drawn by chance: the sealing's and Python's."""
    as_of, absent = SEEDS[request.param]
    made = Drawn(request.param, as_of, clients=80).made
    made.not_delivered = tuple(sorted(absent))
    folder = made.write(tmp_path_factory.mktemp("drawn"))
    return derived(folder), Recomputed.read(folder, Policy.read(policy.FOLDER))


ANSWERS = ("retention", "requests", "recipients", "transfers", "breaches")


@pytest.mark.parametrize("answer", ANSWERS)
def test_sealed_answer_equals_plain_python(
    answer: str, drawn: tuple[Answers, Recomputed]
) -> None:
    sealed, again = drawn
    rows = getattr(again, answer)
    assert sealed[answer].keys() == rows.keys()
    assert {k: pick(sealed[answer][k], row) for k, row in rows.items()} == rows


def pick(row: Row, names: Row) -> Row:
    """Keep the columns that are compared."""
    return {name: row[name] for name in names}


def test_sealed_findings_equal_plain_python(
    drawn: tuple[Answers, Recomputed],
) -> None:
    sealed, again = drawn
    rows = findings(again)
    assert sealed["findings"].keys() == rows.keys()
    assert {k: pick(sealed["findings"][k], row) for k, row in rows.items()} == rows


def test_sealed_key_figures_equal_plain_python(
    drawn: tuple[Answers, Recomputed],
) -> None:
    sealed, again = drawn
    rows = key_figures(again)
    assert sealed["summary.key_figures"].keys() == rows.keys()
    for name, figure in rows.items():
        row = sealed["summary.key_figures"][name]
        counts = ("numerator", "denominator")
        assert [row[count] for count in counts] == [figure[count] for count in counts]
        assert row["value"] == pytest.approx(figure["value"], abs=5.1e-5), name


def test_key_figures_of_an_empty_source_are_not_assessable() -> None:
    with closing(a_reader()) as reader:
        rows = ask(reader, sample(EMPTY), Question("key_figures")).to_dicts()
    assert {row["name"] for row in rows} == set(queries.folder("key_figures"))
    for row in rows:
        has_nothing = row["denominator"] == 0 or row["name"].startswith("median")
        assert (row["value"] is None) == has_nothing


# -- retention --------------------------------------------------------------------


def cases() -> Iterator[tuple[str, list[list[str]], tuple[str | None, ...]]]:
    """Read the cases of retention: name, what surrounds the holding, what is told."""
    text = (Path(__file__).parents[1] / "support" / "retention_cases.txt").read_text(
        encoding="utf-8"
    )
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for name, around, expected in zip(*[iter(lines)] * 3, strict=True):
        words = [word.split() for word in around.split(",")]
        cells = tuple(None if cell == "-" else cell for cell in expected.split())
        yield name, words, cells


HELD = list(cases())


def hold(made: Making, around: list[list[str]]) -> None:
    """Add a case to a source, with a client of its own."""
    client = made.add("client")
    facts = {word[0]: word[-1] for word in around}
    item, erased = facts.get("item", "cv"), facts.get("erased")
    paths = []
    for word, *rest in around:
        first, _, last = (rest or [""])[0].partition("..")
        first_on, last_on = first or None, last or None
        mine: Row = {"client_id": client}
        if word == "path":
            mine |= {"started_on": first_on, "ended_on": last_on}
            paths.append(made.add("trajectory", result=last_on and "stopped", **mine))
        elif word == "restricted":
            made.add("restriction", started_on=first_on, lifted_on=last_on, **mine)
        elif word == "consent":
            mine |= {"given_on": first_on, "withdrawn_on": last_on}
            made.add("consent", item=item, **mine)
            made.add("consent", item="gender", client_id=client, given_on="2026-01-01")
        elif word == "copy":
            mine |= {"id_copy_received_on": first_on, "identity_verified_on": last_on}
            closed = facts.get("closed")
            mine |= {"closed_on": closed, "outcome": closed and "granted"}
            made.add("rights_request", id_copy_redacted=first_on and True, **mine)
    made.add(
        "holding",
        client_id=client,
        trajectory_id=paths[0] if paths and ["loose"] not in around else None,
        item=item,
        collected_on=facts.get("collected", "2020-01-01"),
        fiscal_year=facts.get("fiscal"),
        erased_on=erased,
        erasure=erased and "deleted",
    )


# -- requests ---------------------------------------------------------------------

REQUESTS: dict[str, tuple[Row, Row]] = {
    "due yesterday": (
        {"received_on": "2026-09-30"},
        {"due_on": "2026-10-30", "status": "overdue", "days_overdue": 1},
    ),
    "due on a Sunday": (
        {"received_on": "2026-10-01"},
        {"initial_due_on": "2026-11-02", "status": "due_soon"},
    ),
    "due in a week": (
        {"received_on": "2026-10-06"},
        {"due_on": "2026-11-06", "status": "due_soon", "days_overdue": None},
    ),
    "due in a week on a Saturday": (
        {"received_on": "2026-10-07"},
        {"due_on": "2026-11-09", "status": "on_track"},
    ),
    "asked after seven days": (
        {"identity_requested_on": "2026-08-10", "identity_verified_on": "2026-08-20"},
        {"paused_days": 10, "due_on": "2026-09-14", "status": "overdue"},
    ),
    "asked after eight days": (
        {"identity_requested_on": "2026-08-11", "identity_verified_on": "2026-08-20"},
        {"paused_days": 0, "due_on": "2026-09-03"},
    ),
    "asked after eight days in vain": (
        {"identity_requested_on": "2026-08-11"},
        {"paused_days": 0, "due_on": "2026-09-03", "status": "overdue"},
    ),
    "verified before it was asked": (
        {"identity_requested_on": "2026-08-08", "identity_verified_on": "2026-08-05"},
        {"paused_days": 0, "due_on": "2026-09-03"},
    ),
    "closed before it was verified": (
        {"identity_requested_on": "2026-08-05", "identity_verified_on": "2026-09-30"}
        | {"closed_on": "2026-09-08", "outcome": "refused"},
        {"paused_days": 30, "due_on": "2026-10-05", "status": "closed_on_time"},
    ),
    "asked for on the last day of the wait": (
        {"received_on": "2026-10-01", "identity_requested_on": "2026-10-01"},
        {"due_on": None, "status": "awaiting_identity"},
    ),
    "asked for the day before": (
        {"received_on": "2026-09-30", "identity_requested_on": "2026-09-30"},
        {"paused_days": 30, "due_on": "2026-11-30", "status": "on_track"},
    ),
    "waited for longer than the wait": (
        {"identity_requested_on": "2026-08-05", "identity_verified_on": "2026-10-30"},
        {"paused_days": 30, "due_on": "2026-10-05", "status": "overdue"},
    ),
    "asked for by who is no client": (
        {"subject": "employee", "client_id": None},
        {"client_id": None, "subject": "employee", "due_on": "2026-09-03"},
    ),
    "awaiting": (
        {"received_on": "2026-10-01", "identity_requested_on": "2026-10-02"}
        | {"extended_on": "2026-10-06"},
        {"paused_days": 0, "initial_due_on": None, "due_on": None}
        | {"extension_valid": False, "status": "awaiting_identity"},
    ),
    "closed on the last day": (
        {"closed_on": "2026-09-03", "outcome": "granted"},
        {"status": "closed_on_time", "days_overdue": None, "handling_days": 31},
    ),
    "closed a day late": (
        {"closed_on": "2026-09-04", "outcome": "withdrawn"},
        {"status": "closed_late", "days_overdue": 1, "handling_days": 32},
    ),
    "extended on the last day": (
        {"extended_on": "2026-09-03"},
        {"extension_valid": True, "due_on": "2026-11-03", "status": "due_soon"},
    ),
    "extended a day late": (
        {"extended_on": "2026-09-04"},
        {"extension_valid": False, "due_on": "2026-09-03", "status": "overdue"},
    ),
    "extended and refused": (
        {"extended_on": "2026-08-10", "closed_on": "2026-09-04", "outcome": "refused"},
        {"extension_valid": True, "due_on": "2026-09-03", "status": "closed_late"},
    ),
    "extended and granted": (
        {"extended_on": "2026-08-10", "closed_on": "2026-10-30", "outcome": "granted"},
        {"due_on": "2026-11-03", "status": "closed_on_time", "days_overdue": None},
    ),
    "extended where none exists": (
        {"extended_on": "2026-08-10", "kind": "complaint"},
        {"extension_valid": False, "extended_due_on": None, "due_on": "2026-09-03"},
    ),
}
"""Cells of a request received on 3 August 2026, and what is told of it."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the answers to all cases of this module, each in rows of its own."""
    made = Making()
    made.add("principal")
    for _, around, _ in HELD:
        hold(made, around)
    for number, (cells, _) in enumerate(REQUESTS.values(), 1):
        request = {
            "request_id": f"R-2025-{number:05}",
            "client_id": made.add("client"),
            "received_on": "2026-08-03",
        }
        reason = "omvang" if "extended_on" in cells else None
        made.add("rights_request", extension_reason=reason, **(request | cells))
    return derived(made.write(tmp_path_factory.mktemp("rules")))


@pytest.mark.parametrize("number", range(len(HELD)), ids=lambda n: HELD[n][0])
def test_holding_has_the_status_of_its_day(number: int, answers: Answers) -> None:
    row = answers["retention"][f"H-{number + 1:07}"]
    names = ("status", "clock_on", "due_on", "effective_due_on", "days_overdue")
    assert tuple(written(row[name]) for name in names) == HELD[number][2]


def written(value: object) -> str | None:
    """Return a value as the cases write it."""
    return None if value is None else str(value)


@pytest.mark.parametrize("name", REQUESTS)
def test_request_has_the_term_of_its_days(name: str, answers: Answers) -> None:
    row = answers["requests"][f"R-2025-{[*REQUESTS].index(name) + 1:05}"]
    cells = {n: str(v) if isinstance(v, date) else v for n, v in row.items()}
    assert pick(cells, REQUESTS[name][1]) == REQUESTS[name][1]


WEEKDAY = {
    "2026-09-29": ("overdue", 1),
    "2026-09-30": ("due_soon", None),
    "2026-10-06": ("due_soon", None),
    "2026-10-07": ("on_track", None),
}
"""Day of receipt; status and days over on Friday 30 October 2026."""


def test_request_due_today_is_not_overdue(tmp_path: Path) -> None:
    made = Making(as_of=date(2026, 10, 30))
    made.add("client")
    for received in WEEKDAY:
        made.add("rights_request", received_on=received)
    sealed = derived_alone(made, tmp_path, "01_calendar", "03_requests")["requests"]
    rows = [sealed[key] for key in sorted(sealed)]
    statuses = [(row["status"], row["days_overdue"]) for row in rows]
    assert statuses == list(WEEKDAY.values())


AGREED: list[tuple[str, list[Row], str]] = [
    ("controller", [], "not_required"),
    ("joint_controller", [], "missing"),
    ("processor", [{"signed_on": "2026-11-01"}], "missing"),
    ("processor", [{"signed_on": "2026-10-31"}], "in_force"),
    ("processor", [{"ends_on": "2026-10-30"}], "expired"),
    ("processor", [{"ends_on": "2026-10-31"}], "ending_soon"),
    ("processor", [{"ends_on": "2027-01-29"}], "ending_soon"),
    ("processor", [{"ends_on": "2027-01-30"}], "in_force"),
    ("processor", [{"ends_on": "2026-10-30"}, {"signed_on": "2026-10-31"}], "in_force"),
    ("processor", [{"ends_on": "2026-10-30"}, {"signed_on": "2026-11-01"}], "expired"),
    ("processor", [{"kind": "confidentiality"}, {"kind": "joint"}], "missing"),
    ("joint_controller", [{"kind": "processing"}], "missing"),
    ("joint_controller", [{"kind": "joint"}], "in_force"),
]
"""The role of a recipient and its agreements; how they stand."""


def test_agreements_end_after_their_last_day(tmp_path: Path) -> None:
    made = Making()
    for role, agreements, _ in AGREED:
        key = made.add("recipient", role=role)
        for cells in agreements:
            made.add("agreement", recipient_id=key, **cells)
    sealed = derived_alone(made, tmp_path, "04_recipients")["recipients"]
    stand = [sealed[key]["agreement"] for key in sorted(sealed)]
    assert stand == [expected for *_, expected in AGREED]


CERTIFIED = {
    None: "none",
    "2026-10-30": "expired",
    "2026-10-31": "ending_soon",
    "2027-01-29": "ending_soon",
    "2027-01-30": "valid",
}
"""The last day of a certificate; how it stands."""


def test_certificates_end_after_their_last_day(tmp_path: Path) -> None:
    made = Making()
    for until in CERTIFIED:
        made.add("recipient", iso27001_until=until)
    made.add("recipient", iso27001_until="2027-01-30", kind="analytics")
    sealed = derived_alone(made, tmp_path, "04_recipients")["recipients"]
    stand = [sealed[key]["iso27001"] for key in sorted(sealed)]
    assert stand == [*CERTIFIED.values(), "not_applicable"]


# -- facts that change ------------------------------------------------------------

DECISIONS = {
    "US": {"valid_until": date(2026, 10, 30)},
    "GB": {"valid_until": date(2027, 10, 31)},
    "CH": {"valid_until": date(2027, 11, 1)},
    "JP": {"valid_until": date(2026, 10, 31)},
    "KR": {"valid_from": date(2026, 11, 1)},
}
CHANGED = {
    ("US", "dpf", "2022-01-01"): ("invalid", "2026-10-31", None),
    ("US", "dpf", "2026-10-31"): ("invalid", "2026-10-31", None),
    ("US", "adequacy", "2022-01-01"): ("invalid", "2026-10-31", None),
    ("GB", "adequacy", "2022-01-01"): ("adequate", None, "2026-10-31"),
    ("CH", "adequacy", "2022-01-01"): ("adequate", None, None),
    ("JP", "adequacy", "2022-01-01"): ("adequate", None, "2025-10-31"),
    ("KR", "adequacy", "2022-01-01"): ("invalid", "2022-01-01", None),
}
"""Country, mechanism and start of a transfer; status, invalid since, TRF-04 since."""


def test_transfers_follow_the_decisions_of_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = policy.tables()
    for name, change in DECISIONS.items():
        tables["adequacy"] = changed(tables["adequacy"], "country", name, change)
    monkeypatch.setattr(policy, "tables", lambda: tables)
    assert transferred(tmp_path, *CHANGED) == list(CHANGED.values())


def test_transfers_to_the_us_end_with_their_framework(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = policy.tables()
    last = {"valid_until": date(2027, 10, 31)}
    tables["mechanisms"] = changed(tables["mechanisms"], "mechanism", "dpf", last)
    later = {"valid_until": date(2027, 11, 1)}
    tables["adequacy"] = changed(tables["adequacy"], "country", "US", later)
    monkeypatch.setattr(policy, "tables", lambda: tables)
    cases = [("US", "dpf", "2024-01-01"), ("US", "adequacy", "2024-01-01")]
    assert transferred(tmp_path, *cases) == [("adequate", None, "2026-10-31")] * 2


def changed(rows: pl.DataFrame, key: str, name: str, change: Row) -> pl.DataFrame:
    """Change cells of the row of a policy table that bears a name."""
    return rows.with_columns(
        pl.when(pl.col(key) == name).then(value).otherwise(pl.col(column)).alias(column)
        for column, value in change.items()
    )


def transferred(folder: Path, *cases: tuple[str, str, str]) -> list[tuple[Any, ...]]:
    """Return status, invalid since and TRF-04 since of transfers to a US recipient."""
    made = Making()
    made.add("recipient", dpf_certified=True)
    for to, mechanism, started in cases:
        made.add("transfer", country=to, mechanism=mechanism, started_on=started)
    sealed = derived(made.write(folder))
    rows = [sealed["transfers"][key] for key in sorted(sealed["transfers"])]
    return [
        (row["status"], written(row["invalid_since"]), written(soon.get("since")))
        for row in rows
        for soon in [sealed["findings"].get(f"TRF-04 {row['transfer_id']}", {})]
    ]
