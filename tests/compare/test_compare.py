"""What changed between two snapshots: known pairs, and what must always hold."""

from __future__ import annotations

import csv
import io
import resource
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from data.__main__ import main
from data.ask import Filter, Question, ask, count, engine, options, stream
from data.ask.comparing import compared
from data.ask.failure import AskFailed, raising_ask_failed
from data.compare import COLUMNS, SECTIONS, changed_definitions, is_same
from data.contract import TABLES, key_of
from data.journal import Event, beside
from data.journal.chain import Line
from data.seal.derive.summary import Summary
from data.seal.run import seal
from data.snapshot import SnapshotRefused, find
from tests.support import changed
from tests.support.changed import DAYS, EARLIER, LATER, month
from tests.support.sealed import a_reader, begin_journal, forge, unwritten

CHANGES = (
    *("added", "vanished", "changed", "moved_date", "erased", "returned", "fell_due"),
    *("new", "still_open", "solved", "done", "not_done"),
)
"""Every class of change that there is."""
EXPECTED = """
activities,activity,A-001,,changed,reviewed_on,2026-09-01,
activities,activity,A-002,,changed,owner,consultants,hr
agreements,agreement,AG-0001,,moved_date,signed_on,2020-01-01,2019-12-01
agreements,agreement,AG-0003,,vanished,,,
authorisations,authorisation,AU-0002,,added,,,
breaches,breach,B-0001,,moved_date,discovered_at,2026-03-05T15:39:00Z,2026-03-06T15:39:00Z
clients,client,C-000005,C-000005,moved_date,registered_on,2020-01-01,2019-12-01
consents,consent,N-000001,C-000008,moved_date,given_on,2020-01-01,2020-03-01
consents,consent,N-000015,C-000015,changed,withdrawn_on,,2026-10-05
disclosures,disclosure,D-0000001,C-000018,added,,,
holdings,holding,H-0000001,C-000001,not_done,effective_due_on,2022-06-30,2022-06-30
holdings,holding,H-0000002,C-000001,erased,erased_on,,2026-10-12
holdings,holding,H-0000003,C-000001,returned,erased_on,2021-01-05,
holdings,holding,H-0000004,C-000001,vanished,,,
holdings,holding,H-0000005,C-000001,added,,,
holdings,holding,H-0000006,C-000002,fell_due,effective_due_on,2026-10-15,2026-10-15
holdings,holding,H-0000007,C-000003,erased,erased_on,,2026-10-12
holdings,holding,H-0000008,C-000004,not_done,effective_due_on,2022-01-01,2022-01-01
holdings,holding,H-0000011,C-000011,changed,item,contact,cv
promises,rights_request,R-2026-00001,C-000003,done,done_on,,2026-10-12
promises,rights_request,R-2026-00002,C-000004,not_done,done_on,,
promises,rights_request,R-2026-00111,C-000011,done,done_on,,
promises,rights_request,R-2026-00112,C-000012,not_done,done_on,,
promises,rights_request,R-2026-00113,C-000013,done,done_on,,2026-10-05
promises,rights_request,R-2026-00114,C-000014,not_done,done_on,,
promises,rights_request,R-2026-00115,C-000015,done,done_on,,2026-10-05
promises,rights_request,R-2026-00116,C-000016,not_done,done_on,,
promises,rights_request,R-2026-00117,C-000017,done,done_on,,
promises,rights_request,R-2026-00118,C-000018,not_done,done_on,,
recipients,recipient,RC-0002,,added,,,
requests,rights_request,R-2026-00003,C-000005,moved_date,due_on,2026-09-14,2026-09-21
requests,rights_request,R-2026-00003,C-000005,moved_date,received_on,2026-08-14,2026-08-21
requests,rights_request,R-2026-00004,C-000006,changed,closed_on,,2026-10-08
requests,rights_request,R-2026-00004,C-000006,changed,outcome,,refused
requests,rights_request,R-2026-00005,C-000007,fell_due,due_on,2026-10-12,2026-10-12
requests,rights_request,R-2026-00006,C-000009,changed,closed_on,,2026-09-11
requests,rights_request,R-2026-00006,C-000009,changed,outcome,,refused
requests,rights_request,R-2026-00007,C-000010,changed,extended_on,,2026-09-01
requests,rights_request,R-2026-00007,C-000010,changed,extension_reason,,complex
requests,rights_request,R-2026-00007,C-000010,moved_date,due_on,2026-09-14,2026-11-16
requests,rights_request,R-2026-00111,C-000011,added,,,
requests,rights_request,R-2026-00112,C-000012,added,,,
requests,rights_request,R-2026-00117,C-000017,added,,,
requests,rights_request,R-2026-00118,C-000018,added,,,
restrictions,restriction,S-00001,C-000013,added,,,
transfers,transfer,TR-0001,,changed,mechanism,scc_2021,bcr
"""
"""What changed in the records between the second and the third month."""
FOUND = """
activity,A-001,,returned,rule,,REG-02
agreement,AG-0001,,new,rule,,CHG-04
authorisation,AU-0001,,new,rule,,AUT-03
breach,B-0001,,new,rule,,CHG-03
client,C-000003,C-000003,solved,rule,INF-01,
client,C-000005,C-000005,new,rule,,CHG-06
consent,N-000001,C-000008,new,rule,,CHG-05
consent,N-000015,C-000015,solved,rule,CHG-18,
consent,N-000016,C-000016,solved,rule,CHG-18,
holding,H-0000002,C-000001,new,rule,,RET-02
holding,H-0000002,C-000001,solved,rule,RET-01,
holding,H-0000003,C-000001,new,rule,,CHG-10
holding,H-0000003,C-000001,new,rule,,RET-01
holding,H-0000004,C-000001,new,rule,,CHG-11
holding,H-0000004,C-000001,solved,rule,RET-01,
holding,H-0000005,C-000001,new,rule,,RET-01
holding,H-0000006,C-000002,new,rule,,RET-01
holding,H-0000007,C-000003,new,rule,,RET-02
holding,H-0000007,C-000003,solved,rule,RET-01,
recipient,RC-0001/identity,,new,rule,,RCP-06
rights_request,R-2026-00001,C-000003,solved,rule,REQ-10,
rights_request,R-2026-00003,C-000005,new,rule,,CHG-01
rights_request,R-2026-00003,C-000005,new,rule,,CHG-02
rights_request,R-2026-00004,C-000006,new,rule,,REQ-04
rights_request,R-2026-00005,C-000007,new,rule,,REQ-01
rights_request,R-2026-00006,C-000009,new,rule,,REQ-04
rights_request,R-2026-00006,C-000009,solved,rule,CHG-16,
rights_request,R-2026-00006,C-000009,solved,rule,REQ-01,
rights_request,R-2026-00007,C-000010,new,rule,,CHG-02
rights_request,R-2026-00007,C-000010,solved,rule,CHG-16,
rights_request,R-2026-00007,C-000010,solved,rule,REQ-01,
rights_request,R-2026-00115,C-000015,solved,rule,REQ-12,
rights_request,R-2026-00118,C-000018,new,rule,,REQ-13
"""
"""Which findings came and went; whatever else there is is still open."""

