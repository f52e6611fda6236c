"""What a cell of theirs becomes in the contract's form, as the engine works it out."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
from duckdb import ConstantExpression as Constant
from duckdb import FunctionExpression as Call

from data import contract
from data.seal.mapping.rules import LISTED, kind_of

if TYPE_CHECKING:
    from duckdb import Expression

    from data.seal.mapping.form import ColumnMap, TableMap

_GROUP = re.compile(r"\[0-9\]\{(?:\d+,)?(\d+)\}")
_LEAST = re.compile(r"\[0-9\]\{(\d+)")
_AS_STORED = {pl.Date: "%Y-%m-%d", pl.Datetime: "%Y-%m-%d %H:%M:%S"}
"""How a workbook's own dates and times stand in the text of a cell (sheets.py)."""


class Cells:
    """The cells of a table of theirs, column by column of the contract."""

    def __init__(
        self,
        table: str,
        form: TableMap,
        texts: dict[str, Expression],
        *,
        of_workbook: bool,
    ) -> None:
        """Take what the engine reads of each of their columns as a text."""
        self._table, self._form, self._texts = table, form, texts
        self._of_workbook = of_workbook

    def of(self, name: str) -> tuple[Expression, Expression | None]:
        """Return what stands in a column, and what a word of theirs was made into.

        The second is null where the mapping does not have the word; None where the
        column takes any.
        """
        column = self._form.columns[name]
        if column.const is not None:
            return _constant(column.const), None
        if column.key is not None:
            return made_key(_pattern(self._table, name), self.parts(column)), None
        cell = self._cell(name, column)
        made = self._made(name, column, cell)
        return (cell, None) if made is None else (Call("first_of", made, cell), made)

    def parts(self, column: ColumnMap) -> Expression:
        """Return the cells of theirs that tell one row from another, as a list."""
        empty = _words(column.empty_words or self._form.empty_words)
        heads = [Call("their_cell", self._texts[h], empty) for h in column.heads]
        return Call("list_value", *heads)

    def is_there(self, name: str) -> Expression:
        """Return the cell of a column without the words that stand for nothing."""
        return self._cell(name, self._form.columns[name])

    def _cell(self, name: str, column: ColumnMap) -> Expression:
        about = contract.TABLES[self._table].to_schema().columns[name].metadata or {}
        is_free = about.get("search") and not column.codes
        empty = column.empty_words or self._form.empty_words
        reader = "their_text" if is_free else "their_cell"
        return Call(reader, self._texts[column.head or ""], _words(empty))

    def _made(
        self, name: str, column: ColumnMap, cell: Expression
    ) -> Expression | None:
        kind = kind_of(self._table, name)
        if kind in _AS_STORED and column.format:
            return self._moment(kind, column, cell)
        if kind == pl.Boolean:
            true = column.true_words or self._form.true_words
            false = column.false_words or self._form.false_words
            if true or false:
                return Call("mapped_flag", cell, _words(true), _words(false))
        theirs, ours = _words(column.codes or ()), _ours(column.codes or {})
        if kind == pl.List and (column.codes or column.delimiter):
            between = Constant(column.delimiter or LISTED)
            if column.codes:
                return Call("mapped_codes", cell, between, theirs, ours)
            return Call("parted_codes", cell, between)
        return Call("mapped_code", cell, theirs, ours) if column.codes else None

    def _moment(
        self, kind: type[pl.DataType], column: ColumnMap, cell: Expression
    ) -> Expression:
        """Return a day or time by its form, or as a workbook stores its own."""
        zone = Constant(column.timezone)
        forms = [column.format]
        if self._of_workbook and (kind == pl.Date or column.timezone):
            forms.append(_AS_STORED[kind])  # a time without a zone tells no moment
        made = []
        for form in map(Constant, forms):
            if kind == pl.Date:
                made.append(Call("mapped_day", cell, form))
            elif column.timezone:
                made.append(Call("mapped_clock", cell, form, zone))
            else:
                made.append(Call("mapped_moment", cell, form))
        return made[0] if len(made) == 1 else Call("first_of", *made)


def _constant(value: bool | int | date | str) -> Expression:
    """Return a value as the text that every row has; null for an empty one."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Constant(text or None).cast("VARCHAR")


def _words(words: tuple[str, ...] | dict[str, str]) -> Expression:
    return Constant(["", *words])


def _ours(codes: dict[str, str]) -> Expression:
    return Constant([None, *codes.values()])


def _pattern(table: str, name: str) -> tuple[str, str]:
    """Return the form of the key that a column has or refers to, and its beginning."""
    columns = contract.TABLES[table].to_schema().columns
    referred = (columns[name].metadata or {}).get("references")
    if referred:
        table = referred
        columns = contract.TABLES[table].to_schema().columns
    of_key = next(c for c in columns.values() if (c.metadata or {}).get("key"))
    pattern: str = of_key.checks[0].statistics["pattern"]
    fixed = re.match(r"\^([A-Z]+)-", pattern)
    return pattern, fixed[1] if fixed else table[:3].upper()


def made_key(pattern: tuple[str, str], parts: Expression) -> Expression:
    """Return the key that is made of some cells: always the same of the same ones.

    A number keeps its digits; all else becomes the digits of its hash.
    """
    form, first = pattern
    widths = [int(width) for width in _GROUP.findall(form)]
    least = _LEAST.findall(form)
    digits = Call("made_digits", parts, Constant(sum(widths)))
    if len(widths) > 1:
        return Call("key_in_two", Constant(first), digits, *map(Constant, widths))
    return Call("key_in_one", Constant(first), digits, Constant(int(least[0])))
