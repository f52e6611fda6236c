"""python -m data map: an organisation's own files by mapping.toml."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import policy
from data.commands.common import (
    CALLED_WRONGLY,
    add_command,
    at_least,
    fail,
    snapshots_option,
)
from data.progress import progress
from data.refusal import nearest, printable

EXAMPLE = "map check export"


def run(args: argparse.Namespace) -> int:
    """Check and apply the mapping by which your own files become tables."""
    policy.check()  # all of it, before the contract loads its lists one by one
    from data.fetch.map_folder import FetchRefused
    from data.seal.publish import SealRefused
    from data.seal.report import SourceRefused

    if "source" in args and not args.source.is_dir():
        return fail(f"There is no folder {args.source}.", CALLED_WRONGLY)
    if "file" in args and not args.file.is_file():
        return fail(f"There is no file {args.file}.", CALLED_WRONGLY)
    try:
        code: int = args.does(args)
    except (FetchRefused, SealRefused, SourceRefused) as refused:
        return fail(str(refused))
    return code


def _check(args: argparse.Namespace) -> int:
    """Print what is left to be mapped or mended in a source; nothing is sealed."""
    from data.export.source_names import naming
    from data.seal.mapped import NUMBERS
    from data.seal.report import SourceRefused
    from data.seal.run import check

    try:
        rows = check(args.source, args.snapshots, progress(), naming())
    except SourceRefused as refused:
        if any(failure.hint != NUMBERS for failure in refused.failures):
            raise
        for failure in refused.failures:
            print(failure.as_text().removesuffix(f" {NUMBERS}"))
        print(f"{args.source} is sound but for these client numbers. {NUMBERS}")
        return 0
    counts = ", ".join(f"{table} {n:,}" for table, n in rows.items())
    print(f"{args.source} is sound. Rows: {counts}.")
    return 0


def _apply(args: argparse.Namespace) -> int:
    """Write the source as the contract has it to a new folder, workbooks as CSV."""
    from data.export.source_names import naming
    from data.seal.mapped.apply import apply

    mapped = apply(args.source, args.out, progress(), naming())
    print(f"Wrote {args.out}; mapped: {', '.join(mapped) or 'none'}.")
    return 0


def _suggest(args: argparse.Namespace) -> int:
    """Print a mapping of a file or query, from its heads and words, to be mended."""
    from data import contract
    from data.export.register_form import reading
    from data.export.register_forms import FORMS
    from data.export.source_names import naming
    from data.fetch import map_folder, suggest
    from data.seal.mapping import NAME
    from data.seal.suggest import suggested
    from data.seal.suggest.learned import learned

    if args.table not in contract.TABLES:
        wrong = printable(args.table)
        why = f"There is no table {wrong}.{nearest(wrong, contract.TABLES)}"
        return fail(why, CALLED_WRONGLY)
    is_form = args.like in FORMS
    names = learned(naming(), args.file.parent)
    if args.like and not is_form:
        if not (other := Path(args.like)).is_file() or other.name != NAME:
            forms = f"{', '.join(FORMS)} or the path of a {NAME}"
            return fail(f"--like is one of {forms}.", CALLED_WRONGLY)
        names = learned(names, other.parent)
    if args.file.suffix == map_folder.ENDING:
        print(suggest.suggested(args.file, args.table, names), end="")
        return 0
    stated = {"sheet": args.sheet, "header_row": args.header_row}
    stated |= {"delimiter": args.delimiter, "encoding": args.encoding}
    form = reading(args.like) if is_form and args.table == "activity" else None
    print(suggested(args.file, args.table, names, stated, form), end="")
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the commands of the command."""
    does = made.add_subparsers(required=True, metavar="DOES")
    suggest = add_command(does, "suggest", _suggest)
    suggest.add_argument(
        "file", type=Path, help="one of your own files, or a query of `fetch` (.sql)"
    )
    suggest.add_argument("table", help="the table of the contract that it holds")
    suggest.add_argument("--sheet", help="of a workbook with more than one")
    suggest.add_argument(
        "--header-row",
        type=at_least(1),
        metavar="N",
        help="if it is not seen by itself",
    )
    suggest.add_argument("--delimiter", help="of CSV, where it is not seen by itself")
    suggest.add_argument("--encoding", help="of CSV, likewise")
    suggest.add_argument(
        "--like",
        metavar="FORM",
        help="of a register in the columns of gba, vws, …; or a mapping.toml of yours",
    )
    check = add_command(does, "check", _check)
    apply = add_command(does, "apply", _apply)
    for each in (check, apply):
        each.add_argument(
            "source", type=Path, help="folder with your files and mapping.toml"
        )
    snapshots_option(check)  # where it works meanwhile
    apply.add_argument("out", type=Path, help="folder to write, not there yet")
    check.set_defaults(does=_check)
    apply.set_defaults(does=_apply)
