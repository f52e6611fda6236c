"""python -m data pack: a snapshot's audit tables and what explains them, as a ZIP."""

from __future__ import annotations

import argparse

from data.commands.common import (
    day_option,
    file_ending,
    journal,
    journal_option,
    put_out,
)

EXAMPLE = "pack --day 2026-10-31 --out audit.zip"


def run(args: argparse.Namespace) -> int:
    """Write the audit pack of a snapshot: a ZIP that is a Data Package."""
    from data.export.audit_pack import PackExport

    return put_out(args, PackExport(journal(args)))


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    journal_option(made)
    made.set_defaults(purpose="audit")
    made.add_argument(
        "--out", type=file_ending(".zip"), required=True, metavar="FILE.zip"
    )
