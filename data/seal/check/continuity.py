"""Whether a source goes on where the previous snapshot stopped.

A file that came out empty, or half, keeps the contract and makes every figure better
than it is; keys that are numbered anew make old findings look solved and the same ones
look new. Neither is sealed unless somebody says that it is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import queries
from data import contract
from data.seal.publish import SealRefused

if TYPE_CHECKING:
    from collections.abc import Collection

    from duckdb import DuckDBPyConnection

LEAST = 10
"""Rows in common from which on keys can be told to be numbered anew."""


@dataclass(frozen=True)
class Meant:
    """What somebody says is meant, by table."""

    fewer: frozenset[str] = field(default_factory=frozenset)
    """Tables that may have less than half of the rows that they had."""
    new_keys: frozenset[str] = field(default_factory=frozenset)
    """Tables whose rows may have other keys than they had."""


NOTHING_MEANT = Meant()


class BreaksOff(SealRefused):
    """A source that does not go on from the snapshot before."""

    cause = "fell"

    def __init__(self, message: str, tables: tuple[str, ...]) -> None:
        """Say what breaks off, and of which tables."""
        super().__init__(message)
        self.tables = tables


def refuse_breaks(
    con: DuckDBPyConnection,
    day: str,
    rows: dict[str, int],
    delivered: Collection[str],
    meant: Meant,
) -> None:
    """Refuse a source whose tables do not go on from those of a day before.

    `con` holds the checked tables and, as `previous_records`, what was sealed then;
    `rows` says how many rows each table had. Tables that either does not deliver
    are not compared. SealRefused names every table, with its numbers.
    """
    breaks: list[tuple[str, str]] = []
    for table in contract.TABLES:
        if table not in delivered or not rows.get(table):
            continue
        now = con.table(f"memory.{table}").aggregate("count(*)").fetchall()[0][0]
        if 2 * now < rows[table] and table not in meant.fewer:
            fell = f"{table} fell from {rows[table]:,} to {now:,} rows"
            breaks.append((table, f"{fell} (if that is meant: --fewer {table})"))
        if table not in meant.new_keys:
            same, renumbered = _keys(con, table)
            if renumbered >= LEAST and 2 * renumbered > same:
                what = f"{renumbered:,} of {same:,} unchanged rows of {table}"
                other = f"{what} have another {contract.key_of(table)}"
                breaks.append(
                    (table, f"{other} (if that is meant: --new-keys {table})")
                )
    if breaks:
        sentence = "; ".join(text for _, text in breaks)
        raise BreaksOff(
            f"Nothing is sealed: since {day}, {sentence}. Look whether the "
            "export is whole and names its rows as before, and seal it again.",
            tuple(dict.fromkeys(table for table, _ in breaks)),
        )


def _keys(con: DuckDBPyConnection, table: str) -> tuple[int, int]:
    """Return how many contents both have, and how many of them under other keys."""
    about = {
        "staged": f"memory.{table}",
        "before": f"previous_records.{table}",
        "key": contract.key_of(table),
    }
    sql = queries.folder("history")["renumbered"].sql
    ((same, renumbered),) = con.sql(sql, params=about).fetchall()
    return same, renumbered
