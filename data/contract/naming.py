"""What people call the tables, columns and codes of the contract, to read them by.

Sealing holds no words; whoever seals a workbook hands it this.
"""

from __future__ import annotations

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
    examples: tuple[str, ...] = ()
    """How the key of a row begins that is an example and no record."""


def plain(text: str) -> str:
    """Return a name as it is compared: in small letters, with single blanks."""
    return " ".join(text.split()).casefold()
