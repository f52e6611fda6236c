"""What falls takes along exactly what a seal with that policy would call invalid."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import queries
from data import policy
from data.ask import Filter, Question, Reader, ask, count
from data.figures import whatif
from data.figures.whatif import GROUNDED, LEANING, Fall
from data.seal.run import seal
from data.snapshot import Snapshot, find
from data.words import LANGUAGES, words_for
from tests.support import sealed
from tests.support.screen import opened
from tests.support.sealed import DAY, EMPTY, sample
from tests.support.tables import tables

AS_OF = date.fromisoformat(DAY)
BEFORE = AS_OF - timedelta(days=1)
COUNTRIES = ("US", "GB", "CH", "BR", "JP", "IN", "RU", "NL", "NO")
MECHANISMS = policy.codes("mechanisms", "mechanism")
DECISIONS = policy.codes("adequacy", "country")
FALLS = [
    *(Fall("mechanism", code) for code in MECHANISMS),
    *(Fall("decision", code) for code in DECISIONS),
]
END_MECHANISM = (
    "update policy_mechanisms set valid_until = least(valid_until, ?)"
    " where mechanism = ?"
)
END_DECISION = (
    "update policy_adequacy set valid_until = least(valid_until, ?) where country = ?"
)
DUTCH = words_for("nl")


# Every mechanism with every country: the statement of the seal under other policies


@pytest.fixture(scope="module")
def world() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return transfers of every sort there is, with the tables of the policy."""
    with duckdb.connect() as con:
        for name, frame in policy.tables().items():
            con.from_arrow(frame.to_arrow()).create(f"policy_{name}")
        recipients = [
            (f"RC-{n}", f"Recipient {n}", certified)
            for n, certified in enumerate((True, False))
        ]
        con.execute(
            "create table recipient"
            " (recipient_id varchar, name varchar, dpf_certified boolean)"
        )
        con.executemany("insert into recipient values (?, ?, ?)", recipients)
        con.execute(
            "create table transfer (transfer_id varchar, recipient_id varchar,"
            " country varchar, mechanism varchar, category varchar, purpose varchar,"
            " started_on date, ended_on date, assessed_on date)"
        )
        ends = (None, AS_OF, AS_OF + timedelta(days=1))
        rows = [
            (recipient, country, mechanism, "identity", "contact", ended, assessed)
            for recipient, _, _ in recipients
            for country in COUNTRIES
            for mechanism in MECHANISMS
            for ended in ends
            for assessed in (None, date(2025, 1, 1))
        ]
        con.executemany(
            "insert into transfer values (?, ?, ?, ?, ?, ?, '2020-03-01', ?, ?)",
            [(f"TR-{n:05}", *row) for n, row in enumerate(rows)],
        )
        con.execute(
            "create table recipients as select recipient_id, 7 as clients_12m"
            " from recipient"
        )
        yield con


FACTS = {"as_of": AS_OF, "statement": date(2018, 5, 25)}


