"""What changed between two snapshots, as the snapshots in between published it.

Each says how much changed since the one before it, small counts hidden. What is added
up of those tells nothing that they do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data import snapshot as snapshots
from data.ask import Filter, Question, ask

if TYPE_CHECKING:
    from data.ask import Reader
    from data.snapshot import Snapshot

STATES = ("not_done", "still_open", "standing")
"""What is said of a thing again in each snapshot: no sum of these means anything."""


def steps(snapshot: Snapshot) -> tuple[Snapshot, ...]:
    """Return one and those between it and that it is compared with, newest first.

    None where they do not join: where one was compared with another than is there
    now, or with none. SnapshotRefused where one cannot be read.
    """
    since, chain = snapshot.since, [snapshot]
    while since is not None:
        previous = chain[-1].seal["previous"]
        if previous is None or previous["refused"] or previous["day"] < since.day:
            return ()
        before = snapshots.find(snapshot.path.parent, previous["day"])
        if before.digest != previous["digest"]:
            return ()
        if before == since:
            return tuple(chain)
        chain.append(before)
    return ()


def added_up(
    reader: Reader, chain: tuple[Snapshot, ...], breakdown: str
) -> pl.DataFrame:
    """Return the published counts of a breakdown, summed; columns as below.

    `value1`, `value2`, `count` (of what is shown) and `is_least` (a part is hidden).
    """
    question = Question("breakdowns", (Filter("breakdown", breakdown),))
    rows = pl.concat([ask(reader, each, question) for each in chain])
    return (
        rows.filter(
            pl.col("value2").is_in(STATES).not_()
            & (pl.col("value1") != "total")
            & (pl.col("value2") != "total")
        )
        .group_by("value1", "value2")
        .agg(
            pl.col("count").sum(),
            pl.col("suppressed").any().alias("is_least"),
        )
        .sort("value1", "value2")
    )
