"""Read the journal from its end, a block at a time.

What is read here is shown, not proved: `check.verify` proves.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from data.journal import disk
from data.journal.chain import Line, WrongLine, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BLOCK = 1 << 16


def newest_first(
    folder: Path, since: str, until: str, only: Mapping[str, str | int]
) -> Iterator[Line]:
    """Give the lines of a period that have these values, newest first.

    A line that cannot be read is passed over; `verify` names it.
    """
    if not folder.is_dir():
        return
    # a set-back clock puts a line in a later segment than its month, never earlier
    months = [m for m in disk.segments(folder) if m >= since[:7]]
    parts = [f'"{name}":{json.dumps(value)}'.encode() for name, value in only.items()]
    for month in reversed(months):
        for raw in _backwards(disk.segment(folder, month)):
            if not all(part in raw for part in parts):
                continue
            try:
                line = read(raw)
            except WrongLine:
                continue
            day = line.at[:10]
            if (not since or day >= since) and (not until or day <= until):
                yield line


def _backwards(path: Path) -> Iterator[bytes]:
    """Give the whole lines of a file, the last one first; half a line is left out."""
    with path.open("rb") as file:
        place = file.seek(0, 2)
        rest, is_last = b"", True
        while place:
            step = min(BLOCK, place)
            place -= step
            file.seek(place)
            first, *lines = (file.read(step) + rest).split(b"\n")
            if is_last and lines:
                lines.pop()
                is_last = False
            yield from reversed(lines)
            rest = first
        if rest and not is_last:
            yield rest
