"""Find the head of each column of a table: by its name, its words, or what is left."""

from __future__ import annotations

from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from data import contract
from data.contract.naming import loose, plain
from data.identifiers import direct_identifier
from data.seal.mapping import rules
from data.seal.suggest.options import FORMS, SMALL, Known, TheirWords, share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from data.contract.naming import Naming

    _WordsOf = Callable[[str], TheirWords]

BY_HEAD = "a guess, by its head"
BY_WORDS = "a guess, by its words"
BY_REST = "a guess, the only one left of its kind"
_DAY_MARKS = {"datum", "dat", "date", "dd", "d", "op", "on", "per", "tijd", "tijdstip"}
"""What a head says of a day besides which day it is."""
_KEY_ENDS = ("nr", "id", "nummer", "number", "code")
_BEGUN = 4
"""Letters from which the beginning of a word is likened to it."""
_ALIKE = 0.8
_MANY = 2
"""Words of theirs to a code, from which a column is none of that list of codes."""
_KINDS = (pl.Date, pl.Datetime, pl.Boolean, pl.Int64)
"""The types that cells show by themselves."""


class Heads:
    """The heads of theirs, each for the column that it is taken for."""

    def __init__(
        self,
        table: str,
        theirs: list[str],
        naming: Naming,
        reading: Mapping[str, Any],
        words_of: _WordsOf,
    ) -> None:
        """Take the heads by what is surest first: `reading` is that of a form."""
        self.of: dict[str, str] = {}
        self.why: dict[str, str] = {}
        self._table, self._naming = table, naming
        self._theirs = [head for head in theirs if head and not direct_identifier(head)]
        self._words = cache(words_of)
        self._called: dict[str, Known] = {}
        self._columns: dict[str, Any] = contract.TABLES[table].to_schema().columns
        self.key = key_of(table)
        self._by_name(reading)
        self._nearly()
        self.are_known = bool(self.of)
        is_told = reading or not self.are_known  # a form is known whole
        before = len(theirs) if is_told else -1
        while before < (before := len(self.of)):
            self._by_words()
            self._by_part()
            self._by_rest()

    @property
    def unused(self) -> list[str]:
        """Return the heads of theirs that no column is read from."""
        return [head for head in self._theirs if head not in self.of.values()]

    def _left(self) -> list[str]:
        return [name for name in self._columns if name not in self.of]

    def _take(self, column: str, head: str, why: str = "") -> None:
        if column not in self.of and head in self.unused:
            self.of[column] = head
            self.why[column] = why

    def _guess(self, column: str, head: str, why: str) -> None:
        """Take a head, unless its cells show that they are of another column."""
        if not self._is_of_another(column, head):
            self._take(column, head, why)

    def _is_of_another(self, column: str, head: str) -> bool:
        """Return whether cells are of another type, or far from a list of codes."""
        if self._kind(column) in _KINDS:
            return self._fits(column, head) == 0
        known, words = self.known(column), self._words(head)
        if not known or known.is_free:
            return False
        if not words.counts:
            return words.kind is not None
        are_many = len(words.counts) > _MANY * len(known.codes)
        are_days = share(pl.Date, known, words) or 0.0
        return self._fits(column, head) == 0 and (are_many or are_days > 0)

    def _by_name(self, reading: Mapping[str, Any]) -> None:
        """Take what a form says, what the column is called, and what it is besides."""
        known = self._naming.heads[self._table]
        also = self._naming.also_heads.get(self._table, {})
        for column, head in reading.items():
            if head in self._theirs:
                self.of[column], self.why[column] = head, ""
        for names, form, why in ((known, plain, ""), (also, loose, BY_HEAD)):
            for head in self.unused:
                column = names.get(form(head), "")
                if column and not self._is_no_key(column, head):
                    self._take(column, head, why)

    def _is_no_key(self, column: str, head: str) -> bool:
        """Return whether a head called as the key repeats, and another is the key."""
        others = (h for h in self.unused if h != head and _names_key(h, self._naming))
        return column == self.key and repeats(self._words(head)) and any(others)

    def _nearly(self) -> None:
        """Take the key, and the heads that are nearly a name, the nearest first."""
        keys = [h for h in self._keys() if not repeats(self._words(h))]
        if len(keys) == 1:
            self._take(self.key, keys[0], BY_HEAD)
        known = self._naming.heads[self._table]
        also = self._naming.also_heads.get(self._table, {})
        for head in self.unused:
            left = {n: c for n, c in known.items() if c in self._left()}
            for close in _like(plain(head), left):
                self._guess(left[close], head, BY_HEAD)
        near = [
            (_nearness(head, name, self._kind(column)), head, column)
            for head in self.unused
            for name, column in {**also, **known}.items()
            if column not in self.of and not self._is_of_keys(column)
        ]
        for score, head, column in sorted(near, key=lambda each: -each[0]):
            if score >= _ALIKE:
                self._guess(column, head, BY_HEAD)
        for head in self.unused:
            if loose(head) in self._naming.of_keys:
                self._take(self.key, head, BY_HEAD)

    def _by_words(self) -> None:
        """Take the heads below which most words are known as codes of one column."""
        shares = [
            (share, head, column)
            for column in self._left()
            if self.known(column)
            for head in self.unused
            if (share := self._fits(column, head) or 0.0) >= 0.5
        ]
        for share, head, column in sorted(shares, key=lambda each: -each[0]):
            rivals = [c for s, h, c in shares if (s, h) == (share, head)]
            if len([c for c in rivals if c not in self.of]) == 1:
                self._take(column, head, BY_WORDS)

    def _by_part(self) -> None:
        """Take the heads with a word that is in the names of one column alone."""
        parts: dict[str, set[str]] = {}
        names = {**self._naming.also_heads.get(self._table, {})}
        for name, column in (names | {**self._naming.heads[self._table]}).items():
            for part in _parts(name, is_day=True):
                parts.setdefault(part, set()).add(column)
        for head in self.unused:
            of_parts = [parts.get(part, set()) for part in _parts(head, is_day=True)]
            alone = {c for columns in of_parts if len(columns) == 1 for c in columns}
            if len(alone) == 1 and not self._is_of_keys(column := alone.pop()):
                self._guess(column, head, BY_HEAD)

    def _by_rest(self) -> None:
        """Take the key, what refers to others, and the only one left of a type."""
        for head in [h for h in self._keys() if not repeats(self._words(h))][:1]:
            self._take(self.key, head, BY_HEAD)
        refers = [c for c in self._left() if self._metadata(c).get("references")]
        self._alone(refers, self._keys())
        for kind in _KINDS:
            of_kind = [c for c in self._left() if self._kind(c) == kind]
            if of_kind:
                heads = [h for h in self.unused if self._fits(of_kind[0], h) == 1]
                self._alone(of_kind, heads)
        coded = [c for c in self._left() if self.known(c)]
        rest = [h for h in self.unused if h not in self._keys()]
        of_few = [h for h in rest if repeats(self._words(h))]
        self._alone(coded, rest if len(rest) == 1 else of_few)

    def _keys(self) -> list[str]:
        return [h for h in self.unused if _names_key(h, self._naming)]

    def is_made(self, column: str) -> bool:
        """Return whether a column is a key made of theirs; that of a client is not."""
        return self._is_of_keys(column) and column != rules.CLIENT

    def _is_of_keys(self, column: str) -> bool:
        return column == self.key or bool(self._metadata(column).get("references"))

    def _alone(self, columns: list[str], heads: list[str]) -> None:
        required = [c for c in columns if not self._columns[c].nullable]
        for each in (columns, required):
            if len(each) == 1 and len(heads) == 1:
                self._guess(each[0], heads[0], BY_REST)

    def _fits(self, column: str, head: str) -> float | None:
        """Return the share of the words below a head that can be of a column."""
        return share(self._kind(column), self.known(column), self._words(head))

    def _kind(self, column: str) -> Any:  # noqa: ANN401
        return rules.kind_of(self._table, column)

    def _metadata(self, column: str) -> Mapping[str, Any]:
        return self._columns[column].metadata or {}

    def known(self, column: str) -> Known:
        """Return what the codes of a column are called."""
        if column not in self._called:
            self._called[column] = Known(self._naming, self._table, column)
        return self._called[column]


