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

ROLES = ("management", "dpo", "auditor", "admin")


@dataclass(frozen=True)
class Principal:
    """Who asks, in the one role that they have now, and for what purpose."""

    who: str
    role: str
    purpose: str | None = None


@dataclass(frozen=True)
class Reader:
    """An engine, and how to find who reads with it; given to every question."""

    engine: Engine
    identify: Callable[[], Principal]
    """Looks up who asks; called at each question."""

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()
