"""What a code is called within a sentence, such as the evidence of a finding.

names_of(words_for("nl"), "item")["photo"]      "pasfoto"
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from data import policy

if TYPE_CHECKING:
    from data.words import Words

_HEADINGS = ("category", "item", "purpose")
"""The domains whose names are written as headings, with a capital."""
OF_POLICY = {"item": "catalog", "purpose": "purposes", "country": "countries"}
"""The domains that the message files do not name, and the table of each."""


@cache
def names_of(words: Words, domain: str) -> dict[str, str]:
    """Return the codes of a domain and their names; none where it is no domain."""
    if domain in OF_POLICY:
        codes = policy.load(OF_POLICY[domain])[domain].unique(maintain_order=True)
        named = {code: getattr(words, domain)(code) for code in codes}
    else:
        named = words.codes(domain)
    return {code: _within(domain, name) for code, name in named.items()}


def _within(domain: str, name: str) -> str:
    """Take the capital off a heading, unless it is an abbreviation's: IP-adres."""
    is_plain = domain in _HEADINGS and name[1:2].islower()
    return name[0].lower() + name[1:] if is_plain else name