@cache
def key_of(table: str) -> str:
    """Return the column that tells the rows of a table apart."""
    columns: dict[str, Any] = contract.TABLES[table].to_schema().columns
    return next(n for n, about in columns.items() if (about.metadata or {}).get("key"))


def repeats(words: TheirWords) -> bool:
    """Return whether a word stands in more rows than one."""
    return any(count > 1 for count, _ in words.counts.values())


def _names_key(head: str, naming: Naming) -> bool:
    """Return whether a head says that a number or code stands below it."""
    *_, last = loose(head).split() or [""]
    return last in naming.of_keys or last.endswith(_KEY_ENDS)


def _like(head: str, names: Iterable[str]) -> list[str]:
    """Return the name that a head is nearly, or that alone is a part of it."""
    close = get_close_matches(head, [*names], 1, 0.75)
    longer = [name for name in names if min(len(name), len(head)) >= _BEGUN]
    within = [name for name in longer if name in head or head in name]
    return close or (within if len(within) == 1 else [])


def _nearness(head: str, name: str, kind: Any) -> float:  # noqa: ANN401
    """Return how near a head is to a name: 1 for the same words, be it shortened."""
    is_day = kind in FORMS
    ours, theirs = (_parts(text, is_day=is_day) for text in (name, head))
    if not ours or not theirs:
        return 0
    pairs = zip(sorted(ours), sorted(theirs), strict=False)
    if len(ours) == len(theirs) and all(_begins(*pair) for pair in pairs):
        return 1
    return SequenceMatcher(None, " ".join(ours), " ".join(theirs)).ratio()


def _parts(text: str, *, is_day: bool) -> list[str]:
    words = [word for word in loose(text).split() if word not in SMALL]
    if not is_day:
        return words
    cut = (word.removeprefix("datum").removesuffix("datum") for word in words)
    return [word for word in cut if word and word not in _DAY_MARKS]


def _begins(ours: str, theirs: str) -> bool:
    short, long = sorted((ours, theirs), key=len)
    return short == long or (len(short) >= _BEGUN and long.startswith(short))
