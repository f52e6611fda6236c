"""Measure ours beside what it is held against, and publish it.

`make bench` does all of it in about ten minutes; CLIENTS, MONTHS, ROUNDS and USERS make
it longer. What was measured goes between the markers of docs/PERFORMANCE.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.benchmarks import answers, instead, pages, people, site, storage
from tests.benchmarks.material import Material, made
from tests.benchmarks.measured import chart, machine, publish, table
from tests.support import walk
from tests.support.browser import ARGUMENTS, find, serve
from tests.support.signing import signed

if TYPE_CHECKING:
    from tests.benchmarks.measured import Measured


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m tests.benchmarks`."""
    top = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    top.add_argument(
        "--clients",
        type=int,
        nargs="+",
        default=[10_000],
        metavar="N",
        help="sizes; pages are opened at the first",
    )
    top.add_argument("--months", type=int, default=12, metavar="N")
    top.add_argument("--rounds", type=int, default=2, metavar="N")
    top.add_argument("--users", type=int, default=50, metavar="N")
    top.add_argument("--think", type=float, default=10, metavar="SECONDS")
    top.add_argument(
        "--each",
        type=int,
        default=5,
        metavar="PAGES",
        help="pages that each of them opens",
    )
    top.add_argument("--pages", nargs="+", metavar="PAGE", help="these alone")
    top.add_argument("--unpublished", action="store_true", help="print it, no more")
    return top


def _at_the_site(
    args: argparse.Namespace, material: Material, here: Path
) -> tuple[list[Measured], list[Measured], str]:
    """Measure what needs a server: pages, files, people, and what else there is."""
    rows: list[Measured] = []
    with ExitStack() as stack:
        app = pages.empty_app(here / "empty")
        empty = stack.enter_context(serve(here, here / "empty.log", app))
        ours = stack.enter_context(serve(material.snapshots, here / "app.log"))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        stack.callback(browser.close)
        every = walk.addresses(material.snapshots, "nl")
        addresses = {n: a for n, a in every.items() if n in (args.pages or every)}
        context = pages.visitor(browser, ours, every)
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in context.cookies())
        cold = pages.cold(browser, context, ours, empty, addresses, args.rounds)
        rows += pages.measured("opened cold", cold)
        turned = pages.within(context, ours, empty, args.rounds, addresses)
        rows += pages.measured("turned to", turned)
        rows += site.work(ours, empty, cookies, addresses)
        behind = stack.enter_context(signed(material.snapshots, here / "signed"))
        rows += people.measured(behind, args.users, args.think, args.each)
        rows += site.file(ours, cookies, material, here)
        plain = context.new_page()
        page = f"{ours.url}/retention?lang=nl&status=overdue"
        opened = min(pages.opened(plain, page) for _ in range(3))
        sealing = material.sealing.seconds
        others = instead.measure(material, plain, here / "instead", (opened, sealing))
        return rows, list(others), pages.table(cold, turned)


def _rounds(n: int) -> str:
    """Return in words of how many rounds a time is."""
    return f"the median of {n} rounds" if n > 1 else "one round"


def _text(args: argparse.Namespace, took: str, parts: tuple[str, str, str]) -> str:
    """Write what was measured, on what and when."""
    mine, others, each = parts
    sizes = ", ".join(f"{size:,}" for size in args.clients)
    return "\n\n".join(
        (
            f"Measured on {datetime.now(UTC):%Y-%m-%d} in {took}, with {sizes} clients "
            f"and {args.months} months, {_rounds(args.rounds)}: "
            f"{machine()}.",
            mine,
            "![How many times as long as what it is held against; the mark is the "
            "target](performance.svg)",
            "What somebody would take instead, on the same data:",
            others,
            "Every page:",
            each,
        )
    )


def main() -> int:
    """Measure, print and publish."""
    args, began = parser().parse_args(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        here = Path(folder)
        materials = []
        for size in args.clients:
            (here / str(size)).mkdir()
            months = args.months if size == args.clients[0] else 1
            materials.append(made(here / str(size), size, months))
        rows = [*storage.measure(materials), *answers.measure(materials[0])]
        at_site, others, each = _at_the_site(args, materials[0], here)
    rows += at_site
    parts = (table(rows), table(others), each)
    text = _text(args, site.elapsed(began), parts)
    print(text)
    ratios = [row.ratio for row in rows if row.ratio is not None]
    print(f"\nThe median of {len(ratios)} ratios: {median(ratios):.2f}")
    if not args.unpublished:
        publish(text, rows)
    elif not chart(rows):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
