"""Who may ask what: looked up at each question, and noted before rows go out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import queries
from data.ask import (
    AccessRefused,
    Actor,
    Filter,
    FilterError,
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
from data.ask.engine import ASKED
from data.ask.filters import parse_filters
from data.ask.lists import has_all, offered, whole_list
from data.journal import Event, JournalUnavailable, fingerprint
from data.journal.chain import Line
from data.snapshot import SnapshotRefused, find
from tests.support.asked import watch
from tests.support.sealed import DAY, a_reader, copy, sample

Way = Callable[[Reader, Question], Any]
WAYS: dict[str, Way] = {
    "ask": lambda reader, question: ask(reader, sample(), question),
    "count": lambda reader, question: count(reader, sample(), question),
    "tally": lambda reader, question: tally(
        reader, sample(), question, *column(question)
    ),
    "options": lambda reader, question: options(
        reader, sample(), question.name, find_query(question.name).columns[-1].name
    ),
    "distinct": lambda reader, question: distinct(
        reader, sample(), question, *column(question)
    ),
    "stream": lambda reader, question: next(iter(stream(reader, sample(), question))),
}
EVERY = [(folder, name) for folder in ASKED for name in sorted(queries.folder(folder))]
PERSONAL = [name for _, name in EVERY if is_personal(find_query(name))]
ORGANISATION = sorted(queries.folder("organisation"))
PERSON_KEYS = r"^(C-[0-9]{6,8}|[HDTSN]-[0-9]{5,10}|R-[0-9]{4}-[0-9]{4,6})\b"
"""Keys of a client, and of a holding, disclosure, trajectory, restriction, consent or
request of one."""
CLOSED = {
    *("evidence", "evidence_nl", "facts", "clients_affected", "clients_12m"),
    *("disclosures_12m", "first_disclosed_on", "last_disclosed_on"),
    *("uncovered_before", "uncovered_first_on", "holdings_live", "holdings_overdue"),
    *("nature", "consequences", "delay_reason", "refusal_reason", "extension_reason"),
}
"""Columns with free text about what befell persons, or with a count of persons."""
NUMBERS = {"activities", "found", "transfers", "transfers_without_ground"}
NUMBERS |= {"without_ground"}
"""Numbers that management may see: of activities of the register, and of transfers."""
PEOPLE = {"client", "holding", "rights_request", "restriction", "consent", "disclosure"}
PEOPLE |= {"trajectory"}
"""What findings are about that management does not see."""


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


def column(question: Question) -> list[str]:
    """Name a column of a question that is no person's."""
    query = find_query(question.name)
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


@pytest.mark.parametrize("name", ORGANISATION)
def test_what_management_may_ask_is_about_no_person(name: str) -> None:
    query = find_query(name)
    columns = {column.name: column.type for column in query.columns}
    assert not is_personal(query)
    assert CLOSED.isdisjoint(columns), (
        f"leave {CLOSED & set(columns)} out of queries/organisation/{name}.sql: write a"
        " list in brief, or put it in queries/records"
    )
    numbers = {column for column, kind in columns.items() if kind == "bigint"}
    assert numbers <= NUMBERS, f"management may count no {numbers - NUMBERS}"
    with closing(a_reader("management", None)) as reader:
        rows = ask(reader, sample(), name)
    assert not rows.is_empty()
    for column, kind in columns.items():
        if kind == "varchar":
            assert not rows[column].drop_nulls().str.contains(PERSON_KEYS).any(), column


def test_management_asks_the_records_and_it_is_noted() -> None:
    journal = Written()
    with closing(a_reader("management", None, journal)) as reader:
        rows = ask(reader, sample(), "transfers")
        count(reader, sample(), Question("register"))
    noted = [(line.event, line.query, line.role, line.rows) for line in journal]
    assert noted == [
        ("rows.read", "transfers", "management", rows.height),
        ("rows.count", "register", "management", None),
    ]


