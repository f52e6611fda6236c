"""What a query gives is staged in plain types and without a client number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import contract
from data.fetch import map_folder
from data.fetch.staging import Endless, Numbers, not_taken, stage


def field(name: str, kind: pa.DataType, server: str) -> pa.Field:
    """Return a column as the driver describes it."""
    return pa.field(name, kind, metadata={"POSTGRESQL:type": server})


def staged(to: Path, schema: pa.Schema, *batches: list[pa.Array]) -> pl.DataFrame:
    made = (pa.record_batch(columns, schema=schema) for columns in batches)
    stage(made, schema, to, Numbers(), lambda _: None)
    return pl.read_parquet(to)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)


@settings(max_examples=30)
@given(st.lists(st.lists(st.none() | texts, max_size=9), max_size=4))
def test_a_place_stands_for_one_number_in_every_table(
    tables: list[list[str | None]],
) -> None:
    numbers = Numbers()
    seen: dict[str, int] = {}
    for table in tables:
        places = numbers.places_of(pa.array(table, pa.string())).to_pylist()
        for number, place in zip(table, places, strict=True):
            assert (number is None) == (place is None)
            if number is not None:
                assert seen.setdefault(number, place) == place
    assert len(set(seen.values())) == len(seen)
    assert numbers.places == seen


def test_types_of_the_server_become_those_of_a_source(tmp_path: Path) -> None:
    exact = pa.opaque(pa.string(), "numeric", "PostgreSQL")
    schema = pa.schema(
        [
            field("client_id", exact, "numeric"),
            field("count", exact, "numeric"),
            field("code", pa.string(), "bpchar"),
            field("free", pa.string(), "text"),
        ]
    )
    numbers = ["17.00", "4", None, "17"]
    counts = ["5.00", "5.50", "-10", None]
    columns = [
        pa.ExtensionArray.from_storage(exact, pa.array(numbers)),
        pa.ExtensionArray.from_storage(exact, pa.array(counts)),
        pa.array(["open  ", "", None, " x "]),
        pa.array(["open  ", "", None, " x "]),
    ]
    assert staged(tmp_path / "t.parquet", schema, columns).to_dict(as_series=False) == {
        "client_id": [0, 1, None, 0],
        "count": ["5", "5.50", "-10", None],
        "code": ["open", "", None, " x"],
        "free": ["open  ", "", None, " x "],
    }


def test_an_empty_text_is_no_client_and_no_row_is_a_table(tmp_path: Path) -> None:
    schema = pa.schema([field("client_id", pa.string(), "text")])
    rows = staged(tmp_path / "a.parquet", schema, [pa.array(["", "4", None])])
    assert rows["client_id"].to_list() == [None, 0, None]
    assert staged(tmp_path / "b.parquet", schema).columns == ["client_id"]


@pytest.mark.parametrize("days", [-2147472692, -2147472691, date.max.toordinal() + 1])
def test_a_date_without_an_end_is_refused(tmp_path: Path, days: int) -> None:
    schema = pa.schema([field("ends_on", pa.date32(), "date")])
    column = pa.array([days], pa.int32()).view(pa.date32())
    with pytest.raises(Endless):
        staged(tmp_path / "t.parquet", schema, [column])


@pytest.mark.parametrize(
    ("kind", "is_taken"),
    [
        *((kind, True) for kind in (pa.string(), pa.int16(), pa.float64(), pa.bool_())),
        *((kind, True) for kind in (pa.date32(), pa.timestamp("us", "UTC"))),
        (pa.list_(pa.string()), True),
        (pa.opaque(pa.string(), "numeric", "PostgreSQL"), True),
        (pa.opaque(pa.binary(), "mood", "PostgreSQL"), False),
        *((kind, False) for kind in (pa.uuid(), pa.binary(), pa.time64("us"))),
        *((kind, False) for kind in (pa.list_(pa.binary()), pa.duration("s"))),
    ],
    ids=str,
)
def test_a_type_is_taken_or_named(kind: pa.DataType, is_taken: bool) -> None:
    named = [name for name, _ in not_taken(pa.schema([field("x", kind, "")]))]
    assert named == ([] if is_taken else ["x"])


@pytest.mark.parametrize("end", ["", ";", ";\n", "\n;\n\n", " -- as is"])
def test_a_query_ends_where_its_statement_does(tmp_path: Path, end: str) -> None:
    others = [table for table in contract.TABLES if table != "client"]
    (tmp_path / "snapshot.toml").write_text(f"not_delivered = {others}")
    (tmp_path / "client.sql").write_text(f"select 1{end}")
    query = map_folder.read(tmp_path).queries["client"]
    assert query.endswith("\n")
    assert ";" not in query
    assert query.startswith("select 1")
