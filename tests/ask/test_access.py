"""Who may ask what: looked up at each question, and noted before rows go out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import queries
from data.ask import (
    AccessRefused,
    Filter,
    FilterError,
    Principal,
    Question,
    Reader,
    ask,
    count,
    distinct,
    find_query,
    options,
    stream,
    tally,
)
from data.ask.access import MAY, PERSON, PURPOSES, ROLES, is_personal
from data.ask.door import FOLDERS
from data.journal import Event, JournalUnavailable, fingerprint
from data.journal.chain import Line
from data.snapshot import SnapshotRefused, find
from tests.support.asked import watch
from tests.support.sealed import DAY, a_reader, copy, sample

Way = Callable[[Reader, Question], Any]
WAYS: dict[str, Way] = {
    "ask": lambda reader, asked: ask(reader, sample(), asked),
    "count": lambda reader, asked: count(reader, sample(), asked),
    "tally": lambda reader, asked: tally(reader, sample(), asked, *column(asked)),
    "options": lambda reader, asked: options(
        reader, sample(), asked.name, find_query(asked.name).columns[-1].name
    ),
    "distinct": lambda reader, asked: distinct(reader, sample(), asked, *column(asked)),
    "stream": lambda reader, asked: next(iter(stream(reader, sample(), asked))),
}
EVERY = [
    (folder, name) for folder in FOLDERS for name in sorted(queries.folder(folder))
]
PERSONAL = [n for n, query in queries.folder("records").items() if is_personal(query)]


class Written(list[Event]):
    """Keeps what it is told, or cannot be written."""

    def __init__(self, *, full: bool = False) -> None:
        super().__init__()
        self.full = full

    def __call__(self, event: Event) -> Line:
        if self.full:
            raise JournalUnavailable("space")
        self.append(event)
        return Line(len(self), "", {})


def column(asked: Question) -> list[str]:
    """Name a column of a question that is no person's."""
    query = (
        queries.folder("records").get(asked.name)
        or queries.folder("summary")[asked.name]
    )
    return [next(c.name for c in query.columns if c.name != PERSON)]


@pytest.mark.parametrize("role", [*ROLES, "", "root", "DPO"])
@pytest.mark.parametrize("way", WAYS)
def test_a_role_gets_the_folders_that_it_may_ask(way: str, role: str) -> None:
    journal = Written()
    with closing(a_reader(role, "audit", journal)) as reader:
        for folder, name in EVERY:
            del journal[:]
            if folder in MAY.get(role, ()):
                WAYS[way](reader, Question(name))
                continue
            with pytest.raises(AccessRefused, match="may not ask") as caught:
                WAYS[way](reader, Question(name))
            assert caught.value.reason == "role"
            (line,) = journal
            assert (line.event, line.outcome) == ("access.refused", "refused")
            assert (line.query, line.rows) == (name, None)


def test_management_never_opens_the_file_of_records() -> None:
    with closing(a_reader("management")) as reader:
        for name in queries.folder("summary"):
            ask(reader, sample(), name)
        with pytest.raises(AccessRefused):
            ask(reader, sample(), "retention")
        held = {sample().seal["files"]["records.duckdb"]["sha256"]}
        assert not {alias[1:] for alias in reader.engine._attached} & held


@pytest.mark.parametrize("name", PERSONAL)
def test_rows_about_persons_want_a_purpose(name: str) -> None:
    for purpose in (None, "", "curiosity"):
        with closing(a_reader("dpo", purpose)) as reader:
            for way in ("ask", "stream"):
                with pytest.raises(AccessRefused, match="no purpose") as caught:
                    WAYS[way](reader, Question(name))
                assert caught.value.reason == "purpose"
            assert count(reader, sample(), Question(name)) >= 0
            with pytest.raises(AccessRefused, match="no purpose"):
                tally(reader, sample(), Question(name), PERSON)


def test_rows_about_nobody_want_no_purpose() -> None:
    with closing(a_reader("auditor", None)) as reader:
        for name in queries.folder("records").keys() - set(PERSONAL):
            ask(reader, sample(), name)
    assert {"register", "recipients", "authorisations"}.isdisjoint(PERSONAL)
    assert {"retention", "requests", "clients", "findings"} <= set(PERSONAL)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_purpose_opens_the_rows(purpose: str) -> None:
    with closing(a_reader("dpo", purpose)) as reader:
        assert not ask(reader, sample(), "requests").is_empty()


