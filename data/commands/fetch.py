"""python -m data fetch: a source from the organisation's own database."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import policy
from data.commands.common import CALLED_WRONGLY, fail, key_options, remind_of_key
from data.progress import progress

EXAMPLE = "fetch queries source --key /secure/pseudonyms.key"


def run(args: argparse.Namespace) -> int:
    """Write a source with pseudonyms from what queries give, in one transaction."""
    policy.check()  # all of it, before the contract loads its lists one by one
    from data.fetch.map_folder import FetchRefused
    from data.fetch.run import fetch
    from data.seal.pseudonyms import KeyRefused

    if not args.queries.is_dir():
        return fail(f"There is no folder {args.queries}.", CALLED_WRONGLY)
    try:
        done = fetch(
            args.queries, args.out, args.key, new_key=args.new_key, tell=progress()
        )
    except (FetchRefused, KeyRefused) as refused:
        return fail(str(refused))
    print(
        f"Wrote {done.path}: {done.rows:,} rows as of {done.exported_at:%Y-%m-%d %H:%M}"
        f" UTC, {done.clients:,} clients, {done.fresh:,} of them new to key {done.key}."
    )
    remind_of_key(args)
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument(
        "queries", type=Path, help="folder with a .sql a table and a snapshot.toml"
    )
    key_options(made)
