"""python -m data backup: everything that is kept, in a folder to take elsewhere."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from data.commands.common import (
    fail,
    followup_folder,
    journal,
    journal_folder,
    journal_option,
    no_such_day,
    noted,
)

EXAMPLE = "backup /mnt/backup/2026-11-29"
PROJECT = Path(__file__).parents[2]


def run(args: argparse.Namespace) -> int:
    """Copy snapshots, journal, follow-up and settings, without a key or a secret."""
    from data.upkeep.alone import BackupRefused
    from data.upkeep.backup import Places, back_up

    if not args.snapshots.is_dir():
        return fail(no_such_day(args.snapshots, None))
    places = Places(
        args.snapshots, journal_folder(args), followup_folder(args), PROJECT
    )
    event = noted("backup.make", "admin")
    try:
        made = back_up(places, args.out, journal(args), event)
    except BackupRefused as refused:
        return fail(str(refused))
    print(f"Backed up to {args.out}: {made.files:,} files, {made.bytes:,} bytes.")
    print(f"SHA-256 of its manifest: {made.sha256}")
    print("No key is in it: manifest.json names those that are kept elsewhere.")
    for why in made.left_out.values():
        print(f"Left out. {why}", file=sys.stderr)
    return 1 if made.left_out else 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument("out", type=Path, metavar="OUT", help="folder, not there yet")
    journal_option(made)
