"""A source sealed in ranges of clients, to be held against the same sealed whole."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from data.seal.ranges.spread import Spread
from data.seal.run import seal
from data.snapshot import DATABASES, find

UNORDERED = ("changes", "breakdown_counts")
"""Tables whose rows have no order: in two seals of all clients at once neither."""


def root_of(source: Path) -> Path:
    return source.with_name(f"whole-{source.name}")


@cache
def rows(folder: Path) -> dict[str, pl.DataFrame]:
    """Return the rows of every table of a snapshot, in their order."""
    tables = {}
    for name in DATABASES:
        with duckdb.connect(folder / name, read_only=True) as con:
            for (table,) in con.sql(
                "select table_name from duckdb_tables()"
            ).fetchall():
                tables[f"{name} {table}"] = con.table(table).pl()
    return tables


def sealed_in(source: Path, to: Path, how: Spread, tell=lambda _: None) -> Path:
    """Seal a source in ranges, after the same snapshots as it was sealed whole."""
    days = sorted(p for p in root_of(source).iterdir() if p.is_dir())
    to.mkdir()
    for day in days[:-1]:
        shutil.copytree(day, to / day.name)
    return seal(source, to, spread=how, tell=tell).path


def whole(source: Path) -> Path:
    """Return the snapshot of a source that was sealed whole."""
    return max(p for p in root_of(source).iterdir() if p.is_dir())


def unlike(snapshot: Path, other: Path) -> list[str]:
    """Name the tables of two snapshots of one source whose rows differ."""
    assert rows(snapshot).keys() == rows(other).keys()
    hashes, others = (
        find(folder.parent).seal["tables"] for folder in (snapshot, other)
    )
    return [name for name, digest in hashes.items() if others[name] != digest]


def differing(snapshot: Path, other: Path) -> list[str]:
    """Name those whose rows differ, or stand in another order."""
    return unlike(snapshot, other) + [
        name
        for name, frame in rows(snapshot).items()
        if not frame.equals(rows(other)[name]) and not name.endswith(UNORDERED)
    ]
