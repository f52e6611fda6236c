"""What the contract asks of each column, as codes that a screen can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from data.contract.table import Table


class ColumnRule(NamedTuple):
    """One check of a column; `of` names the column or table it looks at, if any."""

    column: str
    check: str
    of: str | None = None
    values: tuple[str, ...] = ()
    """What stands there where it asks for something."""


_CHECKS = {
    "str_matches": "form",
    "isin": "code",
    "each_isin": "codes",
    "each_once": "once",
    "within_the_snapshot": "in_time",
    "within_years_ahead": "ahead",
    "not_earlier_than": "earliest",
    "greater_than_or_equal_to": "least",
}
_TYPES = {pl.Date: "date", pl.Datetime: "time", pl.Int64: "whole", pl.Boolean: "flag"}


def column_rules(table: type[Table]) -> Iterator[ColumnRule]:
    """Return every check that a table's class declares, column by column."""
    columns: dict[str, Any] = table.to_schema().columns
    for name, column in columns.items():
        metadata = column.metadata or {}
        kind = _TYPES.get(column.dtype.type.base_type())
        if kind:
            yield ColumnRule(name, kind)
        if not column.nullable:
            yield ColumnRule(name, "required")
        for check in column.checks:
            yield ColumnRule(name, _CHECKS[check.name])
        if metadata.get("key"):
            yield ColumnRule(name, "unique")
        if metadata.get("references"):
            yield ColumnRule(name, "reference", metadata["references"])
        if metadata.get("same"):
            yield ColumnRule(name, "same", metadata["same"])
        for relation in metadata.get("relations", ()):
            yield ColumnRule(name, relation.kind, relation.other, relation.values)
        if metadata.get("search"):
            yield ColumnRule(name, "no_identifier")
