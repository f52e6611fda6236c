"""Sources made by the tests: valid rows to begin with, and what a test changes.

`Making().add(table, **cells)` adds a row, `write` puts the source in a folder,
and `derived` gives the answers of it: `answers["retention"]["H-0000001"]`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

import queries
from data import CONTRACT, contract
from data.contract import key_of
from data.seal import load, source
from data.seal.asking import facts_on
from data.seal.check import Checker
from data.seal.derive import derive, lay_out
from data.seal.source.describe import describe

if TYPE_CHECKING:
    from pathlib import Path

    from data.seal.report import Failure

AS_OF = date(2026, 10, 31)
STATEMENT = date(2018, 5, 25)

KEYS = {
    "principal": "P-{:04}",
    "client": "C-{:06}",
    "trajectory": "T-{:06}",
    "holding": "H-{:07}",
    "rights_request": "R-2026-{:05}",
    "restriction": "S-{:05}",
    "consent": "N-{:06}",
    "recipient": "RC-{:04}",
    "disclosure": "D-{:07}",
    "transfer": "TR-{:04}",
    "activity": "A-{:03}",
    "authorisation": "AU-{:04}",
    "breach": "B-{:04}",
    "agreement": "AG-{:04}",
}

GIVEN: dict[str, dict[str, Any]] = {
    "principal": {"name": "Gemeente 1", "kind": "municipality"},
    "client": {
        "registered_on": date(2020, 1, 1),
        "portal_account": False,
    },
    "trajectory": {
        "client_id": "C-000001",
        "principal_id": "P-0001",
        "kind": "first_track",
        "started_on": date(2020, 1, 1),
    },
    "holding": {
        "client_id": "C-000001",
        "item": "cv",
        "system": "crm",
        "source": "subject",
        "ground": "contract",
        "collected_on": date(2020, 1, 1),
    },
    "rights_request": {
        "subject": "client",
        "client_id": "C-000001",
        "kind": "access",
        "channel": "portal",
        "received_on": date(2026, 10, 1),
        "department": "administration",
    },
    "restriction": {
        "client_id": "C-000001",
        "kind": "dispute",
        "started_on": date(2020, 1, 1),
    },
    "consent": {
        "client_id": "C-000001",
        "item": "photo",
        "purpose": "job_guidance",
        "given_on": date(2020, 1, 1),
        "form_version": "2020-1",
    },
    "recipient": {
        "name": "Hosting BV",
        "kind": "it_supplier",
        "role": "processor",
        "country": "NL",
        "dpf_certified": False,
    },
    "agreement": {
        "recipient_id": "RC-0001",
        "kind": "processing",
        "signed_on": date(2020, 1, 1),
    },
    "disclosure": {
        "client_id": "C-000001",
        "recipient_id": "RC-0001",
        "category": "identity",
        "purpose": "job_guidance",
        "disclosed_on": date(2026, 1, 1),
    },
    "transfer": {
        "recipient_id": "RC-0001",
        "country": "US",
        "mechanism": "scc_2021",
        "category": "identity",
        "purpose": "management",
        "started_on": date(2022, 1, 1),
    },
    "activity": {
        "name": "Re-integratie",
        "role": "controller",
        "purposes": ["reintegration"],
        "categories": ["trajectory"],
        "subjects": ["client"],
        "grounds": ["contract"],
        "retention_rules": ["trajectory"],
        "dpia": "not_needed",
        "automated": False,
    },
    "authorisation": {
        "department": "consultants",
        "system": "crm",
        "category": "trajectory",
        "granted_on": date(2026, 1, 1),
    },
    "breach": {
        "discovered_at": "2026-03-05T16:39:00+01:00",
        "categories": ["identity"],
        "clients_affected": 1,
        "risk": "risk",
    },
}
"""Of each table what a row needs, and a cell that may be null but seldom is."""


def blank(table: str) -> dict[str, Any]:
    """Return a row of a table without its key: what is given, else null."""
    row: dict[str, Any] = {}
    for name, column in contract.TABLES[table].to_schema().columns.items():
        if name == key_of(table):
            continue
        assert column.nullable or name in GIVEN[table], (
            f"{table}.{name} may not be null: give it a value in GIVEN"
            " (tests/support/making.py)"
        )
        row[name] = GIVEN[table].get(name)
    return row


BLANK = {table: blank(table) for table in GIVEN}
"""Of each table a row without what may be null; it gets its key when added."""

Answers = dict[str, dict[str, dict[str, Any]]]
"""Rows by key, by answer."""


def text(value: object) -> str:
    """Return a value as a cell of CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "|".join(value)
    return str(value)


