"""python -m data restore: put a backup back in an empty place."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.commands.backup import PROJECT
from data.commands.common import (
    fail,
    followup_folder,
    journal_folder,
    journal_option,
    noted,
)

EXAMPLE = "restore /mnt/backup/2026-11-29"


def run(args: argparse.Namespace) -> int:
    """Put a backup back in an empty place; its journal goes on, and says so."""
    from data.upkeep.alone import BackupRefused
    from data.upkeep.backup import Places
    from data.upkeep.restore import restore

    places = Places(
        args.snapshots, journal_folder(args), followup_folder(args), PROJECT
    )
    try:
        done = restore(args.backup, places, noted("journal.restore", "admin"))
    except BackupRefused as refused:
        return fail(str(refused))
    manifest = done.manifest
    print(f"Put back what was backed up at {manifest['made_at']} ({done.sha256[:12]}).")
    if done.line:
        print(
            f"The journal goes on with line {done.line:,}, which tells of this: what "
            "was written elsewhere after the one before is lost. It signs with another "
            "key from now on: give anchors.pub to whoever verifies."
        )
    if done.other_policy:
        print(f"This policy is another one: {', '.join(done.other_policy)}.")
    for key in manifest["keys"]:
        print(f"Not in it: {key['key']} ({key['where']}), {key['needed']}.")
    print(
        f"Roles and settings: {args.backup / 'configuration'}, to be put back by hand."
    )
    print("Now: python -m data verify, journal verify, and prune --dry-run.")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument("backup", type=Path, metavar="BACKUP", help="folder of a backup")
    journal_option(made)
