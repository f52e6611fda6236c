"""What of a text is no language that people read: raw codes and ISO dates."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from data.words import words_for
from data.words.sentence import OF_POLICY, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {"BV", "register", "open", "bsn"}
"""Codes that are words too: of Bouvet Island, where nobody lives, in the name of a
company; of the register and of what is open, which Dutch calls so as well; and of the
citizen service number, an item that a source may hold outside the list."""
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def coded_names(language: str) -> Iterator[tuple[str, str, str]]:
    """Return every code there is by domain, and its name within a sentence."""
    words = words_for(language)
    coded = [key.split(".")[1] for key in words.texts if key.startswith("codes.")]
    for domain in dict.fromkeys([*coded, *OF_POLICY]):
        for code, name in names_of(words, domain).items():
            yield domain, code, name


@cache
def _known(language: str) -> tuple[re.Pattern[str], frozenset[str]]:
    """Return what finds the names of a language, and the codes that are no word.

    Many a code is the English word itself (`access`), so in English those with
    an underscore are looked for, and countries.
    """
    named = list(coded_names(language))
    codes = {code for domain, code, name in named if code != name and (
        language != "en" or "_" in code or domain == "country"
    )}  # fmt: skip
    names = sorted({name for *_, name in named}, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")
    return pattern, frozenset(codes - _WORDS)


def unsaid(language: str, text: str) -> list[str]:
    """List the ISO dates and the codes of a text, its proper names left aside."""
    names, codes = _known(language)
    tokens = re.findall(r"[\w-]+", names.sub(" ", text))
    return [*_ISO.findall(text), *(token for token in tokens if token in codes)]
