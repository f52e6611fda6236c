"""Progress on a terminal."""

from __future__ import annotations

import sys
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def progress() -> Callable[[str], None]:
    """Print on a terminal what is being done and for how long; not in a pipe."""
    if not sys.stderr.isatty():
        return lambda _: None
    began, whole = perf_counter(), Lock()

    def tell(what: str) -> None:
        line = f"{perf_counter() - began:7.1f} s  {what}"
        with whole:  # several threads tell, and `print` writes a line in pieces
            print(line, file=sys.stderr, flush=True)

    return tell
