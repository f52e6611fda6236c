"""What the privacy statement declares, one frozen class per kind of promise.

Every entry names the section it comes from. The sentences are the project's
own, in Dutch and English; the statement itself stays the authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Text = Mapping[str, str]
"""One text by language: `text["nl"]` is the Dutch."""


@dataclass(frozen=True)
class Controller:
    """Who decides on the processing, and where questions go."""

    section: str
    name: str
    registration: str
    address: str
    email: str
    contact_section: str


@dataclass(frozen=True)
class Entry:
    """One declaration under a code of its own list."""

    code: str
    section: str
    text: Text


@dataclass(frozen=True)
class Group(Entry):
    """A category with its items, or a group of purposes with its purposes."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class Right(Entry):
    """A right, under the kind of rights request that exercises it."""

    how: Text


@dataclass(frozen=True)
class Retention(Entry):
    """A promise on keeping, under the code of the retention rule."""

    term: str | None
    """`2 years`; None where the statement itself names no term."""


@dataclass(frozen=True)
class DeclaredTransfer:
    """A transfer outside the EEA, as the statement declares it."""

    recipient: str
    country: str
    mechanism: str
    section: str
    text: Text


@dataclass(frozen=True)
class Statement:
    """One version of the privacy statement, as data."""

    version: date
    sections: tuple[str, ...]
    controller: Controller
    sources: tuple[Entry, ...]
    categories: tuple[Group, ...]
    purposes: tuple[Group, ...]
    grounds: tuple[Entry, ...]
    interests: tuple[Entry, ...]
    recipients: tuple[Entry, ...]
    transfers: tuple[DeclaredTransfer, ...]
    retention: tuple[Retention, ...]
    rights: tuple[Right, ...]
    security: tuple[Entry, ...]
    automated: tuple[Entry, ...]
    """No profiling, no automated decisions."""
    cookies: tuple[Entry, ...]
    identification: tuple[Entry, ...]
    obligation: tuple[Entry, ...]
    """Whether data must be given, and what follows where they are not."""
    limits: tuple[Entry, ...]
    """What recipients may not do, and what the statement does not cover."""
    changes: tuple[Entry, ...]