Rows = list[dict[str, str]]


def written(tmp_path: Path, *named: object) -> Rows:
    """Write a comparison by the command line and read it back."""
    out, journal = tmp_path / "changes.csv", beside(tmp_path / "snaps")
    if not journal.exists():
        begin_journal(tmp_path / "snaps")
    words = ["compare", *map(str, named), "--out", str(out)]
    words += ["--snapshots", str(changed.snapshots()), "--journal", str(journal)]
    assert main(words) == 0
    text = out.read_text(encoding="utf-8")
    assert text.startswith(",".join(COLUMNS))
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Return what changed between the second and the third month."""
    return written(tmp_path_factory.mktemp("compared"))


def lines(rows: Rows, *columns: str) -> list[str]:
    return [",".join(row[column] for column in columns) for row in rows]


# -- known pairs --------------------------------------------------------------


def test_every_change_of_a_record_is_told_and_no_other(rows: Rows) -> None:
    others = [row for row in rows if row["section"] != "findings"]
    assert lines(others, *COLUMNS) == EXPECTED.split("\n")[1:-1]


def test_every_finding_that_came_or_went_is_told(rows: Rows) -> None:
    findings = [
        row
        for row in rows
        if row["section"] == "findings" and row["change"] != "still_open"
    ]
    assert lines(findings, *COLUMNS[1:]) == FOUND.split("\n")[1:-1]


def test_the_known_pair_has_every_class_of_change(rows: Rows) -> None:
    assert {row["change"] for row in rows} == {*CHANGES}


def test_every_table_of_the_contract_has_a_section() -> None:
    assert [*SECTIONS] == [*TABLES]


def test_the_first_column_of_every_sealed_table_is_its_key() -> None:
    path = changed.snapshots() / LATER / "records.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        firsts = {table: con.table(table).columns[0] for table in SECTIONS}
    assert firsts == {table: key_of(table) for table in TABLES}


def test_findings_are_those_of_both_snapshots(rows: Rows) -> None:
    sealed = {}
    for day in (EARLIER, LATER):
        path = changed.snapshots() / day / "records.duckdb"
        with duckdb.connect(path, read_only=True) as con:
            held = con.table("findings").select("subject_key", "rule").fetchall()
        sealed[day] = set(held)
    rows = [row for row in rows if row["section"] == "findings"]
    before = {(row["subject_key"], row["before"]) for row in rows if row["before"]}
    after = {(row["subject_key"], row["after"]) for row in rows if row["after"]}
    assert (before, after) == (sealed[EARLIER], sealed[LATER])


def test_a_disk_without_room_for_a_comparison_is_told_as_such(tmp_path: Path) -> None:
    earlier, later = (find(changed.snapshots(), day) for day in (EARLIER, LATER))
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    room = 3 * 4096  # for the heads of a database, and no row
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most[1]))
    try:
        with (
            pytest.raises(AskFailed, match="more memory or disk space") as caught,
            raising_ask_failed(),
            compared(earlier, later, tmp_path / "compared.duckdb"),
        ):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert caught.value.reason == "busy"


# -- what must always hold ----------------------------------------------------


def test_a_snapshot_with_itself_gives_the_header_alone(tmp_path: Path) -> None:
    assert written(tmp_path, LATER, LATER) == []


def test_the_same_source_sealed_elsewhere_gives_the_header_alone(
    tmp_path: Path,
) -> None:
    other = tmp_path / "other"
    seal(changed.snapshots().parent / f"source-{DAYS[0]}", other)
    day = DAYS[0].isoformat()
    rows = written(tmp_path, changed.snapshots() / day, other / day)
    assert rows == []


def test_the_newest_two_are_compared_where_none_is_named(
    tmp_path: Path, rows: Rows
) -> None:
    assert written(tmp_path, EARLIER, changed.snapshots() / LATER) == rows


Ends = tuple[set[tuple[str, ...]], set[tuple[str, ...]]]


def ends(rows: Rows) -> Ends:
    """Return what came and what went: rows of tables, and findings with their rule."""
    came = {"added": "", "new": "after", "returned": "after"}
    went = {"vanished": "", "solved": "before"}
    made: list[set[tuple[str, ...]]] = [set(), set()]
    for row in rows:
        for way, changes in enumerate((came, went)):
            # of a holding, `returned` is another thing
            if row["change"] in changes and row["column"] in ("", "rule"):
                rule = row.get(changes[row["change"]], "")
                made[way].add((row["subject_table"], row["subject_key"], rule))
    return made[0], made[1]


def test_two_steps_come_to_the_same_as_one(rows: Rows, tmp_path: Path) -> None:
    came1, went1 = ends(written(tmp_path, DAYS[0], DAYS[1]))
    came2, went2 = ends(rows)
    came, went = ends(written(tmp_path, DAYS[0], DAYS[2]))
    assert came1 and went1 and came2 and went2
    assert came == (came1 - went2) | (came2 - went1)
    assert went == (went1 - came2) | (went2 - came1)


def test_what_became_of_promises_is_the_same_in_two_steps(
    rows: Rows, tmp_path: Path
) -> None:
    def states(rows: Rows) -> dict[str, str]:
        promises = [row for row in rows if row["section"] == "promises"]
        return {row["subject_key"]: row["change"] for row in promises}

    first = states(written(tmp_path, DAYS[0], DAYS[1]))
    assert first["R-2026-00001"] == "not_done" != states(rows)["R-2026-00001"]
    assert first | states(rows) == states(written(tmp_path, DAYS[0], DAYS[2]))


CELL = st.one_of(st.none(), st.sampled_from(["", "x", "y"]))
TABLE = st.dictionaries(st.sampled_from("abcde"), st.tuples(CELL, CELL), max_size=5)


def changes(con: duckdb.DuckDBPyConnection, earlier: str, later: str) -> set[Any]:
    about = {"earlier": earlier, "later": later, "section": "s", "subject_table": "t"}
    about |= {"key": "key", "client": "key"}
    rows = con.sql(queries.folder("compare")["rows"].sql, params=about)
    return {row[2:3] + row[4:] for row in rows.fetchall()}


@settings(max_examples=30, deadline=None)
@given(a=TABLE, b=TABLE)
def test_rows_tell_exactly_what_differs(
    a: dict[str, tuple[Any, Any]], b: dict[str, tuple[Any, Any]]
) -> None:
    with duckdb.connect() as con:
        for name, table in (("a", a), ("b", b)):
            con.execute(f"create table {name} (key varchar, p varchar, q varchar)")
            for key, cells in table.items():
                con.table(name).insert([key, *cells])
        differing = changes(con, "a", "b")
        assert changes(con, "a", "a") == set()
    wanted: set[Any] = {(key, "added", None, None, None) for key in b.keys() - a.keys()}
    wanted |= {(key, "vanished", None, None, None) for key in a.keys() - b.keys()}
    for key in a.keys() & b.keys():
        for column, before, after in zip("pq", a[key], b[key], strict=True):
            if before != after:
                wanted.add((key, "changed", column, before, after))
    assert differing == wanted


def test_what_one_side_does_not_deliver_is_not_compared(tmp_path: Path) -> None:
    made = month(0)
    made.not_delivered = ("holding", "disclosure")
    seal(made.write(tmp_path / "source"), tmp_path / "other")
    without = tmp_path / "other" / DAYS[0].isoformat()
    rows = written(tmp_path, without, changed.snapshots() / LATER)
    assert {row["section"] for row in rows}.isdisjoint({"holdings", "disclosures"})
    assert not [r for r in rows if r["before"] == "RET-01" or r["after"] == "RET-01"]
    assert {row["section"] for row in rows} >= {"agreements", "findings"}


def test_what_became_late_cannot_be_computed_from_what_is_overdue() -> None:
    """The key figure is always shown: 45 overdue, of which 40 were so before."""
    query = queries.folder("breakdowns")["changes_by_section"]
    made = Summary(DAYS[2], None)
    counts = {"fell_due": 5, "not_done": 40, "erased": 19}
    made.add(
        query,
        [
            {"value1": "holdings", "value2": name, "count": n, "is_personal": True}
            for name, n in counts.items()
        ],
    )
    made.add_figure("holdings_overdue", (45, None, None))
    hidden = {change for _, _, change in made.withheld()}
    assert hidden == {"fell_due", "not_done"}


def test_a_pair_that_is_asked_has_the_rows_that_the_command_writes(
    tmp_path: Path,
) -> None:
    events: list[Event] = []

    def noting(event: Event) -> Line:
        events.append(event)
        return unwritten(event)

    since, later = (find(changed.snapshots(), str(day)) for day in (DAYS[0], DAYS[2]))
    with closing(a_reader(write=noting)) as reader:
        pair = replace(later, since=since)
        frame = ask(reader, pair, Question("changes")).select(COLUMNS)
        neighbours = ask(reader, later, Question("changes"))
        tallied = options(reader, pair, "changes", "section")
        streamed = stream(reader, pair, Question("changes")).total
    rows = written(tmp_path, DAYS[0], DAYS[2])
    columns = [tuple(row[column] or None for column in COLUMNS) for row in rows]
    assert sorted(map(str, frame.rows())) == sorted(map(str, columns))
    assert not neighbours.select(COLUMNS).equals(frame)
    assert frame.height == tallied["count"].sum() == streamed
    first, second, *_ = [event.params for event in events]
    assert first != second  # the journal tells the two comparisons apart


def test_only_the_last_few_comparisons_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "COMPARISONS", 1)
    first, second, later = (find(changed.snapshots(), str(day)) for day in DAYS)
    with closing(a_reader()) as reader:
        for since in (first, second, first):
            assert count(reader, replace(later, since=since), Question("changes"))
        assert len(reader.engine._compared) == 1


def test_a_damaged_earlier_snapshot_is_no_answer(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    shutil.copytree(changed.snapshots(), folder)
    since, later = (find(folder, str(day)) for day in (DAYS[0], DAYS[2]))
    (since.path / "records.duckdb").chmod(0o600)
    with (since.path / "records.duckdb").open("ab") as file:
        file.write(b"0")
    with closing(a_reader()) as reader, pytest.raises(SnapshotRefused):
        ask(reader, replace(later, since=since), Question("changes"))


# -- what is refused ----------------------------------------------------------


def test_a_damaged_snapshot_is_compared_with_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    shutil.copytree(changed.snapshots(), folder)
    (folder / EARLIER).chmod(0o700)
    file = folder / EARLIER / "records.duckdb"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b"\0")
    with (
        pytest.raises(SnapshotRefused, match="another size"),
        compared(find(folder, EARLIER), find(folder, LATER)),
    ):
        pass


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ((LATER, EARLIER), "name the earlier one first"),
        (("2020-01-01",), "There is no snapshot of 2020-01-01"),
        (("nowhere",), "neither a day"),
    ],
)
def test_a_pair_that_is_none_is_refused(
    named: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["compare", *named, "--snapshots", str(changed.snapshots())]
    assert main(words) == 2
    assert why in capsys.readouterr().err


def test_one_day_with_other_rows_is_not_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    shutil.copytree(changed.snapshots(), folder)
    (folder / LATER).chmod(0o700)
    (folder / LATER / "seal.json").chmod(0o600)
    forge(folder / LATER, lambda s: s["tables"].update({"records.client": "0" * 64}))
    assert not is_same(find(changed.snapshots(), LATER), find(folder, LATER))


def test_what_is_sealed_is_what_the_command_writes(rows: Rows) -> None:
    path = changed.snapshots() / LATER / "records.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        sealed = con.table("changes").select(*COLUMNS).fetchall()
    written_rows = [tuple(row[column] or None for column in COLUMNS) for row in rows]
    assert sorted(map(str, sealed)) == sorted(map(str, written_rows))


def test_a_first_snapshot_is_compared_with_nothing() -> None:
    path = changed.snapshots() / DAYS[0].isoformat() / "records.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        assert con.table("changes").fetchall() == []
        assert con.table("erasure_proof").fetchall() == []


def test_what_became_of_items_past_their_last_day_is_sealed() -> None:
    path = changed.snapshots() / LATER / "records.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        held = con.table("erasure_proof").select("holding_id", "outcome").fetchall()
    assert dict(held) == {
        "H-0000001": "still_there",
        "H-0000002": "erased",
        "H-0000003": "back",
        "H-0000004": "gone",
        "H-0000007": "erased",
        "H-0000008": "still_there",
    }


def test_a_definition_that_came_went_or_changed_is_told() -> None:
    before = {"a": "1", "b": "1", "c": "1"}
    assert changed_definitions(before, {"a": "1", "b": "2", "d": "1"}) == (
        *("b", "c", "d"),
    )


def test_a_request_once_seen_overdue_is_never_counted_as_in_time() -> None:
    later = find(changed.snapshots(), LATER)
    with closing(a_reader()) as reader:
        rows = ask(reader, later, Question("requests"))
        rows = rows.filter(pl.col("request_id") < "R-2026-00111")  # no promise
        figures = ask(reader, later, "key_figures").filter(name="requests_on_time_12m")
    answers = dict(rows.select("request_id", "answer_12m").iter_rows())
    assert answers == {
        "R-2026-00001": "closed_on_time",
        "R-2026-00002": "closed_on_time",
        "R-2026-00003": "overdue",
        "R-2026-00004": "closed_on_time",
        "R-2026-00005": "overdue",
        "R-2026-00006": "seen_overdue",  # closed, by what was entered afterwards
        "R-2026-00007": "seen_overdue",  # open, its term extended afterwards
    }
    seen = dict(rows.select("request_id", "seen_overdue_on").drop_nulls().iter_rows())
    assert {*seen} == {f"R-2026-0000{n}" for n in (3, 6, 7)}
    assert {*seen.values()} == {DAYS[1]}
    assert figures.select("numerator", "denominator").rows() == [(11, 15)]


def test_a_finding_says_how_long_and_in_how_many_snapshots_it_was_seen() -> None:
    later = find(changed.snapshots(), LATER)
    of_holding = Filter("subject_key", "H-0000001")  # overdue all along
    of_new = Filter("subject_key", "H-0000005")  # came in the third month
    of_solved = Filter("subject_key", "H-0000002")  # erased in it
    seen = ("rule", "first_seen", "seen_days", "times")
    with closing(a_reader()) as reader:
        for name in ("findings", "changes"):
            for which, age in (
                (of_holding, (DAYS[0], 61, 3)),
                (of_new, (DAYS[2], None, 1)),
            ):
                rows = ask(reader, later, Question(name, (which,)))
                rows = rows.filter(rule="RET-01").select(seen)
                assert rows.rows() == [("RET-01", *age)]
        rows = ask(reader, later, Question("changes", (of_solved,)))
    assert rows.filter(rule="RET-01").select(seen).rows() == [
        ("RET-01", DAYS[0], 30, 2)
    ]
