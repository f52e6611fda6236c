"""What is wrong with the mapping of a table, told by column before a file is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import polars as pl

from data import contract
from data.identifiers import printable_name
from data.refusal import nearest
from data.seal.report import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.seal.mapping.form import ColumnMap, TableMap

ENCODINGS = ("utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "cp850", "utf-16")
WORKBOOKS = ("xlsx", "ods")
CLIENT = "client_id"
_DIRECTIVE = re.compile(r"%(.?)")
_DAY, _CLOCK, _OFFSET = {"Y", "m", "d"}, {"H", "M", "S", "f", "I", "p"}, {"z"}
LISTED = "|"
"""What stands between the codes of a list, in the contract."""
CODED = (pl.String, pl.List)
"""The types of columns whose cells are words."""
_OWN: dict[str, tuple[Any, ...]] = {
    "format": (pl.Date, pl.Datetime),
    "timezone": (pl.Datetime,),
    "trueValues": (pl.Boolean,),
    "falseValues": (pl.Boolean,),
    "codes": CODED,
    "delimiter": (pl.List,),
}
"""The options that columns of some types alone have."""


def kind_of(table: str, name: str) -> Any:  # noqa: ANN401
    """Return the type of a column of the contract."""
    return contract.TABLES[table].to_schema().columns[name].dtype.type.base_type()


def codes_of(table: str, name: str) -> frozenset[str]:
    """Return the codes that a column of the contract has; none where it is open."""
    allowed: set[str] = set()
    for check in contract.TABLES[table].to_schema().columns[name].checks:
        about = check.statistics or {}
        allowed |= {*(about.get("allowed_values") or about.get("allowed") or ())}
    return frozenset(allowed)


def wrong(table: str, made: TableMap) -> Iterator[Failure]:
    """Return what is wrong with the mapping of a table."""
    for sentence in of_file(made):
        yield Failure(table, None, f"mapping: {sentence}")
    columns = contract.TABLES[table].to_schema().columns
    for name in made.not_kept:
        if (column := made.columns.get(name)) and column.const != "":
            sentence = "mapping: is in `notKept` and has a place too"
            yield Failure(table, printable_name(name), sentence)
    for name in made.columns.keys() - columns.keys():
        written = printable_name(name)
        yield Failure(
            table,
            written,
            "mapping: unknown column",
            hint=_meant(written, columns.keys() - made.columns.keys()),
        )
    for name, column in columns.items():
        if name not in made.columns:
            empty = " or a place in `notKept`" if column.nullable else ""
            yield Failure(table, name, f"mapping: needs `from`, `key`{empty}")
        else:
            for sentence in _of_column(table, name, made.columns[name]):
                yield Failure(table, name, f"mapping: {sentence}")


def lacking(table: str, made: TableMap) -> list[str]:
    """Return the columns that the mapping of a table says nothing of."""
    columns = contract.TABLES[table].to_schema().columns
    return [name for name in columns if name not in made.columns]


def _meant(word: str, known: Any) -> str | None:  # noqa: ANN401
    return nearest(word, sorted(known)).strip() or None


def of_file(made: TableMap) -> Iterator[str]:
    """Return what is wrong with how a file is said to be read."""
    ending = made.file.casefold()
    is_workbook = ending.endswith(tuple(f".{kind}" for kind in WORKBOOKS))
    is_csv = ending.endswith((".csv", ".csv.gz", ".txt", ".tsv"))
    if made.file != made.file.replace("\\", "/").rpartition("/")[2]:
        yield "`file` is the name of a file beside mapping.toml, without a folder"
    if not (is_workbook or is_csv or ending.endswith(".parquet")):
        yield "`file` ends in .csv, .csv.gz, .tsv, .txt, .parquet, .xlsx or .ods"
    if made.sheet is not None and not is_workbook:
        yield "`sheet` is of a workbook alone"
    if made.header_row > 1 and not (is_workbook or is_csv):
        yield "`header_row` is of CSV and workbooks alone"
    if not is_csv and (made.delimiter or made.encoding != ENCODINGS[0]):
        yield "`delimiter` and `encoding` are of CSV alone"
    if made.encoding not in ENCODINGS:
        close = nearest(printable_name(made.encoding), ENCODINGS)
        yield f"`encoding` is one of {', '.join(ENCODINGS)}.{close}"
    if made.delimiter is not None and not re.fullmatch(
        r"[\t!#-/:-@\[-`{-~]", made.delimiter
    ):
        yield "`delimiter` is one sign that is no letter, digit, blank or quote"


def _of_column(table: str, name: str, column: ColumnMap) -> Iterator[str]:
    from_where = [column.head, column.const, column.key]
    if sum(each is not None for each in from_where) != 1:
        yield "has one of `from`, `const` and `key`"
    kind, options = kind_of(table, name), column.model_dump(by_alias=True)
    for option, kinds in _OWN.items():
        if options[option] not in (None, ()) and kind not in kinds:
            yield f"`{option}` is not for a column of this type"
    if column.key is not None:
        yield from _of_key(table, name, column)
    if column.const is not None and any(options[each] for each in _OWN):
        yield "`const` is written as the contract has it, without other options"
    if kind in _OWN["format"] and (column.format or column.timezone) is not None:
        yield from _of_format(kind, column)
    allowed = codes_of(table, name)
    ours = [*(column.codes or {}).values()]
    if isinstance(column.const, str) and column.const and kind == pl.String:
        ours.append(column.const)
    for code in sorted({*ours} - allowed if allowed else ()):
        close = nearest(code, allowed)
        yield f"{printable_name(code)} is no code of this column.{close}"


def _of_key(table: str, name: str, column: ColumnMap) -> Iterator[str]:
    about = contract.TABLES[table].to_schema().columns[name].metadata or {}
    if name == CLIENT:
        yield (
            "`key` is not for clients, whom a hash of their number would give away: "
            "use `from`, then `map apply` and `pseudonymise`"
        )
    elif not (about.get("key") or about.get("references")):
        yield "`key` is for keys, and columns that refer to a key"
    if not column.key:
        yield "`key` names their columns, one or more"


def _of_format(kind: Any, column: ColumnMap) -> Iterator[str]:  # noqa: ANN401
    parts = {*_DIRECTIVE.findall(column.format or "")}
    is_time = kind == pl.Datetime
    known = _DAY | _CLOCK | (_OFFSET if is_time else set())
    if "y" in parts:
        yield "`format` has a year of four digits (%Y): one of two is not guessed"
    elif not parts or parts - known:
        listed = " ".join(f"%{each}" for each in sorted(known))
        yield f"`format` is made of {listed}"
    elif parts < _DAY or not parts >= _DAY or (is_time and not parts & {"H", "I"}):
        yield "`format` has day, month and year" + (" and a time" * is_time)
    if not is_time:
        return
    if bool(column.timezone) == ("z" in parts):
        yield "has either %z in `format` or a `timezone`, such as Europe/Amsterdam"
    if column.timezone and column.timezone not in available_timezones():
        close = nearest(printable_name(column.timezone), available_timezones())
        yield f"there is no time zone {printable_name(column.timezone)}.{close}"
