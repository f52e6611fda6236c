"""The options of commands that seal: who reckons the clients of a large source."""

from __future__ import annotations

import argparse
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.seal.ranges.spread import Spread

MOST_JOBS = 64
"""Processes that may be asked for; each may take a gigabyte."""
_FORM = re.compile(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}", re.ASCII)


def options(made: argparse.ArgumentParser) -> None:
    """Add how the clients of a large source are spread."""
    who = made.add_mutually_exclusive_group()
    who.add_argument(
        "--jobs",
        type=int,
        default=1,
        metavar="N",
        help="processes that reckon a large source, each with 1 GB (default: this one)",
    )
    who.add_argument(
        "--dask",
        type=_scheduler,
        metavar="tcp://HOST:PORT",
        help="scheduler of a Dask cluster: its workers reckon a large source, and "
        "share the folder of the snapshots (needs the extra dask)",
    )


def _scheduler(text: str) -> str:
    """Return the address of a scheduler."""
    if not _FORM.fullmatch(text):
        raise argparse.ArgumentTypeError("an address is tcp://HOST:PORT, or tls://")
    return text


def refusal(args: argparse.Namespace) -> str | None:
    """Return that there cannot be so many processes."""
    return None if 1 <= args.jobs <= MOST_JOBS else f"--jobs is 1 to {MOST_JOBS}."


@contextmanager
def spread(args: argparse.Namespace) -> Iterator[Spread]:
    """Return how clients are spread; SealRefused where no cluster is there for it."""
    from data.seal.ranges.spread import Spread

    if args.dask is None:
        yield Spread(jobs=args.jobs)
        return
    from data.seal.ranges.scheduler import joined

    with joined(args.dask) as cluster:
        yield Spread(cluster=cluster)
