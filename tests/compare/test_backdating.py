"""The rules about what was changed afterwards: what breaks each, and what does not.

They read what a comparison found; here it is written down, so that no source is sealed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

import queries
from data import compare
from data.seal import load
from data.seal.asking import facts_on, put
from data.seal.derive import FOUND
from data.words import LANGUAGES, words_for
from data.words.template import say
from tests.support.plain import unsaid

BEFORE, NOW = date(2026, 9, 30), date(2026, 10, 31)
RULES = {n: q for n, q in queries.folder("findings").items() if n.startswith("CHG-")}

Change = tuple[str, str, str | None, str | None, str | None]
"""Table, change, column, before and after."""
MOVED: dict[str, Change] = {
    "CHG-01": (
        "rights_request",
        "moved_date",
        "received_on",
        "2026-08-14",
        "2026-08-21",
    ),
    "CHG-02": ("rights_request", "moved_date", "due_on", "2026-09-14", "2026-09-21"),
    "CHG-03": (
        *("breach", "moved_date", "discovered_at"),
        *("2026-03-05T15:39:00Z", "2026-03-06T15:39:00Z"),
    ),
    "CHG-04": ("agreement", "moved_date", "signed_on", "2020-01-01", "2019-12-01"),
    "CHG-05": ("consent", "moved_date", "given_on", "2020-01-01", "2020-03-01"),
    "CHG-06": ("client", "moved_date", "registered_on", "2020-01-01", "2019-12-01"),
    "CHG-07": ("rights_request", "changed", "closed_on", "2026-08-24", None),
    "CHG-08": (
        *("breach", "changed", "authority_notified_at", "2026-03-05T15:39:00Z", None),
    ),
    "CHG-09": ("consent", "changed", "withdrawn_on", "2026-08-24", None),
    "CHG-10": ("holding", "returned", "erased_on", "2021-01-05", None),
    "CHG-12": ("rights_request", "vanished", None, None, None),
    "CHG-13": ("breach", "vanished", None, None, None),
    "CHG-14": ("consent", "vanished", None, None, None),
    "CHG-15": ("disclosure", "vanished", None, None, None),
}
PAST = {
    "CHG-16": ("rights_request", "request_id", "received_on", "date"),
    "CHG-17": ("breach", "breach_id", "discovered_at", "timestamptz"),
    "CHG-18": ("consent", "consent_id", "given_on", "date"),
    "CHG-19": ("agreement", "agreement_id", "signed_on", "date"),
}


@pytest.fixture
def con() -> Any:
    """Return an engine with an empty comparison."""
    with duckdb.connect() as con:
        load.prepare(con)
        compare.begin(con)
        yield con


def add(con: duckdb.DuckDBPyConnection, change: Change, key: str = "K-1") -> None:
    table, what, column, before, after = change
    row = ["s", table, key, "C-000001", what, column, before, after, None, BEFORE]
    con.table("changes").insert(row)


def findings_of(con: duckdb.DuckDBPyConnection, rule: str) -> list[Any]:
    facts = facts_on(NOW, date(2018, 5, 25))
    rows: list[Any] = put(con, RULES[rule], facts).pl().rows()
    return rows


def test_every_rule_of_the_family_has_a_case() -> None:
    assert {*MOVED, *PAST, "CHG-11"} == {*RULES}


@pytest.mark.parametrize("rule", MOVED)
def test_a_change_breaks_its_rule_alone(
    rule: str, con: duckdb.DuckDBPyConnection
) -> None:
    add(con, MOVED[rule])
    ((key, client, since, previous, *_),) = findings_of(con, rule)
    assert (key, client, since, previous) == ("K-1", "C-000001", NOW, BEFORE)
    assert [other for other in MOVED if findings_of(con, other)] == [rule]


@pytest.mark.parametrize("language", LANGUAGES)
def test_evidence_is_in_plain_words(
    language: str, con: duckdb.DuckDBPyConnection
) -> None:
    for change in MOVED.values():
        add(con, change)
    proof = ["K-1", "C-000001", "cv", "employment", "crm", None, BEFORE, "gone"]
    con.table("erasure_proof").insert([*proof, None, None, None])
    add(con, ("holding", "vanished", None, None, None))
    for table, key, column, kind in PAST.values():
        con.execute(f"create table {table} ({key} varchar, {column} {kind})")
        for name, day in (("K-0", BEFORE), ("K-1", date(2026, 1, 1))):
            con.table(table).insert([name, day])
        add(con, (table, "added", None, None, None))
    facts = facts_on(NOW, date(2018, 5, 25))
    for rule, query in RULES.items():
        rows = put(con, query, facts).pl()
        keys = pl.Series([f"rules.{rule}.evidence"] * rows.height)
        texts = say(words_for(language), keys, rows.drop(FOUND))
        assert len(texts), rule
        assert [text for text in texts if unsaid(language, text)] == []
        assert [t for t in texts if not t[0].isupper() or t[-1] in " .,;:"] == []


@pytest.mark.parametrize("rule", ["CHG-07", "CHG-08", "CHG-09"])
def test_what_became_another_day_was_not_undone(
    rule: str, con: duckdb.DuckDBPyConnection
) -> None:
    table, what, column, before, _ = MOVED[rule]
    add(con, (table, what, column, before, before))
    assert findings_of(con, rule) == []


@pytest.mark.parametrize("rule", PAST)
def test_what_was_entered_afterwards_is_dated_before_the_snapshot_without_it(
    rule: str, con: duckdb.DuckDBPyConnection
) -> None:
    table, key, column, kind = PAST[rule]
    con.execute(f"create table {table} ({key} varchar, {column} {kind})")
    con.table(table).insert(["K-0", BEFORE])
    for name, day in (("K-1", date(2026, 9, 29)), ("K-2", BEFORE)):
        con.table(table).insert([name, day])
        add(con, (table, "added", None, None, None), name)
    assert [row[0] for row in findings_of(con, rule)] == ["K-1"]


@pytest.mark.parametrize("rule", PAST)
def test_a_table_that_came_whole_was_not_entered_afterwards(
    rule: str, con: duckdb.DuckDBPyConnection
) -> None:
    table, key, column, kind = PAST[rule]
    con.execute(f"create table {table} ({key} varchar, {column} {kind})")
    con.table(table).insert(["K-1", date(2026, 1, 1)])
    add(con, (table, "added", None, None, None))
    assert findings_of(con, rule) == []


@pytest.mark.parametrize("outcome", ["gone", "erased", "still_there", "back"])
def test_only_what_is_gone_without_an_erasure_is_unexplained(
    outcome: str, con: duckdb.DuckDBPyConnection
) -> None:
    add(con, ("holding", "vanished", None, None, None))
    proof = ["K-1", "C-000001", "cv", "employment", "crm", None, BEFORE, outcome]
    con.table("erasure_proof").insert([*proof, None, None, None])
    assert len(findings_of(con, "CHG-11")) == (outcome == "gone")
