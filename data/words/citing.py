"""How a citation of the law is written in the reader's language.

Headers, the policy and the explanations cite in the plain language, English:
`GDPR Art. 5(1)(e) and 17(1)`. What they cite is read into provisions, and every
language writes those by its own patterns and calls what is cited by its own names:
`[citations]` in its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from data.words import PLAIN, Words, words_for

_ITEM = r"(?=[\d(])(?:\d+(?:-\d+)?)?(?:\(\d+\))?(?:\([a-z]\)(?: to \([a-z]\))?)?"
_ARTICLES = rf"Art\. (?P<provisions>{_ITEM}(?:(?:, | and ){_ITEM})*)"
_PROVISION = re.compile(
    r"(?P<article>\d+(?:-\d+)?)?(?:\((?P<paragraph>\d+)\))?"
    r"(?:\((?P<point>[a-z])\)(?: to \((?P<last_point>[a-z])\))?)?"
)
_TERMS = "citations.terms."


@dataclass(frozen=True)
class Provision:
    """One provision of a law; a part that is not named is None."""

    article: str | None
    paragraph: str | None
    point: str | None
    last_point: str | None
    """The end of a range of points."""


@lru_cache(maxsize=4096)
def basis(words: Words, text: str) -> str:
    """Write a citation as the reader's language cites."""
    return _cited().sub(lambda match: _write(words, match), text)


def provision(text: str) -> Provision:
    """Read one provision: `30(1)(b) to (e)`."""
    match = _PROVISION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no provision; write it like 30(1)(b) to (e)")
    return Provision(**match.groupdict())


@cache
def _terms() -> dict[str, str]:
    """Return the key of each term by what it is called in the plain language."""
    texts = words_for(PLAIN).texts
    return {texts[key]: key for key in texts if key.startswith(_TERMS)}


@cache
def _cited() -> re.Pattern[str]:
    """Match articles with their provisions, and terms, the longest first."""
    terms = sorted(map(re.escape, _terms()), key=len, reverse=True)
    return re.compile(rf"{_ARTICLES}|(?<!\w)(?:{'|'.join(terms)})(?!\w)")


def _write(words: Words, match: re.Match[str]) -> str:
    if match["provisions"] is None:
        return words(_terms()[match[0]])
    parts = re.split("(, | and )", match["provisions"])
    parts[::2] = [_provision(words, provision(item)) for item in parts[::2]]
    parts[1::2] = [
        comma if comma == ", " else f" {words('citations.terms.and')} "
        for comma in parts[1::2]
    ]
    return words("citations.articles", provisions="".join(parts))


def _provision(words: Words, cited: Provision) -> str:
    paragraph = point = ""
    if cited.paragraph:
        paragraph = words("citations.paragraph", paragraph=cited.paragraph)
    if cited.last_point:
        point = words("citations.points", first=cited.point, last=cited.last_point)
    elif cited.point:
        point = words("citations.point", point=cited.point)
    whole = words(
        "citations.provision",
        article=cited.article or "",
        paragraph=paragraph,
        point=point,
    )
    return " ".join(whole.split())
