"""Make the tables of the contract from an organisation's own files, by its mapping.

A table of theirs becomes one in the contract's form, as text, in the order of its rows.
A word that the mapping does not have is an error and never a guess; its cell goes on as
it stands, so that the rest of its row is checked as ever.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb
import polars as pl
from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Constant
from duckdb import FunctionExpression as Call

from data import contract
from data.identifiers import printable_name
from data.refusal import nearest
from data.seal import load, mapping, source
from data.seal.mapped.cells import Cells
from data.seal.mapping.rules import CLIENT, CODED, LISTED, kind_of
from data.seal.report import SHOWN, Example, Failure
from data.seal.source import delivery, value_hints
from data.seal.source.file import SourceFile
from data.seal.source.value_hints import MOST, RefusedCodes, of_cells
from data.snapshot import is_day

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection, Expression

    from data.seal.mapping.form import ColumnMap, TableMap
    from data.seal.source.book import Book

_STAGED = "theirs"
"""The table that one of theirs is made in."""
_ABOUT_WORDS = ("reads as ", "one of its codes", "each one of its codes")
"""How the checks begin that look at a cell's words alone."""
_WRITTEN = {
    **dict.fromkeys("dmHMSI", r"\d{1,2}"),
    **{"Y": r"\d{4}", "f": r"\d{1,6}", "z": r"\S+", "p": "[AaPp][Mm]"},
}
"""How each part of a form is written."""
NUMBERS = (
    "Numbers of their own? `month` makes pseudonyms of them; by hand `map apply` and "
    "`pseudonymise` go before the seal."
)
_EMPTY = "Words that say nothing go into `missingValues` of the column."
_NOTHING = Constant(None).cast("VARCHAR")


