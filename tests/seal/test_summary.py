"""What management may see: counts that are right, and none that is too small."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import queries
from data import contract, policy
from data.ask import ask
from data.demo import write
from data.seal.check.continuity import Meant
from data.seal.derive import suppress
from data.seal.derive.breakdowns import TOTAL, Place
from data.seal.derive.relations import measure
from data.seal.derive.summary import BRIDGE, Earlier, Summary
from data.seal.derive.suppress import Number
from data.seal.run import seal
from data.snapshot import find
from queries import Query
from tests.faults.hidden_counts import bare
from tests.support import sealed
from tests.support.attack import Published, informed
from tests.support.making import AS_OF, Making
from tests.support.sealed import a_reader

BREAKDOWNS = queries.folder("breakdowns")
DAYS = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal three months of the demo, in a row."""
    folder = tmp_path_factory.mktemp("months")
    for source in write(folder / "sources", 400, months=3, seed=7):
        seal(source, folder / "snapshots")
    return folder / "snapshots"


def opened(folder: Path, name: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(folder / f"{name}.duckdb", read_only=True)


def published(folder: Path) -> Published:
    """Read what a snapshot shows, and in truth counts."""
    with opened(folder, "records") as con:
        counts = {
            (name, first, second): n
            for name, first, second, n, _ in con.table("breakdown_counts").fetchall()
        }
    with opened(folder, "summary") as con:
        rows = con.table("breakdowns").pl().to_dicts()
        steps = con.table("requests_bridge").filter("suppressed").fetchall()
        figures = {
            n: (v, k, d) for n, v, k, d, _ in con.table("key_figures").fetchall()
        }
    hidden: set[Place] = {(BRIDGE, step, None) for _, step, *_ in steps}
    for row in rows:
        place = row["breakdown"], row["value1"], row["value2"]
        if row["suppressed"]:
            hidden.add(place)
        if place not in counts:
            counts[place] = total(counts, place)
        if not row["suppressed"]:
            assert row["count"] == counts[place], place
    return Published(counts, hidden, figures, folder.name[:7])


def total(counts: dict[Any, int], place: tuple[str, str, str | None]) -> int:
    name, *values = place
    return sum(
        n
        for (of, *others), n in counts.items()
        if of == name
        and TOTAL not in others
        and all(w in (TOTAL, o) for w, o in zip(values, others, strict=True))
    )


# -- the files ----------------------------------------------------------------


@pytest.mark.parametrize("query", BREAKDOWNS.values(), ids=lambda q: q.name)
def test_a_breakdown_declares_what_it_counts_and_hides(query: Query) -> None:
    assert query["unit"] in (
        "holdings", "requests", "clients", "trajectories", "disclosures", "findings",
        "bridge", "changes",
    )  # fmt: skip
    assert query["threshold"] in policy.codes("suppression", "class")
    assert query["totals"]
    assert query["dimension1"]
    for column in ("within", "means"):
        conditions = measure("", query.entries.get(column, "")).conditions
        assert all(name and value for name, value in conditions)
    assert {param.name for param in query.params} <= {"as_of", "statement"}
    assert query.columns == ()


def test_thresholds_are_policy() -> None:
    rows = policy.load("suppression").select("class", "threshold").rows()
    assert dict(rows) == {"sensitive": 10, "process": 5}


# -- counts -------------------------------------------------------------------


def test_shown_counts_are_those_of_the_records(months: Path) -> None:
    for folder in sorted(months.glob("20*")):
        published(folder)  # holds each against the count it was made of


COUNTED: dict[str, Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]] = {
    "requests_by_kind": lambda con: con.table("requests").pl().select("kind", "status"),
    "requests_by_department": lambda con: (
        con.table("requests").pl().select("department", "status")
    ),
    "requests_by_channel": lambda con: con.table("requests").pl().select("channel"),
    "requests_in_time_by_kind": lambda con: (
        con.table("requests")
        .pl()
        .select("kind", "answer_12m")
        .filter(pl.col("answer_12m") != "overdue")
    ),
    "holdings_by_category": lambda con: (
        con.table("retention").pl().select("category", "status")
    ),
    "findings_by_rule": lambda con: (
        con.table("findings").pl().select("rule", "severity")
    ),
    "trajectories_by_kind": lambda con: (
        con.table("trajectory")
        .pl()
        .join(con.table("principal").pl(), on="principal_id")
        .select("kind", "kind_right")
    ),
}
"""What some breakdowns count, written apart from their files."""


