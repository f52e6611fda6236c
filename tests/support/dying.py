"""Work for processes that are killed at it, handed out by one of its own.

What is lost at it is no process of the tests: `python -m tests.support.dying FOLDER`.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from data.seal.publish import SealRefused
from data.seal.ranges import spread
from data.seal.ranges.spread import Spread


def die_once(path: str) -> str:
    """End as a killed process does, but for the second time."""
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path


def main(folder: str) -> None:
    """Do two parts that are lost once, and then what is always lost."""
    parts = [f"{folder}/first", f"{folder}/second"]
    shown: list[int] = []
    print(spread.run(Spread(jobs=2), die_once, parts, shown.append) == parts, shown)
    try:
        spread.run(Spread(jobs=2), os._exit, [1], shown.append)
    except SealRefused as refused:
        print(refused)


if __name__ == "__main__":
    main(sys.argv[1])
