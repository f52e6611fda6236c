"""The working of every answer ends on what was sealed, and says why in words."""

from __future__ import annotations

import csv
import re
import string
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import queries
from data import policy
from data.ask import Reader, ask
from data.demo import write
from data.explain import request_todo
from data.explain.calendar_days import add_months, day_off, roll
from data.explain.case import LISTS, Case, of_client, of_request_id
from data.explain.retention import of_holding
from data.explain.steps import Row, Step, Working, of_request
from data.seal.run import seal
from data.snapshot import Snapshot, find
from data.words import LANGUAGES, words_for
from pages.parts.lists import explanations
from pages.parts.text import cell_labels
from tests.support import sealed

CLIENTS = 500
CASES = list(
    csv.DictReader(
        (sealed.ROOT / "tests" / "deadline_cases.csv").read_text("utf-8").splitlines()
    )
)
REQUEST_DAYS = (
    "identity_requested_on",
    "identity_verified_on",
    "extended_on",
    "closed_on",
)
LIST_KEYS = {
    "trajectories": "trajectory_id",
    "holdings": "holding_id",
    "requests": "request_id",
    "restrictions": "restriction_id",
    "consents": "consent_id",
    "disclosures": "disclosure_id",
    "findings": "subject_key",
}
DUTCH, ENGLISH = words_for("nl"), words_for("en")


def cases(reader: Reader, snapshot: Snapshot) -> list[Case]:
    """Gather the case of every client of a snapshot, from whole lists."""
    by: dict[str, dict[str, list[Any]]] = {name: defaultdict(list) for name in LISTS}
    for name, question in LISTS.items():
        for row in ask(reader, snapshot, question).to_dicts():
            by[name][row["client_id"]].append(row)
    terms = ask(reader, snapshot, "request_terms").to_dicts()
    rules = ask(reader, snapshot, "retention_rules").to_dicts()
    return [
        Case(
            as_of=snapshot.as_of,
            client=client,
            terms={row["kind"]: row for row in terms},
            rules={row["rule"]: row for row in rules},
            **{name: tuple(by[name][client["client_id"]]) for name in LISTS},
        )
        for client in ask(reader, snapshot, "clients").to_dicts()
    ]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return a snapshot of the demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    (source,) = write(folder / "out", CLIENTS)
    seal(source, folder / "snapshots")
    return find(folder / "snapshots")


@pytest.fixture(scope="module", params=["sample", "demo"])
def known(request: pytest.FixtureRequest, reader: Reader) -> list[Case]:
    """Return the cases of the sample, and those of the demonstration."""
    if request.param == "sample":
        return cases(reader, sealed.sample())
    return cases(reader, request.getfixturevalue("demo"))


def workings(known: list[Case]) -> Iterator[tuple[Row, Working]]:
    """Return every request and every holding with its working."""
    for case in known:
        for request in case.requests:
            yield request, case.clock(request)
        for holding in case.holdings:
            yield holding, of_holding(holding, case)


# Working and seal


def test_every_working_ends_on_what_was_sealed(known: list[Case]) -> None:
    ends = {"due_on", "status", "days_overdue"}
    found = list(workings(known))
    assert len(found) > 1000
    for row, working in found:
        assert ends <= working.answer.keys()
        assert working.answer == {name: row[name] for name in working.answer}


def test_the_last_step_leads_to_the_sealed_day_and_names_the_status(
    known: list[Case],
) -> None:
    for row, working in workings(known):
        last = working.steps[-1]
        due = row["effective_due_on"] if "holding_id" in row else row["due_on"]
        assert last.day == due
        assert last.code.split("_", 1)[1] == row["status"]


def test_every_step_rests_on_an_article_or_the_statement(known: list[Case]) -> None:
    for row, working in workings(known):
        assert [step.code for step in working.steps if not step.basis] == []
        assert len(working.steps) >= 3, row


