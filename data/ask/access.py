"""Who asks: the reader that every question at the door is put by.

A reader is a process's engine seen by one person. Who that is, in which role and
for what purpose is looked up again at each question, never remembered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.ask.engine import Engine

MAY: dict[str, frozenset[str]] = {
    "management": frozenset({"summary"}),
    "dpo": frozenset({"summary", "records"}),
    "auditor": frozenset({"summary", "records"}),
    "admin": frozenset(),
}
"""The folders of queries that a role may ask; what is not named is refused."""
ROLES = tuple(MAY)


@dataclass(frozen=True)
class Principal:
    """Who asks, in the one role that they have now, and for what purpose."""

    who: str
    role: str
    purpose: str | None = None

    def may(self, folder: str) -> bool:
        """Tell whether their role may ask the queries of a folder."""
        return folder in MAY.get(self.role, ())


@dataclass(frozen=True)
class Reader:
    """An engine, and how to find who reads with it; given to every question."""

    engine: Engine
    identify: Callable[[], Principal]
    """Looks up who asks; called at each question."""

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()