@pytest.mark.parametrize(
    "name", [name for name in ORGANISATION if whole_list(name) != name]
)
def test_list_in_brief_has_the_rows_of_the_whole_one_and_fewer_columns(
    name: str,
) -> None:
    long = find_query(whole_list(name))
    assert long.folder == "records"
    assert long["page"] == find_query(name)["page"]
    with closing(a_reader()) as reader:
        brief, rows = ask(reader, sample(), name), ask(reader, sample(), long.name)
    key = find_query(name)["key"].split()
    assert set(brief.columns) <= set(rows.columns)
    assert brief.join(rows, on=key, how="semi").height > 0
    if "subjects" not in find_query(name).entries and name != "matrix_in_brief":
        assert brief.equals(rows.select(brief.columns))


def test_findings_in_brief_are_about_the_organisation_alone() -> None:
    with closing(a_reader()) as reader:
        brief = ask(reader, sample(), "findings_in_brief")
        rows = ask(reader, sample(), "findings")
    subjects = set(find_query("findings_in_brief")["subjects"].split())
    assert PEOPLE.isdisjoint(subjects)
    assert set(brief["subject_table"]) <= subjects
    known = {query["subject"] for query in queries.folder("findings").values()}
    assert known <= subjects | PEOPLE, "decide whether management sees the new subject"
    expected = {
        (row["rule"], row["subject_key"])
        for row in rows.to_dicts()
        if row["subject_table"] in subjects and row["rule"] not in ("RCP-04", "REG-08")
    }
    pairs = set(brief.select("rule", "subject_key").iter_rows())
    assert {pair for pair in pairs if pair[0] != "RCP-04"} == expected
    assert all("/" not in key for rule, key in pairs if rule == "RCP-04")
    assert "REG-08" not in brief["rule"]


@pytest.mark.parametrize(
    ("role", "name", "expected"),
    [
        ("management", "recipients", "recipients_in_brief"),
        ("management", "transfers", "transfers"),
        ("management", "retention", None),
        ("management", "disclosures", None),
        ("dpo", "recipients", "recipients"),
        ("auditor", "findings", "findings"),
        ("admin", "register", None),
        ("admin", "findings", None),
    ],
)
def test_a_role_is_offered_the_list_that_it_may_ask(
    role: str, name: str, expected: str | None
) -> None:
    assert offered(Actor("a-test", role), name) == expected


@pytest.mark.parametrize(
    ("name", "where", "has"),
    [
        ("transfers", "status=invalid", True),
        ("recipients", "agreement=missing", True),
        ("recipients", "disclosures_12m=1..", False),
        ("breaches", "has_risk=true", True),
        ("findings", "severity=high", False),
        ("findings", "severity=high; rule=RCP-01", True),
        ("findings", "severity=high; rule=RET-01", False),
        ("findings", "rule=TRF-01|RET-01", False),
        ("retention", "status=overdue", False),
    ],
)
def test_management_is_led_to_a_list_that_has_all_that_was_counted(
    name: str, where: str, has: bool
) -> None:
    actor = Actor("a-test", "management")
    assert has_all(actor, name, parse_filters(where)) is has
    assert has_all(Actor("a-test", "dpo"), name, parse_filters(where))


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
        for _, name in EVERY:
            if name not in PERSONAL:
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
            made.engine, lambda: Actor("one", now["role"], "audit"), Written()
        )
        WAYS[way](reader, Question("requests"))
        now["role"] = "management"
        with pytest.raises(AccessRefused):
            WAYS[way](reader, Question("requests"))


@pytest.mark.parametrize("way", WAYS)
def test_nobody_gets_nothing(way: str) -> None:
    def nobody() -> Actor:
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
    by_client = Filter("client_id", "C-000001")
    with closing(a_reader("dpo", "access", journal)) as reader:
        rows = ask(reader, sample(), Question("retention", (by_client,)), limit=3)
    (line,) = journal
    assert (line.event, line.outcome, line.query) == ("client.read", "ok", "retention")
    assert (line.who, line.role, line.purpose) == ("a-test", "dpo", "access")
    assert (line.client, line.rows) == ("C-000001", len(rows))
    assert (line.day, line.digest) == (sample().day, sample().digest)
    params = {"filters": [str(by_client)], "order": None, "limit": 3}
    assert line.params == fingerprint(params)


