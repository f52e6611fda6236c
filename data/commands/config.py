"""python -m data config: what the dashboard is set up with."""

from __future__ import annotations

import argparse

from data import settings
from data.commands.common import add_command

EXAMPLE = "config check --config dashboard.toml"


def run(args: argparse.Namespace) -> int:
    """Check the configuration and print what holds."""
    code: int = args.does(args)
    return code


def _check(_: argparse.Namespace) -> int:
    """Print each setting that holds and where it is from, or all that is wrong."""
    held = settings.held()
    print(f"# {held.file or 'no file'}")
    for line in held.lines():
        print(line)
    return 0


def options(made: argparse.ArgumentParser) -> None:
    """Add the commands of the command."""
    does = made.add_subparsers(required=True, metavar="DOES")
    add_command(does, "check", _check).add_argument(
        "--config",
        dest="settings_file",
        default=argparse.SUPPRESS,
        metavar="FILE",
        help="the file that is checked",
    )
