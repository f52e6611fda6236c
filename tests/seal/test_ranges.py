"""A snapshot is the same however many ranges its clients are reckoned in, and where."""

from __future__ import annotations

import os
import random
import shutil
import signal
from dataclasses import replace
from functools import cache
from multiprocessing import active_children
from pathlib import Path

import duckdb
import polars as pl
import pytest

import queries
from data.seal import by_client, spread
from data.seal.publish import SealRefused
from data.seal.run import seal
from data.seal.spread import ALONE, ROWS, Spread
from data.snapshot import DATABASES, find
from tests.faults.killed_seals import left_behind
from tests.seal.test_findings import cases
from tests.support import changed
from tests.support.dying import die_once

RANGES = 5
"""Ranges in the tests that do not draw how many."""
UNORDERED = ("changes", "breakdown_counts")
"""Tables whose rows have no order: in two seals of all clients at once neither."""


# -- what is reckoned range by range --------------------------------------------


def test_what_is_about_clients_is_told_from_what_is_about_the_organisation() -> None:
    known = by_client.by_client()
    made = {by_client.table_of(query) for query in known.statements}
    assert made == {"retention", "requests", "clients", "disclosures", "request_notes"}
    rules = {query.name for query in known.rules}
    assert {"RET-01", "REQ-01", "RST-04", "CON-02", "INF-01"} <= rules
    # a count of a category, a recipient, and what all requests together decide
    assert rules.isdisjoint({"RET-06", "GRD-01", "RCP-08", "TRF-07", "CHG-16"})


def test_ranges_read_nothing_that_is_reckoned_of_all_clients() -> None:
    """The calendar is: it stands before them, and each range reads the same."""
    assert "calendar" in by_client.by_client().shared
    assert {"recipients", "agenda", "matrix", "findings", "changes"}.isdisjoint(
        by_client.by_client().shared
    )


def test_a_rule_that_looks_across_clients_is_asked_of_all_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = queries.folder("findings")["CON-02"]
    across = replace(rule, entries=rule.entries | {"across": "clients"})
    folders = {
        "seal": queries.folder("seal"),
        "findings": queries.folder("findings") | {"CON-02": across},
    }
    monkeypatch.setattr(queries, "folder", folders.__getitem__)
    names = {query.name for query in by_client.by_client.__wrapped__().rules}
    assert "CON-02" not in names and "CON-01" in names


@pytest.mark.parametrize("name", ["02_retention", "03_requests"])
def test_the_order_of_a_table_is_read_off_its_statement(name: str) -> None:
    order = by_client.order_of(queries.folder("seal")[name])
    assert order[0] == "status" and order[-1].endswith("_id")


def test_a_table_without_an_order_of_its_own_stands_by_client() -> None:
    query = queries.folder("seal")["12_disclosures"]
    assert by_client.order_of(query) == ("client_id", "disclosure_id")


def test_a_small_source_is_one_range_whatever_the_processes() -> None:
    assert Spread().count(ROWS) == Spread(jobs=8).count(spread.LEAST - 1) == 1
    assert Spread().count(ROWS + 1) == 2
    assert Spread(jobs=3).count(spread.LEAST) == 3
    assert Spread(jobs=3).count(3 * ROWS + 1) == 6


# -- that it makes no difference ------------------------------------------------


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return sources by name, each sealed whole as `whole-NAME`.

    One breaks every rule about a client; the other comes after two months.
    """
    here = tmp_path_factory.mktemp("ranges")
    shutil.copytree(changed.snapshots(), here / "whole-third")
    made = {"third": changed.month(2), "cases": cases()[0]}
    folders = {name: each.write(here / name) for name, each in made.items()}
    seal(folders["cases"], here / "whole-cases")
    return folders


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


def differing(source: Path, ranged: Path) -> list[str]:
    """Name the tables whose rows or order are others than sealed whole."""
    day = max(p for p in root_of(source).iterdir() if p.is_dir())
    whole, parted = rows(day), rows(ranged)
    assert whole.keys() == parted.keys()
    sealed = [find(folder.parent).seal["tables"] for folder in (day, ranged)]
    hashes = [name for name, digest in sealed[0].items() if sealed[1][name] != digest]
    return hashes + [
        name
        for name, frame in whole.items()
        if not frame.equals(parted[name]) and not name.endswith(UNORDERED)
    ]


@pytest.mark.parametrize("name", ["cases", "third"])
def test_every_table_is_the_same_in_any_number_of_ranges(
    name: str, sources: dict[str, Path], tmp_path: Path
) -> None:
    count = random.randint(2, 9)  # noqa: S311
    ranged = sealed_in(sources[name], tmp_path / "s", Spread(ranges=count))
    assert (count, differing(sources[name], ranged)) == (count, [])
    assert left_behind(ranged.parent) == []


@pytest.mark.nightly
def test_more_ranges_than_clients_make_one_of_each(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    lines: list[str] = []
    sealed_in(sources["third"], tmp_path / "s", Spread(ranges=1000), lines.append)
    clients = len(changed.month(2).tables["client"])
    assert f"deriving range {clients} of {clients}" in lines


# -- processes that are lost ----------------------------------------------------


@pytest.mark.nightly
def test_the_range_of_a_killed_process_is_done_again(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    killed: list[int] = []

    def tell(line: str) -> None:
        if line.startswith("deriving range") and not killed:
            child = active_children()[0]
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
            killed.append(child.pid)

    how = Spread(jobs=2, ranges=RANGES)
    ranged = sealed_in(sources["cases"], tmp_path / "s", how, tell)
    assert killed
    assert differing(sources["cases"], ranged) == []
    assert left_behind(ranged.parent) == []


@pytest.mark.nightly
def test_a_part_whose_process_was_lost_is_begun_again(tmp_path: Path) -> None:
    parts = [str(tmp_path / "first"), str(tmp_path / "second")]
    shown: list[int] = []
    assert spread.run(Spread(jobs=2), die_once, parts, shown.append) == parts
    assert shown == [1, 2]


@pytest.mark.nightly
def test_a_part_that_is_always_lost_is_refused_and_not_begun_for_ever() -> None:
    with pytest.raises(SealRefused, match=r"1 of 1 ranges .* 3 times"):
        spread.run(Spread(jobs=2), os._exit, [1], lambda _: None)


def test_what_a_part_refuses_stops_the_others() -> None:
    begun: list[int] = []

    def refuse(part: int) -> None:
        begun.append(part)
        raise SealRefused("no")

    with pytest.raises(SealRefused, match="no"):
        spread.run(ALONE, refuse, list(range(100)), lambda _: None)
    assert len(begun) < 100
