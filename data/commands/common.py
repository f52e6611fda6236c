"""What several commands share: who asks, for which day, and how to say no."""

from __future__ import annotations

import os
import sys
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING

from data.journal import Event, account, beside

if TYPE_CHECKING:
    import argparse

    from data.ask import Reader


def fail(why: str) -> int:
    """Say why not, on standard error; give the exit code."""
    print(why, file=sys.stderr)
    return 1


def day_option(made: argparse.ArgumentParser) -> None:
    """Add the day of the snapshot that is asked."""
    made.add_argument("--day", metavar="D", help="YYYY-MM-DD (default: the newest)")


def reader() -> Reader:
    """Give the reader that the command line is: whoever may read the files."""
    from data.ask import Engine, Principal, Reader

    principal = Principal(f"os:{getuser()}", "dpo", "audit")
    return Reader(Engine(), lambda: principal, lambda _: 0)


def journal_option(made: argparse.ArgumentParser) -> None:
    """Add where the journal is."""
    made.add_argument(
        "--journal",
        type=Path,
        metavar="DIR",
        help="folder of the journal (default: $JOURNAL, or beside the snapshots)",
    )


def journal_folder(args: argparse.Namespace) -> Path:
    """Give the journal's folder: as told, as $JOURNAL says, or beside the snapshots."""
    told = args.journal or os.environ.get("JOURNAL")
    return Path(told) if told else beside(args.snapshots)


def noted(event: str, **told: str | int | None) -> Event:
    """Make an event of the command line: by whoever may read the files."""
    who = account(f"os:{getuser()}")
    return Event(event=event, who=who, role="dpo", via="command", **told)  # type: ignore[arg-type]
