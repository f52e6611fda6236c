"""What is checked across rows, tables and files, and how it is reported."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from data import contract
from data.seal import check, load
from data.seal.report import Failure, SourceRefused
from data.seal.run import seal
from data.seal.source import strangers
from data.seal.source.describe import describe
from data.seal.source.file import SourceFile
from tests.support.contract_text import columns
from tests.support.making import (
    BLANK,
    Making,
    derived,
    failures,
    loaded,
    text,
    write_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Found = list[tuple[str, str | None, int | None]]


def made() -> Making:
    """Make a source with two rows in every table."""
    making = Making()
    for table in contract.TABLES:
        making.add(table)
        making.add(table)
    making.tables["holding"][0]["trajectory_id"] = "T-000001"
    return making


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a sound source."""
    return made().write(tmp_path / "source")


def edit(file: Path, change: Callable[[str], str]) -> None:
    """Rewrite a file of a source."""
    file.write_text(change(file.read_text()))


def errors(folder: Path, *tables: str) -> Found:
    """Return table, column and rows of every error."""
    return [(f.table, f.column, f.rows) for f in failures(folder, *tables)]


def test_sound_source_has_no_error(folder: Path) -> None:
    assert errors(folder) == []


def test_every_row_bearing_a_repeated_key_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "BATCH", 2)
    making = Making()
    for number in (1, 2, 1, 3, 1, 3, None, None):
        making.add("client", client_id=number and f"C-00000{number}")
    failed = failures(making.write(tmp_path), "client")
    lines = {f.check: [(e.line, e.key) for e in f.examples] for f in failed}
    first, third = "C-000001", "C-000003"
    assert lines["no key twice"] == [
        (2, first), (4, first), (5, third), (6, first), (7, third),
    ]  # fmt: skip
    assert lines["not null"] == [(8, None), (9, None)]


def test_keys_looked_through_in_parts_fail_as_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = Making()
    for number in (1, 2, 1, 3, 4, 5, 5):
        making.add("client", client_id=f"C-00000{number}")
    for number, owner in ((1, 1), (2, 9), (3, 2), (4, 8)):
        making.add("trajectory", trajectory_id=f"T-{number}", client_id=f"C-{owner:06}")
        making.add("holding", trajectory_id=f"T-{number}", client_id="C-000002")
    tables = ("client", "trajectory", "holding")
    in_one = failures(making.write(tmp_path), *tables)
    monkeypatch.setattr(check, "PART", 2)
    assert failures(tmp_path, *tables) == in_one
    checks = {failure.check for failure in in_one}
    assert {"no key twice", "is a key of client"} <= checks
    assert "refers to a trajectory with the same client_id" in checks


@pytest.mark.parametrize("how", ["missing", "unreadable", "without its key"])
def test_references_to_an_unread_table_are_skipped(folder: Path, how: str) -> None:
    file = folder / "client.csv"
    edit(folder / "holding.csv", lambda t: t.replace("C-000001", "C-999999"))
    edit(folder / "trajectory.csv", lambda t: t.replace("C-000001", "C-999999"))
    tables = ("principal", "client", "trajectory", "holding")
    if how == "missing":
        file.unlink()
    elif how == "unreadable":
        edit(file, lambda t: t + '"')
    else:
        edit(file, lambda t: "\n".join(x.split(",", 1)[1] for x in t.splitlines()))
    column = "client_id" if how == "without its key" else None
    assert errors(folder, *tables) == [("client", column, None)]