@pytest.mark.parametrize("name", COUNTED)
def test_breakdowns_count_every_record_once(months: Path, name: str) -> None:
    folder = max(months.glob("20*"))
    with opened(folder, "records") as con:
        rows = COUNTED[name](con)
        counts = con.table("breakdown_counts").pl()
    counted = counts.filter((pl.col("breakdown") == name) & (pl.col("count") > 0))
    numbers = {
        (a, b): n for a, b, n in counted.select("value1", "value2", "count").rows()
    }
    expected = rows.group_by(rows.columns).len().rows()
    assert numbers == {(a, *b, None)[:2]: n for a, *b, n in expected}


@pytest.mark.parametrize(
    "name", ["requests_received_by_month", "requests_received_earlier"]
)
def test_months_are_those_in_which_requests_came_in(months: Path, name: str) -> None:
    folder = max(months.glob("20*"))
    with opened(folder, "records") as con:
        requests = con.table("requests").pl()
        counts = con.table("breakdown_counts").pl()
    counted = counts.filter(pl.col("breakdown") == name)
    recent = name == "requests_received_by_month"
    rows = requests.filter(pl.col("received_12m") == recent)
    by_month = dict(
        rows.group_by(pl.col("received_on").dt.strftime("%Y-%m")).len().rows()
    )
    numbers = dict(counted.select("value1", "count").rows())
    rest = numbers.pop("earlier", 0)
    assert len(numbers) == 12
    assert numbers == {month: by_month.get(month, 0) for month in numbers}
    assert rest + sum(numbers.values()) == rows.height


def test_shown_totals_are_the_sums_of_shown_counts(months: Path) -> None:
    tied = 0
    for folder in months.glob("20*"):
        summary = published(folder)
        for place in summary.counts.keys() - summary.hidden:
            if TOTAL in place[1:]:
                tied += 1
                assert summary.counts[place] == total(summary.counts, place)
    assert tied > 100


# -- small counts -------------------------------------------------------------


def test_no_small_count_is_shown_that_whole_counts_do_not_tell(
    months: Path,
) -> None:
    folders = sorted(months.glob("20*"))
    for before, now in zip([None, *folders], folders, strict=False):
        summary = published(now)
        with opened(now, "summary") as con:
            rows = con.table("breakdowns").pl()
        small = rows.filter(
            (pl.col("count") > 0) & (pl.col("count") < pl.col("threshold"))
        )
        places = set(small.select("breakdown", "value1", "value2").rows())
        by_month = rows.filter(pl.col("dimension1").str.starts_with("month_"))
        always = by_month.select("breakdown", "value1", "value2").rows()
        summary.hidden = summary.counts.keys() - always
        snapshots = [published(before), summary] if before else [summary]
        at = len(snapshots) - 1
        known = informed(*snapshots).recovered([(at, *place) for place in places])
        assert {part[1:] for part in known} == places


def test_a_hidden_count_is_null_and_marked(months: Path) -> None:
    for folder in months.glob("20*"):
        with opened(folder, "summary") as con:
            for table in ("breakdowns", "requests_bridge"):
                rows = con.table(table).pl()
                assert (rows["count"].is_null() == rows["suppressed"]).all()


def test_the_summary_names_nobody(months: Path) -> None:
    for folder in months.glob("20*"):
        with opened(folder, "summary") as con:
            rows = con.table("breakdowns").pl()
        for column in ("value1", "value2"):
            assert not rows[column].str.contains(r"^[A-Z]{1,3}-[0-9]{3,}").any()


# -- the attack ---------------------------------------------------------------


def test_nothing_hidden_can_be_computed_from_a_sealed_snapshot(months: Path) -> None:
    hidden = 0
    for folder in sorted(months.glob("20*")):
        summary = published(folder)
        hidden += len(summary.hidden)
        assert informed(summary).recovered() == set()
    assert hidden > 100


