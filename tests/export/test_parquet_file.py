"""A list as Parquet: the rows of the answer, typed, and the same bytes each time."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import polars as pl
import pytest

from data.ask import Question, Reader, ask
from data.export import parquet_file
from data.export.csv_file import TABLES
from tests.support.exported import list_file
from tests.support.sealed import DAY, EMPTY, sample


@pytest.mark.parametrize("day", [DAY, EMPTY])
@pytest.mark.parametrize("name", TABLES)
def test_parquet_holds_the_rows_and_types_of_the_answer(
    reader: Reader, name: str, day: str
) -> None:
    file = list_file(reader, sample(day), Question(name), "parquet")
    right = ask(reader, sample(day), name)
    assert pl.read_parquet(io.BytesIO(file)).equals(right)
    assert pl.read_parquet(io.BytesIO(file)).schema == right.schema


def test_parquet_is_read_by_an_engine(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "retention.parquet"
    path.write_bytes(list_file(reader, sample(), Question("retention"), "parquet"))
    with duckdb.connect() as con:
        (count,) = con.read_parquet(str(path)).aggregate("count(*)").fetchall()[0]
    assert count == ask(reader, sample(), "retention").height


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_batches_change_no_byte(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "GROUP", 5)
    rows = pl.DataFrame({"n": range(12), "text": [None, "=1+1", ""] * 4})
    whole, parts = io.BytesIO(), io.BytesIO()
    parquet_file.write(whole, [rows])
    parquet_file.write(parts, rows.iter_slices(size))
    assert parts.getvalue() == whole.getvalue()
    assert pl.read_parquet(io.BytesIO(whole.getvalue())).equals(rows)
