"""Rules that were not tested, because a table that they need was not delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from data.words import Words
    from queries import Query


def rules(snapshot: Snapshot) -> dict[Query, tuple[str, ...]]:
    """Return the rules that were not tested, each with the tables that it lacks."""
    missing = snapshot.seal["not_delivered"]
    known = queries.folder("findings").values()
    return {rule: lacking for rule in known if (lacking := rule.lacks(missing))}


def sentence(words: Words, snapshot: Snapshot) -> str:
    """Return in words how many rules were not tested; empty where all were."""
    n, total = len(rules(snapshot)), len(queries.folder("findings"))
    return words.count("figures.untested", n, total=words.number(total)) if n else ""