def test_nothing_hidden_can_be_computed_from_two_in_a_row(months: Path) -> None:
    folders = sorted(months.glob("20*"))
    for before, now in pairwise(folders):
        assert informed(published(before), published(now)).recovered() == set()


def test_the_attack_succeeds_where_only_small_counts_are_hidden(months: Path) -> None:
    summary = bare(published(max(months.glob("20*"))))
    assert len(informed(summary).recovered()) > 10


def test_months_steps_and_changes_of_the_whole_organisation_are_shown() -> None:
    made = Summary(AS_OF, None)
    months = [{"value1": f"2026-{n:02}", "count": n % 4} for n in range(1, 11)]
    made.add(BREAKDOWNS["requests_received_by_month"], months)
    steps = [{"value1": step, "count": 1} for step in ("received", "closed")]
    made.add(BREAKDOWNS["requests_since_previous"], steps)
    changes = [
        {"value1": severity, "value2": change, "count": count}
        for severity, new in (("high", 1), ("low", 2))
        for change, count in (("new", new), ("standing", 30))
    ]
    made.add(BREAKDOWNS["findings_change_by_severity"], changes)
    shown = {cell.place for cell in made.cells} - made.withheld()
    by_severity = "findings_change_by_severity"
    for cell in made.cells:
        if cell.query.name != by_severity:
            assert cell.place in shown
    assert (by_severity, TOTAL, "new") in shown
    assert (by_severity, "high", "new") not in shown
    assert (by_severity, "low", "new") not in shown


def test_a_small_count_a_key_figure_tells_is_shown() -> None:
    made = Summary(AS_OF, None)
    rows = [
        {"value1": kind, "value2": status, "count": n}
        for kind, status, n in (
            ("access", "overdue", 3), ("access", "on_track", 50),
            ("erasure", "overdue", 0), ("erasure", "on_track", 40),
            ("objection", "overdue", 0), ("objection", "on_track", 30),
        )
    ]  # fmt: skip
    made.add(BREAKDOWNS["requests_by_kind"], rows)
    made.add_figure("requests_overdue", (3.0, None, None))
    hidden = {place[1:] for place in made.withheld()}
    assert (TOTAL, "overdue") not in hidden
    # the three are all of one kind: only a nothing beside it can hide that
    assert ("access", "overdue") in hidden
    assert len({kind for kind, status in hidden if status == "overdue"}) == 2


def test_a_count_hidden_as_small_stays_hidden_for_a_snapshot() -> None:
    query = BREAKDOWNS["requests_by_channel"]

    def decide(counts: dict[str, int], before: Earlier | None) -> set[str]:
        made = Summary(AS_OF, before)
        made.add(query, rows(counts))
        return {channel for _, channel, _ in made.withheld()}

    def rows(counts: dict[str, int]) -> list[dict[str, Any]]:
        return [
            {"value1": channel, "value2": None, "count": n}
            for channel, n in counts.items()
        ]

    def earlier(counts: dict[str, int], hidden: set[str]) -> Earlier:
        withheld: Any = {(query.name, channel, None) for channel in hidden}
        return Earlier(
            date(2026, 9, 30), {query.name: rows(counts)}, withheld, {}, None
        )

    first = {"post": 3, "email": 40, "portal": 60, "phone": 20}
    hidden = decide(first, None)
    assert hidden == {"post", "phone"}
    second = first | {"post": 8, "phone": 21}
    assert decide(second, earlier(first, hidden)) == {"post", "phone"}
    assert decide(second | {"email": 41}, earlier(second, {"post", "phone"})) == set()


def test_the_engine_withholds_no_more_than_it_must() -> None:
    cells = [Number({i: 1}, n, 0 < n < 10, (-n,)) for i, n in enumerate((3, 20, 30))]
    both = Number({0: 1, 1: 1, 2: 1}, 53, False, (-99,))
    assert suppress.hidden([*cells, both], []) == {0, 1}
    assert suppress.hidden(cells, []) == {0}
    assert suppress.hidden([*cells, both], [{0: 1}]) == set()


