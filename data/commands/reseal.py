"""python -m data reseal: the whole row of snapshots again, by today's definitions."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import policy
from data.commands import seal as sealing
from data.commands import spreading
from data.commands.common import (
    CALLED_WRONGLY,
    fail,
    journal_folder,
    journal_option,
    note_seal,
)
from data.journal import BoundJournal
from data.progress import progress

EXAMPLE = "reseal ../own/sources --out snapshots-by-new-rules"


def run(args: argparse.Namespace) -> int:
    """Seal sources again in the order of their days: all of them, or none."""
    policy.check()  # all of it, before the contract loads its lists one by one
    from data.export.source_names import naming
    from data.seal.publish import SealRefused
    from data.seal.report import SourceRefused
    from data.seal.reseal import Reseal, by_day, refuse_gaps

    if why := sealing.unknown_table(args) or spreading.refusal(args):
        return fail(why, CALLED_WRONGLY)
    to = args.snapshots if args.replace else args.out
    if to.exists() and not args.replace:
        return fail(f"{to} is there already: name a new folder.", CALLED_WRONGLY)
    for source in args.sources:
        if not source.is_dir():
            return fail(f"There is no folder {source}.", CALLED_WRONGLY)
    try:
        sources = by_day(args.sources)
        refuse_gaps(args.snapshots, sources, replace=args.replace)
        book = BoundJournal(journal_folder(args), to)
        what = sources, args.snapshots, to, sealing.meant(args), naming()
        with spreading.spread(args) as spread:
            made = Reseal(*what, spread).run(
                progress(), lambda day, digest: note_seal(book, day, digest)
            )
        book.take()
    except SealRefused as error:
        return fail(str(error))
    except SourceRefused as error:
        return fail(f"{error}\nNothing is sealed again.")
    for each in made:
        print(f"{sealing.sentence(each)}.")
    days = f"{made[0].path.name} to {made[-1].path.name}"
    print(f"{len(made):,} snapshots, {days}, are in {to}.")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument(
        "sources",
        type=Path,
        nargs="+",
        metavar="source",
        help="folder of a source, or of several",
    )
    where = made.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write, not there yet"
    )
    where.add_argument(
        "--replace",
        action="store_true",
        help="put them in the place of the snapshots, once all of them are sealed",
    )
    sealing.meant_options(made)
    spreading.options(made)
    journal_option(made)