@given(
    received=some.dates(date(2018, 5, 25), date(2026, 10, 31)),
    asked=some.none() | some.integers(0, 20),
    verified=some.none() | some.integers(0, 60),
    extended=some.none() | some.integers(0, 120),
    closed=some.none() | some.integers(0, 200),
    kind=some.sampled_from(policy.codes("request_terms", "kind")),
    outcome=some.sampled_from(["granted", "partly_granted", "refused", "withdrawn"]),
)
@settings(max_examples=200, deadline=None)
def test_a_working_agrees_with_the_rules_whatever_the_dates(
    received: date,
    asked: int | None,
    verified: int | None,
    extended: int | None,
    closed: int | None,
    kind: str,
    outcome: str,
) -> None:
    def later(days: int | None) -> date | None:
        return None if days is None else received + timedelta(days)

    as_of = max(date(2026, 10, 31), received + timedelta(200))
    request = {
        "kind": kind,
        "received_on": received,
        "identity_requested_on": later(asked),
        "identity_verified_on": later(verified),
        "extended_on": later(extended),
        "closed_on": later(closed),
        "outcome": outcome if closed is not None else None,
    }
    term = policy.load("request_terms").filter(kind=kind).to_dicts()[0]
    working = of_request(request, term, as_of)
    assert words_all(working.steps)
    due = working.answer["due_on"]
    if working.answer["is_awaiting"]:
        assert due is None
        assert closed is None
        return
    assert day_off(due) is None
    assert due >= add_months(received, 1)
    latest, _ = roll(add_months(received, 3) + timedelta(working.answer["paused_days"]))
    assert due <= latest
    if working.answer["extension_valid"] is not True or request["outcome"] == "refused":
        assert due == working.answer["initial_due_on"]


def words_all(steps: tuple[Step, ...]) -> list[str]:
    """Put steps into words in both languages; KeyError where one has none."""
    return [
        explanations.said(words, "steps", s)
        for words in (DUTCH, ENGLISH)
        for s in steps
    ]


# Days


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["received"])
def test_worked_examples_of_deadlines_come_out(case: dict[str, str]) -> None:
    received = date.fromisoformat(case["received"])
    for months, column in ((1, "deadline"), (3, "extended_deadline")):
        assert roll(add_months(received, months))[0].isoformat() == case[column]


def test_named_days_off_are_those_of_the_sealed_calendar() -> None:
    with duckdb.connect(sealed.sample().path / "records.duckdb", read_only=True) as con:
        days = con.table("calendar").fetchall()
    assert len(days) > 3000
    for day, is_working_day, rolled_on in days:
        assert (day_off(day) is None) == is_working_day
        assert roll(day)[0] == rolled_on


def test_a_term_that_runs_on_names_the_weekend_and_the_holiday() -> None:
    request = dict.fromkeys(REQUEST_DAYS) | {"kind": "access", "outcome": None}
    term = policy.load("request_terms").filter(kind="access").to_dicts()[0]
    told = {}
    for received in (date(2026, 1, 31), date(2025, 11, 25)):
        row = request | {"received_on": received}
        steps = of_request(row, term, date(2026, 10, 31)).steps
        told[received] = [explanations.said(ENGLISH, "steps", step) for step in steps]
    assert told[date(2026, 1, 31)][1:3] == [
        "1 month after receipt: that month has no day 31, so its last day",
        "Saturday 28 February 2026, Sunday 1 March 2026: no working day, the term"
        " runs on to Monday 2 March 2026",
    ]
    (rolled,) = (text for text in told[date(2025, 11, 25)] if "no working day" in text)
    assert "Thursday 25 December 2025 (Christmas Day)" in rolled
    assert "Friday 26 December 2025 (Boxing Day)" in rolled
    assert "Monday 29 December 2025" in rolled


# Words


