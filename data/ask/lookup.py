"""Where what somebody looks for is found: a number, or a part of a name.

It is asked at the door, like any other question. A number is only counted, so that no
row about a person is read and no number is told to the journal; a name is sought in
lists that are about no person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.ask.access import is_personal
from data.ask.counting import count, options
from data.ask.door import ask, find_query
from data.ask.filters import SEARCH, Filter
from data.ask.lists import offered
from data.ask.question import CLIENT, Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.ask.access import Reader
    from data.snapshot import Snapshot

NUMBER = re.compile(r"[A-Z]{1,3}-[0-9]{1,10}(-[0-9]{1,6})?")
"""What a number of a record looks like, whatever it is of (data/contract/fields.py)."""
OWN = {
    "client_id": CLIENT,
    "request_id": re.compile(r"R-[0-9]{4}-[0-9]{4,6}"),
    "holding_id": re.compile(r"H-[0-9]{6,10}"),
    "trajectory_id": re.compile(r"T-[0-9]{6,9}"),
}
"""Keys whose numbers have a form that no other number has."""
COMPARED = ("changes", "erasure_proof")
"""Lists of what differs from the snapshot before: a number is another list's own."""
MOST = 5
"""Rows of one list that are named."""


@dataclass(frozen=True)
class Hit:
    """A row that was found: of which list, and by which key."""

    name: str
    """The whole list, also where the reader's role gets it in brief."""
    key: str
    number: str
    label: str | None = None
    """What the row calls itself, where it was found by that."""


def is_own(text: str) -> bool:
    """Return whether a text is a number of a person, or of a record about one."""
    number = text.strip().upper()
    return any(form.fullmatch(number) for form in OWN.values())


def by_number(
    reader: Reader, snapshot: Snapshot, names: Iterable[str], number: str
) -> list[Hit]:
    """Return the lists, of these, that have a row by this number; one for each key."""
    own = {key for key, form in OWN.items() if form.fullmatch(number)}
    hits = []
    for name, listed, key in _lists(reader, names):
        is_asked = key in own if own else key not in OWN
        where = Question(listed, (Filter(key, number),))
        if is_asked and count(reader, snapshot, where):
            hits.append(Hit(name, key, number))
    return hits


def by_name(
    reader: Reader, snapshot: Snapshot, names: Iterable[str], text: str
) -> list[Hit]:
    """Return the first rows of each list about no person that have this in a name."""
    hits = []
    for name, listed, key in _lists(reader, names):
        query = find_query(listed)
        called = [column for column in query["search"].split() if "name" in column]
        if is_personal(query) or not called:
            continue
        where = Question(listed, (Filter(SEARCH, text),))
        for row in ask(reader, snapshot, where, limit=MOST).to_dicts():
            hits.append(Hit(name, key, row[key], row[called[0]]))
    return hits


def principals(reader: Reader, snapshot: Snapshot, text: str) -> list[str]:
    """Return the principals with this in their name; the one called so, alone."""
    names = options(reader, snapshot, "retention", "principal")["principal"]
    wanted = text.casefold()
    known = {str(name): str(name).casefold() for name in names.drop_nulls()}
    same = [name for name, folded in known.items() if folded == wanted]
    return same or [name for name, folded in known.items() if wanted in folded][:MOST]


def _lists(reader: Reader, names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Return each list that a reader gets by these names, with a key of its own."""
    actor, keys = reader.identify(), set()
    for name in sorted(names, key=COMPARED.__contains__):
        listed = offered(actor, name)
        key = find_query(listed)["key"].split()[-1] if listed else ""
        if listed and key.endswith("_id") and key not in keys:
            keys.add(key)
            yield name, listed, key
