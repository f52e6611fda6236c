"""What mapping.toml may say: the options of a table and of a column.

They are called as in Frictionless where it has them: delimiter, encoding, format,
trueValues, falseValues, missingValues.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Words = tuple[str, ...]


class _Options(BaseModel):
    """A part of a mapping: exactly the declared options."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    true_words: Annotated[Words, Field(alias="trueValues")] = ()
    false_words: Annotated[Words, Field(alias="falseValues")] = ()
    empty_words: Annotated[Words, Field(alias="missingValues")] = ()


class ColumnMap(_Options):
    """Where the cells of a column come from, and what their words mean."""

    head: Annotated[str | None, Field(alias="from")] = None
    """Their head of the column."""
    const: bool | int | date | str | None = None
    """What stands in every row; as an empty text: nothing."""
    key: Words | None = None
    """Their heads of the columns that tell one row from another."""
    codes: dict[str, str] | None = None
    """Their words, each with what the contract calls it."""
    format: str | None = None
    """How a date or time is written: %d-%m-%Y."""
    timezone: str | None = None
    """Where the clock hangs that times without an offset are read from."""
    delimiter: str | None = None
    """What stands between the words of a list in one cell."""

    @property
    def heads(self) -> Words:
        """Return their heads of the columns that it is made from."""
        return (self.head,) if self.head is not None else self.key or ()


class TableMap(_Options):
    """Which file a table comes from, and each of its columns."""

    file: str
    sheet: str | None = None
    header_row: Annotated[int, Field(ge=1)] = 1
    delimiter: str | None = None
    encoding: str = "utf-8"
    not_kept: Annotated[Words, Field(alias="notKept")] = ()
    """Columns of ours that they do not keep: nothing stands in any row."""
    columns: dict[str, ColumnMap]

    @model_validator(mode="before")
    @classmethod
    def _add_what_is_not_kept(cls, entries: Any) -> Any:  # noqa: ANN401
        """Take a column that is not kept for an empty `const`."""
        if not isinstance(entries, dict):
            return entries
        names, columns = entries.get("notKept"), entries.get("columns")
        if not isinstance(names, list) or not isinstance(columns, dict):
            return entries
        empty = {name: {"const": ""} for name in names if isinstance(name, str)}
        return entries | {"columns": empty | columns}

    @field_validator("columns", mode="before")
    @classmethod
    def _heads_alone(cls, columns: Any) -> Any:  # noqa: ANN401
        """Take a head alone for `from`."""
        if not isinstance(columns, dict):
            return columns
        return {
            name: {"from": column} if isinstance(column, str) else column
            for name, column in columns.items()
        }

    @property
    def heads(self) -> frozenset[str]:
        """Return their heads that are read."""
        return frozenset(h for column in self.columns.values() for h in column.heads)


OPTIONS = {
    part: tuple(str(option.alias or name) for name, option in part.model_fields.items())
    for part in (TableMap, ColumnMap)
}
"""How the options are written in the file."""
