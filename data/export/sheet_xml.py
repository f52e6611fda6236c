"""Rows of a sheet in the XML of a workbook, a batch at a time.

XlsxWriter makes the book, but would write a million rows cell by cell for
minutes while every other thread waits. Polars writes the same XML as text, an
order of magnitude faster and beside the other threads; a test holds it, byte
for byte, against what XlsxWriter writes.

A date is a number of days, as spreadsheets count them. What they cannot hold as
it is stays a text: a day before 1 March 1900, since they disagree on those, a
whole number of more than fifteen digits, and what is no number.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs
from xlsxwriter.utility import xl_col_to_name

if TYPE_CHECKING:
    from collections.abc import Sequence

EPOCH = 25_569
"""1 January 1970, counted as spreadsheets do."""
DAY_US = 86_400_000_000
FIRST = date(1900, 3, 1)
EXACT = 10**15
LONGEST = 32_767
"""Signs of a text that a cell can hold."""
_CONTROL = [*range(9), *range(11, 32), 0xFFFE, 0xFFFF]
_ESCAPED = {chr(code): f"_x{code:04X}_" for code in _CONTROL} | {
    "_x": "_x005F_x",
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
}
"""What XML cannot hold, and what would read as the escape of it."""


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Join several codes in one field by `|`, as every file does."""
    return frame.with_columns(cs.list().list.join("|"))


def longest(frame: pl.DataFrame) -> int:
    """Return the size of the longest text, counted no shorter than Excel would."""
    sizes = cs.string().str.len_bytes().max()
    size: int = frame.select(pl.max_horizontal(pl.lit(0), sizes)).item()
    return size


def rows(frame: pl.DataFrame, styles: Sequence[str], first: int) -> bytes:
    """Write a flat frame as rows of a sheet, from row `first` on.

    `styles` says of each column which of the book's formats its cells have.
    """
    row = pl.int_range(first, first + len(frame)).cast(pl.String)
    cells = [
        _cell(frame.schema[name], pl.col(name), pl.concat_str(_text(at), row), style)
        for name, at, style in zip(
            frame.columns, map(xl_col_to_name, range(frame.width)), styles, strict=True
        )
    ]
    whole = pl.concat_str(_text('<row r="'), row, _text('">'), *cells, _text("</row>"))
    text: str = frame.select(whole.str.join("")).item()
    return text.encode()


def _cell(kind: pl.DataType, value: pl.Expr, at: pl.Expr, style: str) -> pl.Expr:
    """Write a cell by its column's type; nothing at all where it is null."""
    if kind == pl.String:
        made = _inline(value, at, style)
    elif kind == pl.Boolean:
        flag = value.cast(pl.Int8).cast(pl.String)
        made = _number(flag, at, f'{style} t="b"')
    else:
        number, fits = _counted(kind, value)
        plain = _inline(value.cast(pl.String), at, "")
        made = pl.when(fits).then(_number(number, at, style)).otherwise(plain)
    return made.fill_null("")


def _counted(kind: pl.DataType, value: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return a number as text, and whether a spreadsheet holds it as it is."""
    if kind == pl.Date:
        days = value.cast(pl.Int32) + EPOCH
        return days.cast(pl.String), value >= FIRST
    if isinstance(kind, pl.Datetime):
        days = (value.dt.epoch("us") + EPOCH * DAY_US) / DAY_US
        return days.cast(pl.String), value.dt.date() >= FIRST
    if kind.is_float():
        return value.cast(pl.String).str.strip_suffix(".0"), value.is_finite()
    return value.cast(pl.String), value.is_between(-EXACT, EXACT, closed="none")


def _number(text: pl.Expr, at: pl.Expr, style: str) -> pl.Expr:
    return pl.concat_str(
        _text('<c r="'), at, _text(f'"{style}><v>'), text, _text("</v></c>")
    )


def _inline(text: pl.Expr, at: pl.Expr, style: str) -> pl.Expr:
    """Write a text in its own cell: never a formula, a link or a number."""
    blank = text.str.contains(r"^[ \t\n]|[ \t\n]$")
    kept = pl.when(blank).then(_text(' xml:space="preserve"')).otherwise(_text(""))
    return pl.concat_str(
        _text('<c r="'),
        at,
        _text(f'"{style} t="inlineStr"><is><t'),
        kept,
        _text(">"),
        text.str.replace_many(_ESCAPED),
        _text("</t></is></c>"),
    )


def _text(text: str) -> pl.Expr:
    return pl.lit(text, dtype=pl.String)
