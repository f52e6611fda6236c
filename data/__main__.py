# PYTHON_ARGCOMPLETE_OK
"""The command line: python -m data COMMAND, one module of data/commands each."""

from __future__ import annotations

from data import process

if __name__ == "__main__":
    process.begin()  # what follows takes a second to load

import argparse
import inspect
import io
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data import CONTRACT, FORMAT, VERSION, settings, snapshot
from data.commands import COMMANDS, command
from data.commands.common import CALLED_WRONGLY, fail, no_such_day
from data.commands.kept_places import refuse_kept
from data.commands.parser import Parser
from data.commands.refusals import REFUSALS

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPLETES = "_ARGCOMPLETE"
"""What a shell sets that asks which words may follow; nothing else is run then."""


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    top = Parser(
        prog="python -m data", description="Seal snapshots and ask them questions."
    )
    versions = f"{VERSION} (format {FORMAT} of a snapshot, contract {CONTRACT})"
    top.add_argument("--version", action="version", version=versions)
    top.add_argument(
        "--config",
        dest="settings_file",
        metavar="FILE",
        help=f"configuration (default: ${settings.CONFIG}, or {settings.NAME})",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        does = command(name)
        text = inspect.getdoc(does.run)
        made = commands.add_parser(
            name,
            help=text,
            description=text,
            epilog=f"example:\n  python -m data {does.EXAMPLE}",
        )
        does.options(made)
        made.add_argument(
            "--snapshots",
            type=Path,
            metavar="DIR",
            help="folder of the snapshots (default: as configured, data/snapshots)",
        )
        made.set_defaults(run=does.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did its work, 1 when it refused, 2 for usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    made = parser()
    if COMPLETES in os.environ:  # noqa: TID251  how a shell asks
        import argcomplete

        argcomplete.autocomplete(made)
    args = made.parse_args(arguments)
    if args.settings_file is not None:
        settings.choose(("--config", args.settings_file))
    number: int = signal.SIGINT
    try:
        with process.noted_stops():
            return _run(args)
    except process.Stopped as stopped:
        number = stopped.number
    except KeyboardInterrupt:
        pass
    print(process.STOPPED, file=sys.stderr)
    return 128 + number


def _run(args: argparse.Namespace) -> int:
    try:
        if args.snapshots is None:
            args.snapshots = settings.current().snapshots
        refuse_kept(args)
        code: int = args.run(args)
        sys.stdout.flush()
    except REFUSALS as refused:
        return _refused(args, refused)
    except BrokenPipeError:
        # who read along has left; what is still to be flushed goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except MemoryError:
        return fail("There is not enough memory for this. Nothing half done stays.")
    except OSError as error:
        about = f" ({error.filename})" if error.filename else ""
        return fail(f"The file system refused: {error.strerror}{about}.")
    return code


def _refused(args: argparse.Namespace, refused: Exception) -> int:
    """Print why not: a day that is not there is a slip of whoever typed it."""
    if isinstance(refused, snapshot.SnapshotRefused) and refused.reason == "missing":
        day = getattr(args, "day", None)
        code = 1 if day is None else CALLED_WRONGLY
        return fail(no_such_day(args.snapshots, day), code)
    return fail(str(refused))


if __name__ == "__main__":
    sys.exit(process.ended(main()))
