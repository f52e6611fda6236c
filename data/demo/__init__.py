"""A source folder of any size: month-ends of one living organisation.

The whole history is built once, in the engine, as tables with the date of
every event (`queries/demo/world_*.sql`). Each month-end then shows what was
known on that day (the other files there): rows that existed by then, with
what came later still empty. Everything drawn by chance hangs on the seed and
on a key, so the same seed gives the same bytes, on any number of threads.

A few records say other than what happened (`world_fault`): a date is moved, a row
gone, a backup restored. That is what a comparison of two months is to find.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import duckdb

import queries
from data import contract
from data.demo import engine

Tell = Callable[[str], None]
Format = Literal["csv", "parquet"]

TABLES = tuple(contract.TABLES)
"""The tables of a source folder, one file each."""

WORLD = (
    "timeline",
    "case",
    "principal",
    "recipient",
    "client",
    "path",
    "drawn_request",
    "planted_request",
    "other_request",
    "request",
    "restriction",
    "effect",
    "consent",
    "item",
    "drawn_holding",
    "holding",
    "offer",
    "disclosure",
    "authorisation",
    "fault",
)
"""The tables of the history, each built from those before it."""

MOST_CLIENTS = 5_000_000
"""More would need request numbers of seven digits."""


class DemoRefused(Exception):
    """A demo that cannot be written; the text says why."""


def write(
    out: Path,
    clients: int,
    months: int = 1,
    seed: int = 1,
    last: date = date(2026, 10, 31),
    tell: Tell | None = None,
    format: Format = "csv",
) -> list[Path]:
    """Write a source folder for `last` and for each month-end before it.

    Each folder is named by its day. DemoRefused where one exists already;
    then nothing is written.
    """
    days = month_ends(last, months)
    folders = [out / day.isoformat() for day in days]
    _refuse(folders, clients, days[0])
    say = tell or (lambda _: None)
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=out, prefix=".demo-") as scratch,
        engine.connect(Path(scratch)) as con,
    ):
        values = {"seed": seed, "clients": clients, "last": last}
        _build_world(con, values, say)
        for day, folder in zip(days, folders, strict=True):
            say(f"writing {day}")
            unfinished = Path(scratch) / folder.name
            _write_month(con, values | {"as_of": day}, unfinished, format)
            unfinished.rename(folder)
    return folders


def month_ends(last: date, months: int) -> list[date]:
    """Return `last` and the ends of the months before it, oldest first."""
    days = [last]
    while len(days) < months:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


def _refuse(folders: list[Path], clients: int, first: date) -> None:
    if not 1 <= clients <= MOST_CLIENTS:
        raise DemoRefused(f"A demo has 1 to {MOST_CLIENTS:,} clients, not {clients:,}.")
    if first < engine.STATEMENT:
        raise DemoRefused(
            f"{first} lies before the statement of {engine.STATEMENT}, which the"
            " demo is about. Choose a later last day, or fewer months."
        )
    for folder in folders:
        if folder.exists():
            raise DemoRefused(
                f"{folder} exists already. Nothing is written; choose another"
                " folder or remove it first."
            )


def _build_world(
    con: duckdb.DuckDBPyConnection, values: dict[str, object], say: Tell
) -> None:
    for name in WORLD:
        say(f"making up {name.replace('_', ' ')}")
        query = queries.folder("demo")[f"world_{name}"]
        engine.keep(con, query, values)


def _write_month(
    con: duckdb.DuckDBPyConnection,
    values: dict[str, object],
    folder: Path,
    format: Format,
) -> None:
    folder.mkdir()
    for table in TABLES:
        query = queries.folder("demo")[table]
        engine.copy(con, query, values, folder / f"{table}.{format}", format)
    toml = engine.snapshot_toml(con, values["as_of"])
    (folder / "snapshot.toml").write_text(toml, encoding="utf-8")
