"""python -m data agenda: the deadlines as a calendar or CSV."""

from __future__ import annotations

import argparse
from datetime import date

from data.commands.common import (
    day_option,
    fail,
    file_ending,
    journal_option,
    purpose_option,
    put_out,
)
from data.words import DEFAULT, LANGUAGES

EXAMPLE = "agenda --until 2026-12-31 --only kind=request --out agenda.ics"


def run(args: argparse.Namespace) -> int:
    """Write the deadlines of a snapshot as iCalendar or CSV."""
    from data.ask import FilterError, Question, find_query, read_filters
    from data.export.calendar import NAME, CalendarExport
    from data.export.csv_file import ListExport

    texts: dict[str, str] = {}
    for column, value in args.only or ():
        texts[column] = f"{texts[column]}|{value}" if column in texts else value
    if args.until:
        texts["due_on"] = f"..{args.until}"
    try:
        question = Question(NAME, read_filters(find_query(NAME), texts))
        if args.out.suffix == ".ics":
            return put_out(args, CalendarExport(question, args.lang))
        return put_out(args, ListExport(question))
    except FilterError as refused:
        return fail(str(refused))


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    journal_option(made)
    purpose_option(made)
    made.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="DATE",
        help="what is due on that day or before (default: all)",
    )
    made.add_argument(
        "--only",
        type=_filter,
        action="append",
        metavar="COLUMN=VALUE",
        help="as in the page's address, such as kind=request or period=overdue",
    )
    made.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=DEFAULT,
        help=f"of FILE.ics (default: {DEFAULT})",
    )
    made.add_argument(
        "--out",
        type=file_ending(".ics", ".csv"),
        required=True,
        metavar="FILE",
        help="ends in .ics or .csv",
    )


def _filter(text: str) -> tuple[str, str]:
    column, _, value = text.partition("=")
    if not column or not value:
        raise argparse.ArgumentTypeError("a filter is COLUMN=VALUE")
    return column, value
