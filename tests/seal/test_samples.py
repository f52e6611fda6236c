"""The sample has the answers written beside it, in whatever form it comes."""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import contract, snapshot
from data.seal.asking import facts_on
from data.seal.derive.keeping import keep
from data.seal.report import SourceRefused
from data.seal.run import seal
from data.seal.source import strangers
from data.seal.source.describe import describe
from tests.support.expected import ANSWERS, differences
from tests.support.making import failures, frames, loaded
from tests.support.sealed import SAMPLE, sample

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = SAMPLE / "source"
BROKEN = Path(__file__).parents[3] / "shared" / "v2" / "samples" / "broken"


def test_seven_answers_are_expected() -> None:
    assert len(ANSWERS) == 7


@pytest.mark.parametrize("answer", ANSWERS)
def test_export_of_the_sample_equals_the_expected(answer: str) -> None:
    assert differences(sample(), answer) == [], (
        f"if tests/samples/small/expected/{answer}.csv is to change, `make expected`"
        " writes it anew; then read what `git diff` says of it"
    )


def as_excel(folder: Path, table: str) -> None:
    """Write a table as Excel does: semicolons, byte-order mark, CRLF."""
    with (SOURCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def as_quoted(folder: Path, table: str) -> None:
    """Write a table with every field quoted and its columns shuffled."""
    with (SOURCE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
        header = list(rows[0])
    header = header[::2] + header[1::2]
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


@cache
def texts() -> dict[str, pl.DataFrame]:
    """Read the sample, every cell as text."""
    return frames(SOURCE)


@cache
def typed() -> dict[str, pl.DataFrame]:
    """Load the sample and give it with the types of its columns."""
    with duckdb.connect() as con:
        assert not any(f.failure for f in loaded(con, SOURCE).files.values())
        rows = {table: con.table(table).pl() for table in contract.TABLES}
    return {table: frame.drop("row", "unread") for table, frame in rows.items()}


def as_text_parquet(folder: Path, table: str) -> None:
    """Write a table with Polars, all columns text, the last first."""
    frame = texts()[table]
    frame.select(reversed(frame.columns)).write_parquet(folder / f"{table}.parquet")


def as_polars_parquet(folder: Path, table: str) -> None:
    """Write a table with Polars, dates, numbers and lists as such."""
    typed()[table].write_parquet(folder / f"{table}.parquet")


def as_arrow_parquet(folder: Path, table: str) -> None:
    """Write a table with Arrow, as the common exporters do.

    Codes are dictionaries, dates are times at midnight, numbers are floats,
    times are of nanoseconds in a zone, columns without a value have no type.
    """
    frame = typed()[table]
    columns = {}
    for name, column in zip(frame.columns, frame.to_arrow().columns, strict=True):
        kind = column.type
        if column.null_count == len(column):
            column = pa.nulls(len(column))
        elif pa.types.is_date(kind):
            column = column.cast(pa.timestamp("ms")).cast(pa.timestamp("ns"))
        elif pa.types.is_timestamp(kind):
            column = column.cast(pa.timestamp("ns", "Europe/Amsterdam"))
        elif pa.types.is_integer(kind):
            column = column.cast(pa.float64())
        elif pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
            column = column.cast(pa.string()).combine_chunks().dictionary_encode()
        columns[name] = column
    pq.write_table(pa.table(columns), folder / f"{table}.parquet", row_group_size=500)


def as_duckdb_parquet(folder: Path, table: str) -> None:
    """Write a table with DuckDB, which finds the types itself."""
    with duckdb.connect() as con:
        rows = con.read_csv(str(SOURCE / f"{table}.csv"))
        rows.to_parquet(str(folder / f"{table}.parquet"))


FORMS = [as_excel, as_quoted, as_text_parquet]
FORMS += [as_polars_parquet, as_arrow_parquet, as_duckdb_parquet]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_loads_the_same_rows(
    form: Callable[[Path, str], None], tmp_path: Path
) -> None:
    for table in contract.TABLES:
        form(tmp_path, table)
    with duckdb.connect() as con:
        loaded(con, tmp_path)
        for table, rows in typed().items():
            frame = con.table(table).order("row").pl()
            assert frame["unread"].list.len().sum() == 0
            assert frame.drop("row", "unread").equals(rows), table


def test_sample_as_parquet_has_the_same_answers(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for table in contract.TABLES:
        as_arrow_parquet(source, table)
    (source / "snapshot.toml").write_bytes((SOURCE / "snapshot.toml").read_bytes())
    seal(source, tmp_path / "snapshots")
    sealed = snapshot.find(tmp_path / "snapshots")
    assert {answer: differences(sealed, answer) for answer in ANSWERS} == {
        answer: [] for answer in ANSWERS
    }


def test_tables_are_kept_in_one_order_however_they_are_delivered(
    tmp_path: Path,
) -> None:
    kept = []
    for step in (1, -1):
        folder = tmp_path / str(step)
        folder.mkdir()
        (folder / "snapshot.toml").write_bytes((SOURCE / "snapshot.toml").read_bytes())
        for table, frame in texts().items():
            frame[::step].write_csv(folder / f"{table}.csv")
        with duckdb.connect() as con:
            loaded(con, folder)
            con.execute("attach ':memory:' as records")
            as_of = date.fromisoformat(sample().seal["as_of"])
            keep(con, facts_on(as_of, as_of), lambda _: None)
            kept.append({t: con.table(f"records.{t}").pl() for t in contract.TABLES})
    for table, frame in kept[0].items():
        assert frame.height > 1, table
        assert frame.equals(kept[1][table]), table
    assert (
        kept[0]["holding"]
        .select("client_id", "holding_id")
        .equals(typed()["holding"].select("client_id", "holding_id").sort(pl.all()))
    )


@pytest.mark.parametrize("table", ["holding", "trajectory", "disclosures"])
def test_a_table_that_cannot_be_kept_is_named_whoever_was_begun_after_it(
    table: str, tmp_path: Path
) -> None:
    lines: list[str] = []
    with duckdb.connect() as con:
        loaded(con, SOURCE)
        con.execute("attach ':memory:' as records")
        con.execute(f"create table records.{table} (taken integer)")
        as_of = date.fromisoformat(sample().seal["as_of"])
        with pytest.raises(duckdb.CatalogException):
            keep(con, facts_on(as_of, as_of), lines.append)
    follows = {"disclosures": "disclosure"}
    assert lines[-1] == f"keeping {follows.get(table, table)}"


def test_shared_sample_of_excel_loads_the_same_rows(shared: Path) -> None:
    folder = shared / "v2" / "samples" / "excel" / "source"
    with duckdb.connect() as con:
        assert loaded(con, folder).as_of == describe(SOURCE).as_of
        for table, rows in typed().items():
            assert con.table(table).pl().drop("row", "unread").equals(rows), table


def refused(folder: Path) -> SourceRefused:
    """Check a whole source."""
    described = describe(folder)
    wrong = list(described.failures)
    if not described.is_other_contract:
        others = strangers(folder)
        wrong += [*filter(None, [others]), *failures(folder)]
    return SourceRefused(folder.name, wrong)


def as_parquet(source: Path, to: Path) -> Path:
    """Copy a source with its tables as Parquet of text; what is no CSV stays."""
    to.mkdir()
    for file in source.iterdir():
        try:
            rows = (
                pl.read_csv(file, infer_schema=False) if file.suffix == ".csv" else None
            )
        except pl.exceptions.PolarsError:
            rows = None
        if rows is None:
            (to / file.name).write_bytes(file.read_bytes())
        else:
            rows.write_parquet(to / f"{file.stem}.parquet")
    return to


NAMES = [path.name for path in sorted(BROKEN.glob("*/"))] or ["none"]


# a check knows rows, not the form they came in: each third is tried as Parquet too
FORM_OF_NAMES = [(name, "csv") for name in NAMES]
FORM_OF_NAMES += [(name, "parquet") for name in NAMES[::3]]


@pytest.mark.parametrize(("name", "form"), FORM_OF_NAMES)
def test_broken_sample_is_refused_for_what_it_breaks(
    name: str, form: str, shared: Path, tmp_path: Path
) -> None:
    folder = shared / "v2" / "samples" / "broken" / name
    source = folder / "source"
    if form == "parquet":
        source = as_parquet(source, tmp_path / "source")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    refusal = refused(source)
    errors = json.loads(refusal.as_json())["errors"]
    rows = {(e["table"], e["column"]): e["rows"] for e in errors}
    assert len(rows) == len(errors)
    assert rows == {
        (e["table"], e["column"]): e["rows"] or rows.get((e["table"], e["column"]))
        for e in expected["errors"]
    }
    for value in expected["must_not_print"]:
        assert value not in str(refusal) + refusal.as_json()
