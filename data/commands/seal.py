"""python -m data seal: check sources and publish each as a snapshot."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data import CONTRACT, VERSION, policy
from data.commands import spreading
from data.commands.common import (
    CALLED_WRONGLY,
    fail,
    journal,
    journal_option,
    note_seal,
)
from data.progress import progress
from data.refusal import printable
from data.written import written

if TYPE_CHECKING:
    from data.seal.check.continuity import Meant
    from data.seal.ranges.spread import Spread
    from data.seal.run import Sealed

EXAMPLE = "seal source --report checks.json"


def run(args: argparse.Namespace) -> int:
    """Check sources and publish each as a snapshot, until one is refused."""
    if args.report and len(args.sources) > 1:
        return fail("A report is of one source: give one, or leave --report out.")
    for source in args.sources:
        if source.is_file():
            what = "is a file: unpack it where it is packed, and give the folder."
            return fail(f"{source} {what}", CALLED_WRONGLY)
        if not source.is_dir():
            return fail(f"There is no folder {source}.", CALLED_WRONGLY)
    policy.check()  # all of it, before the contract loads its lists one by one
    from data.seal.publish import SealRefused

    if why := unknown_table(args) or spreading.refusal(args):
        return fail(why, CALLED_WRONGLY)
    if args.report and args.report.is_file():
        args.report.unlink()  # told of an earlier run, if this one ends without
    try:
        with spreading.spread(args) as spread:
            codes = (_seal(args, source, spread) for source in args.sources)
            return next((code for code in codes if code), 0)
    except SealRefused as error:  # before any source was looked at
        return fail(str(error))


def _seal(args: argparse.Namespace, source: Path, spread: Spread) -> int:
    from data.export.source_names import naming
    from data.seal.publish import SealRefused
    from data.seal.report import SourceRefused
    from data.seal.run import seal as seal_source

    refused: SourceRefused | None = None
    try:
        with written(args.report) if args.report else nullcontext() as report:
            try:
                sealed = seal_source(
                    source,
                    args.snapshots,
                    replace=args.replace,
                    new_key=args.new_key,
                    meant=meant(args),
                    tell=progress(),
                    note=lambda day, digest: note_seal(journal(args), day, digest),
                    naming=naming(),
                    spread=spread,
                )
            except SourceRefused as error:
                refused = error
            if report:
                errors = refused or SourceRefused(str(source), [])
                day = None if refused else sealed.path.name
                report.write(errors.as_json(**_facts(source, day)).encode())
    except SealRefused as error:
        return fail(str(error))
    if refused:
        return fail(str(refused))
    print(f"{sentence(sealed)}, in {sealed.seconds:.1f} s.")
    for note in sealed.notes:
        print(note, file=sys.stderr)
    return 0


def unknown_table(args: argparse.Namespace) -> str | None:
    """Return that a table is not there that may be other than the day before."""
    from data import contract

    unknown = sorted({*args.fewer, *args.new_keys} - contract.TABLES.keys())
    if not unknown:
        return None
    tables = ", ".join(contract.TABLES)
    return f"There is no table {printable(unknown[0])}. There are: {tables}."


def meant(args: argparse.Namespace) -> Meant:
    """Return what may be other than on the day before."""
    from data.seal.check.continuity import Meant

    return Meant(frozenset(args.fewer), frozenset(args.new_keys))


def _facts(source: Path, day: str | None) -> dict[str, object]:
    """Return what a report is of: the day is None where nothing was sealed."""
    return {
        "source": source.name,
        "day": day,
        "checked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": VERSION,
        "contract": CONTRACT,
    }


def sentence(sealed: Sealed) -> str:
    """Return what a seal came to, without its full stop."""
    counts = ", ".join(f"{n:,} {severity}" for severity, n in sealed.findings.items())
    digest = sealed.digest[:12]
    return f"Sealed {sealed.path} ({digest}): {sealed.rows:,} rows, findings {counts}"


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument(
        "sources",
        type=Path,
        nargs="+",
        metavar="source",
        help="folder with the exported tables",
    )
    made.add_argument(
        "--replace", action="store_true", help="put it in the place of a sealed day"
    )
    made.add_argument(
        "--new-key",
        action="store_true",
        help="its pseudonyms may be of another key than those of the days before",
    )
    meant_options(made)
    spreading.options(made)
    made.add_argument(
        "--report", type=Path, metavar="FILE", help="write the check report as JSON"
    )
    journal_option(made)


def meant_options(made: argparse.ArgumentParser) -> None:
    """Add what may be other than on the day before."""
    made.add_argument(
        "--fewer",
        action="append",
        default=[],
        metavar="TABLE",
        help="that the table has less than half of the rows of the day before is meant",
    )
    made.add_argument(
        "--new-keys",
        action="append",
        default=[],
        metavar="TABLE",
        help="that its rows have other keys than on the day before is meant",
    )
