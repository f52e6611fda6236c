"""The demo: one living organisation, on paper at every month-end."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

import queries
from data import contract, demo
from data.demo import DemoRefused, engine
from data.policy import FOLDER as POLICY
from data.seal.run import Sealed, seal

CLIENTS = 200
LAST = date(2026, 10, 31)

# What an organisation may say otherwise a month later; all else only fills up.
MAY_CHANGE = {
    "client": {"portal_account"},
    "recipient": {"iso27001_until", "dpf_certified"},
    "activity": {"reviewed_on", "dpia", "dpia_on"},
    "authorisation": {"reviewed_on"},
}
REWRITTEN = {
    "client": {"registered_on": 1},
    "breach": {"discovered_at": 1, "authority_notified_at": 1, "": 1},
    "agreement": {"signed_on": 1},
    "consent": {"given_on": 1, "withdrawn_on": 1, "": 1},
    "disclosure": {"": 1},
    "holding": {"erased_on": 3, "erasure": 3, "": 2},
    "rights_request": {
        **{"received_on": 1, "closed_on": 1, "outcome": 1, "": 1},
        **{"refusal_reason": 1, "recipients_notified_on": 1},
        "identity_verified_on": 1,
    },
}
"""What a month rewrites or loses at most, by column; "" is a row."""

Rows = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Five month-ends of a small organisation."""
    return demo.write(tmp_path_factory.mktemp("demo") / "out", CLIENTS, months=5)


@pytest.fixture(scope="module")
def row(months: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Sealed]:
    """The last of the five, sealed after the first and the third."""
    snapshots = tmp_path_factory.mktemp("snapshots")
    return [seal(folder, snapshots) for folder in months[::2]]


@pytest.fixture(scope="module")
def sealed(row: list[Sealed]) -> Sealed:
    """The last of the five."""
    return row[-1]


def rows(folder: Path, table: str) -> Rows:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        key = (reader.fieldnames or [""])[0]
        return {row[key]: row for row in reader}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_folder_holds_the_tables_of_the_contract(months: list[Path]) -> None:
    assert demo.TABLES == tuple(contract.TABLES)
    for folder in months:
        names = {path.name for path in folder.iterdir()}
        assert names == {f"{table}.csv" for table in demo.TABLES} | {"snapshot.toml"}


def test_folders_are_consecutive_month_ends(months: list[Path]) -> None:
    days = ["2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"]
    assert [folder.name for folder in months] == days
    facts = tomllib.loads((months[-1] / "snapshot.toml").read_text(encoding="utf-8"))
    assert facts["as_of"] == LAST
    assert str(facts["exported_at"]) == "2026-11-01 02:14:00+01:00"


def test_nothing_but_the_folders_is_left(months: list[Path]) -> None:
    assert sorted(months[0].parent.iterdir()) == months


def test_last_day_stands_where_it_is_no_month_end() -> None:
    days = demo.month_ends(date(2024, 3, 15), 3)
    assert days == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 15)]