def test_owner_is_not_compared_without_its_column(folder: Path) -> None:
    tables = ("principal", "client", "trajectory", "holding")
    edit(folder / "holding.csv", lambda t: t.replace("C-000001", "C-000002"))
    assert errors(folder, *tables) == [("holding", "trajectory_id", 1)]
    rows = [
        [text(v) for k, v in row.items() if k != "client_id"]
        for row in made().tables["trajectory"]
    ]
    header = ["trajectory_id", *BLANK["trajectory"]]
    header.remove("client_id")
    write_table(folder / "trajectory.csv", header, rows)
    assert errors(folder, *tables) == [("trajectory", "client_id", None)]


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("table", contract.TABLES)
def test_missing_columns_are_an_error_each_alone(
    folder: Path, table: str, half: int
) -> None:
    row = {k: text(v) for k, v in made().tables[table][0].items()}
    missing = list(row)[half::2]
    kept = {name: cell for name, cell in row.items() if name not in missing}
    write_table(folder / f"{table}.csv", list(kept), [list(kept.values())])
    with duckdb.connect() as con:
        checker = loaded(con, folder, table)
        for other in contract.TABLES.keys() - {table}:
            out = Failure(other, None, "left out")
            checker.files[other] = SourceFile(other, folder, failure=out)
        failed = [f for f in checker.run(lambda _: None) if f.table == table]
    assert [(f.column, f.check) for f in failed] == [
        (column, "missing column") for column in missing
    ]


UNKNOWN = [
    "bsn",
    "Client_ID",
    "row",
    "unread",
    "file_row_number",
    "cell_0",
    "géén e-mail",
]


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_column_is_named_and_nothing_else(folder: Path, name: str) -> None:
    edit(
        folder / "client.csv",
        lambda t: t.replace("\n", ",111222333\n").replace("111222333", name, 1),
    )
    assert errors(folder, "client") == [("client", name, None)]


@pytest.mark.parametrize(
    "name",
    ["111222333", "j.jansen@voorbeeld.nl", "", " ", "a\tb", "x" * 99, "06-12345678"],
)
def test_name_of_unknown_column_never_tells_more(folder: Path, name: str) -> None:
    edit(folder / "client.csv", lambda t: t.replace("\n", ",x\n").replace("x", name, 1))
    (failure,) = failures(folder, "client")
    assert (failure.column, failure.check) == ("…", "unknown column")


def test_columns_may_come_in_any_order(folder: Path) -> None:
    for table in contract.TABLES:
        with duckdb.connect() as con:
            loaded(con, folder, table)
            before = con.table(table).pl()
            file = folder / f"{table}.csv"
            header, *rows = csv.reader(file.read_text().splitlines())
            write_table(file, header[::-1], [row[::-1] for row in rows])
            load.drop(con, table)
            loaded(con, folder, table)
            assert con.table(table).pl().equals(before)


def test_tables_with_their_header_alone_pass(tmp_path: Path) -> None:
    folder = Making().write(tmp_path)
    edit(folder / "client.csv", str.strip)
    assert errors(folder) == []


def test_missing_tables_are_an_error_each_alone(tmp_path: Path) -> None:
    (tmp_path / "principal.CSV").touch()
    (tmp_path / "client.csv").mkdir()
    assert errors(tmp_path, *contract.TABLES) == [
        (table, None, None) for table in contract.TABLES
    ]


def test_table_in_both_forms_is_one_error(folder: Path) -> None:
    (folder / "client.parquet").write_bytes(b"whatever")
    assert errors(folder, "client") == [("client", None, None)]


def test_errors_of_all_tables_come_in_one_run(folder: Path) -> None:
    edit(folder / "principal.csv", lambda t: t.replace("municipality", "gemeente"))
    edit(folder / "breach.csv", lambda t: t.replace("1,risk", "1,Risk", 1))
    (folder / "activity.csv").unlink()
    edit(folder / "transfer.csv", lambda t: t.replace("US", "XX").replace("2022", "22"))
    assert errors(folder) == [
        ("principal", "kind", 2),
        ("transfer", "started_on", 2),
        ("transfer", "country", 2),
        ("activity", None, None),
        ("breach", "risk", 1),
    ]


def test_twenty_examples_are_given_of_more_rows(tmp_path: Path) -> None:
    making = Making()
    for number in range(50):
        making.add("principal", kind="anders", name="regel\n" * (number % 3))
    failures_ = failures(making.write(tmp_path), "principal")
    (kind,) = (f for f in failures_ if f.column == "kind")
    assert (kind.rows, len(kind.examples)) == (50, 20)
    lines = (tmp_path / "principal.csv").read_text().split("\n")
    for example in kind.examples:
        assert lines[example.line - 1].startswith(f"{example.key},")
    assert kind.examples[1].line == 3
    assert kind.examples[2].line == 5


