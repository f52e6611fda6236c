"""What stands on a disk, asked for by the thread that answers everybody.

A disk can hang. Whoever waits for one takes none of the threads of others, and is told
after a while.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio import to_thread

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
LONGEST = 5
"""Seconds that a disk may take."""
_AT_ONCE = 8
"""Threads that wait for disks."""


async def from_disk(function: Callable[..., T], *args: object) -> T:
    """Return what a function returns that reads or writes a disk; else TimeoutError."""
    with anyio.fail_after(LONGEST):
        return await to_thread.run_sync(
            partial(function, *args),
            limiter=_limiter(),
            abandon_on_cancel=True,
        )


@cache
def _limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(_AT_ONCE)
