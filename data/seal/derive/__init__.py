"""Derive every answer of a snapshot from its checked tables.

Whatever can be computed now is not computed when a page opens. Each answer is
one .sql file (queries/seal, in the order of the file names; queries/findings,
one a rule; queries/key_figures, one a figure; queries/breakdowns, one a table of
counts); to add one is to add a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call
from duckdb import struct_type

import queries
from data import compare, policy
from data.seal import provenance
from data.seal.asking import facts_on, put
from data.seal.derive import history
from data.seal.derive.keeping import keep
from data.seal.derive.summary import summarise
from data.seal.ranges.by_client import FOLLOWS, is_step, table_of
from data.seal.ranges.reckoning import reckoning
from data.seal.ranges.spread import ALONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression
    from duckdb.sqltypes import DuckDBPyType

    from data.seal.derive.history import Previous
    from data.seal.ranges.reckoning import Reckoning
    from data.seal.ranges.spread import Spread

FOUND = ("subject_key", "client_id", "since")
"""What the file of every rule selects; all else in it is a fact of the finding."""


def derive(
    con: DuckDBPyConnection,
    as_of: date,
    statement: date,
    tell: Callable[[str], None],
    previous: Previous | None = None,
    not_delivered: tuple[str, ...] = (),
    spread: Spread = ALONE,
    work: Path | None = None,
) -> None:
    """Fill the attached databases `records` and `summary`.

    `con` holds the checked tables, with `row` and `unread` beside their own
    columns; they are kept in `records` without these, by client where they are
    about one. A table that is not delivered is there without a row. In the folder
    `work` stands what comes of ranges of clients, where there are several.
    """
    facts = facts_on(as_of, statement)
    keep(con, facts, tell)
    made_by = reckoning(con, facts, not_delivered, spread, work, tell)
    con.execute("use records")
    lay_out(con, not_delivered)
    for query in queries.folder("seal").values():
        if FOLLOWS in query.entries:
            continue
        tell(f"deriving {table_of(query)}")
        made_by.make(query)
    for query in filter(is_step, queries.folder("seal").values()):
        con.execute(f"drop view {table_of(query)}")
    _not_assessed(con, not_delivered)
    tell("comparing with the previous snapshot")
    now = _side(as_of, statement, not_delivered)
    history.compare_records(con, previous, now)
    _findings(con, made_by, tell, not_delivered)
    history.compare_findings(con, previous, now)
    _key_figures(con, facts, tell, not_delivered)
    earlier = history.earlier(con, previous)
    history.carry_on(con, facts, earlier, not_delivered)
    summarise(con, facts, earlier, tell, not_delivered)


def _side(as_of: date, statement: date, not_delivered: tuple[str, ...]) -> compare.Side:
    """Return the snapshot that is made, as it is compared with the previous one."""
    record = provenance.defined_by() | {"statement": statement.isoformat()}
    missing = frozenset(not_delivered)
    return compare.Side("records", as_of, missing, compare.definitions(record))


def lay_out(con: DuckDBPyConnection, not_delivered: tuple[str, ...] = ()) -> None:
    """Make the tables that statuses lean on beside the source's own.

    `earlier_…` is what the previous snapshot had, `policy_<file>` are the facts,
    `not_delivered` names the tables that the
    source says it cannot deliver.
    """
    history.begin(con)
    con.begin()  # not a transaction, and a write, for every one of them
    for name, frame in policy.tables().items():
        con.from_arrow(frame.to_arrow()).create(f"policy_{name}")
    con.execute("create table not_delivered (table_name varchar)")
    for table in not_delivered:
        con.execute("insert into not_delivered values ($table)", {"table": table})
    con.commit()


def _not_assessed(con: DuckDBPyConnection, not_delivered: tuple[str, ...]) -> None:
    """Write down which rules and key figures need a table that was not delivered."""
    con.execute(
        "create table summary.not_assessed"
        " (kind varchar, name varchar, table_name varchar)"
    )
    for folder in queries.ASSESSED:
        for name, query in queries.folder(folder).items():
            for table in query.lacks(not_delivered):
                con.execute(
                    "insert into summary.not_assessed values ($kind, $name, $table)",
                    {"kind": folder, "name": name, "table": table},
                )


def _findings(
    con: DuckDBPyConnection,
    made_by: Reckoning,
    tell: Callable[[str], None],
    not_delivered: tuple[str, ...],
) -> None:
    """Gather the findings of every rule, in the order of their identity.

    A rule that needs a table that was not delivered gives none.
    """
    results = {}
    for rule, query in queries.folder("findings").items():
        rows = made_by.rows(query)
        results[rule] = query, rows.limit(0) if query.lacks(not_delivered) else rows
    kinds = _kinds(rows for _, rows in results.values())
    named = {
        rule: rows.sort(Column("subject_key")).select(
            Value(rule).alias("rule"),
            Value(query["severity"]).alias("severity"),
            Value(query["subject"]).alias("subject_table"),
            *(Column(name) for name in FOUND),
            _facts(rows, kinds),
        )
        for rule, (query, rows) in results.items()
    }
    con.begin()  # not a transaction, and a write, for every rule
    next(iter(named.values())).limit(0).create("findings")
    for rule, rows in named.items():
        tell(f"finding {rule}")
        rows.insert_into("findings")
    con.commit()


def _kinds(results: Iterable[DuckDBPyRelation]) -> dict[str, DuckDBPyType]:
    """Return the facts of all rules with their types, by name."""
    facts = {
        name: kind
        for rows in results
        for name, kind in zip(rows.columns, rows.types, strict=True)
        if name not in FOUND
    }
    return dict(sorted(facts.items()))


def _facts(rows: DuckDBPyRelation, kinds: dict[str, DuckDBPyType]) -> Expression:
    """Return the facts of a rule, null for those that only other rules have."""
    own = [Column(name).alias(name) for name in rows.columns if name in kinds]
    return Call("struct_pack", *own).cast(struct_type(kinds)).alias("facts")


def _key_figures(
    con: DuckDBPyConnection,
    facts: dict[str, Any],
    tell: Callable[[str], None],
    not_delivered: tuple[str, ...],
) -> None:
    """Compute the key figures of the whole organisation, with their targets.

    One that needs a table that was not delivered has no value and no counts.
    """
    tell("computing key figures")
    con.execute(
        "create table summary.key_figures (name varchar, value double,"
        " numerator bigint, denominator bigint, target double)"
    )
    targets = dict(policy.load("targets").select("name", "target").rows())
    con.begin()
    for name, query in queries.folder("key_figures").items():
        rows = put(con, query, facts)
        numbers = ("value", "numerator", "denominator")
        is_assessed = not query.lacks(not_delivered)
        rows = rows.select(
            Value(name).alias("name"),
            *(Column(n) if is_assessed else Value(None).alias(n) for n in numbers),
            Value(targets.get(name)).cast("DOUBLE").alias("target"),
        )
        rows.insert_into("summary.key_figures")
    con.commit()
