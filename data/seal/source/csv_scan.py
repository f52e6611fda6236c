"""A CSV file looked through in blocks, to be sure that it is RFC 4180.

What is found sound here need not be walked through line by line (csv_form.py). What is
not, or only may not be, is walked: that alone says what is wrong, and where.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import BinaryIO

    from numpy.typing import NDArray

    Places = NDArray[np.intp]
    Marks = NDArray[np.bool_]

BLOCK = 1 << 18
"""Bytes that are looked through at once."""
_QUOTE, _LF, _CR = b'"\n\r'


@dataclass
class Form:
    """What the records of a sound file come to."""

    rows: int = 0
    longest: int = 0
    is_quoted: bool = False
    folds: list[tuple[int, int]] = field(default_factory=list)
    """Rows that hold line ends, each with the lines added so far."""


class _Unsure(Exception):
    """A block that may not be sound."""


def form_of(lines: BinaryIO, delimiter: str, fields: int, longest: int) -> Form | None:
    """Return what the records after a header come to; None where one may be unsound.

    A record of more than `longest` bytes is not looked through.
    """
    form, rest = Form(), b""
    try:
        while read := lines.read(BLOCK):
            rest = _whole(form, rest + read, ord(delimiter), fields)
            if len(rest) > longest:
                return None
        if rest:
            if rest.endswith(b"\r") or _whole(
                form, rest + b"\n", ord(delimiter), fields
            ):
                return None
    except (_Unsure, UnicodeDecodeError):
        return None
    return form if form.longest <= longest else None


def _whole(form: Form, block: bytes, delimiter: int, fields: int) -> bytes:
    """Add the whole records of a block, at whose start one begins; return the rest."""
    signs = np.frombuffer(block, np.uint8)
    outside = None
    if b'"' in block:
        outside = ~np.logical_xor.accumulate(signs == _QUOTE)
    ends = _places(signs == _LF, outside)
    if not ends.size:
        return block
    size = int(ends[-1]) + 1
    block, rest = block[:size], block[size:]
    signs = signs[:size]
    if not block.isascii():
        block.decode()
    if b"\0" in block:
        raise _Unsure
    starts = np.concatenate(([0], ends[:-1] + 1))
    lengths = ends - starts
    if outside is not None:
        outside = outside[:size]
        form.is_quoted |= _quotes_stand_well(signs, delimiter)
        _fold(form, ends, np.flatnonzero((signs == _LF) & ~outside))
    if b"\r" in block:
        returns = _places(signs == _CR, outside)
        _ask(signs[returns + 1] == _LF)
        lengths = lengths - (signs[ends - 1] == _CR)
    delimiters = _places(signs == delimiter, outside)
    if delimiters.size != ends.size * (fields - 1):
        raise _Unsure
    if fields > 1:
        by_row = delimiters.reshape(ends.size, fields - 1)
        _ask((by_row[:, 0] >= starts) & (by_row[:, -1] < ends))
    _ask(lengths > fields - 1)  # neither blank nor without any value
    form.rows += ends.size
    form.longest = max(form.longest, int(lengths.max()))
    return rest


def _ask(holds: Marks) -> None:
    if not holds.all():
        raise _Unsure


def _places(marks: Marks, outside: Marks | None) -> Places:
    """Return where a sign is that no quotes are around."""
    return np.flatnonzero(marks if outside is None else marks & outside)


def _quotes_stand_well(signs: NDArray[np.uint8], delimiter: int) -> bool:
    """Ask that quotes are around whole fields, or twice; return whether there are."""
    quotes = np.flatnonzero(signs == _QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, signs[opening - 1], _LF)
    _ask(np.isin(before, (delimiter, _LF, _QUOTE)))
    _ask(np.isin(signs[closing + 1], (delimiter, _LF, _CR, _QUOTE)))
    return bool(quotes.size)


def _fold(form: Form, ends: Places, inside: Places) -> None:
    """Add the rows that hold line ends."""
    folded = form.folds[-1][1] if form.folds else 0
    rows, added = np.unique(np.searchsorted(ends, inside), return_counts=True)
    totals = folded + np.cumsum(added)
    form.folds += [
        (form.rows + int(row) + 1, int(total))
        for row, total in zip(rows, totals, strict=True)
    ]
