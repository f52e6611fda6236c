"""python -m data report: the quarterly report as a PDF."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from data import snapshot
from data.commands.common import day_option, reader
from data.written import write, written


def run(args: argparse.Namespace) -> int:
    """Write the quarterly report on a snapshot as a PDF, from its summary alone."""
    from data.ask import report

    with closing(reader()) as asking:
        found = snapshot.find(args.snapshots, args.day)
        made = report.make(asking, found, args.lang)
        with written(args.out) as file:
            write(file, [made])
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    made.add_argument("--lang", choices=("nl", "en"), default="nl", help="default: nl")
    made.add_argument(
        "--out", type=_pdf_file, required=True, metavar="FILE", help="ends in .pdf"
    )


def _pdf_file(text: str) -> Path:
    if Path(text).suffix != ".pdf":
        raise argparse.ArgumentTypeError("FILE ends in .pdf")
    return Path(text)
