"""python -m data journal: begin, prove, anchor, show, follow and prune the journal.

Besides, it makes the manifest of an export anew.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data import policy, regular_file, snapshot
from data.commands import journal_tail
from data.commands.common import (
    add_journal_command,
    at_least,
    fail,
    journal_folder,
    noted,
)
from data.journal import (
    Journal,
    JournalUnavailable,
    Report,
    anchors,
    binding,
    deletions,
    disk,
    forks,
    ledger,
    prune,
)
from data.journal import verify as verified
from data.journal.events import EVENTS
from data.policy.own_terms import YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = (anchors.ANCHORS, deletions.DELETIONS, forks.FORKS)
"""Files of notes in the journal's own folder, which need not be there."""
BINDS = "`python -m data journal bind` binds it to this one"
EXAMPLE = "journal verify --key /secure/journal.key"


def run(args: argparse.Namespace) -> int:
    """Begin, prove, show, follow or prune the journal of who saw and took what."""
    try:
        code: int = args.does(args)
    except (anchors.NotSigned, prune.PruneRefused) as refused:
        return fail(str(refused))
    return code


def _init(args: argparse.Namespace) -> int:
    """Begin a journal; its first key goes to a file that you take off this machine."""
    journal = Journal(journal_folder(args))
    journal.init(args.key_out, noted("journal.start"))
    print(f"Began the journal in {journal.folder}.")
    if binding.read(args.snapshots) is not None:
        print(f"{args.snapshots} is bound to another: {BINDS}.")
    elif args.snapshots.is_dir():
        binding.bind(args.snapshots, journal.folder, journal.origin())
    print(
        f"Move {args.key_out} off this machine now, to the DPO and the auditor, with "
        f"a copy of {journal.folder / anchors.PUBLIC}: without the key nothing can be "
        "proved, and with it on this machine nothing is."
    )
    return 0


def _bind(args: argparse.Namespace) -> int:
    """Bind snapshots to this journal, where another one is gone; that is noted too."""
    journal = Journal(journal_folder(args), may_begin=False)
    state = journal.standing()
    if state is None:
        return fail(f"There is no journal in {journal.folder}.")
    if not args.snapshots.is_dir():
        return fail(f"There is no folder {args.snapshots}.")
    digest = binding.digest_of(args.snapshots)
    journal.write(noted("journal.bind", "admin", sha256=digest))
    binding.bind(args.snapshots, journal.folder, state.origin)
    print(f"{args.snapshots} is read with the journal in {journal.folder} alone.")
    return 0


def _verify(args: argparse.Namespace) -> int:
    """Recompute every line from the first key and name the first that is wrong."""
    folder = journal_folder(args)
    if not folder.is_dir():
        return fail(f"There is no journal in {folder}.")
    report = _checked(args, folder)
    if snapshot.days(args.snapshots) and not binding.before(args.snapshots):
        report.notices.append(
            f"{args.snapshots} is bound to no journal, and can be read with another "
            f"one: {BINDS}."
        )
    if args.json:
        print(json.dumps(report.fields()))
    else:
        _tell(report)
    if (folder / "state.json").exists():
        outcome = "ok" if report.is_sound else "failed"
        try:
            Journal(folder).write(
                noted("journal.verify", outcome=outcome, rows=report.last)
            )
        except JournalUnavailable as error:
            fail(str(error))
    return 0 if report.is_sound else 1


def _checked(args: argparse.Namespace, folder: Path) -> Report:
    """Verify a journal with what the arguments name and what lies with it."""
    kept = _notes([*args.anchors, folder / anchors.ANCHORS])
    removed = _notes([folder / deletions.DELETIONS])
    restored = _notes([folder / forks.FORKS])
    public: anchors.Keys = ()
    if kept or removed or restored:
        file = args.public or folder / anchors.PUBLIC
        public = anchors.read_public(disk.text(file))
    read, records = anchors.read(kept, public), deletions.read(removed, public)
    forked = forks.read(restored, public)
    report = verified(folder, _key(args.key), read, records, forked)
    if public and not args.public:
        report.notices.append(
            "The key that checks the anchors is the one in the journal's own folder; "
            "--public takes the one that you kept."
        )
    if not args.anchors:
        report.notices.append(
            "No anchor from elsewhere was given (--anchors): a tail that was cut off "
            "together with the anchors in the folder would not show."
        )
    return report


def _notes(files: Sequence[Path]) -> list[str]:
    return [
        note
        for file in files
        if regular_file.is_there(file) or file.name not in OWN
        for note in anchors.notes(disk.text(file))
    ]


