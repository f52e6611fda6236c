"""python -m data recall: the exports that hold what has since been erased."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from dataclasses import asdict

from data import snapshot
from data.commands.common import (
    day_option,
    fail,
    journal,
    journal_option,
    purpose_option,
    reader,
)

EXAMPLE = "recall --json"


def run(args: argparse.Namespace) -> int:
    """List the exports that still hold clients whose data have since been erased."""
    from data.ask.door import find_query
    from data.audit.recall import NAME, recall

    book = journal(args)
    if not book.folder.is_dir():
        return fail(f"There is no journal in {book.folder}.")
    with closing(reader(args)) as asking:
        chosen = snapshot.find(args.snapshots, args.day)
        if lacks := find_query(NAME).lacks(chosen.seal["not_delivered"]):
            return fail(
                f"What is erased is not known: {', '.join(lacks)} not delivered in"
                f" the snapshot of {chosen.day}."
            )
        rows = recall(asking, chosen, book)
    for row in rows:
        if args.json:
            print(json.dumps(asdict(row)))
            continue
        what = row.file or row.query or "(no name)"
        print(
            f"Export {row.export}, {row.at[:10]}, {row.who}: {what}, of the snapshot "
            f"of {row.day}. Of {row.clients:,} clients {row.erased:,} are erased and "
            f"{row.partly:,} in part."
        )
        if not row.is_whole:
            print("  Its list of clients is not the one that was kept: recall it all.")
    if not rows and not args.json:
        print(f"No export holds anything that was erased by {chosen.day}.")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    journal_option(made)
    purpose_option(made)
    made.add_argument("--json", action="store_true", help="for machines, one a line")