def test_shares_are_hidden_with_their_parts(months: Path) -> None:
    with closing(a_reader()) as reader:
        for folder in months.glob("20*"):
            shares = ask(reader, find(months, folder.name), "shares")
            shown = shares.filter(~pl.col("suppressed"))
            assert shares.filter("suppressed")["share"].is_null().all()
            for row in shown.to_dicts():
                if row["denominator"]:
                    share = row["numerator"] / row["denominator"]
                    assert row["share"] == pytest.approx(share, abs=5e-5)


# -- history ------------------------------------------------------------------


def requests(made: Making, *rows: tuple[date, date | None]) -> None:
    if not made.tables["client"]:
        made.add("client")
    for received_on, closed_on in rows:
        outcome = "granted" if closed_on else None
        made.add(
            "rights_request",
            received_on=received_on,
            closed_on=closed_on,
            outcome=outcome,
        )


def sealed_at(root: Path, made: Making, tmp_path: Path, **how: Any) -> Path:
    source = made.write(
        tmp_path / f"source-{made.as_of}-{len(list(root.parent.iterdir()))}"
    )
    anything = frozenset(contract.TABLES)  # few rows, of which many come and go
    return seal(source, root, meant=Meant(anything, anything), **how).path


def bridge(folder: Path) -> dict[str, int | None]:
    with opened(folder, "summary") as con:
        rows = con.table("requests_bridge").order("position").fetchall()
    return {step: n for _, step, n, *_ in rows}


def test_the_bridge_adds_up_with_what_was_corrected(tmp_path: Path) -> None:
    root = tmp_path / "snapshots"
    first, second = Making(as_of=DAYS[1]), Making(as_of=DAYS[2])
    requests(first, *[(date(2026, 9, 1), None)] * 20)
    requests(
        second,
        *[(date(2026, 9, 1), None)] * 14,
        *[(date(2026, 9, 1), date(2026, 10, 5))] * 6,
        *[(date(2026, 10, 2), None)] * 12,
        *[(date(2026, 10, 2), date(2026, 10, 9))] * 7,
        *[(date(2026, 9, 3), None)] * 9,
    )
    assert bridge(sealed_at(root, first, tmp_path)) == {}
    folder = sealed_at(root, second, tmp_path)
    assert bridge(folder) == {
        "open_before": 20, "received": 19, "closed": 13, "corrected": 9, "open_now": 35,
    }  # fmt: skip
    with opened(folder, "records") as con:
        assert dict(con.table("correction").fetchall()) == {
            "entered_late": 9, "received_moved": 0, "closed_moved": 0, "gone": 0,
        }  # fmt: skip


def test_dates_changed_afterwards_are_counted(tmp_path: Path) -> None:
    root = tmp_path / "snapshots"
    first, second = Making(as_of=DAYS[1]), Making(as_of=DAYS[2])
    closed = date(2026, 9, 20)
    requests(
        first, (date(2026, 9, 1), closed), (date(2026, 9, 2), None), (closed, None)
    )
    requests(second, (date(2026, 9, 1), None), (date(2026, 9, 5), None))
    sealed_at(root, first, tmp_path)
    with opened(sealed_at(root, second, tmp_path), "records") as con:
        assert dict(con.table("correction").fetchall()) == {
            "entered_late": 0, "received_moved": 1, "closed_moved": 1, "gone": 1,
        }  # fmt: skip


def changes(folder: Path, rule: str) -> tuple[Any, ...] | None:
    with opened(folder, "records") as con:
        rows = con.table("finding_history").pl().filter(pl.col("rule") == rule)
    return (
        None
        if rows.is_empty()
        else rows.select("first_seen", "last_seen", "times").row(0)
    )


def change_of(folder: Path, family: str) -> dict[str, int]:
    with opened(folder, "records") as con:
        rows = con.table("breakdown_counts").pl()
    rows = rows.filter(
        (pl.col("breakdown") == "findings_change_by_family")
        & (pl.col("value1") == family)
        & (pl.col("count") > 0)
    )
    return dict(rows.select("value2", "count").rows())


