"""How long pages take of many people at once, each of them signed in.

`python -m tests.benchmarks.people SNAPSHOTS --processes 1 2 --people 2 200` measures
processes of the app behind nginx, as docs/deploy puts them there, and prints a line of
the table in docs/SCALE.md for each. Who asks, the provider, nginx and the app share the
cores of this machine.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.benchmarks.measured import Measured, seconds
from tests.faults.users_at_once import use
from tests.support.signing import signed_behind
from tests.support.wire import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.signing import Site

ROLE = "dpo"
AT_ONCE = 4
"""People who sign in at the same time, before anything is measured."""
Opened = list[tuple[str, float]]
"""What was wrong with each page, and its seconds."""


def signed_in(site: Site, many: int) -> list[Visitor]:
    """Sign in people, each somebody of their own."""
    names = [f"person-{n}" for n in range(many)]
    site.people({name: [ROLE] for name in names})

    def arrived(name: str) -> Visitor:
        visitor = Visitor(site.url)
        visitor.sign_in(name, site.issuer)
        return visitor

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(arrived, names))


def opened(site: Site, who: list[Visitor], think: float, pages: int) -> Opened:
    """Let people open pages at once, with a pause between two of them."""

    def used(n: int) -> Opened:
        return use(site.url, n, pages, think, lambda _: who[n].connected())

    with ThreadPoolExecutor(len(who)) as pool:
        return [page for each in pool.map(used, range(len(who))) for page in each]


def measured(site: Site, many: int, think: float, pages: int) -> Iterator[Measured]:
    """Measure how long pages take of one person, and of many with a pause between."""
    who = signed_in(site, many)
    alone = opened(site, who[:1], 0, 10)
    each = opened(site, who, think, pages)
    failed = sum(bool(wrong) for wrong, _ in each)
    half, most = _half_and_most(each)
    base = median(took for _, took in alone)
    what = f"{many} people, {think:g} s between pages"
    note = f"{len(each)} pages, {failed} errors"
    yield Measured(f"{what}: p50", "one person", half, base, note=note)
    yield Measured(f"{what}: p95", "", most, most=2)


def _half_and_most(each: Opened) -> tuple[float, float]:
    """Return the seconds within which half of the pages came, and 95 of 100."""
    parts = quantiles((took for _, took in each), n=20)
    return parts[9], parts[18]


def _line(site: Site, processes: int, many: int, think: float, pages: int) -> str:
    """Measure so many people and return it as a line of a table."""
    each = opened(site, signed_in(site, many), think, pages)
    came = sum(not wrong for wrong, _ in each)
    half, most = map(seconds, _half_and_most(each))
    load = f"{os.getloadavg()[0]:.1f}"
    wrong = {wrong for wrong, _ in each if wrong}
    cells = (processes, many, f"{came:,} of {len(each):,}", half, most, load, *wrong)
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """Measure and print."""
    top = argparse.ArgumentParser(prog="python -m tests.benchmarks.people")
    top.add_argument("snapshots", type=Path)
    for name, usual in (("processes", [1, 2]), ("people", [2, 200])):
        top.add_argument(f"--{name}", type=int, nargs="+", default=usual, metavar="N")
    top.add_argument("--think", type=float, default=10, metavar="SECONDS")
    top.add_argument("--each", type=int, default=5, metavar="PAGES")
    args = top.parse_args()
    nginx = shutil.which("nginx")
    if nginx is None:
        sys.exit("nginx is not installed.")
    print("| processes | people | pages that came | p50 | p95 | load at the end |")
    for processes in args.processes:
        with (
            tempfile.TemporaryDirectory() as folder,
            signed_behind(nginx, args.snapshots, Path(folder), processes) as site,
        ):
            for many in args.people:
                line = _line(site, processes, many, args.think, args.each)
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
