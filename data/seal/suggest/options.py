"""Propose the options of a column from the words that stand in it.

A word stands in a proposal only where it is known as what a code is called, or is made
of the words of that; of all others it says how many there are, and where: they could be
a person's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from data.contract.fields import HOME
from data.contract.naming import loose, plain
from data.seal.mapping import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from data.contract.naming import Naming

_DAYS = (
    *("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"),
    *("%m/%d/%Y", "%m-%d-%Y", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S"),
)
_CLOCKS = tuple(
    f"{day}{between}{clock}{offset}"
    for day in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
    for between in " T"
    for clock in ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
    for offset in ("%z", "")
)
FORMS = {pl.Date: _DAYS, pl.Datetime: _CLOCKS}
"""The forms that days and times are looked for in."""
_TRUE = {"ja", "j", "yes", "y", "waar", "true", "t", "1"}
_FALSE = {"nee", "n", "no", "onwaar", "false", "f", "0"}
_BETWEEN = (";", "|", ",", "/")
SMALL = {
    *("aan", "bij", "de", "een", "en", "het", "in", "met", "na", "naar", "of", "op"),
    *("te", "van", "voor", "a", "and", "at", "by", "for", "of", "the", "to", "with"),
}
"""Words that tell no code from another."""
_NOT = {"geen", "niet", "zonder", "no", "not", "without"}
_SHORT = 3
_CHOICES = 15
"""Codes of a list that is short enough to be read behind a line."""
_WHOLE, _BEGUN = 4, 5
"""Letters from which a word, and the beginning of one, is likened to another."""


@dataclass(frozen=True)
class TheirWords:
    """The words of a column, the commonest first: how often each, and where first."""

    counts: Mapping[str, tuple[int, int]]
    """Of what no file has, the line is 0."""
    kind: Any = None
    """The type that a database gives them, where it is that of no text."""

    def without(self, words: Collection[str]) -> TheirWords:
        """Return these without some."""
        kept = {word: at for word, at in self.counts.items() if word not in words}
        return TheirWords(kept, self.kind)

    def but(self, known: Callable[[str], bool]) -> str:
        """Return a comment on the words that are not known; nothing for none."""
        others = {word: at for word, at in self.counts.items() if not known(word)}
        if not others:
            return ""
        rows = sum(count for count, _ in others.values())
        first = min(line for _, line in others.values())
        words = f"{len(others):,} other {'word' if len(others) == 1 else 'words'}"
        line = f", line {first}" if first else ""
        return f"  # {words} ({rows:,} {'row' if rows == 1 else 'rows'}){line}"


class Known:
    """What the codes of a column are called, by which a word of theirs is known."""

    def __init__(self, naming: Naming, table: str, name: str) -> None:
        """Take the names of a column's codes."""
        self._called = naming.codes.get((table, name), {})
        self._also = naming.also_codes.get((table, name), {})
        self._vocabulary = naming.vocabulary
        self.is_free = not self._called
        self._parts: dict[str, set[str]] = {}
        for called, code in (*self._called.items(), *self._also.items()):
            self._parts.setdefault(code, set()).update(loose(called).split())

    def __bool__(self) -> bool:
        """Return whether the column has codes, be it beside others."""
        return bool(self._called or self._also)

    @property
    def codes(self) -> list[str]:
        """Return the codes."""
        return [*self._parts]

    def is_called(self, word: str) -> bool:
        """Return whether a code is called so."""
        return plain(word) in self._called or plain(word) in self._also

    def code(self, word: str) -> str | None:
        """Return the code that is called so, or the only one that is like it."""
        called = self._called.get(plain(word)) or self._also.get(plain(word))
        if called:
            return called
        parts = [part for part in loose(word).split() if part not in SMALL]
        like = [code for code, names in self._parts.items() if _is_of(parts, names)]
        return like[0] if len(like) == 1 else self._told_by_a_part(word)

    def _told_by_a_part(self, word: str) -> str | None:
        """Return the only code with a part of a word that is made of known words."""
        codes = set[str]()
        for part in re.findall(r"\w+\.?", word.casefold()):
            if part in SMALL or (part.isdecimal() and len(part) < _SHORT):
                continue
            pieces = _pieces(part, self._vocabulary)
            if part in _NOT or not pieces:
                return None
            for piece in pieces:
                of = [code for code, names in self._parts.items() if piece in names]
                codes.update(of if len(of) == 1 else ())
        return codes.pop() if len(codes) == 1 else None


