"""python -m data compare: what changed between two snapshots."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import snapshot
from data.commands.common import (
    CALLED_WRONGLY,
    STDOUT,
    fail,
    file_ending,
    journal,
    journal_option,
    no_such_day,
    purpose_option,
    put_out,
)
from data.refusal import printable
from data.words import DEFAULT, LANGUAGES

EXAMPLE = "compare 2026-09-30 2026-10-31 --out changes.csv"


def run(args: argparse.Namespace) -> int:
    """Write what changed between two snapshots, or the proof of erasure as a PDF."""
    from data.ask import FilterError
    from data.export.compare_file import CompareExport
    from data.export.erasure_certificate import CertificateExport

    newest = snapshot.days(args.snapshots)[:2]
    earlier, later = args.earlier, args.later
    if later is None:
        if len(newest) < (1 if earlier else 2):
            return fail(_too_few(args.snapshots), CALLED_WRONGLY)
        later = newest[0]
    if earlier is None:
        earlier = newest[1]
    chosen = []
    for named in (earlier, later):
        if snapshot.is_day(named) and named not in snapshot.days(args.snapshots):
            return fail(no_such_day(args.snapshots, named), CALLED_WRONGLY)
        if not snapshot.is_day(named) and not Path(named, snapshot.SEAL).is_file():
            what = "is neither a day (YYYY-MM-DD) nor the folder of a snapshot."
            return fail(f"{printable(named)} {what}", CALLED_WRONGLY)
        chosen.append(_find(args.snapshots, named))
    before, after = chosen
    if before.day > after.day:
        why = f"{before.day} is later than {after.day}: name the earlier one first."
        return fail(why, CALLED_WRONGLY)
    if args.out and args.out.suffix == ".pdf":
        try:
            return put_out(
                args, CertificateExport(args.lang, before, journal(args)), after
            )
        except FilterError as refused:
            return fail(str(refused))
    return put_out(args, CompareExport(before), after)


def _too_few(folder: Path) -> str:
    known = snapshot.days(folder)
    if not known:
        return no_such_day(folder, None)
    return f"There is one snapshot in {folder}, {known[0]}: nothing to compare it with."


def _find(folder: Path, named: str) -> snapshot.Snapshot:
    """Return a snapshot by its day in a folder of snapshots, or by its own folder."""
    if snapshot.is_day(named):
        return snapshot.find(folder, named)
    own = Path(named).resolve()
    return snapshot.find(own.parent, own.name)


def _out(text: str) -> Path:
    """Read the name of a file; `-` is standard output, which gets CSV."""
    return STDOUT if text == str(STDOUT) else file_ending(".csv", ".pdf")(text)


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument(
        "earlier",
        nargs="?",
        metavar="A",
        help="YYYY-MM-DD, or a snapshot's folder (default: the last but one)",
    )
    made.add_argument(
        "later",
        nargs="?",
        metavar="B",
        help="YYYY-MM-DD, or a snapshot's folder (default: the newest)",
    )
    journal_option(made)
    purpose_option(made)
    made.add_argument(
        "--out",
        type=_out,
        metavar="FILE",
        help="ends in .csv; in .pdf for the proof of erasure on one page, for an "
        "auditor (default, and -: standard output)",
    )
    made.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=DEFAULT,
        help=f"of FILE.pdf (default: {DEFAULT})",
    )
