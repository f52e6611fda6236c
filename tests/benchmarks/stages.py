"""Where the time of a seal goes, beside what the engine alone does with the same files.

`python -m tests.benchmarks.stages SOURCE [SOURCE …]`, each a folder as `python -m data
demo` writes one. What is told, in one run: the seal by stage, in seconds and in seconds
of processor time, and the memory it took at most; a bare `create table as` of the same
files; and the contract's checks of the large tables beside the same in SQL by hand.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import duckdb

from data.seal import load, source
from data.seal.check import Checker
from data.seal.run import seal
from data.seal.source import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINE: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "1GB",
    "threads": str(load.THREADS),
}
LARGE = ("client", "trajectory", "consent", "holding", "disclosure")
"""The tables that nearly all rows of a source are in."""
CHECKED = Path(__file__).with_name("checks.sql")
"""Their checks, written by hand: one scan a table, its keys and its references."""


@dataclass
class Spent:
    """Seconds, and seconds of processor time, of this process and those it started."""

    wall: float = 0.0
    cpu: float = 0.0

    def __str__(self) -> str:
        """Return both in columns."""
        return f"{self.wall:8.2f} s {self.cpu:8.2f} s of processor"


def _cpu() -> float:
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(each) for each in who]
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextmanager
def spending() -> Iterator[Spent]:
    """Measure what is done within."""
    spent, wall, cpu = Spent(), perf_counter(), _cpu()
    yield spent
    spent.wall, spent.cpu = perf_counter() - wall, _cpu() - cpu


@dataclass
class Stages:
    """What each stage of a seal takes, by the first word that it tells."""

    spent: dict[str, Spent] = field(default_factory=lambda: defaultdict(Spent))
    _last: tuple[str, float, float] = ("", 0.0, 0.0)

    def __call__(self, what: str) -> None:
        """End the stage before and begin the next."""
        stage, wall, cpu = self._last
        self._last = what.partition(" ")[0], perf_counter(), _cpu()
        if stage:
            self.spent[stage].wall += self._last[1] - wall
            self.spent[stage].cpu += self._last[2] - cpu


def bare(folder: Path, work: Path) -> None:
    """Load the files of a source and do nothing else with them."""
    with duckdb.connect(work / "bare.duckdb", config=ENGINE) as con:
        for path in sorted(folder.glob("*.csv")):
            rows = con.sql("from read_csv($path)", params={"path": str(path)})
            rows.create(path.stem)


def checks(folder: Path, work: Path) -> tuple[Spent, Spent]:
    """Check the large tables by the contract, and by hand."""
    con = load.connect(":memory:", work / "spill", "1GB")
    described = describe.describe(folder)
    files = source.find_all(folder, described.not_delivered)
    needed = {table: files[table] for table in (*LARGE, "principal", "recipient")}
    for file in needed.values():
        load.load(con, file)
    with spending() as ours:
        failures = Checker(con, needed, described.as_of).run(lambda _: None)
    with spending() as by_hand:
        for statement in CHECKED.read_text(encoding="utf-8").split(";\n"):
            failing = con.sql(statement).fetchall()
            assert not any(any(row) for row in failing) or failures, statement
    con.close()
    return ours, by_hand


def measure(folder: Path) -> None:
    """Print what sealing a folder takes."""
    stages = Stages()
    print(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        work = Path(made)
        with spending() as whole:
            sealed = seal(folder, work / "snapshots", tell=stages)
            stages("")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
        for stage, spent in sorted(stages.spent.items(), key=lambda s: -s[1].cpu):
            print(f"  {stage:24}{spent}")
        print(f"  {'seal':24}{whole}, {sealed.rows:,} rows, {peak:.2f} GB")
        with spending() as loading:
            bare(folder, work)
        _ratio("bare load", loading, whole)
        ours, by_hand = checks(folder, work)
        _ratio("checks by hand", by_hand, ours)


def _ratio(name: str, limit: Spent, spent: Spent) -> None:
    ratios = f"{spent.wall / limit.wall:.2f}, {spent.cpu / limit.cpu:.2f} of processor"
    print(f"  {name:24}{limit}; ours {spent.wall:.2f} and {spent.cpu:.2f}: x {ratios}")


def main() -> None:
    """Measure every folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path)
    for folder in parser.parse_args().sources:
        measure(folder)


if __name__ == "__main__":
    main()
