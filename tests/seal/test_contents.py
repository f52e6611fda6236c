"""What a snapshot's databases say of themselves, and its seal of their rows."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from data import CONTRACT, FORMAT, VERSION
from data.seal.run import seal
from data.snapshot import DATABASES, find
from tests.support.sealed import DAY, SAMPLE, sample

EACH = pytest.mark.parametrize("name", DATABASES)


def opened(name: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(sample().path / name, read_only=True)


@EACH
def test_every_table_and_column_says_what_it_is(name: str) -> None:
    with opened(name) as con:
        comments = con.sql(
            "select table_name, '', comment from duckdb_tables() union all"
            " select table_name, column_name, comment from duckdb_columns()"
            " where not internal"
        ).fetchall()
    assert len(comments) > 20
    assert [(table, column) for table, column, text in comments if not text] == []


def test_tables_of_like_names_say_how_they_differ() -> None:
    with opened("records.duckdb") as con:
        tables = con.sql("select table_name, comment from duckdb_tables()").fetchall()
    means = dict(tables)
    for delivered, derived in (("client", "clients"), ("breach", "breaches")):
        assert means[delivered].startswith("As delivered: ")
        assert means[derived].startswith("Derived: one row per ")
    assert means["policy_targets"].startswith("Policy (targets.csv): ")


@EACH
def test_a_database_says_of_which_day_it_is_and_whose(name: str) -> None:
    with opened(name) as con:
        rows = con.table("snapshot").pl().to_dicts()
    (row,) = rows
    facts = sample().seal
    assert str(row["as_of"]) == DAY == facts["as_of"]
    assert row["controller"] == facts["controller"]
    assert str(row["statement"]) == facts["statement"]
    assert (row["format"], row["contract"]) == (FORMAT, CONTRACT)
    assert row["software"] == VERSION


def test_the_same_source_has_tables_of_the_same_hash(tmp_path: Path) -> None:
    digests = []
    for place in ("one", "other"):
        sealed = seal(SAMPLE / "source", tmp_path / place)
        digests.append(json.loads((sealed.path / "seal.json").read_bytes())["tables"])
    assert digests[0] == digests[1]
    with opened("records.duckdb") as con:
        names = con.sql("select table_name from duckdb_tables()").fetchall()
    assert {f"records.{name}" for (name,) in names} <= digests[0].keys()


def test_another_cell_is_another_hash_of_that_table(tmp_path: Path) -> None:
    here = tmp_path / "source"
    here.mkdir()
    for file in (SAMPLE / "source").iterdir():
        (here / file.name).write_bytes(file.read_bytes())
    text = (here / "principal.csv").read_text()
    first = text.splitlines()[1]
    assert first
    name = first.split(",")[1]
    (here / "principal.csv").write_text(text.replace(name, f"{name} BV", 1))
    alone = find(seal(SAMPLE / "source", tmp_path / "as_it_was").path.parent)
    changed = find(seal(here, tmp_path / "changed").path.parent)
    before, after = alone.seal["tables"], changed.seal["tables"]
    differ = {table for table in before if before[table] != after[table]}
    assert "records.principal" in differ
    assert "records.client" not in differ