def test_same_seed_gives_the_same_bytes(
    months: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = engine.connect

    def on_one_thread(scratch: Path) -> duckdb.DuckDBPyConnection:
        con = connect(scratch)
        con.execute("set threads = 1")
        return con

    monkeypatch.setattr(engine, "connect", on_one_thread)
    demo.write(tmp_path / "again", CLIENTS, months=5)
    assert contents(tmp_path / "again") == contents(months[0].parent)


def test_another_seed_gives_another_organisation(
    months: list[Path], tmp_path: Path
) -> None:
    (folder,) = demo.write(tmp_path, CLIENTS, seed=2)
    assert rows(folder, "client") != rows(months[-1], "client")


def test_last_month_is_the_same_without_the_months_before(
    months: list[Path], tmp_path: Path
) -> None:
    (folder,) = demo.write(tmp_path, CLIENTS)
    assert folder == tmp_path / "2026-10-31"
    assert contents(folder) == contents(months[-1])


@pytest.mark.parametrize("table", demo.TABLES)
def test_later_month_rewrites_no_more_than_what_is_planted(
    months: list[Path], table: str
) -> None:
    free, planted = MAY_CHANGE.get(table, set()), REWRITTEN.get(table, {})
    for before, after in pairwise(months):
        later, changed = rows(after, table), Counter[str]()
        for key, cells in rows(before, table).items():
            known = {c: v for c, v in cells.items() if v and c not in free}
            now = later.get(key)
            changed.update(
                [""] if now is None else (c for c, v in known.items() if now[c] != v)
            )
        assert all(n <= planted.get(column, 0) for column, n in changed.items())


def test_every_class_of_change_and_every_rule_of_them_occurs(row: list[Sealed]) -> None:
    rules, changes = set(), set()
    for each in row:
        with duckdb.connect(str(each.path / "records.duckdb"), read_only=True) as con:
            changes |= set(con.sql("select distinct change from changes").fetchall())
            rules |= set(con.sql("select distinct rule from findings").fetchall())
    assert {change for (change,) in changes} == {
        *("added", "vanished", "changed", "moved_date", "erased", "returned"),
        *("fell_due", "new", "still_open", "solved", "done", "not_done"),
    }
    compared = {
        name
        for name, query in queries.folder("findings").items()
        if "compares" in query.entries
    }
    assert len(compared) == 19
    assert compared <= {rule for (rule,) in rules}


def test_what_is_planted_is_seen_in_the_last_months(months: list[Path]) -> None:
    """Hold two of the faults against the source itself, cell by cell."""
    before, last = (rows(folder, "holding") for folder in months[-2:])
    back = [key for key in before if before[key]["erased_on"] and key in last]
    back = [key for key in back if not last[key]["erased_on"]]
    assert len(back) == 3
    assert {last[key]["system"] for key in back} == {"file_store"}
    gone = [before[key] for key in before if key not in last]
    assert len(gone) == 2
    assert not any(cells["erased_on"] for cells in gone)


def test_clients_arrive_and_trajectories_end(months: list[Path]) -> None:
    first, last = months[0], months[-1]
    assert len(rows(first, "client")) < len(rows(last, "client")) == CLIENTS
    running = [
        {key for key, row in rows(folder, "trajectory").items() if not row["ended_on"]}
        for folder in (first, last)
    ]
    assert running[0] - running[1]
    assert running[1] - running[0]


@pytest.mark.parametrize(
    ("clients", "last", "format"),
    [
        (CLIENTS, date(2026, 5, 31), "csv"),
        (CLIENTS, date(2026, 10, 31), "parquet"),
        (1, date(2018, 6, 30), "csv"),
    ],
)
def test_month_end_keeps_the_contract(
    clients: int, last: date, format: demo.Format, tmp_path: Path
) -> None:
    (folder,) = demo.write(tmp_path / "out", clients, last=last, format=format)
    assert seal(folder, tmp_path / "snapshots").rows > clients


def test_every_rule_is_present_in_the_last_month(sealed: Sealed) -> None:
    with duckdb.connect(str(sealed.path / "records.duckdb"), read_only=True) as con:
        fetched = con.execute("select distinct rule from findings").fetchall()
    rules = queries.folder("findings")
    living = {name for name, query in rules.items() if "compares" not in query.entries}
    absent = living - {rule for (rule,) in fetched}
    no_case = {"TRF-04": a_decision_ends_soon(), "POL-01": facts_are_old()}
    assert absent == {rule for rule, has_case in no_case.items() if not has_case}


def facts_are_old() -> bool:
    """Say whether the policy's facts give POL-01 a case on the last day at all."""
    for name in ("adequacy", "mechanisms"):
        with (POLICY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            if any(row["checked_on"] < "2026-04-30" for row in csv.DictReader(file)):
                return True
    return False


def a_decision_ends_soon() -> bool:
    """Say whether the law, as the policy holds it, gives TRF-04 a case at all."""
    with (POLICY / "adequacy.csv").open(encoding="utf-8", newline="") as file:
        ends = {row["country"]: row["valid_until"] for row in csv.DictReader(file)}
    used = (ends[country] for country in ("GB", "US", "CH", "CA"))
    return any(0 <= (date.fromisoformat(end) - LAST).days <= 365 for end in used if end)


def test_most_is_in_order_and_some_is_not(sealed: Sealed) -> None:
    with duckdb.connect(str(sealed.path / "summary.duckdb"), read_only=True) as con:
        figures = dict(con.execute("select name, value from key_figures").fetchall())
    assert 0.93 < figures["retention_compliance"] < 1
    assert 0.9 < figures["clients_informed"] < 1
    assert 0.7 < figures["requests_on_time_12m"] < 1
    assert sealed.findings["high"] < CLIENTS / 3


def test_one_spring_is_bad_and_is_overcome(tmp_path: Path) -> None:
    (folder,) = demo.write(tmp_path, 4000)
    on_time = quarters(folder)
    assert min(on_time, key=on_time.__getitem__) in {"2026-1", "2026-2"}
    assert on_time["2026-3"] > 0.85 > 0.8 > min(on_time.values())


def quarters(folder: Path) -> dict[str, float]:
    """Return the share of requests closed within 32 days, by quarter of arrival."""
    closed: dict[str, list[bool]] = {}
    for row in rows(folder, "rights_request").values():
        received = date.fromisoformat(row["received_on"])
        if row["closed_on"] and not (
            row["identity_requested_on"] or row["extended_on"]
        ):
            took = date.fromisoformat(row["closed_on"]) - received
            quarter = f"{received.year}-{(received.month + 2) // 3}"
            closed.setdefault(quarter, []).append(took.days <= 32)
    return {q: sum(t) / len(t) for q, t in closed.items() if len(t) > 20}


def test_folder_that_exists_is_refused_and_kept(tmp_path: Path) -> None:
    kept = tmp_path / "2026-09-30" / "kept"
    kept.mkdir(parents=True)
    with pytest.raises(DemoRefused, match="2026-09-30 exists already"):
        demo.write(tmp_path, CLIENTS, months=3)
    assert list(tmp_path.rglob("*")) == [kept.parent, kept]


@pytest.mark.parametrize("clients", [0, -1, demo.MOST_CLIENTS + 1])
def test_size_out_of_reach_is_refused(clients: int, tmp_path: Path) -> None:
    with pytest.raises(DemoRefused, match="clients"):
        demo.write(tmp_path / "out", clients)
    assert not list(tmp_path.iterdir())


def test_day_before_the_statement_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemoRefused, match="before the statement"):
        demo.write(tmp_path, CLIENTS, last=date(2018, 5, 31), months=2)


def test_progress_is_told(tmp_path: Path) -> None:
    progress: list[str] = []
    tell: Callable[[str], None] = progress.append
    demo.write(tmp_path, 10, tell=tell)
    assert progress[0] == "making up timeline"
    assert progress[-1] == "writing 2026-10-31"


def consents(*columns: str) -> queries.Query:
    """Return a query of the demo that makes some columns of a consent."""
    sql = f"select {', '.join(columns)} order by 1"
    return queries.Query("consent", "demo", sql, (), (), {})


MADE = ("1 as consent_id", "2 as client_id", "3 as item", "4 as purpose")


def test_demo_leaves_null_what_its_query_does_not_make(tmp_path: Path) -> None:
    with engine.connect(tmp_path) as con:
        query = consents(*MADE, "date '2020-01-01' as given_on")
        engine.copy(con, query, {}, tmp_path / "consent.csv", "csv")
    header, row = (tmp_path / "consent.csv").read_text().splitlines()
    assert header.split(",") == list(contract.TABLES["consent"].to_schema().columns)
    assert row == "1,2,3,4,2020-01-01,,"


def test_demo_names_a_column_that_its_query_must_make(tmp_path: Path) -> None:
    with (
        engine.connect(tmp_path) as con,
        pytest.raises(KeyError, match=r"queries/demo/consent\.sql .* make given_on"),
    ):
        engine.copy(con, consents(*MADE), {}, tmp_path / "consent.csv", "csv")
