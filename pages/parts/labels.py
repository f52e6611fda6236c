"""What a cell is called, for the few columns whose words are not in a catalog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.words.dimensions import rule

if TYPE_CHECKING:
    from data.words import Words


def value(words: Words, table: str, column: str, cell: object) -> str:
    """Write any cell of any list in the reader's words."""
    if (table, column) == ("findings", "rule"):
        return rule(words, str(cell))
    return words.value(table, column, cell)


_DUTCH = (
    (r"GDPR", "AVG"),
    (r"Art\.", "art."),
    (r"(?<=\d)\((\d+)\)", r" lid \1"),
    (r"\((\d+)\)", r"lid \1"),
    (r"(?<=\d)\(([a-z])\)", r" onder \1"),
    (r"(?<= )\(([a-z])\)", r"onder \1"),
    (r"\band\b", "en"),
    (
        r"'not longer than necessary' alone",
        "alleen 'niet langer dan noodzakelijk'",
    ),
    (r"privacy statement", "privacyverklaring"),
    (
        r"supervisory authority's guidance on copies of identity documents",
        "uitleg van de AP over kopieën van identiteitsbewijzen",
    ),
    (
        r"the processing stops at once; the answer is due in one month",
        "de verwerking stopt meteen; antwoord binnen één maand",
    ),
    (
        r"no term in law; term of the house",
        "de wet noemt geen termijn; termijn van de organisatie",
    ),
    (r"Implementing Decision", "Uitvoeringsbesluit"),
    (r"Regulation", "Verordening"),
    (r"CJEU", "HvJ EU"),
)
"""How a citation in a header is written in Dutch: art. 5 lid 1 onder e."""


def basis(words: Words, text: str) -> str:
    """Write a header's citation as the reader's language cites."""
    if words.language == "nl":
        for pattern, dutch in _DUTCH:
            text = re.sub(pattern, dutch, text)
    return text
