"""What a query gives, as it is staged: in plain types, and without a client number.

A number is replaced by its place in a list that stands in memory alone; the list is
turned into pseudonyms when every table has been read.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.identifiers import printable_name
from data.seal.pseudonyms.pseudonymise import CLIENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

STEP = 100_000
"""Rows after which it is told how far a table is."""
LAST_DAY, MICROSECONDS = date.max.toordinal(), 86_400_000_000
"""Days from 1970 within which every date of the contract lies, and what a day has."""
_KIND = b"POSTGRESQL:type"
"""Under which the driver says what the server calls a type."""
_PADDED, _EXACT = b"bpchar", b"numeric"


class Numbers:
    """Every client number that was read, once; its place stands for it."""

    def __init__(self) -> None:
        """Begin with none."""
        self.places: dict[str, int] = {}

    def places_of(self, numbers: pa.Array) -> pa.Array:
        """Return the place of each number; a client that is not named has none."""
        coded = numbers.dictionary_encode()
        each = [
            self.places.setdefault(number, len(self.places))
            for number in coded.dictionary.to_pylist()
        ]
        return pa.array(each, pa.int64()).take(coded.indices)


class Endless(Exception):
    """A date or time that is infinite, which a Parquet file cannot say."""


def not_taken(schema: pa.Schema, client: str = CLIENT) -> Iterator[tuple[str, str]]:
    """Return the columns whose type is not taken, and what to make of them."""
    for field in schema:
        name = printable_name(field.name)
        kind = _plain_type(field)
        if field.name == client and not _is_number(kind):
            yield name, "write it as text or as a whole number"
        elif not _is_plain(kind) and not (
            pa.types.is_list(kind) and _is_plain(kind.value_type)
        ):
            yield name, "write it as text (::text), a date, a number or true and false"


def _plain_type(field: pa.Field) -> pa.DataType:
    """Return the type of a column as it is staged."""
    if isinstance(field.type, pa.BaseExtensionType):
        storage: pa.DataType = field.type.storage_type
        return storage
    return field.type


def _is_plain(kind: pa.DataType) -> bool:
    tests = (
        pa.types.is_string,
        pa.types.is_boolean,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_date,
        pa.types.is_timestamp,
    )
    return any(test(kind) for test in tests)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_integer(kind))


def stage(
    batches: Iterable[pa.RecordBatch],
    schema: pa.Schema,
    to: Path,
    numbers: Numbers,
    tell: Callable[[int], None],
    client: str = CLIENT,
) -> int:
    """Write the rows of a query as Parquet, without a client number; count them.

    `client` is the column that has it.
    """
    fields = [
        pa.field(field.name, pa.int64() if field.name == client else _plain_type(field))
        for field in schema
    ]
    rows = due = 0
    with pq.ParquetWriter(to, pa.schema(fields)) as writer:
        for batch in batches:
            columns = [
                _plain(batch.column(place), field) for place, field in enumerate(schema)
            ]
            if client in schema.names:
                place = schema.names.index(client)
                columns[place] = _numbered(columns[place], numbers)
            writer.write_batch(pa.record_batch(columns, schema=pa.schema(fields)))
            rows += batch.num_rows
            if rows >= due + STEP:
                due = rows
                tell(rows)
    return rows


def _numbered(column: pa.Array, numbers: Numbers) -> pa.Array:
    """Return the places of the client numbers of a column."""
    texts = column.cast(pa.string())
    is_empty = pc.equal(texts, "")
    return numbers.places_of(pc.if_else(is_empty, pa.scalar(None, pa.string()), texts))


def _plain(column: pa.Array, field: pa.Field) -> pa.Array:
    """Return a column as it is staged."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        _refuse_endless(column)
    kind = (field.metadata or {}).get(_KIND)
    if kind == _PADDED:  # blanks behind it say nothing (char(n))
        column = pc.utf8_rtrim(column, characters=" ")
    if kind == _EXACT:  # 5.00 is 5
        column = pc.replace_substring_regex(column, r"[.]0+$", "")
    return column


def _refuse_endless(column: pa.Array) -> None:
    """Refuse what is no day that a calendar has: `infinity` comes as one long ago."""
    width = pa.int32() if pa.types.is_date(column.type) else pa.int64()
    last = LAST_DAY if width == pa.int32() else LAST_DAY * MICROSECONDS
    ends = pc.min_max(column.view(width))
    if any(end.is_valid and abs(end.as_py()) > last for end in ends.values()):
        raise Endless
