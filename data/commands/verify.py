"""python -m data verify: hold snapshots against their seals, and packs."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import snapshot
from data.commands.common import (
    CALLED_WRONGLY,
    complete_days,
    fail,
    journal,
    journal_option,
    no_such_day,
    noted,
)
from data.export import verify_pack
from data.journal import JournalUnavailable, pruning, seals

EXAMPLE = "verify 2026-10-31"


def run(args: argparse.Namespace) -> int:
    """Verify snapshots against their seals, or an audit pack against itself."""
    if args.what and args.what.endswith(".zip"):
        return _pack(Path(args.what))
    days = [args.what] if args.what else snapshot.days(args.snapshots)
    if not days:
        return fail(no_such_day(args.snapshots, None))
    if args.against and not args.what:
        return fail("Say which DAY is held --against another.", CALLED_WRONGLY)
    return max([_snapshot(args, day) for day in days])


def _snapshot(args: argparse.Namespace, day: str) -> int:
    """Verify a snapshot against its seal, and journal the outcome."""
    code = 0
    fields: dict[str, str] = {"day": day} if snapshot.is_day(day) else {}
    if day not in snapshot.days(args.snapshots):
        return fail(no_such_day(args.snapshots, day), CALLED_WRONGLY)
    try:
        chosen = snapshot.find(args.snapshots, day)
        fields |= {"digest": chosen.digest}
        snapshot.verify(chosen)
        erased = _pruned(args, chosen)
        signed = _signed(args, chosen)
    except snapshot.SnapshotRefused as error:
        fail(str(error))
        if error.reason in ("size", "hash") and "digest" in fields:
            fail(_where(chosen))
        fields |= {"outcome": "refused", "reason": error.reason}
    else:
        print(f"{day} {chosen.short} is what was sealed{erased}. {signed}")
        if args.against:
            code = _compare(chosen, args.against)
    try:
        journal(args).write(noted("snapshot.verify", "admin", **fields))
    except JournalUnavailable as error:
        # what is sealed is as it is, whether or not that can be written down
        fail(str(error))
    return 1 if "reason" in fields else code


def _signed(args: argparse.Namespace, chosen: snapshot.Snapshot) -> str:
    """Return in words who signed it."""
    try:
        signature = seals.signature_of(journal(args), chosen.day, chosen.digest)
    except JournalUnavailable:
        return "The journal that could say who signed it cannot be read."
    if signature is None:
        return "No key of this journal signed it."
    return f"Signed by {signature.key}."


def _pruned(args: argparse.Namespace, chosen: snapshot.Snapshot) -> str:
    """Return in words that its records were erased, and how that is proved.

    SnapshotRefused where it is not.
    """
    record = chosen.pruned
    if record is None:
        return ""
    book = journal(args)
    pruning.prove(chosen, book.folder)
    line = pruning.line_of(chosen, record, book)
    where = f"line {line:,} of the journal" if line else "a line that is pruned itself"
    return (
        f", without its records: erased on {record.on} under the term of "
        f"{record.term}, as the journal's key signed and {where} tells"
    )


def _where(damaged: snapshot.Snapshot) -> str:
    """Return in words which tables of a damaged snapshot have other rows."""
    from data.seal import same_rows

    now = same_rows.hashed(damaged)
    if now is None:
        return "Its tables cannot be read any more."
    names = same_rows.differing(damaged.seal["tables"], now)
    if not names:
        return "Each table still has the rows that were sealed; other bytes differ."
    return f"With other rows than were sealed: {', '.join(names)}."


def _compare(chosen: snapshot.Snapshot, folder: Path) -> int:
    """Print whether another snapshot, as of the same source, has the same rows."""
    from data.seal import same_rows

    try:
        other = snapshot.Snapshot(folder, snapshot.read_seal(folder)[1])
        snapshot.verify(other)
    except snapshot.SnapshotRefused as error:
        return fail(str(error))
    tables = chosen.seal["tables"]
    names = same_rows.differing(tables, other.seal["tables"])
    if not names:
        print(f"{other.short} has the same rows in each of its {len(tables)} tables.")
        return 0
    many = f"{len(names)} of {len(tables)} tables"
    return fail(f"{other.short} has other rows in {many}: {', '.join(names)}.")


def _pack(path: Path) -> int:
    """Verify a pack and print what to compare it with."""
    try:
        held = verify_pack.check(path)
    except verify_pack.PackRefused as refused:
        return fail(str(refused))
    print(
        f"{path.name} is what was packed: {held.members:,} files, "
        f"{held.rows:,} rows of {held.day}.\n"
        f"SHA-256 of its snapshot: {held.digest}\n"
        f"SHA-256 of the file:     {held.sha256}"
    )
    if held.anchor:
        print(f"Anchor of the journal:\n{held.anchor}")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    what = made.add_argument(
        "what",
        nargs="?",
        metavar="DAY|PACK.zip",
        help="YYYY-MM-DD (default: every snapshot), or the file of an audit pack",
    )
    complete_days(what)
    made.add_argument(
        "--against",
        type=Path,
        metavar="SNAPSHOT",
        help="another snapshot's folder, of the same source: are the rows the same?",
    )
    journal_option(made)