def both(reader: Reader) -> list[int]:
    """Ask two questions and count a list; return the rows of the answers."""
    count(reader, sample(), Question("findings"))
    return [len(ask(reader, sample(), name)) for name in ("requests", "consents")]


def test_answers_that_are_noted_together_are_given_after_their_lines() -> None:
    journal, batches = Written(), list[list[str | None]]()
    with closing(a_reader(write=journal)) as reader:
        lone = both(reader)
        apart = [*journal]

        def write_all(events: Sequence[Event]) -> list[Line]:
            batches.append([event.query for event in events])
            return [journal(event) for event in events]

        del journal[:]
        reader = replace(reader, write_all=write_all, counted=set())
        assert reader.noting_together(both) == lone
        assert batches == [["findings", "requests", "consents"]]
        assert [*journal] == apart
        reader.noting_together(both)
        assert batches[1:] == [["requests", "consents"]]  # a list is noted once


@pytest.mark.parametrize("has_batches", [True, False])
def test_no_line_no_data_of_answers_noted_together(*, has_batches: bool) -> None:
    full = Written(full=True)

    def write_all(events: Sequence[Event]) -> list[Line]:
        return [full(event) for event in events]

    with closing(a_reader(write=full)) as reader:
        reader = replace(reader, write_all=write_all if has_batches else None)
        with pytest.raises(JournalUnavailable):
            reader.noting_together(both)
        assert not reader.counted


def test_a_refusal_among_answers_noted_together_is_noted() -> None:
    journal = Written()
    with closing(a_reader("management", "audit", journal)) as reader:
        with pytest.raises(AccessRefused):
            reader.noting_together(lambda each: ask(each, sample(), "requests"))
    assert [line.event for line in journal] == ["access.refused"]


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
    noted = [(line.event, line.query) for line in journal]
    assert noted == [("rows.count", "requests"), ("rows.count", "findings")]


def test_options_are_asked_once_and_noted_for_each_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls, journal = watch(monkeypatch), Written()
    with closing(a_reader(write=journal)) as first:
        once = options(first, sample(), "requests", "kind")
        again = Reader(first.engine, first.identify, first.write)
        assert options(again, sample(), "requests", "kind").equals(once)
        assert len(calls) == 1
        assert once.equals(tally(again, sample(), Question("requests"), "kind"))
    noted = [(line.event, line.query) for line in journal]
    assert noted == [("rows.count", "requests")] * 2


def test_options_are_kept_from_who_may_not_ask_the_list() -> None:
    journal = Written()
    with closing(a_reader()) as known:
        options(known, sample(), "requests", "kind")
        other = Actor("another", "management")
        reader = Reader(known.engine, lambda: other, journal)
        with pytest.raises(AccessRefused):
            options(reader, sample(), "requests", "kind")
    assert [line.event for line in journal] == ["access.refused"]


def test_options_of_a_snapshot_that_was_damaged_since_are_refused(
    tmp_path: Path,
) -> None:
    folder = copy(tmp_path / "snapshots", DAY)
    with closing(a_reader()) as reader:
        snapshot = find(folder, DAY)
        options(reader, snapshot, "requests", "kind")
        (snapshot.path / "records.duckdb").write_bytes(b"other bytes")
        with pytest.raises(SnapshotRefused):
            options(reader, snapshot, "requests", "kind")


def test_options_never_name_persons() -> None:
    with closing(a_reader()) as reader:
        for key in ("client_id", "request_id"):
            with pytest.raises(FilterError, match="no persons to choose from"):
                options(reader, sample(), "requests", key)
        assert len(reader.engine.kept) == 0


def test_figures_of_the_whole_organisation_are_not_noted() -> None:
    journal = Written()
    with closing(a_reader("management", None, journal)) as reader:
        ask(reader, sample(), "key_figures")
    assert journal == []
