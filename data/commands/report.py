"""python -m data report: the report for management as a PDF."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.common import day_option, journal_option, put_out
from data.words import DEFAULT, LANGUAGES


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
        "--out", type=_pdf_file, required=True, metavar="FILE", help="ends in .pdf"
    )


def _pdf_file(text: str) -> Path:
    if Path(text).suffix != ".pdf":
        raise argparse.ArgumentTypeError("FILE ends in .pdf")
    return Path(text)
