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

_REASONS = {
    "signed_out": "nobody is signed in. Sign in, then ask again",
    "idle": "the session ended after half an hour without use. Sign in again",
    "expired": "the session ended after eight hours. Sign in again",
    "no_role": "who is signed in has no role here",
    "not_offered": "this role is not one of those of who is signed in",
    "roles": "the table of roles cannot be read, so nobody has a role until it is "
    "mended. The server says what is wrong with it when it starts",
}


class AccessRefused(Exception):
    """Nobody who may ask. The message is safe to show.

    `reason` is a code that the screens say in the reader's language: signed_out,
    idle, expired, no_role, not_offered or roles; `contact` says whom to ask for a
    role.
    """

    def __init__(self, reason: str, contact: str = "") -> None:
        """Say why nothing is told, and what to do."""
        self.reason, self.contact = reason, contact
        asking = f" Ask {contact} for one." if reason == "no_role" and contact else ""
        super().__init__(f"No access: {_REASONS[reason]}.{asking}")


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
