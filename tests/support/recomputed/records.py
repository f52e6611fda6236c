"""The rows of a source, read with the csv module and given the types of their columns.

What a column holds is told by its name, so that nothing of the product is needed.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.recomputed.policy import Policy

Row = dict[str, Any]
Tables = dict[str, list[Row]]

TABLES = tuple(
    "principal client trajectory holding rights_request restriction consent recipient"
    " agreement disclosure transfer activity authorisation breach".split()
)
DATES = {"statement_version", "iso27001_until"}
NUMBERS = {"fiscal_year", "clients_affected"}
YES_OR_NO = {"portal_account", "id_copy_redacted", "dpf_certified", "automated"}
SEVERAL = {"controllers", "purposes", "categories", "subjects", "grounds"}
SEVERAL |= {"recipient_kinds", "countries", "retention_rules"}
SILENT = {"refusal_reason", "extension_reason", "form_version", "interest", "measures"}
SILENT |= {"owner", "nature", "consequences", "delay_reason"}
"""The columns in which a text that says nothing is looked for."""


def typed(column: str, cell: object) -> Any:
    """Return a cell as a value of its column; what is typed already stays so."""
    if not isinstance(cell, str):
        return cell
    if cell == "":
        return None
    if column.endswith("_on") or column in DATES:
        return date.fromisoformat(cell)
    if column.endswith("_at"):
        return datetime.fromisoformat(cell)
    if column in NUMBERS:
        return int(cell)
    if column in YES_OR_NO:
        return {"true": True, "false": False}[cell]
    return cell.split("|") if column in SEVERAL else cell


def read_table(path: Path) -> list[Row]:
    """Read a table, with commas or semicolons between its fields."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        separator = ";" if ";" in file.readline() else ","
        file.seek(0)
        return list(csv.DictReader(file, delimiter=separator, strict=True))


@dataclass(frozen=True)
class Records:
    """The tables of a source as of a day, and the policy that they are held against."""

    tables: Tables
    as_of: date
    statement: date
    policy: Policy
    not_delivered: frozenset[str] = frozenset()

    @classmethod
    def read(cls, folder: Path, policy: Policy) -> Self:
        """Read a source."""
        text = (folder / "snapshot.toml").read_text(encoding="utf-8-sig")
        facts = tomllib.loads(text)
        absent = frozenset(facts.get("not_delivered", ()))
        tables = {
            table: read_table(folder / f"{table}.csv")
            for table in TABLES
            if table not in absent
        }
        statement = date.fromisoformat(str(facts["statement"]))
        return cls(tables, facts["as_of"], statement, policy, absent)

    @cached_property
    def as_it_stands(self) -> Tables:
        """Return all tables, typed; one that is not delivered counts as empty."""
        return {
            table: [
                {column: typed(column, cell) for column, cell in row.items()}
                for row in self.tables.get(table, ())
            ]
            for table in TABLES
        }

    @cached_property
    def t(self) -> Tables:
        """Return all tables, with a text that says nothing as null."""
        return {
            table: [{c: self.heard(c, cell) for c, cell in row.items()} for row in rows]
            for table, rows in self.as_it_stands.items()
        }

    def heard(self, column: str, cell: Any) -> Any:
        """Return a cell, or nothing where it says nothing."""
        if column in SILENT and isinstance(cell, str):
            return None if self.policy.says_nothing(cell) else cell
        return cell

    def has(self, needs: frozenset[str]) -> bool:
        """Return whether all tables of a list are delivered."""
        return not needs & self.not_delivered

    @cached_property
    def _by_reference(self) -> dict[tuple[str, str, str], list[Row]]:
        by_key = defaultdict(list)
        for table, rows in self.t.items():
            for row in rows:
                for column, cell in row.items():
                    if column.endswith("_id") and cell is not None:
                        by_key[table, column, cell].append(row)
        return by_key

    def of(self, table: str, column: str, key: str | None) -> list[Row]:
        """Return the rows of a table that refer to a key, none for null."""
        return self._by_reference.get((table, column, key or ""), [])

    def of_client(self, table: str, client: str | None) -> list[Row]:
        """Return the rows of a table about a client, none for null."""
        return self.of(table, "client_id", client)

    def parent(self, table: str, row: Row) -> Row:
        """Return the row of another table that a row refers to."""
        (parent,) = self.of(table, f"{table}_id", row[f"{table}_id"])
        return parent

    @cached_property
    def live(self) -> list[Row]:
        """Return the holdings that are not erased."""
        return [h for h in self.t["holding"] if h["erased_on"] is None]

    def restrictions_on(self, client: str | None, on: date) -> list[Row]:
        """Return the restrictions of a client in force on a day."""
        return [
            r
            for r in self.of_client("restriction", client)
            if r["started_on"] <= on and (r["lifted_on"] is None or r["lifted_on"] > on)
        ]

    def is_restricted(self, client: str | None, on: date) -> bool:
        """Return whether a client is restricted on a day."""
        return bool(self.restrictions_on(client, on))

    def disclosures(self, recipient: str) -> list[Row]:
        """Return the disclosures to a recipient."""
        return self.of("disclosure", "recipient_id", recipient)

    def rule_of(self, holding: Row) -> str:
        """Return the retention rule of a holding."""
        return self.policy.item(holding["item"])["retention_rule"]

    def category_of(self, holding: Row) -> str:
        """Return the category of a holding."""
        return self.policy.item(holding["item"])["category"]
