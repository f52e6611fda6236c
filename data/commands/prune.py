"""python -m data prune: erase what is past the term of the snapshots."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from data import policy
from data.commands.common import (
    fail,
    journal,
    journal_option,
    no_such_day,
    noted,
)
from data.seal_form import RECORDS
from data.upkeep import terms

if TYPE_CHECKING:
    from data.upkeep.terms import Kept

EXAMPLE = "prune --dry-run"


def run(args: argparse.Namespace) -> int:
    """Erase the records of snapshots that are past their term, and later the rest."""
    from data.seal.publish import SealRefused
    from data.upkeep import prune

    if not args.snapshots.is_dir():
        return fail(no_such_day(args.snapshots, None))
    own, on = policy.own_terms(), terms.this_day()
    if args.dry_run:
        over = terms.over(args.snapshots, own, on)
        for each in over:
            print(f"{_sentence(each)} goes.")
        return 1 if over else _nothing(args, own)
    try:
        came_to = prune.prune(args.snapshots, journal(args), own, noted, on)
    except SealRefused as error:
        return fail(str(error))
    for each in came_to.gone:
        print(f"{_sentence(each)} is erased.")
    for why in came_to.refused:
        print(f"{why} What is past its term and damaged stays.", file=sys.stderr)
    if came_to.refused:
        return 1
    return 0 if came_to.gone else _nothing(args, own)


def _sentence(each: Kept) -> str:
    """Return what goes of a snapshot, and why."""
    what = f"{each.day}: {RECORDS}"
    if each.file != RECORDS:
        what = f"{each.day}: the whole snapshot"
    return f"{what} ({each.bytes:,} bytes, term {each.term}, ended {each.until})"


def _nothing(args: argparse.Namespace, own: policy.OwnTerms) -> int:
    """Print that nothing is past its term, and what goes next."""
    coming = min(terms.kept(args.snapshots, own), key=lambda e: e.until, default=None)
    print("Nothing is past its term.")
    if coming:
        print(f"First to go, after {coming.until}: {coming.file} of {coming.day}.")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument(
        "--dry-run",
        action="store_true",
        help="say what is past its term, and erase nothing; 1 where there is any",
    )
    journal_option(made)