@pytest.mark.parametrize("way", WAYS)
def test_a_role_taken_away_is_gone_at_the_next_question(way: str) -> None:
    now = {"role": "dpo"}
    with closing(a_reader()) as made:
        reader = Reader(
            made.engine, lambda: Principal("one", now["role"], "audit"), Written()
        )
        WAYS[way](reader, Question("requests"))
        now["role"] = "management"
        with pytest.raises(AccessRefused):
            WAYS[way](reader, Question("requests"))


@pytest.mark.parametrize("way", WAYS)
def test_nobody_gets_nothing(way: str) -> None:
    def nobody() -> Principal:
        raise AccessRefused("signed_out")

    journal = Written()
    with closing(a_reader()) as made:
        reader = Reader(made.engine, nobody, journal)
        for name in ("requests", "key_figures"):
            with pytest.raises(AccessRefused, match="nobody is signed in"):
                WAYS[way](reader, Question(name))
    assert [(line.outcome, line.who, line.reason) for line in journal] == [
        ("refused", "nobody", "signed_out"),
        ("refused", "nobody", "signed_out"),
    ]


@pytest.mark.parametrize("way", WAYS)
def test_no_line_no_data(way: str) -> None:
    with closing(a_reader(write=Written(full=True))) as reader:
        with pytest.raises(JournalUnavailable):
            WAYS[way](reader, Question("requests"))
        WAYS[way](reader, Question("key_figures"))


def test_a_line_says_who_asked_what_and_how_many_rows() -> None:
    journal = Written()
    one = Filter("client_id", "C-000001")
    with closing(a_reader("dpo", "access", journal)) as reader:
        rows = ask(reader, sample(), Question("retention", (one,)), limit=3)
    (line,) = journal
    assert (line.event, line.outcome, line.query) == ("client.read", "ok", "retention")
    assert (line.who, line.role, line.purpose) == ("a-test", "dpo", "access")
    assert (line.client, line.rows) == ("C-000001", len(rows))
    assert (line.day, line.digest) == (sample().day, sample().digest)
    told = {"filters": [str(one)], "order": None, "limit": 3}
    assert line.params == fingerprint(told)


def test_a_streamed_answer_is_noted_with_all_its_rows_before_the_first() -> None:
    journal = Written()
    with closing(a_reader(write=journal)) as reader:
        batches = stream(reader, sample(), Question("retention"))
        first = next(iter(batches))
        (line,) = journal
        assert line.rows == batches.total == len(first) + sum(map(len, batches))
        assert batches.total == sample().seal["rows"]["retention"]


def test_a_list_is_noted_once_when_a_page_counts_it_often() -> None:
    journal = Written()
    with closing(a_reader(write=journal)) as reader:
        for _ in range(3):
            count(reader, sample(), Question("requests"))
            tally(reader, sample(), Question("requests"), "kind")
        count(reader, sample(), Question("findings"))
    told = [(line.event, line.query) for line in journal]
    assert told == [("rows.count", "requests"), ("rows.count", "findings")]


def test_options_are_asked_once_and_noted_for_each_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, journal = watch(monkeypatch), Written()
    with closing(a_reader(write=journal)) as first:
        once = options(first, sample(), "requests", "kind")
        again = Reader(first.engine, first.identify, first.write)
        assert options(again, sample(), "requests", "kind").equals(once)
        assert len(asked) == 1
        assert once.equals(tally(again, sample(), Question("requests"), "kind"))
    told = [(line.event, line.query) for line in journal]
    assert told == [("rows.count", "requests")] * 2


def test_options_are_kept_from_who_may_not_ask_the_list() -> None:
    journal = Written()
    with closing(a_reader()) as known:
        options(known, sample(), "requests", "kind")
        other = Principal("another", "management")
        reader = Reader(known.engine, lambda: other, journal)
        with pytest.raises(AccessRefused):
            options(reader, sample(), "requests", "kind")
    assert [line.event for line in journal] == ["access.refused"]


def test_options_of_a_snapshot_that_was_damaged_since_are_refused(
    tmp_path: Path,
) -> None:
    folder = copy(tmp_path / "snapshots", DAY)
    with closing(a_reader()) as reader:
        found = find(folder, DAY)
        options(reader, found, "requests", "kind")
        (found.path / "records.duckdb").write_bytes(b"other bytes")
        with pytest.raises(SnapshotRefused):
            options(reader, found, "requests", "kind")


def test_options_never_name_persons() -> None:
    with closing(a_reader()) as reader:
        for key in ("client_id", "request_id"):
            with pytest.raises(FilterError, match="no persons to choose from"):
                options(reader, sample(), "requests", key)
        assert reader.engine.options == {}


def test_figures_of_the_whole_organisation_are_not_noted() -> None:
    journal = Written()
    with closing(a_reader("management", None, journal)) as reader:
        ask(reader, sample(), "key_figures")
    assert journal == []