def files(
    con: DuckDBPyConnection,
    folder: Path,
    not_delivered: Collection[str],
    book: Book,
    work: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[dict[str, SourceFile], list[Failure]]:
    """Return the file of every table in the contract's form, and what mapping refuses.

    A table of whose mapping something is wrong has no file.
    """
    forms = mapping.read(folder)
    made: dict[str, SourceFile] = {}
    failures = list(forms.failures)
    if failures and not forms.files:  # no table can be told from one of their own
        return made, failures
    for table in source.expected(folder, not_delivered, book):
        if twice := _twice(folder, table, forms, book):
            failures.append(twice)
        elif table in forms.tables:
            tell(f"mapping {table}")
            file, refused = _map(con, folder, table, forms.tables[table], work)
            failures += refused
            if file is not None:
                made[table] = file
        elif table not in forms.files:
            made[table] = delivery.find(folder, table, book, work)
    return made, failures


def _twice(
    folder: Path, table: str, forms: mapping.Mapping, book: Book
) -> Failure | None:
    """Refuse a table that is mapped and has a file or a sheet of its own too."""
    if table not in forms.files:
        return None
    others = {path.name for path in source.files_of(folder, table)}
    others -= {*forms.files.values()}
    others |= {str(book.files[table].sheet)} if table in book.files else set()
    if not others:
        return None
    check = f"mapping: it is there as {', '.join(sorted(others))} too"
    return Failure(table, None, check, hint="Take it out, or take it from the mapping.")


def without_repeats(
    checked: list[Failure], refused: list[Failure], forms: mapping.Mapping
) -> list[Failure]:
    """Return what the checks refuse, but for cells that the mapping refused already.

    Every other cell of such a column was made to read, and is one of the codes. Client
    numbers of their own are told what is done with them.
    """
    for failure in checked:
        is_key = failure.column == CLIENT and failure.check.startswith("of the form")
        if is_key and failure.table in forms.tables:
            failure.hint = NUMBERS
        if failure.table in forms.tables and value_hints.has_words(failure.hint):
            failure.hint = f"{failure.hint} {_EMPTY}"
    columns = {(failure.table, failure.column) for failure in refused}
    checked = [each for each in checked if not forms.lacks(each)]
    return [
        failure
        for failure in checked
        if (failure.table, failure.column) not in columns
        or not failure.check.startswith(_ABOUT_WORDS)
    ]


def _map(
    con: DuckDBPyConnection, folder: Path, table: str, form: TableMap, work: Path
) -> tuple[SourceFile | None, list[Failure]]:
    """Make one table; return its file, if it could be read, and what is refused."""
    theirs = delivery.find_theirs(folder, table, form, work)
    if theirs.failure is not None:
        return theirs, []
    theirs.places = {
        name: theirs.columns.index(column.head)
        for name, column in form.columns.items()
        if column.head in theirs.columns
    }
    absent = list(_absent(theirs, form))
    if absent:
        return None, absent
    try:
        _stage(con, theirs, form)
    except duckdb.Error:
        if not theirs.is_parquet or load.reads(con, theirs):
            raise
        theirs.failure = source.unreadable(table)
        return theirs, []
    refused = [*_unmapped(con, theirs, form), *_alike(con, table)]
    for failure in refused:
        theirs.locate(failure)
    columns = [*contract.TABLES[table].to_schema().columns]
    made = SourceFile(table, work / f"{table}.mapped.parquet", columns)
    con.table(_STAGED).select(*map(Column, columns)).write_parquet(str(made.path))
    con.execute("drop table theirs")
    made.delivered, made.header_row = theirs.origin, theirs.header_row
    made.folds, made.rows = theirs.folds, theirs.rows
    made.sheet, made.places = theirs.sheet, theirs.places
    return made, refused


def _absent(file: SourceFile, form: TableMap) -> Iterator[Failure]:
    """Return the columns whose head is not in the file."""
    for name, column in form.columns.items():
        for head in column.heads:
            if head not in file.columns:
                written = printable_name(head)
                others = [n for n in map(printable_name, file.columns) if n != "…"]
                check = f"mapping: {_called(form)} has no column {written}"
                hint = nearest(written, others).strip() or None
                yield Failure(file.table, name, check, hint=hint)


def _called(form: TableMap) -> str:
    """Return what a file of theirs is called, and its sheet."""
    of_sheet = f", sheet {printable_name(form.sheet)}" if form.sheet else ""
    return printable_name(form.file) + of_sheet


def _stage(con: DuckDBPyConnection, file: SourceFile, form: TableMap) -> None:
    """Make a table of theirs: its cells, the names of those unmapped, and its key's."""
    rows = load.rows_of(con, file)
    cells = Cells(file.table, form, rows.texts, of_workbook=file.by_place)
    values: list[Expression] = []
    unread: list[Expression] = []
    parts: Expression = _NOTHING
    for name, about in contract.TABLES[file.table].to_schema().columns.items():
        value, made = cells.of(name)
        values.append(value.alias(name))
        if made is not None:
            there = cells.is_there(name)
            unread.append(Call("unread", there, made, Constant(name)))
        column = form.columns[name]
        if column.key and (about.metadata or {}).get("key"):
            parts = Call("array_to_string", cells.parts(column), Constant("\x1f"))
            values.append(value.alias("key"))
    if parts is _NOTHING:
        values.append(_NOTHING.alias("key"))
    names = Call("names_of", Call("list_value", *unread, _NOTHING)).alias("unread")
    place = rows.place.alias("row")
    staged = rows.relation.select(place, *values, names, parts.alias("parts"))
    staged.create(_STAGED)


def _unmapped(
    con: DuckDBPyConnection, file: SourceFile, form: TableMap
) -> Iterator[Failure]:
    """Return of each column how many cells have what its mapping does not."""
    for name, column in form.columns.items():
        has = Call("list_contains", Column("unread"), Constant(name))
        failing = con.table(_STAGED).filter(has)
        count = failing.aggregate("count(*)").fetchall()[0][0]
        if not count:
            continue
        first = failing.select("row").order("row").limit(SHOWN).fetchall()
        texts = failing.order("row").limit(MOST).select(Column(name)).fetchall()
        what, hint = _said_of(file.table, name, column, [text for (text,) in texts])
        check = f"mapping: {what} in {_called(form)}"
        examples = [Example(file.line(row), None) for (row,) in first]
        yield Failure(file.table, name, check, count, examples, hint)


def _said_of(
    table: str, name: str, column: ColumnMap, texts: list[str]
) -> tuple[str, str | None]:
    """Return what cells of a column are not, and what they look like."""
    kind = kind_of(table, name)
    if kind in CODED:
        refused = RefusedCodes(frozenset(column.codes or ()))
        between = column.delimiter or LISTED
        cells = pl.Series(texts, dtype=pl.String)
        parts = cells.str.split(between).list.eval(pl.element().str.strip_chars())
        refused.add(parts if kind == pl.List else cells)
        return "a word that is not among its `codes`", refused.hint("Words")
    if kind == pl.Boolean:
        what = "a word that is neither among trueValues nor falseValues"
        return what, of_cells(kind, texts)
    return f"what is not written as {column.format}", _looks(kind, column, texts)


def _looks(kind: object, column: ColumnMap, texts: list[str]) -> str | None:
    """Return what days or times look like that do not read by their form."""
    written = re.escape(column.format or "")
    form = re.compile(re.sub("%(.)", lambda part: _WRITTEN[part[1]], written))
    right = [text for text in texts if form.fullmatch(text.strip())]
    ours = [text for text in texts if text not in right and is_day(text.strip())]
    others = [text for text in texts if text not in {*right, *ours}]
    wrong = "no day of the calendar"
    if kind == pl.Date and "%H" in written:
        wrong = f"a time that is not midnight, or {wrong}"
    elif column.timezone:
        wrong = f"a time that its clock shows twice or never, or {wrong}"
    counts = {wrong: len(right), "written as YYYY-MM-DD": len(ours)}
    known = [f"{n:,} {what}" for what, n in counts.items() if n]
    sentence = f"Found: {'; '.join(known)}." if known else ""
    looks = of_cells(kind, others)
    empty = _EMPTY if value_hints.has_words(looks) else None
    return " ".join(filter(None, [sentence, looks, empty])) or None


def _alike(con: DuckDBPyConnection, table: str) -> Iterator[Failure]:
    """Refuse keys that were made of different cells and came out the same."""
    keys = con.table(_STAGED).aggregate("key, count(distinct parts) as n", "key")
    count = keys.filter("n > 1").aggregate("count(*)").fetchall()[0][0]
    if count:
        check = "mapping: `key` makes the same key of different cells"
        hint = "Name a column with whole numbers, or make the key in the export."
        name = contract.TABLES[table].to_schema().columns
        key = next(n for n, c in name.items() if (c.metadata or {}).get("key"))
        yield Failure(table, key, check, count, hint=hint)
