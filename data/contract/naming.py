"""What people call the tables, columns and codes of the contract, to read them by.

Sealing holds no words; whoever seals a workbook hands it this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

SEVERAL = ";"
"""What stands between several codes in one cell of a workbook."""


MANY = 100
"""Codes of a list that is one of countries."""


@dataclass(frozen=True)
class Naming:
    """Names by what they name; each is read in any letters, see `plain`."""

    sheets: Mapping[str, str | None] = field(default_factory=dict)
    """The table of a sheet; None for a sheet that holds no table."""
    heads: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The column of a head, by table."""
    codes: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """The code of a label, by table and column; of a boolean too."""
    also_heads: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What a head may be called besides, by table: to propose by, not to read by."""
    also_codes: Mapping[tuple[str, str], Mapping[str, str]] = field(
        default_factory=dict
    )
    """What a code may be called besides, likewise."""
    of_keys: frozenset[str] = frozenset()
    """Heads that say no more than that they tell the rows apart."""
    examples: tuple[str, ...] = ()
    """How the key of a row begins that is an example and no record."""

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Return every word of a head or a code; countries are called as people are."""
        lists = [*self.codes.values(), *self.also_codes.values()]
        names = [*self.heads.values(), *self.also_heads.values()]
        names += [codes for codes in lists if len({*codes.values()}) < MANY]
        return frozenset(
            word for each in names for n in each for word in loose(n).split()
        )


def plain(text: str) -> str:
    """Return a name as it is compared: in small letters, with single blanks."""
    return " ".join(text.split()).casefold()


def loose(text: str) -> str:
    """Return a head as it is likened: without signs, and as `plain`."""
    return " ".join(re.split(r"[\W_]+", text)).strip().casefold()
