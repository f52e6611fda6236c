"""python -m data demo: source folders of an organisation that does not exist."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from data.commands.common import at_least, fail
from data.progress import progress

EXAMPLE = "demo out --clients 100 --months 2"


def run(args: argparse.Namespace) -> int:
    """Write source folders of one living organisation."""
    from data.demo import DemoRefused, write

    try:
        folders = write(
            args.out,
            args.clients,
            months=args.months,
            seed=args.seed,
            last=args.last,
            tell=progress(),
        )
    except DemoRefused as refused:
        return fail(str(refused))
    print(
        f"Wrote {len(folders)} source folders of {args.clients:,} clients: {args.out}"
    )
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument("out", type=Path, help="folder to write the source folders in")
    made.add_argument("--clients", type=at_least(1), default=1_000, metavar="N")
    made.add_argument("--months", type=at_least(1), default=1, metavar="M")
    made.add_argument("--seed", type=at_least(0), default=1, metavar="S")
    made.add_argument(
        "--last",
        type=date.fromisoformat,
        default=date(2026, 10, 31),
        metavar="DATE",
        help="day of the last snapshot (default: %(default)s)",
    )
