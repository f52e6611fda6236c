"""What a code is called within a sentence, such as the evidence of a finding.

("item", "photo", "pasfoto") in said(words_for("nl"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.words import Words

_HEADINGS = ("category", "item", "purpose")
"""The domains whose names are written as headings, with a capital."""
_OF_POLICY = {"item": "catalog", "purpose": "purposes", "country": "countries"}
"""The domains that the message files do not name, and the table of each."""


def said(words: Words) -> Iterator[tuple[str, str, str]]:
    """Return every code there is by domain, and its name within a sentence."""
    for key, text in words.texts.items():
        if key.startswith("codes."):
            _, domain, code = key.split(".", 2)
            yield domain, code, _within(domain, text)
    for domain, table in _OF_POLICY.items():
        for code in policy.load(table)[domain].unique(maintain_order=True):
            yield domain, code, _within(domain, getattr(words, domain)(code))


def _within(domain: str, name: str) -> str:
    """Take the capital off a heading, unless it is an abbreviation's: IP-adres."""
    is_plain = domain in _HEADINGS and name[1:2].islower()
    return name[0].lower() + name[1:] if is_plain else name
