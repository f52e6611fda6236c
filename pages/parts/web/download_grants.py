"""Files that are ready to be fetched: each once, by who asked for it, and soon.

A page makes a file and is given a grant; the browser fetches it by the grant's
number, which nobody can guess. It goes to the browser that asked for it alone, and
only while whoever asked may still have it. A file has no name on disk and is gone
with its grant.
"""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 300
"""How long a file waits to be fetched."""
MOST = 20
"""Files that wait for one browser; the oldest goes when there are more."""


_GIVEN = (
    "This file is not here any more: each is given once, within five minutes, to who "
    "asked for it."
)
_WHY = {
    "changed": "This file is not given: the snapshot that it is of was replaced, or "
    "its records were erased, since it was made."
}


class GrantRefused(Exception):
    """A file that is not given. The message is safe to show.

    `reason` is missing (never granted, fetched already, or too late), other
    (another browser asked for it) or changed (its snapshot is another by now).
    """

    def __init__(self, reason: str) -> None:
        """Explain why not, and what to do."""
        self.reason = reason
        super().__init__(f"{_WHY.get(reason, _GIVEN)} Ask for it again on the page.")


@dataclass(frozen=True)
class Ready:
    """A file that was made, as it goes out."""

    file: BinaryIO = field(repr=False)
    name: str
    media: str
    visit: str
    """The browser that may have it (pages/parts/session/visitor.py: key)."""
    may: Callable[[], object] = field(repr=False)
    """Raises what refuses it when who asked for it may not have it any more."""
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    @property
    def size(self) -> int:
        """Return the number of bytes."""
        return os.fstat(self.file.fileno()).st_size


class Grants:
    """The files of this process that wait to be fetched; safe for threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._ready: dict[str, Ready] = {}
        self._lock = Lock()

    def give(self, ready: Ready) -> str:
        """Keep a file until it is fetched; return its number."""
        number = secrets.token_urlsafe(32)
        with self._lock:
            self._sweep()
            numbers = [
                n for n, waiting in self._ready.items() if waiting.visit == ready.visit
            ]
            for old in numbers[: max(0, len(numbers) - MOST + 1)]:
                self._ready.pop(old).file.close()
            self._ready[number] = ready
        return number

    def take(self, number: str, visit: str | None) -> Ready:
        """Return a file to the browser that it waits for, once.

        GrantRefused for any other; AccessRefused when it may not have it any more,
        and then the file is gone too.
        """
        with self._lock:
            self._sweep()
            ready = self._ready.get(number)
            if ready is None:
                raise GrantRefused("missing")
            if visit is None or not secrets.compare_digest(
                ready.visit.encode(), visit.encode()
            ):
                raise GrantRefused("other")
            del self._ready[number]
        try:
            ready.may()
        except BaseException:
            ready.file.close()
            raise
        return ready

    def _sweep(self) -> None:
        now = time.monotonic()
        for number in [n for n, waiting in self._ready.items() if waiting.until <= now]:
            self._ready.pop(number).file.close()


GRANTS = Grants()
"""Those of this process."""
