"""python -m data export: an answer of a snapshot as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.common import (
    CALLED_WRONGLY,
    STDOUT,
    day_option,
    fail,
    journal_option,
    purpose_option,
    put_out,
)
from data.words import LANGUAGES

EXAMPLE = "export retention --format xlsx --lang nl --out retention.xlsx"


def run(args: argparse.Namespace) -> int:
    """Write an answer of a snapshot as CSV, for Excel or as Parquet."""
    from data.ask import Question
    from data.export.csv_file import FORMATS, ListExport

    ending = Path(f"x.{FORMATS[args.format]}").suffix
    if args.out and not _may_be_called(args.out, ending):
        return fail(
            f"--format {args.format} makes a file that ends in {ending}, and "
            f"{args.out} does not.",
            CALLED_WRONGLY,
        )
    if args.lang and args.format != "xlsx":
        return fail("--lang is of --format xlsx alone.", CALLED_WRONGLY)
    return put_out(args, ListExport(Question(args.table), args.format, args.lang))


def _may_be_called(out: Path, ending: str) -> bool:
    """Return whether a file may have this name; a pipe or a device has any."""
    is_other = out.exists() and not out.is_file()
    return is_other or out == STDOUT or out.suffix in ("", ending)


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    from data.export.csv_file import FORMATS, TABLES

    made.add_argument(
        "table", choices=TABLES, metavar="TABLE", help=f"one of {', '.join(TABLES)}"
    )
    made.add_argument("--format", choices=FORMATS, default="csv", help="default: csv")
    made.add_argument(
        "--lang",
        choices=LANGUAGES,
        help="of xlsx: call columns and codes so (default: their names in the source)",
    )
    day_option(made)
    journal_option(made)
    purpose_option(made)
    made.add_argument(
        "--out", type=Path, metavar="FILE", help="default, and -: standard output"
    )
