"""A workbook that is a source: a sheet for each table that people keep by hand.

Heads and codes are called as the reader's language calls them; `data.seal` reads them
back. A sheet that is still to be filled in has one row, marked as an example, which is
never read as a record.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

import polars as pl
import xlsxwriter

from data import policy
from data.contract.fields import EARLIEST, HOME
from data.contract.naming import SEVERAL
from data.export.source_names import BY_HAND, columns_of, demands, labels
from data.export.workbook import MOST, OPTIONS, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from data.words import Words

MADE = datetime(1980, 1, 1)
"""When a workbook says that it was made: the same names give the same bytes."""
WIDE, WIDEST = 14, 40
FORMS: dict[Any, dict[str, Any]] = {
    pl.Date: {"num_format": "yyyy-mm-dd", "align": "left"},
    pl.Datetime: {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    pl.Int64: {"num_format": "0", "align": "left"},
}
"""How cells are shown; all others are text."""
Row = dict[str, Any]


def write(
    file: BinaryIO, words: Words, rows: Mapping[str, Iterable[Row] | None]
) -> None:
    """Write a workbook with the rows of each table; None leaves it to be filled in."""
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": words("workbook.title"), "created": MADE})
        _about(book, words)
        sheets = {
            table: book.add_worksheet(words.code("table", table)) for table in BY_HAND
        }
        lists = _lists(book, words)
        for table, sheet in sheets.items():
            _Sheet(book, sheet, words, table, lists).fill(rows.get(table))


def _about(book: xlsxwriter.Workbook, words: Words) -> None:
    """Write the sheet that says how the others are filled in."""
    sheet = book.add_worksheet(words("workbook.sheet_about"))
    sheet.set_column(0, 0, 100)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, words("workbook.title"), bold)
    lines = words(
        "workbook.about", example=words("workbook.example"), several=SEVERAL
    ).splitlines()
    for at, line in enumerate(lines, 2):
        sheet.write_string(at, 0, line, wrapped)


def _lists(book: xlsxwriter.Workbook, words: Words) -> dict[tuple[str, str], str]:
    """Write what may be chosen, each list once; return where it is, by column."""
    name = words("workbook.sheet_lists")
    sheet = book.add_worksheet(name)
    sheet.hide()
    places: dict[tuple[str, ...], str] = {}
    chosen_from: dict[tuple[str, str], str] = {}
    for table in BY_HAND:
        for column in columns_of(table):
            chosen = tuple(labels(words, table, column).values())
            if not chosen:
                continue
            if chosen not in places:
                at = len(places)
                sheet.write_column(0, at, chosen)
                places[chosen] = _range(name, at, 0, len(chosen) - 1)
            chosen_from[table, column] = places[chosen]
    return chosen_from


def _range(sheet: str, column: int, first: int, last: int) -> str:
    cells = xlsxwriter.utility.xl_range_abs(first, column, last, column)
    return f"='{sheet}'!{cells}"


class _Sheet:
    """One table's sheet, as it is written."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        sheet: Worksheet,
        words: Words,
        table: str,
        lists: Mapping[tuple[str, str], str],
    ) -> None:
        self._book, self._sheet, self._words = book, sheet, words
        self._table, self._lists = table, lists
        self._columns = columns_of(table)

    def fill(self, rows: Iterable[Row] | None) -> None:
        """Write the heads with their checks, and the rows or an example."""
        self._sheet.freeze_panes(1, 1)
        for at, name in enumerate(self._columns):
            self._head(at, name)
        marked = {"italic": True, "font_color": "#595959"} if rows is None else {}
        forms = [self._format(name, marked) for name in self._columns]
        for line, row in enumerate(
            [_example(self._words, self._table)] if rows is None else rows, 1
        ):
            for at, (name, form) in enumerate(zip(self._columns, forms, strict=True)):
                self._cell(line, at, row[name], name, form)

    def _head(self, at: int, name: str) -> None:
        words, column = self._words, self._columns[name]
        head, is_needed = words.column(name), not column.nullable
        look = {"bold": True, "bottom": 2 if is_needed else 1, "text_wrap": True}
        self._sheet.write_string(0, at, head, self._book.add_format(look))
        lines = demands(words, self._table, name)
        if (column.metadata or {}).get("key"):
            lines.append(words("workbook.form", like=_key(self._table)))
        checks = "\n".join(f"– {line}" for line in lines)
        self._sheet.write_comment(
            0, at, f"{head}\n{checks}", {"x_scale": 2.5, "y_scale": 1.8}
        )
        self._sheet.set_column(
            at, at, min(max(WIDE, len(head) + 2), WIDEST), self._format(name, {})
        )
        if choice := self._choice(name):
            self._sheet.data_validation(1, at, MOST, at, choice)

    def _format(self, name: str, more: dict[str, Any]) -> Format:
        kind = self._columns[name].dtype.type.base_type()
        return self._book.add_format(FORMS.get(kind, {"num_format": TEXT}) | more)

    def _choice(self, name: str) -> dict[str, Any] | None:
        """Return what Excel offers in the cells of a column, and what it refuses."""
        words, column = self._words, self._columns[name]
        kind = column.dtype.type.base_type()
        wrong = {"error_message": words("workbook.choose")}
        if referred := (column.metadata or {}).get("references"):
            keys = f"'{words.code('table', referred)}'!$A"
            source = f"=OFFSET({keys}$2,0,0,MAX(1,COUNTA({keys}:$A)-1),1)"
            return {"validate": "list", "source": source, "show_error": False}
        if source := self._lists.get((self._table, name), ""):
            free = {"show_error": False} if kind == pl.List else {}
            return {"validate": "list", "source": source} | wrong | free
        if kind == pl.Date:
            wrong["error_message"] = words("asked.date")
            return {"validate": "date", "criteria": ">=", "value": EARLIEST} | wrong
        return None

    def _cell(self, line: int, at: int, value: Any, name: str, form: Format) -> None:  # noqa: ANN401
        if value is None:
            return
        called = labels(self._words, self._table, name)
        match value:
            case datetime():
                here = value.astimezone(ZoneInfo(HOME))
                if _is_plain(here):
                    self._sheet.write_datetime(
                        line, at, here.replace(tzinfo=None), form
                    )
                else:
                    self._sheet.write_string(line, at, here.isoformat(), form)
            case date():
                self._sheet.write_datetime(line, at, value, form)
            case bool():
                self._sheet.write_string(line, at, called[str(value).lower()], form)
            case int():
                self._sheet.write_number(line, at, value, form)
            case list():
                several = f"{SEVERAL} ".join(called[code] for code in value)
                self._sheet.write_string(line, at, several, form)
            case _:
                self._sheet.write_string(line, at, called.get(value, value), form)


