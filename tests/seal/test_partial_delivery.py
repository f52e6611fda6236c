"""A source may lack tables: what it says of them, and what is assessed then."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import duckdb
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

import queries
from data import contract, snapshot
from data.seal.report import SourceRefused
from data.seal.run import seal
from data.seal.source.describe import describe
from data.snapshot import DATABASES
from tests.support.contract_text import columns
from tests.support.making import Making, derived, failures, loaded

if TYPE_CHECKING:
    from pathlib import Path

TABLES = tuple(contract.TABLES)
REFERENCES = {
    "trajectory": {"client", "principal"},
    "holding": {"client", "trajectory"},
    "rights_request": {"client"},
    "restriction": {"client"},
    "consent": {"client"},
    "agreement": {"recipient"},
    "disclosure": {"client", "recipient"},
    "transfer": {"recipient"},
}
"""Which tables refer to which, written over from the contract."""
FREE = [t for t in TABLES if not any(t in others for others in REFERENCES.values())]


def delivering(folder: Path, lacking: set[str], named: str) -> Path:
    """Write a source without some tables, with `named` as its not_delivered."""
    made = Making(not_delivered=tuple(lacking)).write(folder)
    toml = made / "snapshot.toml"
    lines = toml.read_text().splitlines()
    kept = [line for line in lines if not line.startswith("not_delivered")]
    toml.write_text("\n".join([*kept, f"not_delivered = {named}"]) + "\n")
    return made


def wrong(folder: Path) -> list[tuple[str, str | None]]:
    """Return table and column of every error of a source."""
    errors = [*describe(folder).failures, *failures(folder)]
    return [(failure.table, failure.column) for failure in errors]


NAMED = ("snapshot", "not_delivered")


@pytest.mark.parametrize("table", FREE)
def test_table_that_nothing_refers_to_may_be_left_out(
    table: str, tmp_path: Path
) -> None:
    assert wrong(delivering(tmp_path, {table}, f'["{table}"]')) == []


@pytest.mark.parametrize("table", sorted({*TABLES} - {*FREE}))
def test_table_that_another_refers_to_may_not_be_left_out(
    table: str, tmp_path: Path
) -> None:
    assert wrong(delivering(tmp_path, {table}, f'["{table}"]')) == [NAMED]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(lacking=st.sets(st.sampled_from(TABLES)))
def test_tables_are_left_out_with_all_that_refers_to_them(
    lacking: set[str], tmp_path: Path
) -> None:
    folder = tmp_path / "-".join(sorted(lacking))[:200]
    source = delivering(folder, lacking, str(sorted(lacking)))
    torn = any(
        lacking & others for table, others in REFERENCES.items() if table not in lacking
    )
    is_sound = not torn and len(lacking) < len(TABLES)
    assert wrong(source) == ([] if is_sound else [NAMED])


@pytest.mark.parametrize(
    ("lacking", "named", "errors"),
    [
        (set(), "[]", []),
        (set(), '["breach"]', [NAMED]),
        ({"breach"}, '["breach", "breach"]', [NAMED]),
        ({"breach"}, '["Breach"]', [NAMED, ("breach", None)]),
        ({"breach"}, '["breach", "invoice"]', [NAMED]),
        ({"breach"}, '["breach", 1]', [NAMED]),
        ({"breach"}, '["breach", ["breach"]]', [NAMED]),
        ({"breach"}, '"breach"', [NAMED, ("breach", None)]),
        ({"breach"}, "{ breach = true }", [NAMED, ("breach", None)]),
        ({"breach"}, "[]", [("breach", None)]),
        ({"breach", "consent"}, '["breach"]', [("consent", None)]),
        (set(), str(list(TABLES)), [NAMED]),
    ],
)
def test_not_delivered_names_tables_that_are_not_there(
    lacking: set[str],
    named: str,
    errors: list[tuple[str, str | None]],
    tmp_path: Path,
) -> None:
    assert wrong(delivering(tmp_path, lacking, named)) == errors


def test_table_in_both_forms_is_there_too(tmp_path: Path) -> None:
    source = delivering(tmp_path, set(), '["breach"]')
    (source / "breach.parquet").write_bytes(b"")
    assert wrong(source) == [NAMED, ("breach", None)]


def test_named_table_that_is_there_is_checked_like_any_other(tmp_path: Path) -> None:
    source = delivering(tmp_path, set(), '["breach"]')
    (source / "breach.csv").write_text('breach_id,"')
    assert wrong(source) == [NAMED, ("breach", None)]


def test_report_never_repeats_what_is_named(tmp_path: Path) -> None:
    source = delivering(tmp_path, set(), '["jan@voorbeeld.nl"]')
    with pytest.raises(SourceRefused) as refused:
        seal(source, tmp_path / "snapshots")
    assert "@" not in str(refused.value) + refused.value.as_json()


def a_source() -> Making:
    """Make a source with a row that breaks a rule in several tables."""
    made = Making()
    for table in TABLES:
        made.add(table)
    made.add("breach", authority_notified_at="2026-03-20T16:39:00+01:00")
    made.add("authorisation", granted_on="2020-01-01")
    made.add("disclosure", purpose="verkoop")
    return made


LEFT_OUT = ("agreement", "breach", "authorisation", "disclosure")


def test_what_needs_a_table_that_is_not_delivered_is_not_assessed(
    tmp_path: Path,
) -> None:
    made = a_source()
    before = derived(made.write(tmp_path / "whole"))
    made.not_delivered = LEFT_OUT
    after = derived(made.write(tmp_path / "part"))
    rules = {row["rule"] for row in after["findings"].values()}
    for rule, query in queries.folder("findings").items():
        assert not (query.lacks(LEFT_OUT) and rule in rules), rule
    assert {"BRC-01", "AUT-01", "RCP-04"} <= {
        row["rule"] for row in before["findings"].values()
    }
    for name, query in queries.folder("key_figures").items():
        row = after["summary.key_figures"][name]
        numbers = {row["value"], row["numerator"], row["denominator"]}
        assert (numbers == {None}) == bool(query.lacks(LEFT_OUT)) or (
            name == "median_handling_days_12m"
        ), name


def test_breakdown_of_what_is_not_delivered_has_no_zero(tmp_path: Path) -> None:
    made = a_source()
    made.not_delivered = LEFT_OUT
    cells = derived(made.write(tmp_path))["summary.breakdowns"].values()
    for name, query in queries.folder("breakdowns").items():
        if "compares" not in query.entries:
            counted = [cell for cell in cells if cell["breakdown"] == name]
            assert not (query.lacks(LEFT_OUT) and counted), name
    assert any(query.lacks(LEFT_OUT) for query in queries.folder("breakdowns").values())


def test_agreement_is_not_assessed_without_agreements(tmp_path: Path) -> None:
    made = Making(not_delivered=("agreement",))
    for role in ("processor", "joint_controller", "controller"):
        made.add("recipient", role=role)
    recipients = derived(made.write(tmp_path))["recipients"]
    assert {row["agreement"] for row in recipients.values()} == {"not_assessed"}


def test_seal_says_what_was_not_delivered_and_not_assessed(tmp_path: Path) -> None:
    source = Making(not_delivered=("breach", "agreement")).write(tmp_path / "source")
    sealed = seal(source, tmp_path / "snapshots")
    facts = snapshot.find(tmp_path / "snapshots").seal
    assert facts["not_delivered"] == ["agreement", "breach"]
    assert set(facts["checks"]) == {*TABLES} - {"agreement", "breach"}
    with duckdb.connect(sealed.path / DATABASES[0], read_only=True) as con:
        named = con.table("not_delivered").fetchall()
        assert con.table("breach").fetchall() == []
    with duckdb.connect(sealed.path / DATABASES[1], read_only=True) as con:
        lacking = set(con.table("not_assessed").fetchall())
    assert named == [("agreement",), ("breach",)]
    assert lacking == {
        (folder, name, table)
        for folder in queries.ASSESSED
        for name, query in queries.folder(folder).items()
        for table in query.needs
        if table in ("agreement", "breach")
    }
    assert ("findings", "BRC-01", "breach") in lacking


def test_columns_of_a_table_that_is_not_delivered_have_their_types(
    tmp_path: Path,
) -> None:
    made = Making()
    made.add("breach")
    whole = types(made.write(tmp_path / "whole"))
    made.not_delivered = ("breach",)
    assert types(made.write(tmp_path / "part")) == whole
    assert len(whole) == sum(c.table == "breach" for c in columns()) + 2


def types(folder: Path) -> dict[str, str]:
    """Return the types of the columns of table breach as it is loaded."""
    with duckdb.connect() as con:
        loaded(con, folder)
        rows = con.table("breach")
        return dict(zip(rows.columns, map(str, rows.types), strict=True))


@pytest.mark.parametrize(
    ("name", "query"),
    [
        (f"{folder}/{name}", query)
        for folder in queries.ASSESSED
        for name, query in queries.folder(folder).items()
    ],
)
def test_what_is_assessed_needs_tables_of_the_contract(
    name: str, query: queries.Query
) -> None:
    assert {*query.needs} <= {*TABLES}, (
        f"{name}.sql needs {sorted({*query.needs} - {*TABLES})}: name tables of the"
        " contract, in the line `-- needs:` of its header"
    )


def months(folder: Path, *not_delivered: tuple[str, ...]) -> list[dict[str, Any]]:
    """Seal a source for a month after the other; return what changed in each."""
    changed = []
    for number, lacking in enumerate(not_delivered, 8):
        made = a_source()
        made.as_of, made.not_delivered = date(2026, number, 28), lacking
        made.tables["rights_request"][0]["received_on"] = date(2026, 8, 1)
        source = made.write(folder / f"source-{number}")
        sealed = seal(source, folder / "snapshots")
        with duckdb.connect(sealed.path / "summary.duckdb", read_only=True) as con:
            shown = con.table("breakdowns").filter(
                "breakdown = 'findings_change_by_severity'"
                " and value1 = 'total' and value2 <> 'total'"
            )
            steps = con.table("requests_bridge").select("step, count").fetchall()
            changes = dict(shown.select("value2, count").fetchall())
        with duckdb.connect(sealed.path / "records.duckdb", read_only=True) as con:
            corrections = con.table("correction").fetchall()
        rows = {"changes": changes, "steps": dict(steps), "corrections": corrections}
        changed.append(rows)
    return changed


def test_what_is_not_delivered_is_not_taken_for_solved(tmp_path: Path) -> None:
    whole: tuple[str, ...] = ()
    lacking = ("breach", "authorisation", "rights_request")
    _, without, back, after = months(tmp_path, whole, lacking, whole, whole)
    for month in (without, back):
        assert not {"solved", "returned"} & month["changes"].keys()
        assert "new" not in month["changes"]
        assert month["steps"] == {}
        assert month["corrections"] == []
    assert set(after["changes"]) == {"standing"}
    assert after["steps"]["open_before"] == after["steps"]["open_now"] == 1
