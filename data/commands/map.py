"""python -m data map: an organisation's own files by mapping.toml."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import policy
from data.commands.common import CALLED_WRONGLY, fail
from data.progress import progress

EXAMPLE = "map check export"


def run(args: argparse.Namespace) -> int:
    """Check and apply the mapping by which your own files become tables."""
    policy.check()  # all of it, before the contract loads its lists one by one
    from data.seal.publish import SealRefused
    from data.seal.report import SourceRefused

    if not args.source.is_dir():
        return fail(f"There is no folder {args.source}.", CALLED_WRONGLY)
    try:
        code: int = args.does(args)
    except (SealRefused, SourceRefused) as refused:
        return fail(str(refused))
    return code


def _check(args: argparse.Namespace) -> int:
    """Say what is left to be mapped or mended in a source; nothing is sealed."""
    from data.export.source_names import naming
    from data.seal.run import check

    rows = check(args.source, args.snapshots, progress(), naming())
    counts = ", ".join(f"{table} {n:,}" for table, n in rows.items())
    print(f"{args.source} is sound. Rows: {counts}.")
    return 0


def _apply(args: argparse.Namespace) -> int:
    """Write the source as the contract has it to a new folder."""
    from data.export.source_names import naming
    from data.seal.apply_mapping import apply

    mapped = apply(args.source, args.out, progress(), naming())
    print(f"Wrote {args.out}; mapped: {', '.join(mapped)}.")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the commands of the command."""
    does = made.add_subparsers(required=True, metavar="DOES")
    check = does.add_parser("check", help=_check.__doc__, description=_check.__doc__)
    apply = does.add_parser("apply", help=_apply.__doc__, description=_apply.__doc__)
    for each in (check, apply):
        each.add_argument(
            "source", type=Path, help="folder with your files and mapping.toml"
        )
    check.add_argument(
        "--snapshots",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="folder of the snapshots, where it works meanwhile",
    )
    apply.add_argument("out", type=Path, help="folder to write, not there yet")
    check.set_defaults(does=_check)
    apply.set_defaults(does=_apply)
