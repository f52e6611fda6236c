"""How much of what is counted is accepted, planned, or nobody's.

A count is what it was: this stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.ask import marking
from data.ask.counting import count_among
from data.ask.door import ask, find_query
from data.ask.filters import narrow
from data.ask.question import Question

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from data.ask.access import Reader
    from data.ask.filters import Filter
    from data.snapshot import Snapshot

STANDING = {
    "findings": ("finding", "severity"),
    "agenda": ("deadline", "period"),
    "requests": ("request", "status"),
    "register": ("activity", "is_complete"),
}
"""Lists that are counted by how their rows stand: what a row is, and by what column."""


@dataclass(frozen=True)
class OfWhich:
    """Of so many things: how many are accepted, planned, and nobody's."""

    things: int
    accepted: int
    planned: int
    nobodys: int


def of_list(reader: Reader, snapshot: Snapshot, question: Question) -> OfWhich | None:
    """Return it of the rows of a list that are to be dealt with.

    None where follow-up is not used yet, or whoever asks may see no marks.
    """
    if question.name not in marking.KEYS or not marking.is_used(reader):
        return None
    marks = marking.read(reader)
    if not marks.is_begun:
        return None
    if question.name in marking.OPEN:
        query, is_open = find_query(question.name), marking.OPEN[question.name]
        if any(f.column == is_open.column for f in question.filters):
            both = narrow(query, question.filters, (is_open,))
        else:
            both = (*question.filters, is_open)
        question = Question(question.name, both)
    kinds = ("accepted", "planned", "owned")
    keys = (marks.keys(kind, snapshot.as_of) for kind in kinds)
    things, accepted, planned, owned = count_among(reader, snapshot, question, *keys)
    return OfWhich(things, accepted, planned, things - owned)


def standing(reader: Reader, snapshot: Snapshot) -> pl.DataFrame | None:
    """Return it of all that is followed up, as counts by kind and how it stands.

    None where nothing was written yet, the role may not ask, or the records that it is
    held against were erased.
    """
    store = reader.followup
    if store is None or not marking.is_used(reader) or snapshot.pruned:
        return None
    if not reader.identify().may("standing") or not store.read().is_begun:
        return None
    return ask(reader, snapshot, "followed_up")


def of_figure(
    counts: pl.DataFrame, name: str, filters: Iterable[Filter]
) -> OfWhich | None:
    """Return it of a key figure: the list that it counts, and by which filters.

    None where the counts do not tell, since it is narrowed by something else.
    """
    kind, column = STANDING.get(name, ("", ""))
    conditions = tuple(filters)
    if not kind or [condition.column for condition in conditions] != [column]:
        return None
    rows = counts.filter(
        (counts["marked"] == kind) & counts["standing"].is_in(conditions[0].values)
    )
    sums = (rows[n].sum() for n in ("things", "accepted", "planned", "nobodys"))
    return OfWhich(*map(int, sums))
