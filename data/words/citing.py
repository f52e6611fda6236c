"""How a header's citation of the law is written in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.words import Words

_DUTCH = (
    (r"GDPR", "AVG"),
    (r"Art\.", "art."),
    (r"(?<=\d)\((\d+)\)", r" lid \1"),
    (r"\((\d+)\)", r"lid \1"),
    (r"\(([a-z])\) to \(([a-z])\)", r" onder \1 tot en met \2"),
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
