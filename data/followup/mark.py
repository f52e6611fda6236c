"""A mark: what people wrote about one thing, and how it stands on a day.

What is late, accepted or due to come back follows from the day on which somebody
looks, as people's plans do; what is done is held against the day of the snapshot.
Both days are said wherever a mark is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = ("finding", "deadline", "request", "activity")
"""What can be marked: a finding, a line of the agenda, a request, an entry of the
register. The texts are the codes `marked` in data/words."""

Status = Literal[
    "still_there",
    "late",
    "lapsed",
    "planned",
    "owned",
    "done",
    "accepted",
    "nobody",
    "solved",
]
"""How a mark stands, what asks for attention first; `mark_status` in data/words."""


def key(kind: str, *parts: str) -> str:
    """Return the key of a mark: what it is of, and the key of that thing."""
    return "/".join((kind, *parts))


@dataclass(frozen=True)
class Mark:
    """What people wrote about one thing, as it stands since its last change."""

    key: str
    version: int = 0
    """How often it was changed; 0 where nobody wrote anything yet."""
    owner: str | None = None
    """Code of a department or function of the organisation."""
    planned_on: date | None = None
    note: str | None = None
    accepted_until: date | None = None
    """Last day on which it is accepted; it comes back by itself."""
    accepted_reason: str | None = None
    accepted_by: str | None = None
    """The account that accepted it, as the journal names it."""
    accepted_role: str | None = None
    done_on: date | None = None
    """Day of the snapshot that showed it when it was called done."""
    changed_at: str = ""
    """Moment of the last change, in UTC."""
    changed_by: str = ""
    changed_role: str = ""

    @property
    def kind(self) -> str:
        """Return what it is of, one of KINDS."""
        return self.key.partition("/")[0]

    @property
    def is_blank(self) -> bool:
        """Return whether it says nothing (any more)."""
        parts = (self.owner, self.planned_on, self.note, self.accepted_until)
        return all(part is None for part in (*parts, self.done_on))

    def status(self, today: date, as_of: date, *, holds: bool = True) -> Status | None:
        """Return how it stands; None where nothing was written and is to be done.

        `today` is the day on which somebody looks, `as_of` that of the snapshot, and
        it `holds` where that still shows it as something to deal with. An entry of the
        register stays, and may be planned for also where it is complete.
        """
        stays = self.kind == "activity" and self.done_on is None
        if not holds and (self.is_blank or not stays):
            return None if self.is_blank else "solved"
        if self.done_on is not None:
            return "still_there" if as_of > self.done_on else "done"
        if self.accepted_until is not None and today <= self.accepted_until:
            return "accepted"
        if self.planned_on is not None:
            return "late" if self.planned_on < today else "planned"
        if self.accepted_until is not None:
            return "lapsed"
        return "owned" if self.owner is not None else "nobody"


@dataclass(frozen=True)
class Marks:
    """All marks as they stood at one moment, and the day on which they are read."""

    today: date
    is_begun: bool = False
    """Whether anybody wrote anything ever; without it there is nothing to show."""
    by_key: Mapping[str, Mark] = field(default_factory=dict)

    def of(self, name: str) -> Mark:
        """Return the mark with a key; an empty one where nobody wrote anything."""
        return self.by_key.get(name) or Mark(name)

    def owned_by(self, department: str) -> dict[str, Mark]:
        """Return the marks of a department, by key."""
        return {k: m for k, m in self.by_key.items() if m.owner == department}

    def keys(self, standing: str, as_of: date) -> frozenset[str]:
        """Return which are accepted or planned on a day, or whose they are: `owned`.

        `planned` are all with a day, past or to come, that is not accepted or done.
        """
        if standing == "owned":
            return frozenset(k for k, m in self.by_key.items() if m.owner is not None)
        wanted = {"planned": ("planned", "late"), "accepted": ("accepted",)}[standing]
        return frozenset(
            k for k, m in self.by_key.items() if m.status(self.today, as_of) in wanted
        )
