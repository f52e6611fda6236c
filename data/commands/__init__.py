"""What `python -m data` can do: one module a command, by the command's name.

Each has `options`, which adds the command's own, and `run`, whose first line is
its help and which gives the exit code; `EXAMPLE` is shown below its help.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import argparse

COMMANDS = (
    "contract",
    "source",
    "fetch",
    "map",
    "pseudonymise",
    "seal",
    "reseal",
    "month",
    "verify",
    "compare",
    "export",
    "pack",
    "agenda",
    "calendar",
    "report",
    "register",
    "recall",
    "remind",
    "journal",
    "prune",
    "backup",
    "restore",
    "policy",
    "config",
    "demo",
)


class Command(Protocol):
    """A module of this folder."""

    EXAMPLE: str
    """How it is called, behind `python -m data`."""

    def options(self, made: argparse.ArgumentParser) -> None:
        """Add the command's options."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work: 0 when it is done, 1 when it was refused."""


def command(name: str) -> Command:
    """Load a command by its name."""
    return cast("Command", import_module(f"data.commands.{name}"))
