"""python -m data journal tail: the newest lines, and what is written from then on."""

from __future__ import annotations

import select
import sys
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from data.commands.common import at_least, fail, journal_folder, noted
from data.journal import Journal
from data.journal.chain import canonical
from data.journal.following import Follower

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from data.journal.chain import Line

PAUSE = 1
"""Seconds between two looks for new lines."""


def run(args: argparse.Namespace) -> int:
    """Print the newest lines, oldest first, as they were written; that is noted too."""
    journal = Journal(journal_folder(args), may_begin=False)
    state = journal.standing()
    if state is None:
        return fail(f"There is no journal in {journal.folder}.")
    follower = Follower(journal, state)
    kept = (line for line in journal.read() if line.seq <= follower.line)
    if args.after is None:
        rows = [*islice(kept, args.n)]
    else:
        rows = [*takewhile(lambda line: line.seq > args.after, kept)]
    journal.write(noted("journal.read", rows=len(rows)))
    _print(reversed(rows))
    while args.follow:
        _print(follower.new())
        _pause()
    return 0


def _print(lines: Iterable[Line]) -> None:
    for line in lines:
        print(canonical(line.fields).decode())
    sys.stdout.flush()


def _pause() -> None:
    """Wait for new lines; BrokenPipeError where who read along has left meanwhile."""
    reader = select.poll()
    reader.register(1, 0)  # asks for nothing, and is told of an end
    if reader.poll(PAUSE * 1000):
        raise BrokenPipeError


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of it."""
    made.add_argument("-n", type=at_least(0), default=10, metavar="N", help="how many")
    made.add_argument(
        "--after", type=at_least(0), metavar="N", help="instead: all behind line N"
    )
    made.add_argument(
        "--follow", action="store_true", help="go on with what is written, until Ctrl-C"
    )
