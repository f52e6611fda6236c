"""Answers that are kept: asked once of a snapshot, and never what is about a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

import queries
from data.ask import (
    AccessRefused,
    Actor,
    Filter,
    Question,
    Reader,
    ask,
    count,
    door,
    find_query,
    marking,
    tally,
)
from data.ask import kept as keeping
from data.ask.access import is_personal
from data.ask.counting import MONTH
from data.ask.keepable import is_kept_whole, may_be_kept
from data.ask.kept import KeptAnswers
from data.snapshot import SnapshotRefused, find
from tests.support.sealed import DAY, a_reader, copy, sample

WHOLE = [name for name in queries.folder("records") if is_kept_whole(find_query(name))]


@pytest.fixture
def reader() -> Iterator[Reader]:
    with closing(a_reader()) as made:
        yield made


def test_answer_of_the_summary_is_asked_once(reader: Reader) -> None:
    first = ask(reader, sample(), "key_figures")
    held = len(reader.engine.kept)
    assert ask(reader, sample(), "key_figures").equals(first)
    assert len(reader.engine.kept) == held == 1


def test_each_order_and_page_is_an_answer_of_its_own(reader: Reader) -> None:
    whole = ask(reader, sample(), "key_figures")
    down = ask(reader, sample(), Question("key_figures", order="-name"))
    assert ask(reader, sample(), "key_figures", limit=2).equals(whole.head(2))
    assert ask(reader, sample(), "key_figures", limit=2, offset=2).equals(whole[2:4])
    assert down["name"].to_list() == sorted(whole["name"], reverse=True)


def test_what_is_kept_is_not_changed_by_who_gets_it(reader: Reader) -> None:
    whole = ask(reader, sample(), "key_figures")
    whole.insert_column(0, pl.lit(1).alias("more"))
    assert "more" not in ask(reader, sample(), "key_figures").columns


def test_counts_by_codes_are_kept_and_the_same_as_counted_anew(reader: Reader) -> None:
    question = Question("retention", (Filter("status", "overdue|within"),))
    by = ("category", "status")
    first, n = tally(reader, sample(), question, *by), count(reader, sample(), question)
    assert len(reader.engine.kept) == 2
    with closing(a_reader()) as other:
        assert tally(other, sample(), question, *by).equals(first)
    assert tally(reader, sample(), question, *by).equals(first)
    assert first["count"].sum() == count(reader, sample(), question) == n


@pytest.mark.parametrize(
    ("question", "by"),
    [
        (Question("retention", (Filter("search", "C-000001"),)), ()),
        (Question("retention", (Filter("client_id", "C-000001"),)), ()),
        (Question("retention", (Filter("principal", "UWV"),)), ()),
        (Question("retention"), ("principal",)),
        (Question("retention"), ("holding_id",)),
        (Question("retention"), None),
        (Question("marked_findings"), ()),
    ],
    ids=str,
)
def test_persons_texts_and_rows_are_never_kept(
    question: Question, by: tuple[str, ...] | None
) -> None:
    assert not may_be_kept(find_query(question.name), question, by)


def test_answers_as_rows_are_kept_of_no_list_about_persons(reader: Reader) -> None:
    for name in ("retention", "recipients", "register", "findings"):
        ask(reader, sample(), name, limit=5)
    assert len(reader.engine.kept) == 0
    assert is_personal(find_query("retention"))


def test_only_lists_of_counts_about_nobody_are_kept_whole() -> None:
    assert WHOLE
    for query in map(find_query, WHOLE):
        key = query["key"].split()
        texts = {c.name for c in query.columns if c.type == "varchar" and not c.codes}
        assert not is_personal(query), query.name
        assert not marking.depends_on_reader(query), query.name
        assert "compares" not in query.entries, query.name
        assert texts <= {*key, "ground_rule", "term"}, query.name


@pytest.mark.parametrize("name", WHOLE)
def test_list_that_is_kept_whole_is_reckoned_once_and_answers_the_same(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    column = find_query(name)["key"].split()[0]
    whole = ask(reader, sample(), name)
    assert len(reader.engine.kept) == 1
    down = ask(reader, sample(), Question(name, order=f"-{column}"))
    assert len(reader.engine.kept) == 1
    monkeypatch.setattr(door, "is_kept_whole", lambda _: False)
    with closing(a_reader()) as other:
        assert ask(other, sample(), name).equals(whole)
        assert ask(other, sample(), Question(name, order=f"-{column}")).equals(down)


def test_months_of_a_list_are_kept_apart_from_its_codes(reader: Reader) -> None:
    question = Question("requests")
    by_month = tally(reader, sample(), question, f"{MONTH}received_on")
    by_code = tally(reader, sample(), question, "kind")
    assert by_month.columns != by_code.columns
    assert len(reader.engine.kept) == 2


def test_role_that_may_not_ask_gets_nothing_of_what_is_kept(reader: Reader) -> None:
    count(reader, sample(), Question("retention"))
    manager = Actor("a-test", "management", "audit")
    other = Reader(reader.engine, lambda: manager, reader.write)
    with pytest.raises(AccessRefused):
        count(other, sample(), Question("retention"))


def test_kept_answer_of_a_damaged_snapshot_is_refused(
    tmp_path: Path, reader: Reader
) -> None:
    snapshot = find(copy(tmp_path / "snapshots", DAY), DAY)
    ask(reader, snapshot, "key_figures")
    (snapshot.path / "summary.duckdb").write_bytes(b"other bytes")
    with pytest.raises(SnapshotRefused):
        ask(reader, snapshot, "key_figures")


def test_store_lets_go_of_the_longest_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    kept = KeptAnswers()
    for name in ("a", "b"):
        kept.get((name,), name.upper)
    assert kept.get(("a",), lambda: "again") == "A"
    kept.get(("c",), lambda: "C")
    assert kept.get(("b",), lambda: "anew") == "anew"
    kept.forget("b")
    assert len(kept) == 1
