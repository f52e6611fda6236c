"""Every check of the contract, table by table, on cells that keep or break it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from data import contract
from data.seal import check
from tests.support.contract_text import (
    Column,
    bad_cells,
    columns,
    full,
    good_cells,
    pairs,
)
from tests.support.making import BLANK, KEYS, Making, failures, text, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST, NEXT = "2026-10-31", "2026-11-01"
AHEAD, TOO_FAR = "2076-10-30", "2076-10-31"
FIRST, TOO_EARLY = "1900-01-01", "1899-12-31"
PARENTS = {
    "trajectory": ("client", "principal"),
    "holding": ("client", "principal", "trajectory"),
    "rights_request": ("client",),
    "restriction": ("client",),
    "consent": ("client",),
    "disclosure": ("client", "recipient"),
    "transfer": ("recipient",),
    "agreement": ("recipient",),
}
PARTNERS: dict[str, dict[str, Any]] = {
    "informed_on": {"statement_version": "2018-05-25"},
    "statement_version": {"informed_on": "2021-01-01"},
    "erased_on": {"erasure": "deleted"},
    "id_copy_received_on": {"id_copy_redacted": "true"},
    "id_copy_deleted_on": {
        "id_copy_received_on": "2026-10-01",
        "id_copy_redacted": "true",
    },
    "dpia_on": {"dpia": "done"},
    "extended_on": {"extension_reason": "omvang"},
    "closed_on": {"outcome": "granted"},
    "trajectory.ended_on": {"result": "stopped"},
}
"""What has to be filled with a date in a row that is blank otherwise."""

BEFORE = "2025-12-31"
RELATIONS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("client", {"informed_on": "2016-05-24"}, set()),
    ("client", {"informed_on": "2016-05-23"}, {"informed_on"}),
    ("trajectory", {"ended_on": "2020-01-01"}, set()),
    ("trajectory", {"ended_on": "2019-12-31"}, {"ended_on"}),
    ("holding", {"fiscal_year": "1990"}, set()),
    ("holding", {"fiscal_year": "1989"}, {"fiscal_year"}),
    ("holding", {"fiscal_year": "-2020"}, {"fiscal_year"}),
    ("holding", {"fiscal_year": "2026"}, set()),
    ("holding", {"fiscal_year": "2027"}, {"fiscal_year"}),
    ("holding", {"item": "private_purchase"}, set()),
    ("holding", {"item": "cv"}, {"fiscal_year"}),
    ("holding", {"item": "gym_pass"}, {"fiscal_year"}),
    ("holding", {"item": "gym_pass", "fiscal_year": None}, set()),
    ("holding", {"item": "x" * 40, "fiscal_year": None}, set()),
    ("holding", {"item": "x_", "fiscal_year": None}, set()),
    ("holding", {"item": "Gym", "fiscal_year": None}, {"item"}),
    ("holding", {"item": "cv", "fiscal_year": None}, set()),
    ("holding", {"item": "photo", "fiscal_year": "2020.0"}, {"fiscal_year"}),
    ("holding", {"item": "id_copy", "fiscal_year": None}, set()),
    ("holding", {"erased_on": "2020-01-01"}, set()),
    ("holding", {"erased_on": "2019-12-31"}, {"erased_on"}),
    ("holding", {"trajectory_id": "T-000002"}, {"trajectory_id"}),
    ("holding", {"client_id": "C-000002"}, {"trajectory_id"}),
    ("holding", {"client_id": "C-000002", "trajectory_id": "T-000002"}, set()),
    ("rights_request", {"identity_requested_on": "2026-01-01"}, set()),
    ("rights_request", {"identity_requested_on": BEFORE}, {"identity_requested_on"}),
    ("rights_request", {"identity_verified_on": "2026-01-01"}, set()),
    ("rights_request", {"identity_verified_on": BEFORE}, {"identity_verified_on"}),
    ("rights_request", {"id_copy_received_on": "2026-01-01"}, set()),
    ("rights_request", {"id_copy_received_on": BEFORE}, {"id_copy_received_on"}),
    ("rights_request", {"id_copy_deleted_on": "2026-01-04"}, set()),
    ("rights_request", {"id_copy_deleted_on": "2026-01-03"}, {"id_copy_deleted_on"}),
    (
        "rights_request",
        {"id_copy_received_on": None, "id_copy_redacted": None},
        {"id_copy_deleted_on"},
    ),
    (
        "rights_request",
        {"id_copy_received_on": None, "id_copy_redacted": None}
        | {"id_copy_deleted_on": None},
        set(),
    ),
    ("rights_request", {"id_copy_deleted_on": None}, set()),
    ("rights_request", {"subject": "employee", "client_id": None}, set()),
    ("rights_request", {"subject": "website_visitor"}, {"client_id"}),
    ("rights_request", {"subject": "client_contact", "client_id": None}, set()),
    ("rights_request", {"subject": "Client", "client_id": None}, {"subject"}),
    ("rights_request", {"extended_on": "2026-01-01"}, set()),
    ("rights_request", {"extended_on": BEFORE}, {"extended_on"}),
    ("rights_request", {"extended_on": "2026-02-10"}, set()),
    ("rights_request", {"extended_on": "2026-02-11"}, {"extended_on"}),
    (
        "rights_request",
        {"extended_on": "2026-02-11", "closed_on": None, "outcome": None},
        set(),
    ),
    (
        "rights_request",
        {"closed_on": BEFORE, "extended_on": None, "extension_reason": None},
        {"closed_on"},
    ),
    ("rights_request", {"closed_on": BEFORE}, {"closed_on", "extended_on"}),
    ("rights_request", {"closed_on": "10-02-2026", "outcome": None}, {"closed_on"}),
    (
        "rights_request",
        {"received_on": "2026-1-1", "closed_on": "2025-01-01", "extended_on": "x"},
        {"received_on", "extended_on"},
    ),
    ("rights_request", {"recipients_notified_on": "2026-01-01"}, set()),
    ("rights_request", {"recipients_notified_on": BEFORE}, {"recipients_notified_on"}),
    ("rights_request", {"refusal_reason": None}, set()),
    ("restriction", {"lifted_on": "2020-01-01"}, set()),
    ("restriction", {"lifted_on": "2019-12-31"}, {"lifted_on"}),
    ("consent", {"withdrawn_on": "2020-01-01"}, set()),
    ("consent", {"withdrawn_on": "2019-12-31"}, {"withdrawn_on"}),
    ("recipient", {"iso27001_until": FIRST}, set()),
    ("agreement", {"ends_on": "2020-01-02"}, set()),
    ("agreement", {"ends_on": "2020-01-01"}, {"ends_on"}),
    ("agreement", {"ends_on": "9999-12-31"}, {"ends_on"}),
    ("agreement", {"signed_on": "2029-12-31"}, set()),
    ("agreement", {"signed_on": "2030-01-01"}, {"ends_on"}),
    ("disclosure", {"purpose": "iets anders"}, set()),
    ("activity", {"role": "controller", "controllers": None}, set()),
    ("activity", {"role": "joint_controller"}, {"controllers"}),
    ("activity", {"role": "owner", "controllers": None}, {"role"}),
    ("activity", {"dpia": "needed", "dpia_on": None}, set()),
    ("activity", {"dpia": "not_needed"}, {"dpia_on"}),
    ("activity", {"dpia_on": FIRST}, set()),
    ("activity", {"reviewed_on": FIRST}, set()),
    ("transfer", {"assessed_on": FIRST}, set()),
    ("transfer", {"ended_on": "2022-01-01"}, set()),
    ("transfer", {"ended_on": "2021-12-31"}, {"ended_on"}),
    ("authorisation", {"reviewed_on": "2026-01-01"}, set()),
    ("authorisation", {"reviewed_on": BEFORE}, {"reviewed_on"}),
    ("authorisation", {"revoked_on": "2026-01-01"}, set()),
    ("authorisation", {"revoked_on": BEFORE}, {"revoked_on"}),
    ("breach", {"clients_affected": "0"}, set()),
    ("breach", {"clients_affected": "-1"}, {"clients_affected"}),
    ("breach", {"authority_notified_at": "2026-03-05T15:39:00Z"}, set()),
    ("breach", {"authority_notified_at": "2026-03-05t15:39:00.000001z"}, set()),
    (
        "breach",
        {"authority_notified_at": "2026-03-05T16:38:59+01:00"},
        {"authority_notified_at"},
    ),
    (
        "breach",
        {"subjects_notified_at": "2026-03-05T16:39:00+01:30"},
        {"subjects_notified_at"},
    ),
    ("breach", {"closed_on": "2026-03-05"}, set()),
    ("breach", {"closed_on": "2026-03-04"}, {"closed_on"}),
    (
        "breach",
        {"discovered_at": "2026-03-05T22:59:59Z", "closed_on": "2026-03-05"},
        set(),
    ),
    (
        "breach",
        {"discovered_at": "2026-03-05T23:00:00Z", "closed_on": "2026-03-05"},
        {"closed_on"},
    ),
    (
        "breach",
        {"discovered_at": "2026-07-05T22:00:00Z", "closed_on": "2026-07-05"}
        | {"authority_notified_at": None, "subjects_notified_at": None},
        {"closed_on"},
    ),
]
"""Rows where one column is held against another: cells, columns that fail."""


@dataclass(frozen=True, eq=False)
class Case:
    """A row, and the columns that fail in it."""

    about: str
    """Its table and column, or the cells that are held against each other."""
    name: str
    table: str
    cells: dict[str, Any]
    fails: frozenset[str]
    once: bool = False


def of_form(column: Column) -> Iterator[Case]:
    """Return rows in which one cell has or has not the form of its column."""
    table, name, about = column.table, column.name, f"{column.table}-{column.name}"
    row = full(table)
    if (table, name) == ("holding", "client_id"):
        row["trajectory_id"] = None
    if (table, name) == ("holding", "item"):
        row["fiscal_year"] = None
    fails = frozenset({name})
    empty = fails
    if column.nullable and (table, name) != ("holding", "fiscal_year"):
        empty = frozenset(pairs().get((table, name), set()))
    yield Case(about, "empty", table, row | {name: None}, empty)
    once = column.kind in ("date", "flag", "whole", "moment")
    for cell in bad_cells(column):
        yield Case(about, f"bad {cell!r}", table, row | {name: cell}, fails, once)
    for cell in good_cells(column):
        yield Case(about, f"good {cell!r}", table, row | {name: cell}, frozenset())


def of_day(column: Column) -> Iterator[Case]:
    """Return rows in which one date or time is at the end of the snapshot's day."""
    table, name, about = column.table, column.name, f"{column.table}-{column.name}"
    row = BLANK[table] | PARTNERS.get(name, PARTNERS.get(f"{table}.{name}", {}))
    fails = frozenset({name})
    ends = {AHEAD: TOO_FAR} if column.future else {LAST: NEXT}
    if column.kind == "moment":
        ends = {
            f"{NEXT}T00:00:00+01:00": f"{NEXT}T00:00:01+01:00",
            f"{LAST}T23:00:00Z": f"{LAST}T23:00:00.000001Z",
            f"{LAST}T19:30:00-03:30": f"{LAST}T23:59:59-03:30",
        }
    for last, later in ends.items():
        yield Case(about, f"last {last}", table, row | {name: last}, frozenset())
        yield Case(about, f"later {later}", table, row | {name: later}, fails)
    time = "T00:00:00Z" if column.kind == "moment" else ""
    early = f"{TOO_EARLY}{time}"
    yield Case(about, "too early", table, row | {name: early}, fails)
    if not column.nullable:
        first = row | {name: f"{FIRST}{time}"}
        yield Case(about, "first", table, first, frozenset())


