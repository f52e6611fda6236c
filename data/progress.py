"""Progress on a terminal."""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def progress() -> Callable[[str], None]:
    """Print on a terminal what is being done and for how long; not in a pipe."""
    if not sys.stderr.isatty():
        return lambda _: None
    began = perf_counter()

    def tell(what: str) -> None:
        print(f"{perf_counter() - began:7.1f} s  {what}", file=sys.stderr, flush=True)

    return tell
