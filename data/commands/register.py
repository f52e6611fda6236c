"""python -m data register: the register of processing activities as a document."""

from __future__ import annotations

import argparse

from data.commands.common import (
    CALLED_WRONGLY,
    day_option,
    fail,
    file_ending,
    journal_option,
    put_out,
)
from data.words import DEFAULT, LANGUAGES

EXAMPLE = "register --out register.pdf"


def run(args: argparse.Namespace) -> int:
    """Write the register of Art. 30 of a snapshot as PDF, workbook, CSV or JSON-LD."""
    from data.export.register_document import RegisterExport
    from data.export.register_dpv import DpvExport
    from data.export.register_form import RegisterFormExport

    form: str = args.out.suffix.removeprefix(".")
    if args.like is not None:
        if form != "xlsx":
            return fail("--like is of a workbook: --out FILE.xlsx.", CALLED_WRONGLY)
        return put_out(args, RegisterFormExport(args.like, args.lang))
    if form == "jsonld":
        return put_out(args, DpvExport())
    return put_out(args, RegisterExport(args.lang, form))


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    from data.export.register_forms import FORMS

    day_option(made)
    journal_option(made)
    made.add_argument(
        "--lang", choices=LANGUAGES, default=DEFAULT, help=f"default: {DEFAULT}"
    )
    made.add_argument(
        "--like", choices=FORMS, help="in the columns of an authority's model"
    )
    made.add_argument(
        "--out",
        type=file_ending(".pdf", ".xlsx", ".csv", ".jsonld"),
        required=True,
        metavar="FILE",
        help="ends in .pdf, .xlsx, .csv or .jsonld, which says its form",
    )
