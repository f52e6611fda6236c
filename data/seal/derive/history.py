"""What changed since the previous snapshot: the newest sealed day before this one.

It is copied while it is held against its seal, and the copy is read: what is needed of
its counts is in temporary tables then, and its records stay attached until `let_go`.
Without one, or with a damaged one, there is nothing to compare with, which the seal
says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

import queries
from data import compare, contract, snapshot
from data.seal.asking import put
from data.seal.check.continuity import refuse_breaks
from data.seal.derive.summary import BRIDGE, OPEN, Earlier

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from data.seal.check.continuity import Meant

_NEEDED = (
    "create temp table earlier_finding as from previous_records.finding_history",
    "create temp table earlier_request as"
    " select request_id, received_on, closed_on from previous_records.requests",
    "create temp table earlier_count as from previous_records.breakdown_counts",
    "create temp table earlier_cell as from previous_summary.breakdowns",
    "create temp table earlier_bridge as from previous_summary.requests_bridge",
    "create temp table earlier_figure as from previous_summary.key_figures",
    "create temp table earlier_not_assessed as from previous_summary.not_assessed",
)
_NOTHING = (
    "create temp table if not exists earlier_finding (rule varchar, severity varchar,"
    " subject_table varchar, subject_key varchar, first_seen date, last_seen date,"
    " times bigint)",
    "create temp table if not exists earlier_request (request_id varchar,"
    " received_on date, closed_on date)",
)
RECORDS = "previous_records"
"""The name under which the records of the previous snapshot are attached."""
_COUNTED = ("finding_change", "request_change", "erased_month")
"""What is asked of both snapshots for a breakdown to count."""
_FORGET = (
    "drop table if exists earlier_finding",
    "drop table if exists earlier_request",
)


@dataclass(frozen=True)
class Previous:
    """The snapshot before the one that is sealed, and whether it could be read."""

    day: str
    digest: str | None
    """None where not even its seal can be read."""
    refused: str | None = None
    """Why it is not compared with; None where it is."""
    side: compare.Side | None = None
    """Its records, which are attached; None where it is not compared with."""

    @property
    def facts(self) -> dict[str, Any]:
        """Return what a seal says of the snapshot compared with."""
        missing = sorted(self.side.not_delivered) if self.side else []
        return {
            "day": self.day,
            "digest": self.digest,
            "refused": self.refused,
            "not_delivered": missing,
        }


def read_previous(
    con: DuckDBPyConnection,
    root: Path,
    as_of: date,
    work: Path,
    meant: Meant,
    not_delivered: tuple[str, ...] = (),
) -> Previous | None:
    """Bring what is needed of the previous snapshot; None where there is none.

    SealRefused when the checked tables do not go on from it, unless that is meant.
    """
    days = [day for day in snapshot.days(root) if day < as_of.isoformat()]
    if not days:
        return None
    digest = None
    try:
        previous = snapshot.find(root, days[0])
        digest = previous.digest
        snapshot.check_files(previous)
        _attach(con, previous, work)
        for statement in _NEEDED:
            con.execute(statement)
        refuse_breaks(
            con,
            previous.day,
            previous.seal["rows"],
            contract.TABLES.keys() - {*not_delivered},
            meant,
        )
        con.execute("detach previous_summary")
        side = compare.side(previous, RECORDS)
    except snapshot.SnapshotRefused as refused:
        let_go(con)
        return Previous(days[0], digest, str(refused))
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        let_go(con)
        for statement in _FORGET:
            con.execute(statement)
        why = "It was sealed by another version of this software, with other tables."
        return Previous(days[0], digest, why)
    return Previous(days[0], digest, side=side)


def _attach(con: DuckDBPyConnection, previous: snapshot.Snapshot, work: Path) -> None:
    """Attach copies of a snapshot's databases, which go with the folder of work."""
    for statement, name in (
        ("attach $path as previous_records (read_only)", "records.duckdb"),
        ("attach $path as previous_summary (read_only)", "summary.duckdb"),
    ):
        copy = work / f"previous_{name}"
        snapshot.copy_verified(previous, name, copy)
        con.execute(statement, {"path": str(copy)})


def let_go(con: DuckDBPyConnection) -> None:
    """Detach what is attached of the previous snapshot."""
    con.execute("detach database if exists previous_records")
    con.execute("detach database if exists previous_summary")


def compare_records(
    con: DuckDBPyConnection,
    previous: Previous | None,
    now: compare.Side,
) -> None:
    """Make the tables of what changed since the previous snapshot, findings aside.

    They have no row where there is none that could be read.
    """
    before = previous.side if previous else None
    compare.begin(con)
    if before is not None:
        pair = compare.Pair(before, now)
        compare.gather_records(con, pair)
        compare.gather_proof(con, pair)


def compare_findings(
    con: DuckDBPyConnection,
    previous: Previous | None,
    now: compare.Side,
) -> None:
    """Add the findings to the table of what changed, and be done with the previous."""
    if previous and previous.side:
        compare.gather_findings(con, compare.Pair(previous.side, now))
    let_go(con)


def earlier(con: DuckDBPyConnection, previous: Previous | None) -> Earlier | None:
    """Return what the previous snapshot counted and published."""
    if previous is None or previous.refused is not None:
        return None
    counts: dict[str, list[dict[str, Any]]] = {}
    for row in con.table("earlier_count").pl().to_dicts():
        counts.setdefault(row.pop("breakdown"), []).append(row)
    cells = con.table("earlier_cell").filter("suppressed")
    withheld = set(cells.select("breakdown", "value1", "value2").fetchall())
    steps = con.table("earlier_bridge").filter("suppressed").select("step").fetchall()
    before = con.table("earlier_bridge").aggregate("min(previous_on)").fetchall()[0][0]
    figures = con.table("earlier_figure").fetchall()
    return Earlier(
        day=snapshot.day_of(previous.day),
        counts=counts,
        withheld=withheld | {(BRIDGE, step, None) for (step,) in steps},
        figures={name: (value, n, d) for name, value, n, d, _ in figures},
        before=before,
    )


def begin(con: DuckDBPyConnection) -> None:
    """Make what is read of the previous snapshot, without a row where none was read."""
    for statement in _NOTHING:
        con.execute(statement)


def carry_on(
    con: DuckDBPyConnection,
    facts: dict[str, Any],
    earlier: Earlier | None,
    not_delivered: tuple[str, ...],
) -> None:
    """Carry the history of findings on, and say what changed since the previous.

    What either snapshot did not assess is not compared.
    """
    statements = queries.folder("history")
    put(con, statements["finding_history"], facts).create("finding_history")
    since = facts | {"previous": earlier.day if earlier else facts["as_of"]}
    corrections = put(con, statements["correction"], since)
    if earlier is None:
        corrections.limit(0).create("correction")
        return
    changes = {n: put(con, statements[n], since) for n in _COUNTED}
    if "rights_request" in not_delivered or earlier.figures[OPEN][0] is None:
        corrections = corrections.limit(0)
        changes["request_change"] = changes["request_change"].limit(0)
    corrections.create("correction")
    for name, rows in changes.items():
        con.register(name, rows.to_arrow_table())