def _is_plain(here: datetime) -> bool:
    """Return whether a cell without an offset tells this moment.

    Not in the hour that comes twice, nor at midnight, which a cell cannot tell from a
    day without a time, nor with less than a second.
    """
    twice = here.replace(fold=1 - here.fold).utcoffset() != here.utcoffset()
    return not twice and here.time() != time() and here.microsecond == 0


def _example(words: Words, table: str) -> Row:
    """Return a row that keeps every check, its key marked as an example's."""
    columns = columns_of(table)
    row: Row = dict.fromkeys(columns)
    for name, column in columns.items():
        metadata = column.metadata or {}
        where = [r for r in metadata.get("relations", ()) if r.kind == "set_where"]
        if column.nullable and not any(row[r.other] in r.values for r in where):
            continue
        referred = metadata.get("references")
        row[name] = _key(referred) if referred else _value(words, table, name)
    key = next(iter(columns))
    row[key] = f"{words('workbook.example')} {row[key]}"
    return row


def _value(words: Words, table: str, name: str) -> Any:  # noqa: ANN401
    column = columns_of(table)[name]
    if (column.metadata or {}).get("key"):
        return _key(table)
    kind = column.dtype.type.base_type()
    if kind == pl.Boolean:
        return False
    if kind == pl.Date:
        return _day()
    if kind == pl.Datetime:
        return datetime.combine(_day(), time(12), UTC)
    if kind == pl.Int64:
        return 0
    chosen = next(iter(labels(words, table, name)), None)
    if chosen is None:
        return words(f"workbook.examples.{table}_{name}")
    return [chosen] if kind == pl.List else chosen


def _key(table: str) -> str:
    """Return a key of the form that a table asks for."""
    column = next(iter(columns_of(table).values()))
    pattern: str = column.checks[0].statistics["pattern"]
    pattern = pattern.strip("^$").replace("[0-9]{4}-", f"{_day().year}-")
    pattern = re.sub(r"\[A-Z\]\{1[^}]*\}", table[0].upper(), pattern)
    return re.sub(r"\[0-9\]\{(\d+)[^}]*\}", lambda n: "1".zfill(int(n[1])), pattern)


def _day() -> date:
    """Return a day that any snapshot may hold: of the newest statement."""
    day: date = max(policy.load("statements")["version"])
    return day