def _pieces(part: str, vocabulary: frozenset[str]) -> set[str]:
    """Return the known words that a part is, is put together of, or is short for."""
    whole = part.removesuffix(".")
    if whole in vocabulary:
        return {whole}
    if whole != part and len(whole) >= _SHORT:
        return {word for word in vocabulary if word.startswith(whole)}
    return {
        piece
        for at in range(_WHOLE, len(part) - _WHOLE + 1)
        for between in ("", "s", "en")
        if {part[:at], last := part[at:].removeprefix(between)} <= vocabulary
        for piece in (part[:at], last)
    }


def _is_of(parts: list[str], names: set[str]) -> bool:
    """Return whether a word is made of those of a name, be it of their beginnings."""
    return any(len(part) >= _WHOLE for part in parts) and all(
        part in names
        or (len(part) >= _BEGUN and any(name.startswith(part) for name in names))
        for part in parts
    )


def share(kind: Any, known: Known, words: TheirWords) -> float | None:  # noqa: ANN401
    """Return the share of words that can be of a column; None where none tells."""
    if words.kind is not None and (kind in FORMS or kind == pl.Boolean):
        return float((kind in FORMS) == (words.kind in FORMS))
    if not words.counts:
        return None
    if kind in FORMS:
        fits = [
            any(_reads(form)(word) for form in FORMS[kind]) for word in words.counts
        ]
    elif kind == pl.Boolean:
        fits = [word.casefold() in _TRUE | _FALSE for word in words.counts]
    elif kind == pl.Int64:
        fits = [word.isdecimal() for word in words.counts]
    elif known:
        parted = _parted(known, words, {}) if kind == pl.List else words
        fits = [known.code(word) is not None for word in parted.counts]
    else:
        return None
    return sum(fits) / len(fits)


def add_form(kind: Any, words: TheirWords, options: dict[str, Any]) -> str:  # noqa: ANN401
    """Add the form that most cells have; say which others fit all of them too."""
    fits = {form: sum(map(_reads(form), words.counts)) for form in FORMS[kind]}
    best = max(fits, key=lambda form: fits[form])
    if not fits[best]:
        return words.but(lambda _: False)
    if best != _DAYS[0]:
        options["format"] = best
    if kind == pl.Datetime and "%z" not in best:
        options["timezone"] = HOME
    also = [f for f, n in fits.items() if n == len(words.counts) and f != best]
    return words.but(_reads(best)) or (f"  # or {', '.join(also)}?" if also else "")


def _reads(form: str) -> Callable[[str], bool]:
    def reads(text: str) -> bool:
        try:
            datetime.strptime(text, form)
        except ValueError:
            return False
        return True

    return reads


def add_flags(words: TheirWords, options: dict[str, Any]) -> str:
    """Add the words for yes and for no."""
    if words.counts.keys() <= {"true", "false"}:
        return ""
    options["trueValues"] = [w for w in words.counts if w.casefold() in _TRUE]
    options["falseValues"] = [w for w in words.counts if w.casefold() in _FALSE]
    return words.but(lambda word: word.casefold() in _TRUE | _FALSE)


def add_codes(
    kind: Any,  # noqa: ANN401
    known: Known,
    words: TheirWords,
    options: dict[str, Any],
) -> str:
    """Add the words that are what a code is called, or are like that."""
    if kind == pl.List:
        words = _parted(known, words, options)
    codes = {word: code for word in words.counts if (code := known.code(word))}
    if known.is_free and not codes:
        return ""
    if codes != {word: word for word in words.counts}:
        options["codes"] = codes
    likened = [word for word in codes if not known.is_called(word)]
    about = [f"like a code: {', '.join(likened)}"] if likened else []
    others = words.but(lambda word: word in codes)
    if others and len(known.codes) <= _CHOICES:
        about.append(f"codes: {', '.join(known.codes)}")
    return "; ".join([others, *about] if others else [f"  # {each}" for each in about])


def _parted(known: Known, words: TheirWords, options: dict[str, Any]) -> TheirWords:
    """Return the words of a list, parted by the sign that makes most of them known."""
    splits = {
        sign: sum(bool(known.code(p)) for w in words.counts for p in w.split(sign))
        for sign in _BETWEEN
    }
    sign = max(splits, key=lambda each: splits[each])
    options |= {} if sign == rules.LISTED else {"delimiter": sign}
    parts: dict[str, tuple[int, int]] = {}
    for word, (count, line) in words.counts.items():
        for part in word.split(sign):
            before, first = parts.get(part.strip(), (0, line))
            parts[part.strip()] = before + count, min(first, line)
    return TheirWords(parts)
