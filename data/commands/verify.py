"""python -m data verify: hold snapshots against their seals."""

from __future__ import annotations

import argparse
import sys

from data import snapshot
from data.commands.common import fail


def run(args: argparse.Namespace) -> int:
    """Hold snapshots against their seals; all of them without a day."""
    days = [args.day] if args.day else snapshot.days(args.snapshots)
    if not days:
        return fail(f"There is no snapshot in {args.snapshots}. Seal a source first.")
    refused = 0
    for day in days:
        try:
            found = snapshot.find(args.snapshots, day)
            snapshot.verify(found)
            print(f"{day} {found.short} is what was sealed.")
        except snapshot.SnapshotRefused as error:
            refused += 1
            print(error, file=sys.stderr)
    return 1 if refused else 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument("day", nargs="?", help="YYYY-MM-DD (default: every snapshot)")
