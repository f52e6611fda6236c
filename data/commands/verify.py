"""python -m data verify: hold snapshots against their seals, and packs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data import packed, snapshot
from data.commands.common import fail


def run(args: argparse.Namespace) -> int:
    """Hold snapshots against their seals, or an audit pack against itself."""
    if args.what and args.what.endswith(".zip"):
        return _pack(Path(args.what))
    days = [args.what] if args.what else snapshot.days(args.snapshots)
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


def _pack(path: Path) -> int:
    """Say whether a pack holds, and what to hold it against."""
    try:
        held = packed.check(path)
    except packed.PackRefused as refused:
        return fail(str(refused))
    print(
        f"{path.name} is what was packed: {held.members:,} files, "
        f"{held.rows:,} rows of {held.day}.\n"
        f"SHA-256 of its snapshot: {held.digest}\n"
        f"SHA-256 of the file:     {held.sha256}"
    )
    if held.anchor:
        print(f"Anchor of the journal:\n{held.anchor}")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument(
        "what",
        nargs="?",
        metavar="DAY|PACK.zip",
        help="YYYY-MM-DD (default: every snapshot), or the file of an audit pack",
    )