def cases() -> Iterator[Case]:
    """Return every row, one after the other."""
    for column in columns():
        yield from of_form(column)
        if column.kind in ("date", "moment"):
            yield from of_day(column)
    for table, cells, fails in RELATIONS:
        about = f"{table}-" + ",".join(f"{k}={v}" for k, v in cells.items())
        yield Case(about, "", table, full(table) | cells, frozenset(fails))


CASES = list(cases())
ABOUT = list(dict.fromkeys(case.about for case in CASES))


@cache
def failing(table: str) -> dict[Case, Counter[str]]:
    """Check all rows of a table at once; return the columns that fail, by case."""
    made = Making()
    for parent in ("principal", "recipient", "client"):
        made.add(parent)
    made.add("client")
    for client in ("C-000001", "C-000002"):
        made.add("trajectory", client_id=client)
    key, *others = [column.name for column in columns() if column.table == table]
    rows, at, line = [], {}, 2
    for number, case in enumerate((c for c in CASES if c.table == table), 101):
        unique = KEYS[table].format(number)
        cells = [text(case.cells.get(key, unique) if key in case.cells else unique)]
        cells += [text(case.cells[name]) for name in others]
        rows.append(cells)
        at[line] = case
        line += 1 + sum(cell.count("\n") for cell in cells)
    with TemporaryDirectory() as here, pytest.MonkeyPatch.context() as patch:
        folder = made.write(Path(here))
        write_table(folder / f"{table}.csv", [key, *others], rows)
        patch.setattr(check, "SHOWN", len(rows))
        patch.setattr(check, "BATCH", 50)
        failed: dict[Case, Counter[str]] = {case: Counter() for case in at.values()}
        for failure in failures(folder, *PARENTS.get(table, ()), table):
            assert (failure.table, failure.rows) == (table, len(failure.examples))
            for example in failure.examples:
                failed[at[example.line]][str(failure.column)] += 1
    return failed


def test_classes_declare_the_columns_of_the_contract() -> None:
    declared = {
        (table, name)
        for table, model in contract.TABLES.items()
        for name in model.to_schema().columns
    }
    stated = {(column.table, column.name) for column in columns()}
    assert declared == stated, (
        f"write {declared - stated} in TEXT (tests/support/contract_text.py), by what"
        f" the contract is to say; take {stated - declared} out where they are gone"
    )


@pytest.mark.parametrize("about", ABOUT)
def test_rows_fail_where_the_contract_says(about: str) -> None:
    cases = [case for case in CASES if case.about == about]
    failed = {case: failing(case.table)[case] for case in cases}
    by_name = {case.name: set(failed[case]) for case in cases}
    assert by_name == {case.name: case.fails for case in cases}
    assert all(failed[case].total() == 1 for case in cases if case.once)
    assert len(by_name) == len(cases)
