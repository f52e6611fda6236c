"""python -m data register: the register of processing activities as a document."""

from __future__ import annotations

import argparse

from data.commands.common import day_option, file_ending, journal_option, put_out
from data.words import DEFAULT, LANGUAGES

EXAMPLE = "register --out register.pdf"


def run(args: argparse.Namespace) -> int:
    """Write the register of Art. 30 of a snapshot as a PDF, a workbook or CSV."""
    from data.export.register_document import RegisterExport

    form: str = args.out.suffix.removeprefix(".")
    return put_out(args, RegisterExport(args.lang, form))


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    journal_option(made)
    made.add_argument(
        "--lang", choices=LANGUAGES, default=DEFAULT, help=f"default: {DEFAULT}"
    )
    made.add_argument(
        "--out",
        type=file_ending(".pdf", ".xlsx", ".csv"),
        required=True,
        metavar="FILE",
        help="ends in .pdf, .xlsx or .csv, which says its form",
    )
