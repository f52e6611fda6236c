"""python -m data export: an answer of a snapshot as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.common import day_option, journal_option, put_out


def run(args: argparse.Namespace) -> int:
    """Write an answer of a snapshot as CSV or for Excel."""
    from data.ask import Question
    from data.export.csv_file import ListExport

    return put_out(args, ListExport(Question(args.table), args.format))


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    from data.export.csv_file import FORMATS, TABLES

    made.add_argument(
        "table", choices=TABLES, metavar="TABLE", help=f"one of {', '.join(TABLES)}"
    )
    made.add_argument("--format", choices=FORMATS, default="csv", help="default: csv")
    day_option(made)
    journal_option(made)
    made.add_argument(
        "--out", type=Path, metavar="FILE", help="default: standard output"
    )