def _key(file: Path) -> bytes:
    try:
        key = bytes.fromhex(regular_file.read(file).decode("ascii"))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise anchors.NotSigned(f"{file} holds no first key: 64 hex digits.")
    return key


def _tell(report: Report) -> None:
    proved = (
        f"lines {report.first:,} to {report.last:,}"
        if report.last >= report.first
        else "no line"
    )
    if report.problem:
        print(f"NOT SOUND. {report.problem}")
        print(f"Proved up to there: {proved}.")
    else:
        print(f"Sound. Proved: {proved}, with {report.anchors:,} anchors.")
    for notice in report.notices:
        print(notice)


def _anchor(args: argparse.Namespace) -> int:
    """Sign where the journal stands, to be kept where this machine cannot reach."""
    print(Journal(journal_folder(args)).anchor(), end="")
    return 0


def _show(args: argparse.Namespace) -> int:
    """Print lines, newest first, one JSON object each; that is noted too."""
    only = {
        name: value
        for name in ("who", "client", "event", "export")
        if (value := getattr(args, name)) is not None
    }
    journal = Journal(journal_folder(args))
    lines = journal.read(since=args.since or "", until=args.until or "", **only)
    rows = [line.fields for line, _ in zip(lines, range(args.most), strict=False)]
    journal.write(noted("journal.read", client=args.client, rows=len(rows)))
    for row in rows:
        print(json.dumps(row))
    return 0


def _manifest(args: argparse.Namespace) -> int:
    """Print the manifest that went with an export, made anew; that is noted too."""
    journal = Journal(journal_folder(args))
    try:
        manifest = ledger.manifest_of(journal, args.number)
    except KeyError:
        return fail(f"No export {args.number} was done; `show --event export.start`.")
    journal.write(noted("journal.read", export=args.number, rows=1))
    print(json.dumps(manifest, indent=2))
    return 0


def _prune(args: argparse.Namespace) -> int:
    """Remove whole months past their term, by a signed record; verifies first."""
    folder = journal_folder(args)
    report = _checked(args, folder)
    if not report.is_sound:
        _tell(report)
        return fail("Nothing was removed: what is not sound is evidence.")
    years = args.keep
    if years is None:
        years = policy.own_terms().journal.months // YEAR
    removed = prune.prune(
        Journal(folder), args.before, noted("journal.prune"), years=years
    )
    if removed:
        print(f"Removed {', '.join(removed)}; the chain goes on.")
    else:
        print(f"There is nothing before {args.before}.")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the commands of the command."""
    does = made.add_subparsers(required=True, metavar="DOES")
    init = add_journal_command(does, "init", _init)
    init.add_argument("--key-out", type=Path, required=True, metavar="FILE")
    add_journal_command(does, "bind", _bind)
    verify = add_journal_command(does, "verify", _verify)
    verify.add_argument("--json", action="store_true", help="for machines")
    add_journal_command(does, "anchor", _anchor)
    _show_options(add_journal_command(does, "show", _show))
    journal_tail.options(add_journal_command(does, "tail", journal_tail.run))
    manifest = add_journal_command(does, "manifest", _manifest)
    manifest.add_argument(
        "number", type=at_least(1), metavar="N", help="number of the export"
    )
    old = add_journal_command(does, "prune", _prune)
    old.add_argument("--before", required=True, metavar="YYYY-MM")
    old.add_argument(
        "--keep",
        type=at_least(0),
        metavar="YEARS",
        help="term of a line (default: that of data/policy/own_terms.toml)",
    )
    for proves in (verify, old):
        proves.add_argument(
            "--key", type=Path, required=True, metavar="FILE", help="the first key"
        )
        proves.add_argument(
            "--anchors",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="anchors that were kept elsewhere",
        )
        proves.add_argument(
            "--public", type=Path, metavar="FILE", help="the key that checks anchors"
        )


def _show_options(show: argparse.ArgumentParser) -> None:
    for name in ("who", "client"):
        show.add_argument(f"--{name}", help=f"lines with this {name}")
    show.add_argument(
        "--event", choices=sorted(EVENTS), metavar="EVENT", help="lines with this event"
    )
    show.add_argument(
        "--export", type=at_least(1), metavar="N", help="lines of this export"
    )
    for name in ("since", "until"):
        show.add_argument(f"--{name}", type=day, metavar="DATE")
    show.add_argument("--most", type=at_least(1), default=200, metavar="N")


def day(text: str) -> str:
    """Read a day, YYYY-MM-DD; ValueError otherwise."""
    return date.fromisoformat(text).isoformat()