def spoken(language: str, section: str) -> dict[str, str]:
    return {
        key.removeprefix(f"{section}."): text
        for key, text in words_for(language).texts.items()
        if key.startswith(f"{section}.")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_said_with_all_its_facts(
    known: list[Case], language: str
) -> None:
    words = words_for(language)
    for case in known:
        for section, steps in said_of(case):
            for step in steps:
                text = spoken(language, section)[step.code]
                asked = {name for _, name, _, _ in string.Formatter().parse(text)}
                assert asked - {None, "day"} <= step.facts.keys(), step.code
                said = explanations.said(words, section, step)
                assert "None" not in said
                assert "{" not in said


def said_of(case: Case) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Return all that is said of a client's requests and holdings."""
    for request in case.requests:
        yield "steps", case.clock(request).steps
        yield "todo", request_todo.left(request, case)
        yield "meaning", request_todo.meaning(request, case)
    for holding in case.holdings:
        yield "steps", of_holding(holding, case).steps


def test_no_sentence_is_there_for_nothing() -> None:
    code = "".join(
        (sealed.ROOT / "data" / "ask" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("working", "keeping", "todo")
    )
    for section in ("todo", "meaning"):
        unused = [key for key in spoken("nl", section) if f'"{key}"' not in code]
        assert unused == []


@pytest.mark.parametrize("table", ["request_terms", "retention_rules"])
def test_what_gives_a_term_reads_as_dutch_in_dutch(table: str) -> None:
    english = {"the", "of", "and", "term", "statement", "in", "than", "is"}
    for reference in policy.load(table)["reference"]:
        dutch = cell_labels.basis(DUTCH, reference)
        assert english.isdisjoint(re.findall(r"[a-z]+", dutch.lower())), dutch
        assert cell_labels.basis(ENGLISH, reference) == reference


@pytest.mark.parametrize(
    "folder", ["records", "findings", "key_figures", "breakdowns", "seal"]
)
def test_what_a_query_rests_on_reads_as_dutch_in_dutch(folder: str) -> None:
    english = {"the", "and", "to", "or", "statement", "than", "gdpr"}
    for query in queries.folder(folder).values():
        dutch = cell_labels.basis(DUTCH, query["basis"])
        assert english.isdisjoint(re.findall(r"[a-z]+", dutch.lower())), dutch


# What is left to do


MENDED = {
    "REQ-01": {"answer_now"},
    "REQ-04": {"give_reason"},
    "REQ-05": {"check_identity"},
    "REQ-06": {"tell_recipients"},
    "REQ-07": {"delete_copy"},
    "REQ-08": {"redact_copy"},
    "REQ-09": {"identify_or_close"},
    "REQ-10": {"erase_rest"},
    "REQ-11": {"stop_marketing_now"},
    "REQ-12": {"withdraw_consents"},
    "RST-02": {"start_restriction"},
}
"""What mends a finding about a request; the rest cannot be mended afterwards."""
NOT_YET = {"delete_copy", "erase_rest"}
"""What is to be done from the day itself, while the finding starts a day later."""


@pytest.mark.parametrize("rule", MENDED)
def test_what_a_rule_finds_is_what_is_left_to_do(rule: str, known: list[Case]) -> None:
    for case in known:
        for request in case.requests:
            left = {step.code for step in request_todo.left(request, case)}
            found = case.about("rights_request", request["request_id"])
            is_found = rule in {one["rule"] for one in found}
            if is_found:
                assert MENDED[rule] <= left, request["request_id"]
            elif not NOT_YET & MENDED[rule]:
                assert not MENDED[rule] & left, request["request_id"]


def test_every_rule_about_requests_is_mended_or_past_mending() -> None:
    about = {
        rule
        for rule, query in queries.folder("findings").items()
        if query["subject"] == "rights_request"
    }
    assert about - MENDED.keys() == {"REQ-02", "REQ-03"}


# One client


def test_a_case_asked_for_is_the_case_among_all(reader: Reader) -> None:
    snapshot = sealed.sample()
    for case in cases(reader, snapshot)[:5]:
        asked = of_client(reader, snapshot, case.client["client_id"])
        assert asked is not None
        for name in LISTS:
            key = {row[LIST_KEYS[name]] for row in getattr(case, name)}
            assert {row[LIST_KEYS[name]] for row in getattr(asked, name)} == key
        for request in case.requests:
            found = of_request_id(reader, snapshot, request["request_id"])
            assert found is not None
            assert found.client == case.client


@pytest.mark.parametrize("number", ["", "C-1", "c-000001", "C-000001;", "C-99999999"])
def test_a_number_that_nobody_has_opens_no_case(reader: Reader, number: str) -> None:
    assert of_client(reader, sealed.sample(), number) is None
    assert of_request_id(reader, sealed.sample(), number) is None
