"""How far the cells of a sheet reach: its reader makes room for all up to the last.

What a sheet says of that itself need not be so, and a kilobyte with one far cell would
take all memory there is. Of an .ods file the reader looks itself. A sheet is measured
by the length of its numbers first, and cell by cell only where that is too far.
"""

from __future__ import annotations

import re

_PLACE = re.compile(
    rb"<(?:\w+:)?(?:row|c)\s(?:[^<>]*?\s)?"
    rb"""r\s*=\s*["']([A-Za-z]*)([0-9]+)["']"""
)
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_BARE = re.compile(
    rb"<(?:\w+:)?(row|c)"
    rb"""(?:\s+(?!r\s*=)[^\s>=/]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>"""
)
"""A row or a cell that does not say which it is: the one behind the last."""
_TAGS = (b"<c ", b"<c>", b"<c/", b"<row ", b"<row>", b"<row/")
_USUAL = (b'<c r="', b'<row r="')
"""How a row or a cell begins, and how it does in nearly every file."""
_PREFIXED = re.compile(rb"<\w+:(?:c|row)\b")
_LETTERS, _NUMBERS = re.compile(rb'<c r="([A-Z]+)'), re.compile(rb'<row r="([0-9]+)"')
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14
"""Of any sheet that there can be."""


class Rough:
    """About how far a sheet reaches, as its pieces come by: never too little."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._digits = self._column = 0
        self._is_usual = True

    def take(self, chunk: bytes) -> None:
        """Take the next piece; a tag that is cut off at its end is in the next one."""
        whole = chunk[: chunk.rfind(b">") + 1]
        usual, tags = (sum(map(whole.count, signs)) for signs in (_USUAL, _TAGS))
        columns, numbers = {*_LETTERS.findall(whole)}, {*_NUMBERS.findall(whole)}
        self._column = max(self._column, *map(column_of, columns), 0)
        self._digits = max(self._digits, *map(len, numbers), 0)
        longer = rb'<c r="[A-Z]+[0-9]{%d}' % (self._digits + 1)
        if usual != tags or re.search(longer, whole) or _PREFIXED.search(whole):
            self._is_usual = False

    def is_within(self, cells: int) -> bool:
        """Return whether it has no more cells, as far as that can be told."""
        most = (10**self._digits - 1) * self._column
        return self._is_usual and most <= cells


class Reach:
    """The furthest row and column of a sheet, found as its pieces come by."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._row = self._column = 0
        self._bare_rows = self._in_row = self._widest = 0
        self._has_bare = False

    def take(self, chunk: bytes) -> None:
        """Take the next piece."""
        places = set(_PLACE.findall(chunk))
        numbers = {number for _, number in places}
        self._row = max(self._row, *map(_number, numbers), 0)
        columns = {letters for letters, _ in places}
        self._column = max(self._column, *map(column_of, columns), 0)
        bare = _BARE.findall(chunk)
        self._bare_rows += bare.count(b"row")
        self._has_bare = self._has_bare or b"c" in bare
        first, *others = (piece.count(b"<") for piece in _ROW.split(chunk))
        self._widest = max(self._widest, self._in_row + first, *others, 0)
        self._in_row = others[-1] if others else self._in_row + first

    @property
    def cells(self) -> int:
        """Return how many cells that is, at least as many as there are."""
        columns = self._column + (self._widest if self._has_bare else 0)
        return (self._row + self._bare_rows) * columns

    @property
    def last(self) -> str:
        """Return the cell that is the furthest in both."""
        letters, rest = "", min(self._column, _LAST_COLUMN)
        while rest:
            rest, place = divmod(rest - 1, 26)
            letters = chr(ord("A") + place) + letters
        return f"{letters}{min(self._row + self._bare_rows, _LAST_ROW)}"


def column_of(letters: bytes) -> int:
    """Return the number of a column by its letters, from 1; 0 for none."""
    number = 0
    for letter in letters[:8].upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def _number(digits: bytes) -> int:
    return int(digits[:20])
