"""What the contract asks of each column, as codes that a screen can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from data.contract.table import Table


class Asked(NamedTuple):
    """One check of a column; `of` names the column or table it looks at, if any."""

    column: str
    check: str
    of: str | None = None


_CHECKS = {
    "str_matches": "form",
    "isin": "code",
    "each_isin": "codes",
    "each_once": "once",
    "within_the_snapshot": "in_time",
    "greater_than_or_equal_to": "least",
}
_TYPES = {pl.Date: "date", pl.Datetime: "time", pl.Int64: "whole", pl.Boolean: "flag"}


def asked(table: type[Table]) -> Iterator[Asked]:
    """Give every check that a table's class declares, column by column."""
    columns: dict[str, Any] = table.to_schema().columns
    for name, column in columns.items():
        told = column.metadata or {}
        kind = _TYPES.get(column.dtype.type.base_type())
        if kind:
            yield Asked(name, kind)
        if not column.nullable:
            yield Asked(name, "required")
        for check in column.checks:
            yield Asked(name, _CHECKS[check.name])
        if told.get("key"):
            yield Asked(name, "unique")
        if told.get("references"):
            yield Asked(name, "reference", told["references"])
        if told.get("same"):
            yield Asked(name, "same", told["same"])
        for relation in told.get("relations", ()):
            yield Asked(name, relation.kind, relation.other)
        if told.get("search"):
            yield Asked(name, "no_identifier")
