"""python -m data report: the report for management as a PDF."""

from __future__ import annotations

import argparse

from data.commands.common import day_option, file_ending, journal_option, put_out
from data.words import DEFAULT, LANGUAGES

EXAMPLE = "report --lang en --out report.pdf"


def run(args: argparse.Namespace) -> int:
    """Write the report on a snapshot as a PDF, compared with three months before."""
    from data.export.report import ReportExport

    return put_out(args, ReportExport(args.lang))


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    journal_option(made)
    made.add_argument(
        "--lang", choices=LANGUAGES, default=DEFAULT, help=f"default: {DEFAULT}"
    )
    made.add_argument(
        "--out",
        type=file_ending(".pdf"),
        required=True,
        metavar="FILE",
        help="ends in .pdf",
    )