def test_a_finding_is_new_then_stands_is_solved_and_returns(tmp_path: Path) -> None:
    root = tmp_path / "snapshots"
    seen = []
    for day, is_signed in zip(
        (date(2026, 6, 30), date(2026, 7, 31), *DAYS),
        (True, False, False, True, False),
        strict=True,
    ):
        made = Making(as_of=day)
        made.add("client")
        # a processor without an agreement that got data: RCP-01
        made.add("recipient")
        if is_signed:
            made.add("agreement", signed_on=date(2000, 1, 1))
        made.add("disclosure")
        folder = sealed_at(root, made, tmp_path)
        seen.append(change_of(folder, "RCP").keys() & {"new", "solved", "returned"})
    assert seen == [set(), {"new"}, set(), {"solved"}, {"returned"}]
    assert changes(folder, "RCP-01") == (date(2026, 7, 31), DAYS[2], 3)


def seal_of(folder: Path) -> dict[str, Any]:
    seal_: dict[str, Any] = json.loads((folder / "seal.json").read_bytes())
    return seal_


def test_the_seal_names_the_snapshot_compared_with(tmp_path: Path) -> None:
    root = tmp_path / "snapshots"
    first = sealed_at(root, Making(as_of=DAYS[0]), tmp_path)
    assert seal_of(first)["previous"] is None
    third = sealed_at(root, Making(as_of=DAYS[2]), tmp_path)
    digest = find(root, first.name).digest
    assert seal_of(third)["previous"] == {
        "day": first.name, "digest": digest, "refused": None,
        "not_delivered": [],
    }  # fmt: skip
    # one that comes in between is compared with its own previous one
    done = seal(Making(as_of=DAYS[1]).write(tmp_path / "between"), root)
    second = done.path
    assert seal_of(second)["previous"]["day"] == first.name
    assert [note[:10] for note in done.notes] == [third.name]
    # and is the previous one once the later day is sealed again
    sealed_at(root, Making(as_of=DAYS[2]), tmp_path, replace=True)
    assert seal_of(third)["previous"]["day"] == second.name


def test_a_damaged_previous_snapshot_is_not_compared_with(tmp_path: Path) -> None:
    root = tmp_path / "snapshots"
    first = sealed_at(root, Making(as_of=DAYS[1]), tmp_path)
    file = first / "records.duckdb"
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    data[5_000] ^= 1
    file.write_bytes(data)
    done = seal(Making(as_of=DAYS[2]).write(tmp_path / "second"), root)
    (note,) = done.notes
    assert note.startswith(f"Not compared with {DAYS[1]}. Snapshot {DAYS[1]} is")
    assert seal_of(done.path)["previous"]["refused"] in note
    assert bridge(done.path) == {}
    again = sealed.run("seal", tmp_path / "second", "--snapshots", root, "--replace")
    assert again.returncode == 0
    assert b"Not compared with" in again.stderr


def test_a_snapshot_without_history_is_not_compared_with(tmp_path: Path) -> None:
    root = tmp_path / "snapshots"
    first = sealed_at(root, Making(as_of=DAYS[1]), tmp_path)
    for file in first.iterdir():
        file.chmod(0o600)
    first.chmod(0o700)
    with duckdb.connect(first / "records.duckdb") as con:
        con.execute("drop table finding_history")
    sealed.reseal(first)
    done = seal(Making(as_of=DAYS[2]).write(tmp_path / "second"), root)
    assert "another version" in done.notes[0]
    assert changes(done.path, "STM-01") is not None


def test_the_same_source_and_previous_give_the_same_summary(
    months: Path, tmp_path: Path
) -> None:
    def content(folder: Path) -> list[Any]:
        with opened(folder, "summary") as con:
            tables = ("breakdowns", "requests_bridge", "key_figures")
            return [con.table(table).fetchall() for table in tables]

    sources = sorted((months.parent / "sources").iterdir())
    for source in sources[:2]:
        again = seal(source, tmp_path / "again").path
        assert content(again) == content(months / again.name)


def test_every_finding_has_its_history_once() -> None:
    keys = ("rule", "subject_table", "subject_key")
    with opened(sealed.sample().path, "records") as con:
        findings = con.table("findings").pl()
        history = con.table("finding_history").pl()
    assert findings.height > 0
    assert findings.join(history, on=keys, how="anti").is_empty()
    assert not history.select(keys).is_duplicated().any()
