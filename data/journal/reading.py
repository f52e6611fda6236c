"""Read the journal from its end, a block at a time.

What is read here is shown, not proved: `check.verify` proves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.journal import disk
from data.journal.chain import LONGEST, Line, WrongLine, read
from data.regular_file import NoRegularFile, open_regular

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

BLOCK = 1 << 16
_AT = b'{"at":"'
"""How a line begins: its fields are sorted by name."""

Value = str | int
Values = Value | tuple[Value, ...]
"""What a field must be, or one of what it may be."""


@dataclass
class Limit:
    """How many lines of a period may be looked at, and whether there were more."""

    left: int
    is_reached: bool = False


def newest_first(
    folder: Path,
    since: str,
    until: str,
    only: Mapping[str, Values],
    limit: Limit | None = None,
) -> Iterator[Line]:
    """Return the lines of a period that have these values, newest first.

    A line that cannot be read is passed over; `verify` names it.
    """
    wanted = {
        name: value if isinstance(value, tuple) else (value,)
        for name, value in only.items()
    }
    parts = [
        [f'"{name}":{json.dumps(value)}'.encode() for value in values]
        for name, values in wanted.items()
    ]
    for raw in _of_period(folder, since, until):
        if limit is not None and not limit.left:
            limit.is_reached = True
            return
        if limit is not None:
            limit.left -= 1
        # most lines are told apart by their bytes, without being read
        if not all(any(part in raw for part in some) for some in parts):
            continue
        try:
            line = read(raw)
        except WrongLine:
            continue
        if _within(line.at, since, until) and _has(line, wanted):
            yield line


def first_day(folder: Path) -> str:
    """Return the day (UTC) of the oldest line that is kept; "" where there is none."""
    for month in disk.segments(folder) if folder.is_dir() else ():
        with open_regular(disk.segment(folder, month)) as file:
            first = file.readline(LONGEST)
        try:
            return read(first.removesuffix(b"\n")).at[:10]
        except WrongLine:
            continue
    return ""


def _has(line: Line, wanted: Mapping[str, Collection[Value]]) -> bool:
    """Return whether a line has these values; 1 is no 12, though its bytes begin so."""
    return all(line.fields.get(name) in values for name, values in wanted.items())


def _within(at: str, since: str, until: str) -> bool:
    return at >= since and (not until or at[: len(until)] <= until)


def _of_period(folder: Path, since: str, until: str) -> Iterator[bytes]:
    """Return the lines whose first field does not place them in another time."""
    if not folder.is_dir():
        return
    # a set-back clock puts a line in a later segment than its month, never earlier
    months = [m for m in disk.segments(folder) if m >= since[:7]]
    low, high = since.encode(), until.encode()
    start, end = len(_AT), len(_AT) + len(high)
    for month in reversed(months):
        for raw in _backwards(disk.segment(folder, month)):
            if raw.startswith(_AT) and (
                raw[start:] < low or (high and raw[start:end] > high)
            ):
                continue
            yield raw


def _backwards(path: Path) -> Iterator[bytes]:
    """Return the whole lines of a file, the last one first; half a line is left out."""
    with open_regular(path) as file:
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
            if len(first) > LONGEST:
                raise NoRegularFile("it has a line without end", path)
            rest = first
        if rest and not is_last:
            yield rest
