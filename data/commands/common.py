"""What several commands share: who asks, for which day, and how to say no."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

from data.journal import Event, Journal, account, beside

if TYPE_CHECKING:
    import argparse

    from data.ask import Reader
    from data.export.export import Export


def fail(why: str) -> int:
    """Print why not on standard error; return the exit code."""
    print(why, file=sys.stderr)
    return 1


def day_option(made: argparse.ArgumentParser) -> None:
    """Add the day of the snapshot that is asked."""
    made.add_argument("--day", metavar="D", help="YYYY-MM-DD (default: the newest)")


def reader(args: argparse.Namespace) -> Reader:
    """Return the reader that the command line is: whoever may read the files.

    What it is given is told to the journal (`journal_option`) before it goes out.
    """
    from data.ask import Engine, Principal, Reader

    principal = Principal(account(f"os:{getuser()}"), "dpo", "audit")
    return Reader(Engine(), lambda: principal, journal(args).write, "command")


def journal_option(made: argparse.ArgumentParser) -> None:
    """Add where the journal is."""
    made.add_argument(
        "--journal",
        type=Path,
        metavar="DIR",
        help="folder of the journal (default: $JOURNAL, or beside the snapshots)",
    )


def journal_folder(args: argparse.Namespace) -> Path:
    """Return the journal's folder: as given, $JOURNAL, or beside the snapshots."""
    folder = args.journal or os.environ.get("JOURNAL")
    return Path(folder) if folder else beside(args.snapshots)


def journal(args: argparse.Namespace) -> Journal:
    """Return the journal that a command writes in."""
    return Journal(journal_folder(args))


def noted(event: str, role: str = "dpo", **fields: str | int | None) -> Event:
    """Make an event of the command line: by whoever may read the files."""
    who = account(f"os:{getuser()}")
    return Event(event=event, who=who, role=role, via="command", **fields)  # type: ignore[arg-type]


def put_out(args: argparse.Namespace, export: Export) -> int:
    """Make a file of the snapshot of `--day` and write it where `--out` says.

    It is entered in the ledger before. What was there stays until it is whole.
    """
    from data import snapshot
    from data.export.csv_file import pieces
    from data.export.ledger_entry import issue
    from data.written import write, written

    chosen = snapshot.find(args.snapshots, args.day)
    with closing(reader(args)) as asking:
        issued = issue(asking, journal(args), chosen, export)
        with issued.file:
            if args.out is None:
                write(sys.stdout.buffer, pieces(issued.file))
            else:
                with written(args.out) as file:
                    write(file, pieces(issued.file))
    if sys.stderr.isatty():
        print(issued.sentence(), file=sys.stderr)
    return 0
