"""Answers that are kept, so that a snapshot is asked the same but once.

A snapshot never changes, nor does what is counted in it. Kept are answers of the
summary, which holds counts and codes; of the records numbers of rows, by columns of
codes, and nothing that was looked up by a text or about one person. Whoever asks is
admitted and noted, and the snapshot held against its seal, as at any other question.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Place = tuple[object, ...]
    """Digest of the snapshot first, then what was asked, and how."""

MOST = 2_000
"""Answers that are kept at most; the one that was longest not asked goes first."""
_Answer = TypeVar("_Answer")


class KeptAnswers:
    """The answers of a process; safe for threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._answers: OrderedDict[Place, object] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._answers)

    def get(self, place: Place, make: Callable[[], _Answer]) -> _Answer:
        """Return the answer at a place; what is not there is made first."""
        with self._lock:
            if place in self._answers:
                self._answers.move_to_end(place)
                return self._answers[place]  # type: ignore[return-value]
        answer = make()
        with self._lock:
            self._answers[place] = answer
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return answer

    def forget(self, digest: str) -> None:
        """Let go of all that was answered from a snapshot."""
        with self._lock:
            for place in [each for each in self._answers if each[0] == digest]:
                del self._answers[place]
