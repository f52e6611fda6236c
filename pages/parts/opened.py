"""The snapshots of this process: where they are, and who reads which with what."""

from __future__ import annotations

import atexit
import os
from functools import cache
from pathlib import Path

from data.ask import Engine, Reader
from pages.parts.who import principal

ROOT = Path(__file__).parents[2]


def folder() -> Path:
    """Give the folder of the snapshots: $SNAPSHOTS, or data/snapshots."""
    return ROOT / os.environ.get("SNAPSHOTS", "data/snapshots")


@cache
def engine() -> Engine:
    """Give the one engine of this process, closed when it ends."""
    made = Engine()
    atexit.register(made.close)
    return made


def reader() -> Reader:
    """Give the reader for whoever asks: every question is put by one."""
    return Reader(engine(), principal, lambda _: 0)
