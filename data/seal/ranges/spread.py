"""How the ranges of a seal are spread: over this process, others, or a cluster.

Each range is handed to one `concurrent.futures.Executor`, but for a whole block in the
process of the seal, which is reckoned where its rows are to stand. Where a process is
lost that had a range, it is done again by another, from its beginning.
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
)
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from data.seal.publish import SealRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from data.seal.ranges.cluster import Cluster

ROWS = 12_000_000
"""Rows about clients of a block at most: those of a million clients."""
LEAST = 200_000
"""Rows about clients from which on there is a range for each process."""
TURNS = 3
"""How often a range is begun at most."""

Part = TypeVar("Part")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Spread:
    """How many ranges there are, and where they are reckoned."""

    jobs: int = 1
    """Processes of this machine; 1 is this one."""
    ranges: int | None = None
    """How many there are at least; None where that follows from the rows."""
    cluster: Cluster | None = None
    """Whose workers reckon them; None where that is done on this machine."""

    @property
    def is_here(self) -> bool:
        """Return whether ranges are reckoned in this process, one after the other."""
        return self.jobs == 1 and self.cluster is None

    def look(self, work: Path) -> None:
        """Refuse a folder that whoever reckons ranges cannot read and write in."""
        if self.cluster is not None:
            self.cluster.look(work)

    def count(self, rows: int) -> int:
        """Return how many ranges so many rows make: so many to each block of them."""
        wanted = self.ranges
        if wanted is None:
            at_once = self.cluster.threads if self.cluster else self.jobs
            wanted = at_once if rows >= LEAST else 1
        count = blocks(rows)
        return -(-wanted // count) * count

    @contextmanager
    def executor(self) -> Iterator[Executor]:
        """Return what does the ranges; what has not begun is left when it is left."""
        pool: Executor
        if self.cluster is not None:
            pool = self.cluster.executor()
        elif self.jobs == 1:
            pool = ThreadPoolExecutor(1)
        else:
            context = get_context("spawn")
            pool = ProcessPoolExecutor(self.jobs, context, initializer=_begin)
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def blocks(rows: int) -> int:
    """Return in how many blocks of clients so many rows about them stand."""
    return -(-rows // ROWS) or 1


ALONE = Spread()
"""One range after the other, in this process."""


def _begin() -> None:
    """End with the process that began this one, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=follow, daemon=True).start()


def run(
    spread: Spread,
    do: Callable[[Part], Made],
    parts: Sequence[Part],
    tell: Callable[[int], None],
) -> list[Made]:
    """Do all parts; return what each came to, in their order.

    `tell` is told how many are done. What a part raises stops all; a part whose process
    was lost is done again, and SealRefused says so where that is in vain.
    """
    made: dict[int, Made] = {}
    for _ in range(TURNS):
        with spread.executor() as pool:
            left = [number for number in range(len(parts)) if number not in made]
            try:
                doing = {pool.submit(do, parts[number]): number for number in left}
            except BrokenExecutor:
                continue
            for future in as_completed(doing):
                try:
                    made[doing[future]] = future.result()
                except BrokenExecutor:
                    continue
                tell(len(made))
        if len(made) == len(parts):
            return [made[number] for number in range(len(parts))]
    raise in_vain(f"{len(parts) - len(made)} of {len(parts)} ranges")


def in_vain(what: str) -> SealRefused:
    """Return that ranges were lost as often as they are begun."""
    return SealRefused(
        f"Nothing is sealed: {what} of clients began {TURNS} times, and each time the "
        "process or the worker was lost. Look whether there is memory enough: 1 GB for "
        "each of --jobs, or for each thread of a worker of --dask. Then seal again."
    )
