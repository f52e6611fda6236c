"""Work for a process that is killed at it."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def die_once(path: str) -> str:
    """End as a killed process does, but for the second time."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path
