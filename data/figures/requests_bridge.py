"""From the open requests of one snapshot to those of the next, step by step.

open_before + received - closed + corrected = open_now. The bridges of several
snapshots add up to one where each begins at the end of the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.ask.door import ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from data.ask.access import Reader
    from data.snapshot import Snapshot

STEPS = ("received", "closed", "corrected")
SIGNS = {"received": 1, "closed": -1, "corrected": 1}


@dataclass(frozen=True)
class Bridge:
    """The requests that were open at a start and at an end, and what is between."""

    first: date
    """Day of the snapshot at its start."""
    last: date
    """Day of the snapshot at its end."""
    open_before: int
    open_now: int
    received: int
    closed: int
    corrected: int
    """What was entered, changed or left out afterwards; may be negative."""


def of(reader: Reader, snapshot: Snapshot) -> Bridge | None:
    """Ask a snapshot's bridge; None where it was not compared with another."""
    rows = ask(reader, snapshot, "requests_bridge")
    if rows.is_empty():
        return None
    steps = dict(rows.select("step", "count").iter_rows())
    return Bridge(rows["previous_on"][0], snapshot.as_of, **steps)


def chain(reader: Reader, snapshots: Iterable[Snapshot]) -> list[Bridge]:
    """Return the bridges that lead, without a gap, to the newest snapshot.

    `snapshots`: the newest first, as they were found. The bridges: oldest first.
    """
    bridges: list[Bridge] = []
    for snapshot in snapshots:
        bridge = of(reader, snapshot)
        if bridge is None or (bridges and not _joins(bridge, bridges[0])):
            break
        bridges.insert(0, bridge)
    return bridges


def _joins(bridge: Bridge, following: Bridge) -> bool:
    return (bridge.last, bridge.open_now) == (following.first, following.open_before)


def total(bridges: Sequence[Bridge]) -> Bridge:
    """Add bridges up to one."""
    first, last = bridges[0], bridges[-1]
    steps = {step: sum(getattr(each, step) for each in bridges) for step in STEPS}
    return Bridge(first.first, last.last, first.open_before, last.open_now, **steps)
