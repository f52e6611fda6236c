"""Work that is killed (-9) at a chance moment, or has no room left on its disk.

The work is a function of a module, which a fork server does that has loaded it: what
is killed is the work, and not a Python that starts.
"""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

STEPS = 60
"""Calls of the system of which one may be refused."""
ROOM = 1 << 20
"""Bytes beyond which no file of the work is large."""
DONE, REFUSED = 0, 3


@dataclass(frozen=True)
class Moment:
    """What happens to the work, and when."""

    kill: float | None = None
    """Seconds after which it is killed."""
    step: int = 0
    """Call of the system that finds no room."""
    size: int | None = None
    """Bytes beyond which no file grows."""


def draw(chance: random.Random, length: float) -> Moment:
    """Draw a moment in work of so many seconds: two thirds are kills."""
    way = chance.random()
    if way < 0.66:
        return Moment(kill=chance.random() * length)
    if way < 0.85:
        return Moment(step=chance.randrange(1, STEPS))
    return Moment(size=int(100 * (ROOM / 100) ** chance.random()))


def done(work: Callable[..., None], moment: Moment, *args: Any) -> tuple[int, float]:
    """Let work be done until it is killed; return how it ended, and its seconds.

    0 done, 3 refused, -9 killed; another number is an error that nobody foresaw.
    """
    server = get_context("forkserver")
    server.set_forkserver_preload(
        ["pytest", "tests.faults.full_disks", work.__module__]
    )
    ours, its = server.Pipe()
    process = server.Process(target=_work, args=(its, work, moment, args))
    process.start()
    its.close()
    ours.recv()
    began = time.monotonic()
    if moment.kill is not None:
        process.join(moment.kill)
        process.kill()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, time.monotonic() - began


def _work(ready: Any, work: Callable[..., None], moment: Moment, args: Any) -> None:
    from tests.faults.full_disks import failing, largest_file

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    ready.send(True)
    with largest_file(moment.size or resource.RLIM_INFINITY):
        with failing(moment.step, 28):
            work(*args)
