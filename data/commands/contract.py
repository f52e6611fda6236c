"""python -m data contract: what a source must hold, in words or for tools."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from data import policy
from data.commands.common import CALLED_WRONGLY, fail
from data.refusal import printable
from data.words import LANGUAGES, PLAIN, words_for

EXAMPLE = "contract holding --lang en"


def run(args: argparse.Namespace) -> int:
    """Print the tables, columns and codes of the contract, or those of one table."""
    policy.check()  # all of it, before the contract loads its lists one by one
    from data import contract
    from data.export.contract_text import as_text, package

    if args.table and args.table not in contract.TABLES:
        known = ", ".join(contract.TABLES)
        why = f"There is no table {printable(args.table)}. There are: {known}."
        return fail(why, CALLED_WRONGLY)
    tables = [args.table] if args.table else [*contract.TABLES]
    if args.queries:
        from data.export import query_template

        if args.queries.exists():
            return fail(f"{args.queries} is there already.", CALLED_WRONGLY)
        query_template.write(args.queries, args.database, words_for(args.lang))
        print(f"Wrote {args.queries}: a query to begin from for each table.")
    elif args.json:
        made = package()
        kept = [each for each in made["resources"] if each["name"] in tables]
        print(json.dumps(made | {"resources": kept}, indent=1, ensure_ascii=False))
    else:
        print(as_text(tables, words_for(args.lang)))
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument("table", nargs="?", metavar="TABLE", help="default: every table")
    made.add_argument(
        "--lang", choices=LANGUAGES, default=PLAIN, help=f"default: {PLAIN}"
    )
    made.add_argument(
        "--json", action="store_true", help="as a Frictionless data package"
    )
    made.add_argument(
        "--queries",
        type=Path,
        metavar="DIR",
        help="write a query to begin from a table",
    )
    made.add_argument(
        "--database",
        choices=("postgresql", "sqlserver"),
        default="postgresql",
        help="whose SQL they are in (default: %(default)s)",
    )
