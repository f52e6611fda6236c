"""What is said when the engine cannot answer: never the engine's own words.

Those can hold values of the records.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator

_REASONS = {
    "too_slow": "it took too long and was stopped. Ask for less, with a filter",
    "busy": "it needs more memory or disk space than there is now. Ask for less, "
    "with a filter, or ask again later",
    "unexpected": "the engine refused it, which is a fault of this software",
}


class AskFailed(Exception):
    """A question that was not answered. The message is safe to show.

    `reason` is a code that the screens say in the reader's language: too_slow,
    busy or unexpected; `kind` is the kind of error, for whoever mends it.
    """

    def __init__(self, reason: str, kind: str) -> None:
        """Say why there is no answer, and what to do."""
        self.reason, self.kind = reason, kind
        super().__init__(f"No answer: {_REASONS[reason]} ({kind}).")


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what the engine, the memory or the disk refuses into AskFailed."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise AskFailed("too_slow", type(error).__name__) from None
    except (
        duckdb.OutOfMemoryException,
        duckdb.IOException,
        MemoryError,
        OSError,
    ) as error:
        raise AskFailed("busy", type(error).__name__) from None
    except duckdb.Error as error:
        raise AskFailed("unexpected", type(error).__name__) from None