def write_table(path: Path, header: list[str], rows: list[list[str]]) -> Path:
    """Write a CSV file with LF line ends."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


@dataclass
class Making:
    """A source in the making."""

    as_of: date = AS_OF
    statement: date = STATEMENT
    not_delivered: tuple[str, ...] = ()
    tables: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {table: [] for table in KEYS}
    )

    def add(self, table: str, **cells: object) -> str:
        """Add a row, with `cells` in the place of a blank row's; return its key."""
        rows = self.tables[table]
        key = {key_of(table): KEYS[table].format(len(rows) + 1)}
        row = key | BLANK[table] | cells
        assert row.keys() == key.keys() | BLANK[table].keys(), sorted(cells)
        rows.append(row)
        return str(row[key_of(table)])

    def write(self, folder: Path) -> Path:
        """Write the source as CSV."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self.tables.items():
            if table in self.not_delivered:
                continue
            header = [key_of(table), *BLANK[table]]
            cells = [[text(row[column]) for column in header] for row in rows]
            write_table(folder / f"{table}.csv", header, cells)
        exported = self.as_of + timedelta(days=1)
        (folder / "snapshot.toml").write_text(
            f'contract = {CONTRACT}\nas_of = {self.as_of}\ncontroller = "Hartman BV"\n'
            f'exported_at = {exported}T02:14:00+01:00\nstatement = "{self.statement}"\n'
            f"not_delivered = {list(self.not_delivered)}\n"
        )
        return folder


def loaded(con: duckdb.DuckDBPyConnection, folder: Path, *tables: str) -> Checker:
    """Load tables of a source, all by default; return what checks them."""
    load.prepare(con)
    described = describe(folder)
    files = source.find_all(folder, described.not_delivered)
    for table in contract.TABLES:
        if table not in files:
            load.leave_empty(con, table)
        elif files[table].failure is None and table in (tables or files):
            load.load(con, files[table])
    chosen = {
        table: file for table, file in files.items() if table in (tables or files)
    }
    return Checker(con, chosen, described.as_of)


def failures(folder: Path, *tables: str) -> list[Failure]:
    """Check tables of a source, all by default."""
    with duckdb.connect() as con:
        return loaded(con, folder, *tables).run(lambda _: None)


def derived(folder: Path) -> Answers:
    """Check a source that must be sound, and derive its answers in memory."""
    with duckdb.connect() as con:
        wrong = loaded(con, folder).run(lambda _: None)
        assert not wrong, "\n".join(failure.as_text() for failure in wrong)
        con.execute("attach ':memory:' as records; attach ':memory:' as summary")
        described = describe(folder)
        assert described.as_of is not None and described.statement is not None
        missing = tuple(described.not_delivered)
        derive(con, described.as_of, described.statement, lambda _: None, None, missing)
        con.execute("use records")
        return {name: _answer(con, name) for name in _KEYED}


def derived_alone(made: Making, folder: Path, *names: str) -> Answers:
    """Derive a few answers (files of queries/seal) of a source, unchecked."""
    with duckdb.connect() as con:
        loaded(con, made.write(folder))
        lay_out(con, made.not_delivered)
        for name in names:
            query = queries.folder("seal")[name]
            facts = facts_on(made.as_of, made.statement)
            params = {p.name: facts[p.name] for p in query.params}
            con.sql(query.sql, params=params or None).create(name.split("_", 1)[1])
        return {n.split("_", 1)[1]: _answer(con, n.split("_", 1)[1]) for n in names}


_KEYED = {
    "calendar": ("day",),
    "retention": ("holding_id",),
    "requests": ("request_id",),
    "recipients": ("recipient_id",),
    "transfers": ("transfer_id",),
    "register": ("activity_id",),
    "clients": ("client_id",),
    "authorisations": ("authorisation_id",),
    "breaches": ("breach_id",),
    "findings": ("rule", "subject_key"),
    "summary.key_figures": ("name",),
    "summary.breakdowns": ("breakdown", "value1", "value2"),
}


def _answer(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, dict[str, Any]]:
    rows: list[dict[str, Any]] = con.table(name).pl().to_dicts()
    keyed = {" ".join(str(row[k]) for k in _KEYED[name]): row for row in rows}
    assert len(keyed) == len(rows), f"{name} has a key twice"
    return keyed


def frames(folder: Path) -> dict[str, pl.DataFrame]:
    """Read a source's CSV files with Polars, every cell as text."""
    return {
        table: pl.read_csv(folder / f"{table}.csv", infer_schema=False)
        for table in contract.TABLES
    }
