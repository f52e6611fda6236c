"""The cells of a workbook's sheet as the contract writes them.

What people chose from a list becomes its code, and a time of the clock at home gets its
offset. What is not known stays as it stands, for the checks to refuse it by its cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data import contract
from data.contract.fields import HOME
from data.contract.naming import SEVERAL, plain
from data.seal.source.file import FormBroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.contract.naming import Naming
    from data.seal.source.file import SourceFile

NO_HEAD = "column without a head"
_APART = rf"[|\n{SEVERAL}]"
_MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00:00$"
_CLOCK = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?$"


def name_columns(
    file: SourceFile, heads: Sequence[str], cells: pl.DataFrame, naming: Naming
) -> None:
    """Name the columns of a sheet as the contract does; a strange one by its head.

    FormBroken where two are the same, or none is of the table. A column without a head
    counts where there is anything in it.
    """
    known = naming.heads[file.table]
    for place, head in enumerate(heads):
        column = known.get(plain(head), head.strip())
        if column:
            file.columns.append(column)
        elif cells[f"cell_{place}"].null_count() < len(cells):
            file.columns.append(column := NO_HEAD)
        else:
            continue
        file.places[column] = place
    if len(set(file.columns)) < len(file.columns):
        raise FormBroken("a column name twice", [1])
    if file.declared.isdisjoint(file.columns):
        raise FormBroken("none of the names of its columns", [1])


def records(file: SourceFile, cells: pl.DataFrame, naming: Naming) -> pl.DataFrame:
    """Return the rows of a sheet that are no examples."""
    key = next(iter(contract.TABLES[file.table].to_schema().columns))
    if key not in file.places:
        return cells
    text = pl.col(f"cell_{file.places[key]}").fill_null("").str.strip_chars()
    marked = [text.str.to_lowercase().str.starts_with(each) for each in naming.examples]
    return cells.filter(~pl.any_horizontal(marked))


def as_contract(file: SourceFile, cells: pl.DataFrame, naming: Naming) -> pl.DataFrame:
    """Return the rows of a sheet with every known cell as a CSV would have it."""
    columns = contract.TABLES[file.table].to_schema().columns
    made = [pl.col("row")]
    for name, place in file.places.items():
        cell = pl.col(f"cell_{place}")
        cell = pl.when(~_is_blank(cell)).then(cell)
        if name in file.declared:
            kind = columns[name].dtype.type.base_type()
            codes = naming.codes[file.table, name]
            cell = _written(cell, kind, codes)
        made.append(cell.alias(name))
    return cells.select(made)


def _written(cell: pl.Expr, kind: object, codes: Mapping[str, str]) -> pl.Expr:
    if kind == pl.List:
        each = cell.str.replace_all(_APART, SEVERAL, literal=False).str.split(SEVERAL)
        written = each.list.eval(pl.element().filter(~_is_blank(pl.element())))
        return written.list.eval(_coded(pl.element(), codes)).list.join("|")
    if kind == pl.Date:
        return cell.str.replace(_MIDNIGHT, "$1")
    if kind == pl.Datetime:
        return _with_offset(cell)
    return _coded(cell, codes) if codes else cell


def _is_blank(cell: pl.Expr) -> pl.Expr:
    """Return whether nothing is seen in a cell."""
    return cell.str.strip_chars() == ""


def _coded(cell: pl.Expr, codes: Mapping[str, str]) -> pl.Expr:
    """Return the code of what stands in a cell; the cell where there is none."""
    name = cell.str.strip_chars().str.replace_all(r"\s+", " ").str.to_lowercase()
    return name.replace_strict(
        [*codes], [*codes.values()], default=cell, return_dtype=pl.String
    )


def _with_offset(cell: pl.Expr) -> pl.Expr:
    """Return a time of the clock at home in UTC, where that tells one moment."""
    clock = pl.when(cell.str.contains(_CLOCK)).then(cell.str.replace("T", " "))
    moment = clock.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False)
    here = moment.dt.replace_time_zone(HOME, ambiguous="null", non_existent="null")
    written = here.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
    return pl.coalesce(written, cell)
