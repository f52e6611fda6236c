"""What several commands share: who asks, for which day, and how to say no."""

from __future__ import annotations

import sys
from getpass import getuser
from typing import TYPE_CHECKING

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