def test_batches_do_not_change_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    making = Making()
    for number in range(60):
        kind = "private" if number % 2 else "anders"
        making.add("principal", kind=kind, name=None if number % 7 == 0 else "x")
    whole = failures(making.write(tmp_path), "principal")
    monkeypatch.setattr(check, "BATCH", 7)
    assert failures(tmp_path, "principal") == whole
    assert [f.rows for f in whole] == [9, 30]


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("H-0000001", "H-0000001"),
        ("H-111222333", None),
        ("H-0612345678", None),
        ("111222333", None),
        ("jan@voorbeeld.nl", None),
    ],
)
def test_example_never_gives_a_key_like_an_identifier(
    tmp_path: Path, key: str, shown: str | None
) -> None:
    making = Making()
    making.add("holding", holding_id=key, system="kast")
    for table in ("client", "trajectory", "principal"):
        making.add(table)
    wrong = failures(making.write(tmp_path), *list(contract.TABLES)[:4])
    assert {e.key for f in wrong for e in f.examples} == {shown}


SNAPSHOT = {
    "contract": str(contract.VERSION),
    "as_of": "2026-10-31",
    "controller": '"Hartman BV"',
    "exported_at": "2026-11-01T02:14:00+01:00",
    "statement": '"2018-05-25"',
}
WRONG = [
    *((key, None) for key in SNAPSHOT),
    *(
        ("contract", value)
        for value in (str(contract.VERSION + 1), "0", '"1"', "1.0", "true")
    ),
    *(("as_of", value) for value in ('"2026-10-31"', "2026-10-31T00:00:00", "1", "[]")),
    *(("as_of", value) for value in ("2026-10-31T00:00:00Z", "9999-12-31")),
    *(("controller", value) for value in ('""', "1", '["x"]', '"j@voorbeeld.nl"')),
    *(("exported_at", value) for value in ("2026-11-01", "2026-11-01T02:14:00", "1")),
    ("exported_at", '"2026-11-01T02:14:00+01:00"'),
    *(("statement", value) for value in ("2018-05-25", '"2018-5-25"', '"25-05-2018"')),
    *(("statement", value) for value in ('"2026-11-01"', '"2018-02-30"', '""', "2018")),
    *(("statement", value) for value in ('"0001-01-01"', '"2026-10-31"')),
    *(("owner", value) for value in ('"x"', "1", "{ as_of = 1 }")),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_wrong_key_of_snapshot_is_named_alone(
    tmp_path: Path, key: str, value: str | None
) -> None:
    facts = SNAPSHOT | ({} if value is None else {key: value})
    if value is None:
        del facts[key]
    lines = [f"{name} = {text_}" for name, text_ in facts.items()]
    (tmp_path / "snapshot.toml").write_text("\n".join(lines))
    wrong = describe(tmp_path)
    assert [(f.table, f.column) for f in wrong.failures] == [("snapshot", key)]
    assert wrong.is_other_contract == (key == "contract" and value is not None)


@pytest.mark.parametrize(
    ("as_of", "wrong"),
    [
        ("2026-10-31", []),
        ("2018-05-25", []),
        ("2018-05-24", ["statement"]),
        ("1900-01-01", ["statement"]),
        ("1899-12-31", ["as_of", "statement"]),
    ],
)
def test_statement_may_be_of_the_day_itself(
    tmp_path: Path, as_of: str, wrong: list[str]
) -> None:
    facts = SNAPSHOT | {"as_of": as_of}
    lines = [f"{name} = {text_}" for name, text_ in facts.items()]
    (tmp_path / "snapshot.toml").write_text("\ufeff" + "\r\n".join(lines))
    assert [f.column for f in describe(tmp_path).failures] == wrong


def test_contract_1_is_refused_by_what_to_change(tmp_path: Path) -> None:
    lines = [f"{name} = {text_}" for name, text_ in SNAPSHOT.items()]
    text_ = "\n".join(lines).replace(lines[0], "contract = 1")
    (tmp_path / "snapshot.toml").write_text(text_)
    (failure,) = describe(tmp_path).failures
    for table in ("agreement", "activity", "breach", "rights_request"):
        assert table in failure.check
    lacking = {column for column in columns() if column.name in failure.check}
    assert {"dpia_on", "delay_reason", "subject"} <= {c.name for c in lacking}


OTHERS = ["klant.csv", "x.csv.gz", "holdings.xlsx", "b.ods", "client.csv.parquet"]
LEFT_BE = [".x.csv", "~$x.xlsx", "lees.txt", "x.CSV.bak", "x.json", "x.csv.sha256"]


@pytest.mark.parametrize("name", OTHERS)
def test_other_file_that_looks_like_a_table_is_one_error(
    folder: Path, name: str, tmp_path: Path
) -> None:
    (folder / name).touch()
    with pytest.raises(SourceRefused) as refused:
        seal(folder, tmp_path / "snapshots")
    (failure,) = refused.value.failures
    assert (failure.table, failure.column, failure.rows) == ("snapshot", None, None)
    assert name in failure.check


def test_other_files_are_named_together_and_tell_no_more(folder: Path) -> None:
    for name in (*OTHERS, "jan@voorbeeld.nl.csv"):
        (folder / name).touch()
    failure = strangers(folder)
    assert failure is not None
    assert all(name in failure.check for name in OTHERS)
    assert "@" not in failure.check


def test_other_kinds_of_file_are_let_be(folder: Path) -> None:
    for name in LEFT_BE:
        (folder / name).touch()
    (folder / "map.csv").mkdir()
    assert strangers(folder) is None


@pytest.mark.parametrize(
    ("toml", "hint"),
    [
        (None, "It is called snapshot.toml.txt"),
        (b"contract = ", ""),
        (b"\xff\xfe", "another encoding"),
        (b"a = 1\na = 2\n", "from line 2 on"),
        (b"a = " + b"[" * 9999, ""),
    ],
)
def test_tables_are_checked_without_a_readable_snapshot(
    folder: Path, toml: bytes | None, hint: str
) -> None:
    (folder / "snapshot.toml").rename(folder / "snapshot.toml.txt")
    if toml is not None:
        (folder / "snapshot.toml").write_bytes(toml)
    edit(folder / "principal.csv", lambda t: t.replace("municipality", "gemeente"))
    edit(folder / "client.csv", lambda t: t.replace("2020-01-01", "2999-01-01"))
    (failure,) = describe(folder).failures
    assert (failure.table, failure.column) == ("snapshot", None)
    assert hint in (failure.hint or "")
    assert errors(folder, "principal", "client") == [("principal", "kind", 2)]


def test_other_contract_version_is_the_only_error(folder: Path, tmp_path: Path) -> None:
    own, other = (f"contract = {contract.VERSION + more}" for more in (0, 1))
    edit(folder / "snapshot.toml", lambda t: t.replace(own, other))
    (folder / "client.csv").unlink()
    with pytest.raises(SourceRefused, match="snapshot") as refused:
        seal(folder, tmp_path / "snapshots")
    assert [(f.table, f.column) for f in refused.value.failures] == [
        ("snapshot", "contract")
    ]


def test_snapshot_and_tables_are_reported_together(
    folder: Path, tmp_path: Path
) -> None:
    line = f"contract = {contract.VERSION}\n"
    edit(folder / "snapshot.toml", lambda t: t.replace(line, "extra = 1\n"))
    edit(folder / "principal.csv", lambda t: t.replace("municipality", "gemeente"))
    with pytest.raises(SourceRefused, match="3 places") as refused:
        seal(folder, tmp_path / "snapshots")
    reported = json.loads(refused.value.as_json())["errors"]
    assert [(e["table"], e["column"], e["rows"]) for e in reported] == [
        ("snapshot", "contract", None),
        ("snapshot", "extra", None),
        ("principal", "kind", 2),
    ]
    assert reported[2]["examples"] == [
        {"line": 2, "key": "P-0001"},
        {"line": 3, "key": "P-0002"},
    ]
    assert "- principal.kind: one of its codes (2 rows): line 2 P-0001, line 3" in str(
        refused.value
    )


def test_last_day_of_the_calendar_can_be_sealed(tmp_path: Path) -> None:
    making = Making(as_of=date(9000, 12, 31))
    making.add("client")
    assert derived(making.write(tmp_path))["clients"]
