"""Faults made on purpose, by the thousand: one module a suite.

A module of this package that does not start with `_` is a suite and has

    NAME    what is done, as the table of SECURITY.md says it
    BAD     what a case must never be: served, lost, missed ...
    FEW     how many cases `make test` makes
    MANY    how many a night makes (`make faults COUNTS=nightly`)
    run(count, seed)   makes about so many cases, drawn by the seed, and says how
                       many were bad
    broken(seed)       does the same where the protection is taken away, and must
                       find bad ones: what cannot fail proves nothing

and, where it drives a real browser, `BROWSER = True`.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast


@dataclass(frozen=True)
class Result:
    """What a suite came to."""

    cases: int
    bad: int
    note: str = ""
    """What was measured besides; a short phrase."""
    examples: tuple[str, ...] = ()
    """Some of the bad ones, for whoever mends it."""


class Suite(Protocol):
    """What a module of this package has."""

    NAME: str
    BAD: str
    FEW: int
    MANY: int

    def run(self, count: int, seed: int) -> Result:
        """Make cases and hold that none is bad."""

    def broken(self, seed: int) -> Result:
        """Do the same without the protection."""


def names() -> list[str]:
    """Name the suites, by what their modules are called."""
    modules = (module.name for module in iter_modules(__path__))
    return sorted(name for name in modules if not name.startswith("_"))


def suite(name: str) -> Suite:
    """Return a suite by the name of its module."""
    return cast("Suite", import_module(f"{__name__}.{name}"))


class Tally:
    """Counts cases while a suite makes them."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.cases = self.bad = 0
        self._examples: list[str] = []

    def case(self, what: str, *, bad: bool) -> None:
        """Count one case, told in a few words."""
        self.cases += 1
        self.bad += bad
        if bad and len(self._examples) < 10:
            self._examples.append(what)

    def result(self, note: str = "") -> Result:
        """Return what it came to."""
        return Result(self.cases, self.bad, note, tuple(self._examples))
