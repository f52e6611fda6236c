"""The process itself: how it is stopped, what it may open, and what it needs.

Ctrl-C and SIGTERM end a command alike: what it was at is undone as by any failure, no
temporary file stays, and one word is said. They are taken from the first line on, while
what a command needs is still being loaded.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

STOPPED = "Stopped."
SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 2.0
"""Seconds within which another stop is the same one, so that it can tidy up."""
AGAIN = 0.05
"""Seconds after which a stop that was swallowed, or came untimely, comes again."""
LOCKING = ("concurrent", "logging", "multiprocessing", "queue", "threading")
"""The standard library's packages that take locks in Python itself."""
WAITING = {"join", "wait", "_wait_for_tstate_lock"}
"""Its functions that a stop may end: they give back what they hold."""
LEAST = 4 << 30
"""Bytes of address space without which the engine or its threads break off."""
OTHERS = 0o027
"""What others may not do with what is made: the group not write, the rest nothing."""
_noted: list[int] = []
"""The signals by which the command that is run was stopped."""


class Stopped(Exception):
    """What was done was stopped, by a signal of this number."""

    def __init__(self, number: int) -> None:
        """Keep the number."""
        self.number = number
        super().__init__(number)


def begin() -> None:
    """Take the process over from its first line on."""
    for number in SIGNALS:
        if signal.getsignal(number) in (signal.default_int_handler, signal.SIG_DFL):
            signal.signal(number, _at_once)
    keep_to_ourselves()
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:  # else the next file that is opened would be written to as it
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123 - for good
    if why := _lacking():
        print(why, file=sys.stderr)
        sys.exit(1)


def keep_to_ourselves() -> None:
    """Let nothing that is made be written by the group, or read by anybody else."""
    os.umask(os.umask(OTHERS) | OTHERS)


def _lacking() -> str | None:
    """Return what the process was not given and needs."""
    import resource

    if sys.stdout is None:
        return (
            "Standard output is closed: what was done could not be said. Lead it to a "
            "file, or to /dev/null."
        )
    space, _ = resource.getrlimit(resource.RLIMIT_AS)
    if space != resource.RLIM_INFINITY and space < LEAST:
        return (
            f"The address space is limited to {space >> 20:,} MB (ulimit -v), and at "
            f"least {LEAST >> 20:,} MB are needed. Raise the limit: how much memory is "
            "used has bounds of its own."
        )
    return None


def ended(code: int) -> int:
    """Return the exit code; from here on a stop changes nothing any more."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    return code


def _at_once(number: int, _: object) -> None:
    """End while nothing was made yet."""
    os.write(2, f"{STOPPED}\n".encode())
    os._exit(128 + number)


def heed_stop() -> None:
    """Raise a stop again of which something made another error, before that is said."""
    if _noted:
        raise KeyboardInterrupt


@contextmanager
def noted_stops() -> Iterator[None]:
    """Note each stop, which raises as a Ctrl-C does; one that is ignored stays so.

    Whatever a stop makes fail comes out as Stopped.
    """
    _noted.clear()
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = (signal.default_int_handler, signal.SIG_DFL, _at_once)
    before = {number: signal.getsignal(number) for number in SIGNALS}
    taken = [number for number in SIGNALS if before[number] in usual]
    stops, hook = _Stops(), sys.unraisablehook
    for number in taken:
        signal.signal(number, stops.stop)
    clock = signal.signal(signal.SIGALRM, stops.late)
    sys.unraisablehook = stops.swallowed
    try:
        yield
    except BaseException:
        # the engine, or a module that is half loaded, tells of a stop its own way
        if _noted:
            raise Stopped(_noted[0]) from None
        raise
    finally:
        stops.end()
        signal.signal(signal.SIGALRM, clock)
        sys.unraisablehook = hook
        for number in taken:
            signal.signal(number, before[number])


class _Stops:
    """Takes the stops of a command, and raises each where that leaves nothing held."""

    def __init__(self) -> None:
        self._last, self._late = -PATIENCE, 0
        self._hook = sys.unraisablehook

    def stop(self, number: int, frame: FrameType | None) -> None:
        if monotonic() < self._last + PATIENCE:
            return
        if _takes_a_lock(frame):
            self._come_again(number)
            return
        self._last = monotonic()
        _noted.append(number)
        raise KeyboardInterrupt

    def late(self, _: int, frame: FrameType | None) -> None:
        """Take the stop that was to come again."""
        self.stop(self._late, frame)

    def swallowed(self, broken: sys.UnraisableHookArgs) -> None:
        """Stop again where a stop came while an object went, and raised nothing."""
        if not _noted:
            self._hook(broken)
        elif broken.exc_type is KeyboardInterrupt:
            self._last = -PATIENCE
            self._come_again(_noted[-1])

    def end(self) -> None:
        """Let none come again."""
        if self._late:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _come_again(self, number: int) -> None:
        # by the clock: to begin a thread takes locks, and one may be held just now
        self._late = number
        signal.setitimer(signal.ITIMER_REAL, AGAIN)


def _takes_a_lock(frame: FrameType | None) -> bool:
    """Return whether a stop now could leave a lock held, for which others then wait."""
    if frame is None or frame.f_code.co_name in WAITING:
        return False
    return frame.f_globals.get("__name__", "").partition(".")[0] in LOCKING
