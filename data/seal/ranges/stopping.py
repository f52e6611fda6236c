"""Work that is asked to end before it is done, in the process that does it."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import TYPE_CHECKING

from data.seal.publish import SealRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

PATIENCE = 20
"""Seconds that an engine gets to end after it was asked to."""
_PAUSE = 0.02
_name: ContextVar[str | None] = ContextVar("name", default=None)
_lock = Lock()
_doing: Counter[str] = Counter()
_running: dict[str, list[DuckDBPyConnection]] = {}
_stopped: set[str] = set()


@contextmanager
def under(name: str) -> Iterator[None]:
    """Do something under a name, by which it can be stopped; SealRefused if it was."""
    with _lock:
        if name in _stopped:
            raise SealRefused("Nothing is sealed: it was stopped.")
        _doing[name] += 1
    before = _name.set(name)
    try:
        yield
    finally:
        _name.reset(before)
        with _lock:
            _doing[name] -= 1


@contextmanager
def stoppable(con: DuckDBPyConnection) -> Iterator[None]:
    """Ask an engine, which is interrupted where what it is asked for is stopped."""
    name = _name.get()
    if name is None:
        yield
        return
    with _lock:
        _running.setdefault(name, []).append(con)
    try:
        yield
    finally:
        with _lock:
            _running[name].remove(con)


async def stop(name: str) -> bool:
    """Stop what is done here under a name; return whether all of it has ended."""
    for _ in range(round(PATIENCE / _PAUSE)):
        with _lock:
            _stopped.add(name)
            for con in _running.get(name, ()):
                con.interrupt()
            if not _doing[name]:
                return True
        await asyncio.sleep(_PAUSE)
    return False
