"""A snapshot is the same however many ranges its clients are reckoned in, and where."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread

import duckdb
import pytest

import queries
from data.seal.publish import SealRefused
from data.seal.ranges import by_client, by_range, reckoning, spread, stopping
from data.seal.ranges.by_range import Range
from data.seal.ranges.spread import ALONE, ROWS, Spread
from data.seal.run import seal
from tests.faults.killed_seals import left_behind
from tests.seal.test_findings import cases
from tests.support import changed, dying
from tests.support.ranged import differing, rows, sealed_in, unlike, whole
from tests.support.sealed import ROOT, sample

RANGES = 5
"""Ranges in the tests that do not draw how many."""


# -- what is reckoned range by range --------------------------------------------


def test_what_is_about_clients_is_told_from_what_is_about_the_organisation() -> None:
    known = by_client.by_client()
    made = {by_client.table_of(query) for query in known.statements}
    assert made == {"retention", "requests", "clients"} | {
        *("request_notes", "due_erasures")
    }
    assert known.following == ("disclosures",)
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


def test_a_table_about_clients_stands_by_columns_that_tell_its_rows_apart() -> None:
    for query in by_client.by_client().statements:
        if by_client.is_step(query):
            continue
        order = by_client.order_of(query)
        assert order and set(order) <= {c.name for c in query.columns}, query.name
        table = rows(sample().path)[f"records.duckdb {by_client.table_of(query)}"]
        stands = table.select(order)
        assert stands.height == stands.n_unique(), query.name


def test_a_statement_about_clients_leaves_their_order_to_who_gathers_them() -> None:
    for query in by_client.by_client().statements:
        assert not re.search(r"^ {0,4}order by", query.sql, re.MULTILINE), query.name


def test_a_small_source_is_one_range_whatever_the_processes() -> None:
    assert Spread().count(ROWS) == Spread(jobs=8).count(spread.LEAST - 1) == 1
    assert Spread().count(ROWS + 1) == 2
    assert Spread(jobs=3).count(spread.LEAST) == 3
    assert Spread(jobs=3).count(2 * ROWS) == 4
    assert Spread(jobs=3).count(3 * ROWS + 1) == 4


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


@pytest.mark.parametrize("name", ["cases", "third"])
def test_every_table_is_the_same_in_any_number_of_ranges(
    name: str, sources: dict[str, Path], tmp_path: Path
) -> None:
    count = random.randint(2, 9)  # noqa: S311
    ranged = sealed_in(sources[name], tmp_path / "s", Spread(ranges=count))
    assert (count, differing(whole(sources[name]), ranged)) == (count, [])
    assert left_behind(ranged.parent) == []


@pytest.mark.parametrize("name", ["cases", "third"])
def test_every_table_has_the_same_rows_in_any_number_of_blocks(
    name: str,
    sources: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And stands in the same order by whoever its ranges are reckoned."""
    held = rows(whole(sources[name]))
    delivered = sum(held[f"records.duckdb {t}"].height for t in by_client.tables())
    count = random.randint(2, 9)  # noqa: S311
    monkeypatch.setattr(spread, "ROWS", -(-delivered // count))
    lines: list[str] = []
    here = sealed_in(sources[name], tmp_path / "here", ALONE, lines.append)
    assert lines.count(f"deriving range {count} of {count}") == 1
    assert (count, unlike(whole(sources[name]), here)) == (count, [])
    gathered = sealed_in(sources[name], tmp_path / "s", Spread(ranges=2 * count + 1))
    assert (count, differing(gathered, here)) == (count, [])
    assert left_behind(here.parent) == []


@pytest.mark.parametrize("ranges", [1, pytest.param(RANGES, marks=pytest.mark.nightly)])
def test_rows_that_do_not_come_in_the_order_of_their_table_are_sorted(
    ranges: int,
    sources: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where an engine turns a join round: here the statement turns its rows."""
    made = queries.folder("seal")
    query = made["01_disclosures"]
    turned = replace(query, sql=f"{query.sql}\norder by disclosure_id desc")
    monkeypatch.setitem(made, query.name, turned)
    sealed = sealed_in(sources["cases"], tmp_path / "s", Spread(ranges=ranges))
    assert differing(whole(sources["cases"]), sealed) == []


@pytest.mark.nightly
def test_more_ranges_than_clients_make_one_of_each(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    lines: list[str] = []
    sealed_in(sources["third"], tmp_path / "s", Spread(ranges=1000), lines.append)
    clients = len(changed.month(2).tables["client"])
    assert f"deriving range {clients} of {clients}" in lines


def test_a_block_is_reckoned_where_a_stop_reaches_the_engine(
    sources: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal is handled in the first thread of a process, and interrupts no other."""
    where: list[Thread] = []

    def reckon(con: duckdb.DuckDBPyConnection, part: Range) -> str:
        where.append(current_thread())
        return by_range.reckon_in_place(con, part)

    monkeypatch.setattr(spread, "ROWS", 20)
    monkeypatch.setattr(reckoning, "reckon_in_place", reckon)
    sealed_in(sources["third"], tmp_path / "s", ALONE)
    assert len(where) > 1 and {*where} == {main_thread()}


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
    assert differing(whole(sources["cases"]), ranged) == []
    assert left_behind(ranged.parent) == []


def test_a_part_is_begun_again_whose_process_was_lost_but_not_for_ever(
    tmp_path: Path,
) -> None:
    """In a process of its own, which is what a loss might take along."""
    words = [sys.executable, "-m", dying.__name__, str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    again, in_vain = done.stdout.splitlines()
    assert again == "True [1, 2]"
    assert "1 of 1 ranges of clients began 3 times" in in_vain


def test_what_a_part_refuses_stops_the_others() -> None:
    begun: list[int] = []

    def refuse(part: int) -> None:
        begun.append(part)
        raise SealRefused("no")

    with pytest.raises(SealRefused, match="no"):
        spread.run(ALONE, refuse, list(range(100)), lambda _: None)
    assert len(begun) < 100


def test_a_range_that_many_began_and_nobody_ended_is_not_begun_again(
    tmp_path: Path,
) -> None:
    """Dask begins a lost task again by itself, as often as it is configured to."""
    part = Range(4, "", str(tmp_path), {}, (), 1, {})
    begun = [part.begin() for _ in range(spread.TURNS)]
    assert {folder.name[:8] for folder in begun} == {"range-4-"}
    assert replace(part, number=3).begin().is_dir()
    with pytest.raises(SealRefused, match="a range of clients began 3 times"):
        part.begin()


# -- work that is asked to end --------------------------------------------------

ENDLESS = "select count(*) from range(1000000000) a, range(1000000000) b"


def test_what_is_stopped_ends_and_is_not_begun_again() -> None:
    con = duckdb.connect()
    began = Event()

    def ask() -> None:
        with stopping.under("this"), stopping.stoppable(con):
            began.set()
            con.sql(ENDLESS).fetchall()

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        assert began.wait(60)
        assert asyncio.run(stopping.stop("another"))
        assert not asking.done()
        assert asyncio.run(stopping.stop("this"))
        with pytest.raises(duckdb.InterruptException):
            asking.result()
        with pytest.raises(SealRefused, match="it was stopped"):
            pool.submit(ask).result()
    con.close()


def test_what_does_not_end_in_time_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "PATIENCE", 0.1)
    with stopping.under("slow"):
        assert not asyncio.run(stopping.stop("slow"))
