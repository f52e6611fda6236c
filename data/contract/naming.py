"""What people call the tables, columns and codes of the contract, to read them by.

Sealing holds no words; whoever seals a workbook hands it this.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

SEVERAL = ";"
"""What stands between several codes in one cell of a workbook."""


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


def plain(text: str) -> str:
    """Return a name as it is compared: in small letters, with single blanks."""
    return " ".join(text.split()).casefold()


def loose(text: str) -> str:
    """Return a head as it is likened: without signs, and as `plain`."""
    return " ".join(re.split(r"[\W_]+", text)).strip().casefold()
