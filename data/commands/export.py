"""python -m data export: an answer of a snapshot as a file."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from data import snapshot
from data.commands.common import day_option, journal_option, reader
from data.written import write, written


def run(args: argparse.Namespace) -> int:
    """Write an answer of a snapshot as CSV or for Excel."""
    from data.ask import Asked
    from data.ask.export import export as pieces

    with closing(reader(args)) as asking:
        found = snapshot.find(args.snapshots, args.day)
        parts = pieces(asking, found, Asked(args.table), args.format)
        if args.out is None:
            write(sys.stdout.buffer, parts)
        else:
            with written(args.out) as file:
                write(file, parts)
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    from data.ask.export import FORMATS, TABLES

    made.add_argument(
        "table", choices=TABLES, metavar="TABLE", help=f"one of {', '.join(TABLES)}"
    )
    made.add_argument("--format", choices=FORMATS, default="csv", help="default: csv")
    day_option(made)
    journal_option(made)
    made.add_argument(
        "--out", type=Path, metavar="FILE", help="default: standard output"
    )