def statuses(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Judge every transfer by the seal's own statement."""
    rows = con.sql(queries.folder("seal")["05_transfers"].sql, params=FACTS)
    return dict(rows.select("transfer_id, status").fetchall())


def after(con: duckdb.DuckDBPyConnection, falls: list[Fall]) -> dict[str, str]:
    """Judge every transfer where the policy says that these ended the day before."""
    con.execute("begin")
    try:
        for fall in falls:
            sql = END_DECISION if fall.kind == "decision" else END_MECHANISM
            con.execute(sql, [BEFORE, fall.code])
        return statuses(con)
    finally:
        con.execute("rollback")


def answered(con: duckdb.DuckDBPyConnection, falls: list[Fall]) -> set[str]:
    """Name what the page's own question says is lost."""
    con.execute("begin")
    try:
        sql = queries.folder("seal")["05_transfers"].sql
        con.sql(sql, params=FACTS).create("transfers")
        rows = con.sql(queries.folder("organisation")["whatif"].sql).fetchall()
    finally:
        con.execute("rollback")
    codes = {str(fall) for fall in falls}
    return {row[0] for row in rows if codes & set(row[-1])}


@pytest.mark.parametrize("fall", FALLS, ids=str)
def test_fall_takes_what_the_seal_would_call_invalid(
    world: duckdb.DuckDBPyConnection, fall: Fall
) -> None:
    now, then = statuses(world), after(world, [fall])
    changed = {key for key in now if now[key] != then[key]}
    assert answered(world, [fall]) == changed
    assert {then[key] for key in changed} <= {"invalid"}
    assert {now[key] for key in changed} <= set(LEANING)


@pytest.mark.parametrize(
    "falls",
    [
        [Fall("decision", "US"), Fall("mechanism", "dpf")],
        [Fall("decision", "GB"), Fall("mechanism", "scc_2021")],
        [Fall("decision", code) for code in DECISIONS],
        FALLS,
    ],
    ids=lambda falls: f"{len(falls)} at once",
)
def test_several_falls_take_what_any_of_them_takes(
    world: duckdb.DuckDBPyConnection, falls: list[Fall]
) -> None:
    now, then = statuses(world), after(world, falls)
    assert answered(world, falls) == {key for key in now if now[key] != then[key]}


@pytest.mark.parametrize("code", ["scc_2021", "bcr", "code_of_conduct"])
def test_fall_of_clauses_without_assessment_spares_the_assessed(
    world: duckdb.DuckDBPyConnection, code: str
) -> None:
    fall = Fall("unassessed", code)
    now, then = statuses(world), after(world, [fall])
    changed = {key for key in now if now[key] != then[key]}
    lost = {key for key in changed if now[key] == "unassessed"}
    assert answered(world, [fall]) == lost
    assert changed - lost


def test_framework_takes_what_its_two_parts_take(
    world: duckdb.DuckDBPyConnection,
) -> None:
    decision, mechanism = Fall("decision", "US"), Fall("mechanism", "dpf")
    assert answered(world, [mechanism]) < answered(world, [decision])


# A source that is really sealed again


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sample with transfers that lean on decisions too."""
    here = sealed.source(tmp_path_factory.mktemp("whatif") / "source")
    file = here / "transfer.csv"
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    for n, (recipient, country, mechanism) in enumerate(
        (
            ("RC-0004", "US", "dpf"),
            ("RC-0004", "US", "adequacy"),
            ("RC-0014", "GB", "adequacy"),
            ("RC-0019", "CH", "adequacy"),
        )
    ):
        row = (f"TR-9{n:03}", recipient, country, mechanism, "health", "training")
        rows.append([*row, "2024-01-01", "", ""])
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    return here


@pytest.fixture(scope="module")
def snapshot(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    root = tmp_path_factory.mktemp("now")
    seal(source, root)
    return find(root, DAY)


def resealed(
    source: Path, root: Path, falls: list[Fall], monkeypatch: pytest.MonkeyPatch
) -> Snapshot:
    """Seal a source by a policy in which these ended the day before."""
    changed = root / "policy"
    shutil.copytree(policy.FOLDER, changed)
    for fall in falls:
        table = "adequacy" if fall.kind == "decision" else "mechanisms"
        column = "country" if fall.kind == "decision" else "mechanism"
        file = changed / f"{table}.csv"
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        for row in rows:
            if row[column] == fall.code:
                row["valid_until"] = BEFORE.isoformat()
        with file.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    policy.check(changed)
    tables = policy.tables(changed)
    monkeypatch.setattr(policy, "tables", lambda: tables)
    seal(source, root / "snapshots")
    return find(root / "snapshots", DAY)


@pytest.mark.parametrize(
    "falls",
    [
        [Fall("decision", "US")],
        [Fall("decision", "US"), Fall("mechanism", "dpf")],
        [Fall("decision", "GB")],
        [Fall("mechanism", "scc_2021")],
    ],
    ids=str,
)
def test_answer_is_that_of_the_same_source_sealed_again(
    falls: list[Fall],
    source: Path,
    snapshot: Snapshot,
    reader: Reader,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lost = whatif.lost(reader, snapshot, falls)
    now, after_, total = whatif.grounded(reader, snapshot, lost)
    again = resealed(source, tmp_path, falls, monkeypatch)
    old, new = (
        dict(ask(reader, each, "transfers").select("transfer_id", "status").iter_rows())
        for each in (snapshot, again)
    )
    assert old != new
    assert set(lost["transfer_id"]) == {key for key in old if old[key] != new[key]}
    assert dict(lost.select("transfer_id", "status").iter_rows()).items() <= old.items()
    assert now == sum(status in GROUNDED for status in old.values())
    assert after_ == sum(status in GROUNDED for status in new.values())
    figure = ask(reader, again, "key_figures").filter(
        name="transfers_with_valid_ground"
    )
    assert (after_, total) == figure.select("numerator", "denominator").row(0)


# What can be chosen, and what it leads to


def test_whatever_is_in_force_can_be_chosen(reader: Reader) -> None:
    choices = {str(fall) for fall in whatif.choices(reader, sample())}
    assert {"decision.US", "decision.GB", "unassessed.scc_2021"} <= choices
    assert {f"decision.{code}" for code in DECISIONS} <= choices
    assert not {"mechanism.privacy_shield", "mechanism.none", "mechanism.dpf"} & choices


def test_list_behind_a_choice_has_exactly_what_is_lost(
    reader: Reader, snapshot: Snapshot
) -> None:
    some = 0
    for fall in whatif.choices(reader, snapshot):
        lost = set(whatif.lost(reader, snapshot, [fall])["transfer_id"])
        rows = ask(reader, snapshot, Question("transfers", fall.filters))
        assert set(rows["transfer_id"]) == lost
        some += bool(lost)
    assert some > 4


def test_clients_are_counted_once_whatever_reached_them(
    reader: Reader, snapshot: Snapshot
) -> None:
    falls = whatif.choices(reader, snapshot)
    lost = whatif.lost(reader, snapshot, falls)
    reached = whatif.reached(reader, snapshot, falls, lost)
    with duckdb.connect(snapshot.path / "records.duckdb", read_only=True) as con:
        recent = con.sql(
            "select client_id, recipient_id, category from disclosure"
            " where disclosed_on > date '2025-10-31'"
        ).pl()
        held = con.sql(
            "select client_id, category from retention where erased_on is null"
        ).pl()
    to = recent.filter(pl.col("recipient_id").is_in(lost["recipient_id"].to_list()))
    assert reached.clients == to["client_id"].n_unique() > 0
    pairs = set(lost.select("recipient_id", "category").iter_rows())
    very = {client for client, *pair in to.iter_rows() if tuple(pair) in pairs}
    assert reached.in_category == len(very)
    of = held.filter(pl.col("category").is_in(lost["category"].to_list()))
    assert reached.holders == of["client_id"].n_unique()
    each = whatif.holders(reader, snapshot, lost)
    assert each == {
        category: of.filter(category=category)["client_id"].n_unique()
        for category in set(lost["category"])
    }


def test_clients_follow_the_same_falls_as_the_transfers(
    reader: Reader, snapshot: Snapshot
) -> None:
    falls = dict(
        ask(reader, snapshot, "whatif").select("transfer_id", "falls").iter_rows()
    )
    clients = ask(reader, snapshot, "whatif_clients")
    for transfer, told_ in clients.select("transfer_id", "falls").iter_rows():
        assert told_ == falls[transfer]


def test_recipients_clients_are_those_of_the_list(
    reader: Reader, snapshot: Snapshot
) -> None:
    counted = dict(
        ask(reader, snapshot, "recipients")
        .select("recipient_id", "clients_12m")
        .iter_rows()
    )
    assert whatif.clients(reader, snapshot) == counted
    for row in ask(reader, snapshot, "whatif").iter_rows(named=True):
        question = Question(
            "whatif_clients", (Filter("transfer_id", row["transfer_id"]),)
        )
        assert count(reader, snapshot, question) == counted[row["recipient_id"]]


def test_nothing_falls_and_nothing_is_lost(reader: Reader) -> None:
    lost = whatif.lost(reader, sample(), [])
    assert lost.is_empty()
    nothing = whatif.Reached(0, 0, 0)
    assert whatif.reached(reader, sample(), [], lost) == nothing


# The page


@pytest.fixture
def _shown(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(snapshot.path.parent))


def shown(**address: str | list[str]) -> AppTest:
    at = opened("whatif", address, snapshot=DAY)
    assert not (at.exception or at.error)
    return at


@pytest.mark.usefixtures("_shown")
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_opens_on_the_framework_with_the_united_states(language: str) -> None:
    at = shown(lang=language)
    words = words_for(language)
    assert at.multiselect[0].value == ["decision.US"]
    assert at.header[0].value == words.count("whatif.result", 3)
    assert [each.value for each in at.metric][:3] == ["3", "2", "2"]


@pytest.mark.usefixtures("_shown")
def test_numbers_of_the_page_are_those_of_the_answer(
    reader: Reader, snapshot: Snapshot
) -> None:
    falls = [Fall("decision", "GB"), Fall("mechanism", "scc_2021")]
    at = shown(falls=[str(fall) for fall in falls])
    lost = whatif.lost(reader, snapshot, falls)
    reached = whatif.reached(reader, snapshot, falls, lost)
    assert [each.value for each in at.metric] == [
        str(lost.height),
        str(lost["recipient_id"].n_unique()),
        str(lost["category"].n_unique()),
        DUTCH.number(reached.clients),
    ]
    assert len(tables(at)[2].value) == lost.height


@pytest.mark.usefixtures("_shown")
def test_choice_stands_in_the_address() -> None:
    at = shown()
    at.multiselect[0].set_value(["decision.GB"]).run()
    assert at.query_params["falls"] == "decision.GB"


@pytest.mark.usefixtures("_shown")
def test_what_cannot_fall_is_said_to_be_so() -> None:
    at = shown(falls=["mechanism.privacy_shield", "decision.GB"])
    assert len(at.warning) == 1
    assert at.multiselect[0].value == ["decision.GB"]


@pytest.mark.usefixtures("_shown")
def test_fall_that_takes_nothing_says_so() -> None:
    at = shown(falls="decision.UY")
    assert [each.value for each in at.success] == [DUTCH("whatif.nothing_lost")]


def test_snapshot_without_a_row_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, snapshots: Path
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))
    at = opened("whatif", snapshot=EMPTY)
    assert not at.exception
    assert [each.value for each in at.success] == [DUTCH("whatif.nothing_lost")]
