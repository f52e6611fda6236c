"""The command line: python -m data COMMAND, one module of data/commands each."""

from __future__ import annotations

import argparse
import inspect
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data import policy, snapshot
from data.ask.access import AccessRefused
from data.ask.failure import AskFailed, ExportRefused
from data.commands import COMMANDS, command
from data.commands.common import fail
from data.journal import EventRefused, JournalUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

SNAPSHOTS = Path("data/snapshots")
INTERRUPTED = "Query interrupted"
"""What DuckDB raises, as a RuntimeError, where a Ctrl-C lands within a query."""


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m data", description="Seal snapshots and ask them questions."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for name in COMMANDS:
        does = command(name)
        text = inspect.getdoc(does.run)
        made = commands.add_parser(name, help=text, description=text)
        does.options(made)
        made.add_argument(
            "--snapshots",
            type=Path,
            default=SNAPSHOTS,
            metavar="DIR",
            help="folder of the snapshots (default: %(default)s)",
        )
        made.set_defaults(run=does.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did its work, 1 when it refused, 2 for usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    args = parser().parse_args(arguments)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except (
        AccessRefused,
        snapshot.SnapshotRefused,
        policy.PolicyError,
        AskFailed,
        ExportRefused,
        JournalUnavailable,
        EventRefused,
    ) as refused:
        return fail(str(refused))
    except BrokenPipeError:
        # who read along has left; what is still to be flushed goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except OSError as error:
        about = f" ({error.filename})" if error.filename else ""
        return fail(f"The file system refused: {error.strerror}{about}.")
    except KeyboardInterrupt:
        return _stopped()
    except RuntimeError as error:
        if str(error) != INTERRUPTED:
            raise
        return _stopped()
    return code


def _stopped() -> int:
    print("Stopped.", file=sys.stderr)
    return 130


if __name__ == "__main__":
    sys.exit(main())
