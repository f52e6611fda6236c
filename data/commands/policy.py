"""python -m data policy: check the policy folder, or a copy that is tried."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import policy
from data.commands.common import add_command

EXAMPLE = "policy check --folder data/policy"


def run(args: argparse.Namespace) -> int:
    """Check the policy and name everything in it that is missing or wrong."""
    code: int = args.does(args)
    return code


def _check(args: argparse.Namespace) -> int:
    """Name everything that is missing or wrong in a policy folder, by file and line."""
    folder: Path = args.folder.resolve()
    policy.check(folder)
    versions = [str(each.version) for each in policy.statements(folder)]
    print(
        f"{args.folder} is sound: {len(policy.tables(folder))} files of rows and "
        f"{len(versions)} version(s) of the statement ({', '.join(versions)})."
    )
    organisation = policy.organisation(folder)
    for part in ("controller", "dpo"):
        empty = [name for name, text in getattr(organisation, part) if not text]
        if empty:
            print(f"organisation.toml: not named of the {part}: {', '.join(empty)}")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the commands of the command."""
    does = made.add_subparsers(required=True, metavar="DOES")
    check = add_command(does, "check", _check)
    check.add_argument(
        "--folder",
        type=Path,
        default=policy.FOLDER,
        metavar="DIR",
        help="policy folder (default: data/policy)",
    )
