"""python -m data pseudonymise: client numbers become pseudonyms by a kept key."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.common import fail, key_options, remind_of_key
from data.progress import progress

EXAMPLE = "pseudonymise export source --key /secure/pseudonyms.key"


def run(args: argparse.Namespace) -> int:
    """Write a source with pseudonyms for client numbers, by a key that you keep."""
    from data.seal.pseudonyms import KeyRefused
    from data.seal.pseudonyms.pseudonymise import pseudonymise

    try:
        done = pseudonymise(
            args.source, args.out, args.key, new_key=args.new_key, tell=progress()
        )
    except KeyRefused as refused:
        return fail(str(refused))
    print(
        f"Wrote {done.path}: {done.clients:,} clients, {done.fresh:,} of them new to "
        f"key {done.key}."
    )
    remind_of_key(args)
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument(
        "source", type=Path, help="folder with the tables as they were exported"
    )
    key_options(made)
