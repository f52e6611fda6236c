"""python -m data pack: a snapshot's audit tables and what explains them, as a ZIP."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from data import snapshot
from data.commands.common import day_option, reader
from data.written import write, written


def run(args: argparse.Namespace) -> int:
    """Write the audit pack of a snapshot: a ZIP that is a Data Package."""
    from data.ask import pack
    from data.ask.export import pieces

    with closing(reader()) as asking:
        found = snapshot.find(args.snapshots, args.day)
        made = pack.whole(asking, found)
        with written(args.out) as file:
            write(file, pieces(made))
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    made.add_argument("--out", type=_zip, required=True, metavar="FILE.zip")


def _zip(text: str) -> Path:
    if Path(text).suffix != ".zip":
        raise argparse.ArgumentTypeError("FILE ends in .zip")
    return Path(text)
