"""Which list a role gets by a name: the whole one, or the one in brief.

What the organisation itself has to decide about (recipients, breaches, findings about
these) stands in lists that tell of persons too. Beside such a list of `records` there
is one `in brief` in `organisation`: its header says which one it is `instead_of`. So
says a list of `summary` whose small counts are hidden, beside the one `in full`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import queries
from data.ask.door import find_query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.ask.access import Actor
    from data.ask.filters import Filter

BRIEF = ("organisation", "summary")
"""The folders of lists that stand in the place of a whole one, each by a role."""
RULE = "rule"
"""The column that a list of findings is narrowed to some rules by."""


@cache
def _briefs() -> dict[str, str]:
    lists = [query for name in BRIEF for query in queries.folder(name).values()]
    return {q["instead_of"]: q.name for q in lists if "instead_of" in q.entries}


def in_brief(name: str) -> str | None:
    """Return the list that stands in the place of a whole one; None where none does."""
    return _briefs().get(name)


def whole_list(name: str) -> str:
    """Return the name of the list that one in brief stands in the place of."""
    return find_query(name).entries.get("instead_of", name)


def offered(actor: Actor, name: str) -> str | None:
    """Return the list that a role gets by a name; None where it gets none."""
    if actor.may(find_query(name).folder):
        return name
    brief = _briefs().get(name)
    return brief if brief and actor.may(find_query(brief).folder) else None


def has_all(actor: Actor, name: str, filters: Iterable[Filter]) -> bool:
    """Return whether a role's list has every row that these filters let through.

    A list in brief of only some `subjects` has those of a rule that is about one.
    """
    brief = offered(actor, name)
    if brief is None:
        return False
    query = find_query(brief)
    filters = tuple(filters)
    columns = {column.name for column in query.columns}
    if any(applied.column not in columns for applied in filters):
        return False
    if "subjects" not in query.entries:
        return True
    rules = [
        rule for applied in filters if applied.column == RULE for rule in applied.values
    ]
    known = queries.folder("findings")
    subjects = query["subjects"].split()
    return bool(rules) and all(
        rule in known and known[rule]["subject"] in subjects for rule in rules
    )
