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
_NO_ROOM = {
    "rows": "a sheet of Excel holds {most:,} rows and this list has {rows:,}",
    "text": "a cell of Excel holds {most:,} signs and a text here has more",
    "size": "the sheet would be larger than {most:,} bytes",
}


class AskFailed(Exception):
    """A question that was not answered. The message is safe to show.

    `reason` is a code that the screens say in the reader's language: too_slow,
    busy or unexpected; `kind` is the kind of error, for whoever mends it.
    """

    def __init__(self, reason: str, kind: str) -> None:
        """Explain why there is no answer, and what to do."""
        self.reason, self.kind = reason, kind
        super().__init__(f"No answer: {_REASONS[reason]} ({kind}).")


class ExportRefused(Exception):
    """A workbook that Excel has no room for. The message is safe to show.

    `reason` is a code: rows, text or size.
    """

    def __init__(self, reason: str, most: int, rows: int = 0) -> None:
        """Explain what does not fit, and what to do."""
        self.reason = reason
        why = _NO_ROOM[reason].format(most=most, rows=rows)
        super().__init__(f"No workbook: {why}. Filter the list, or take it as CSV.")


@contextmanager
def raising_ask_failed() -> Iterator[None]:
    """Turn what the engine, the memory or the disk refuses into AskFailed."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise AskFailed("too_slow", type(error).__name__) from None
    except (
        duckdb.OutOfMemoryException,
        duckdb.IOException,
        duckdb.TransactionException,  # a comparison that the disk has no room for
        MemoryError,
        OSError,
    ) as error:
        # an Arrow reader tells of the engine's stopping in a way of its own
        slow = str(error).startswith("INTERRUPT")
        reason = "too_slow" if slow else "busy"
        raise AskFailed(reason, type(error).__name__) from None
    except duckdb.Error as error:
        raise AskFailed("unexpected", type(error).__name__) from None
