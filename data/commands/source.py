"""python -m data source: begin a source of your own."""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from data import CONTRACT, policy
from data.commands.common import (
    add_command,
    day_option,
    fail,
    file_ending,
    journal_option,
    purpose_option,
    put_out,
    snapshots_option,
)
from data.policy.organisation import organisation
from data.words import DEFAULT, LANGUAGES, words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.words import Words

EXAMPLE = "source new source --xlsx --lang nl"
FILE = "snapshot.toml"
WORKBOOK = "source.xlsx"
EXPORT, MONTH = "export", "month.toml"
"""The folder of an export of their own, and what is done with it every month."""
FIRST = ("client", "rights_request", "recipient", "activity")
"""Tables that a workbook is begun with; the others follow when they are kept."""
WIDE = 86


def run(args: argparse.Namespace) -> int:
    """Begin a source of your own, or take a sealed one out to be changed."""
    code: int = args.does(args)
    return code


def _new(args: argparse.Namespace) -> int:
    """Write a folder to fill in: files of every table, or a workbook."""
    policy.check()  # all of it, before the contract loads its lists one by one
    out: Path = args.out
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        return fail(f"{out} is there already. Name a folder that is not, or is empty.")
    words = words_for(args.lang)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".source-") as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        (_export_of_own if args.export else _workbook if args.xlsx else _files)(
            made, words
        )
        made.rename(out)
    if args.export:
        print(
            f"Wrote {out}: {MONTH}, and {EXPORT}/{FILE}, where the day is to be filled"
        )
        print(f"in. Your files and their mapping.toml go into {out / EXPORT}. Then:")
        print(f"python -m data month {out / MONTH} --new-key")
        return 0
    what = WORKBOOK if args.xlsx else "the header of every table"
    print(f"Wrote {out}: {what}, and {FILE}, where the day is to be filled in.")
    print(f"When it is filled in: python -m data seal {out}")
    return 0


def _files(folder: Path, words: Words) -> None:
    """Write a file with the header of each table, and what describes them."""
    from data import contract
    from data.export.source_names import columns_of

    for table in contract.TABLES:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(columns_of(table))
    text = "\n".join(_described(words, [], "header_alone"))
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _export_of_own(folder: Path, words: Words) -> None:
    """Write what is said of an export in files of their own, and what a month does."""
    for name in (EXPORT, "keys", "reports"):
        (folder / name).mkdir(mode=0o700)
    text = "\n".join(_described(words, [], "not_delivered"))
    (folder / EXPORT / FILE).write_text(text + "\n", encoding="utf-8")
    month = f'collect = "{EXPORT}"\nkey = "keys/client.key"\nreports = "reports"\n'
    (folder / MONTH).write_text(month, encoding="utf-8")


def _workbook(folder: Path, words: Words) -> None:
    """Write a workbook with a sheet for each table that people keep by hand."""
    from data import contract
    from data.export import source_book

    with (folder / WORKBOOK).open("wb") as file:
        source_book.write(file, words, {})
    lacking = [table for table in contract.TABLES if table not in FIRST]
    text = "\n".join(_described(words, lacking, "not_delivered"))
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _described(words: Words, lacking: Iterable[str], about: str) -> Iterator[str]:
    """Return the lines of snapshot.toml: what is known, and what is to be filled in."""
    statement = max(policy.load("statements")["version"])
    controller = organisation().controller.name
    yield from _entry(words, "contract", f"contract = {CONTRACT}")
    yield from _entry(words, "as_of", "# as_of = YYYY-MM-DD")
    yield from _entry(words, "exported_at", "# exported_at = YYYY-MM-DDThh:mm:ss+01:00")
    yield from _entry(
        words,
        "controller",
        f"controller = {json.dumps(controller, ensure_ascii=False)}",
    )
    yield from _entry(words, "statement", f'statement = "{statement}"')
    yield from _entry(words, about, "not_delivered = [")
    for table in lacking:
        yield f'  "{table}",  # {words.code("table", table)}'
    yield "]"


def _entry(words: Words, key: str, line: str) -> Iterator[str]:
    for text in wrap(words(f"new_source.{key}"), WIDE):
        yield f"# {text}"
    yield line


def _export(args: argparse.Namespace) -> int:
    """Write the tables that people keep of a snapshot as a workbook to change."""
    from data.export.source_export import SourceExport

    return put_out(args, SourceExport(args.lang))


def options(made: argparse.ArgumentParser) -> None:
    """Add the commands of the command."""
    does = made.add_subparsers(required=True, metavar="DOES")
    new = add_command(does, "new", _new)
    new.add_argument("out", type=Path, metavar="DIR", help="folder, not there or empty")
    forms = new.add_mutually_exclusive_group()
    forms.add_argument(
        "--xlsx", action="store_true", help="a workbook, for what people keep by hand"
    )
    forms.add_argument(
        "--export",
        action="store_true",
        help=f"{MONTH} and {FILE}, for files of your own that are mapped",
    )
    export = add_command(does, "export", _export)
    for each in (new, export):
        each.add_argument(
            "--lang", choices=LANGUAGES, default=DEFAULT, help=f"default: {DEFAULT}"
        )
    snapshots_option(export)
    day_option(export)
    journal_option(export)
    purpose_option(export)
    export.add_argument(
        "--out",
        type=file_ending(".xlsx"),
        required=True,
        metavar="FILE",
        help="ends in .xlsx",
    )
