"""What changed between two snapshots: statements over the records of both.

The records are databases that one engine has attached; nothing of them is copied.
Each statement of `queries/compare` gives rows of one form; those of the findings come
last, since they say whether the record of what was found is still the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import StarExpression

import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression

    from data.snapshot import Snapshot
    from queries import Query

COLUMNS = (
    *("section", "subject_table", "subject_key", "client_id"),
    *("change", "column", "before", "after"),
)
"""What a row of a comparison says."""
SECTIONS = {
    "principal": "principals",
    "client": "clients",
    "trajectory": "trajectories",
    "holding": "holdings",
    "rights_request": "requests",
    "restriction": "restrictions",
    "consent": "consents",
    "recipient": "recipients",
    "agreement": "agreements",
    "disclosure": "disclosures",
    "transfer": "transfers",
    "activity": "activities",
    "authorisation": "authorisations",
    "breach": "breaches",
}
"""The section in which the rows of a table of the contract stand.

The contract is not read for it: Pandera takes longer to load than most comparisons.
"""
ROWS, PROOF = "changes", "erasure_proof"
"""The tables that a comparison is gathered in."""
REASON = "reason"
"""Beside COLUMNS: what of a finding that came or went is another one now."""
EARLIER_ON = "earlier_on"
"""Besides: the day of the earlier snapshot."""
UNREAD = ("targets.csv", "suppression.csv", "organisation.toml", "own_terms.toml")
"""Files of the policy that no rule is read from."""
DEFINING = ("macros.sql", "seal/")
"""How the names of queries begin that every rule leans on."""
_FORM = (
    "create table changes (section varchar, subject_table varchar,"
    " subject_key varchar, client_id varchar, change varchar,"
    ' "column" varchar, before varchar, after varchar, reason varchar,'
    " earlier_on date)"
)
_PROOF = (
    "create table erasure_proof (holding_id varchar, client_id varchar, item varchar,"
    " category varchar, system varchar, principal varchar, due_on date,"
    " outcome varchar, erased_on date, erasure varchar, erased_before date)"
)


@dataclass(frozen=True)
class Side:
    """One of the two snapshots."""

    database: str
    """Name under which its records are attached."""
    as_of: date
    not_delivered: frozenset[str]
    definitions: Mapping[str, str]
    """Hashes of what its rules were, by file (`definitions`)."""


@dataclass(frozen=True)
class Pair:
    """Two snapshots that are compared, the earlier one first."""

    earlier: Side
    later: Side

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the tables that one of the two does not deliver."""
        either = self.earlier.not_delivered | self.later.not_delivered
        return tuple(table for table in SECTIONS if table in either)

    @property
    def _facts(self) -> dict[str, Any]:
        """Return what statements may ask for, by its name."""
        rules = queries.folder("findings")
        changed = changed_definitions(self.earlier.definitions, self.later.definitions)
        return {
            "earlier": self.earlier.database,
            "later": self.later.database,
            "earlier_on": self.earlier.as_of,
            "missing": [*self.missing],
            "rows": ROWS,
            "not_assessed": [n for n, q in rules.items() if q.lacks(self.missing)],
            "redefined": [
                name
                for name in rules
                if any(not f.startswith("findings/") for f in changed)
                or f"findings/{name}.sql" in changed
            ],
        }


def definitions(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the hashes of what the rules of a snapshot lean on, by file.

    `record` is its seal, or what is known of it: statement, policy and queries.
    """
    policy = {n: h for n, h in record["policy"].items() if n not in UNREAD}
    rules = {
        name: digest
        for name, digest in record["queries"].items()
        if name.startswith(("findings/", *DEFINING))
    }
    return policy | rules | {"statement": record["statement"]}


def changed_definitions(
    earlier: Mapping[str, str], later: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the files that differ, or that only one of two snapshots was sealed by."""
    names = sorted({*earlier, *later})
    return tuple(name for name in names if earlier.get(name) != later.get(name))


def is_same(earlier: Snapshot, later: Snapshot) -> bool:
    """Return whether two snapshots are one: the same day, source and definitions."""
    return _identity(earlier) == _identity(later)


def _identity(snapshot: Snapshot) -> object:
    """Return what makes a snapshot what it is, whatever it was compared with."""
    seal = snapshot.seal
    rows = [seal["tables"].get(f"records.{table}") for table in SECTIONS]
    return snapshot.day, seal["not_delivered"], rows, definitions(seal)


def side(snapshot: Snapshot, database: str) -> Side:
    """Return a snapshot whose records are attached under a name."""
    seal = snapshot.seal
    missing = frozenset(seal["not_delivered"])
    return Side(database, snapshot.as_of, missing, definitions(seal))


def begin(con: DuckDBPyConnection) -> None:
    """Make the tables `changes` and `erasure_proof`, without a row."""
    con.execute(_FORM)
    con.execute(_PROOF)


def gather_records(con: DuckDBPyConnection, pair: Pair) -> None:
    """Fill the table `changes` with everything but the findings."""
    for rows in _rows_of_records(con, pair):
        _add(rows, pair, Value(None).alias(REASON))


def gather_proof(con: DuckDBPyConnection, pair: Pair) -> None:
    """Fill the table `erasure_proof`; with nothing where holdings are not delivered.

    What is gone or back is read of the records, which are gathered before.
    """
    if "holding" not in pair.missing:
        _put(con, queries.folder("compare")["erasure_proof"], pair).insert_into(PROOF)


def gather_findings(con: DuckDBPyConnection, pair: Pair) -> None:
    """Add the findings to the table `changes`."""
    _add(_put(con, queries.folder("compare")["findings"], pair), pair)


def _add(rows: DuckDBPyRelation, pair: Pair, *more: Expression) -> None:
    day = Value(pair.earlier.as_of).alias(EARLIER_ON)
    rows.select(StarExpression(), *more, day).insert_into(ROWS)


def in_order(con: DuckDBPyConnection) -> DuckDBPyRelation:
    """Return the rows that were gathered, in the order of what they say."""
    rows = con.table(ROWS).select(*map(Column, COLUMNS))
    return rows.sort(*map(Column, COLUMNS))


def _rows_of_records(con: DuckDBPyConnection, pair: Pair) -> Iterator[DuckDBPyRelation]:
    statements = queries.folder("compare")
    for table, section in SECTIONS.items():
        if table not in pair.missing:
            yield _rows_of_table(con, pair, table, section)
    for name, needs in (
        ("holdings_due", ("holding",)),
        ("requests_due", ("rights_request",)),
        ("promises", ("rights_request",)),
    ):
        if not {*needs} & {*pair.missing}:
            yield _put(con, statements[name], pair)


def _rows_of_table(
    con: DuckDBPyConnection, pair: Pair, table: str, section: str
) -> DuckDBPyRelation:
    later = f"{pair.later.database}.{table}"
    key, *_ = columns = con.table(later).columns
    about = {
        "earlier": f"{pair.earlier.database}.{table}",
        "later": later,
        "section": section,
        "subject_table": table,
        "key": key,
        "client": "client_id" if "client_id" in columns else key,
    }
    return con.sql(queries.folder("compare")["rows"].sql, params=about)


def _put(con: DuckDBPyConnection, query: Query, pair: Pair) -> DuckDBPyRelation:
    facts = pair._facts
    return con.sql(query.sql, params={p.name: facts[p.name] for p in query.params})
