"""The sealed steps of every answer end on its day and status, and read as sentences.

How a term came about is decided by the seal, in one statement with the day that it
ends on; here it is held against the rules as tests/support/recomputed has them.
"""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pytest

import queries
from data import policy
from data.ask import Reader, ask
from data.demo import write
from data.explain.case import LISTS, of_client, of_request_id
from data.explain.steps import Row, Step, as_step, steps_of
from data.seal.run import seal
from data.snapshot import Snapshot, find
from data.words import LANGUAGES, words_for
from pages.parts.lists import explanations
from pages.parts.text import cell_labels
from tests.support import sealed
from tests.support.drawn import Drawn
from tests.support.making import STATEMENT
from tests.support.recomputed import requests as rules
from tests.support.recomputed.dates import holidays, plus_months, roll
from tests.support.recomputed.policy import Policy
from tests.support.recomputed.records import Records

CLIENTS = 500
STEPS = {
    "request_steps": "request_id",
    "request_notes": "request_id",
    "retention_steps": "holding_id",
}
"""The questions that give steps, and what each step is about."""
TERMS = ("term", "term_last_day", "term_house", "term_last_day_house")
DUTCH, ENGLISH = words_for("nl"), words_for("en")

Steps = Mapping[str, tuple[Step, ...]]
"""The steps of a question, by the key of what they are about."""


@dataclass(frozen=True)
class Known:
    """A snapshot, its requests and holdings, and the steps about each."""

    snapshot: Snapshot
    requests: Sequence[Row]
    holdings: Sequence[Row]
    findings: Sequence[Row]
    steps: Mapping[str, Steps]


def known_of(reader: Reader, snapshot: Snapshot) -> Known:
    """Gather all that is on record about terms, from whole lists."""

    def steps(question: str, key: str) -> Steps:
        by: dict[str, list[Step]] = defaultdict(list)
        for row in ask(reader, snapshot, question).to_dicts():
            by[row[key]].append(as_step(row, snapshot.as_of))
        return {about: tuple(some) for about, some in by.items()}

    return Known(
        snapshot,
        ask(reader, snapshot, "client_requests").to_dicts(),
        ask(reader, snapshot, "retention").to_dicts(),
        ask(reader, snapshot, "findings").to_dicts(),
        {question: steps(question, key) for question, key in STEPS.items()},
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return a snapshot of the demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    (source,) = write(folder / "out", CLIENTS)
    seal(source, folder / "snapshots")
    return find(folder / "snapshots")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Return a snapshot drawn by chance, crowded around every boundary."""
    folder = tmp_path_factory.mktemp("drawn")
    source = Drawn(7, date(2026, 10, 31), 150).made.write(folder / "source")
    seal(source, folder / "snapshots")
    return find(folder / "snapshots")


@pytest.fixture(scope="module", params=["sample", "demo", "drawn"])
def known(request: pytest.FixtureRequest, reader: Reader) -> Known:
    """Return what is known of the sample, the demonstration and a drawn source."""
    if request.param == "sample":
        return known_of(reader, sealed.sample())
    return known_of(reader, request.getfixturevalue(request.param))


# Steps and statuses


def test_the_last_step_leads_to_the_sealed_day_and_names_the_status(
    known: Known,
) -> None:
    for row in known.requests:
        last = known.steps["request_steps"][row["request_id"]][-1]
        assert (last.day, last.code) == (row["due_on"], f"request_{row['status']}")
    for row in known.holdings:
        last = known.steps["retention_steps"][row["holding_id"]][-1]
        assert last.day == row["effective_due_on"]
        assert last.code == f"holding_{row['status']}"


def test_every_step_rests_on_an_article_or_the_statement(known: Known) -> None:
    assert set(known.steps["request_steps"]) == {
        r["request_id"] for r in known.requests
    }
    assert set(known.steps["retention_steps"]) == {
        holding["holding_id"] for holding in known.holdings
    }
    for question in STEPS:
        for about, steps in known.steps[question].items():
            assert [step.code for step in steps if not step.basis] == []
            assert len(steps) >= (1 if question == "request_notes" else 3), about


def test_the_steps_of_a_request_count_its_term_as_the_rules_do(known: Known) -> None:
    terms = Policy.read(policy.FOLDER)
    records = Records({}, known.snapshot.as_of, STATEMENT, terms)
    for row in map(dict, known.requests):
        steps = known.steps["request_steps"][row["request_id"]]
        months, _ = terms.terms[row["kind"]]
        pause = timedelta(rules.paused_days(records, row))
        is_longer = rules.is_extended(records, row) and row["outcome"] != "refused"
        counts = [step for step in steps if step.code in TERMS]
        is_awaiting = rules.is_awaiting(records, row)
        assert len(counts) == (0 if is_awaiting else 1 + bool(is_longer))
        ends = [step for step in steps if step.code in ("rolled", "working_day")]
        for count, end, more in zip(counts, ends, (0, 2), strict=False):
            day = plus_months(row["received_on"], months + more)
            assert count.day == day
            assert count.facts["months"] == months + more
            assert end.day == roll(day + pause)
            assert (end.code == "rolled") == (end.day != day + pause)
        due = rules.due_days(records, row)[1 if is_longer else 0]
        assert steps[-1].day == due
        assert steps[-1].code == f"request_{rules.status_of(records, row, due)}"


def test_a_term_that_runs_on_names_every_day_off_and_no_other(known: Known) -> None:
    runs_on = [
        step
        for steps in known.steps["request_steps"].values()
        for step in steps
        if step.code == "rolled"
    ]
    assert runs_on
    weekend = {5: "saturday", 6: "sunday"}
    for step in runs_on:
        assert step.day is not None
        days = [day for day, _ in step.facts["skipped"]]
        first = step.facts["last_on"]
        assert days == [first + timedelta(n) for n in range((step.day - first).days)]
        for day, named in step.facts["skipped"]:
            if day in holidays(day.year):
                assert named not in weekend.values()
            else:
                assert named == weekend[day.weekday()]


def test_the_steps_of_a_holding_add_up_to_its_last_day(known: Known) -> None:
    for row in known.holdings:
        steps = known.steps["retention_steps"][row["holding_id"]]
        day = row["clock_on"]
        for step in steps:
            if step.code in ("keep_until", "keep_term", "keep_at_once", "grace"):
                months, days = step.facts["period"]
                day = plus_months(day, months) + timedelta(days)
                assert step.day == day, row["holding_id"]
        assert day == row["due_on"] or row["due_on"] is None
        moved = [step.code for step in steps if step.code.startswith("held")]
        assert bool(moved) == (row["effective_due_on"] != row["due_on"])


def test_every_step_that_has_words_occurs_or_is_named_by_the_seal() -> None:
    sql = "".join(
        queries.folder(folder)[name].sql
        for folder, name in (
            ("seal", "02_retention"),
            ("records", "retention_steps"),
            ("seal", "03_requests"),
            ("seal", "13_request_notes"),
        )
    )
    statuses = {
        f"{of}_{status}"
        for of in ("request", "holding")
        for status in (*DUTCH.codes("request_status"), *DUTCH.codes("retention_status"))
    }
    of_kind = {f"held_{kind}" for kind in DUTCH.codes("request_kind")}
    put_together = statuses | of_kind | set(TERMS)
    for section in ("steps", "todo", "meaning"):
        unused = [
            key
            for key in spoken("nl", section)
            if f"'{key}'" not in sql and key not in put_together
        ]
        assert unused == [], f"{section}: no step has these codes"


# Days


def test_named_days_off_are_those_of_the_rules() -> None:
    with duckdb.connect(sealed.sample().path / "records.duckdb", read_only=True) as con:
        days = con.sql(
            "select day, is_working_day, rolled_on, day_off from calendar"
        ).fetchall()
    assert len(days) > 3000
    for day, is_working_day, rolled_on, day_off in days:
        assert (day_off is None) == is_working_day
        assert roll(day) == rolled_on
        if day_off not in (None, "saturday", "sunday"):
            assert day in holidays(day.year)


def test_a_term_that_runs_on_is_said_with_weekend_and_holiday(
    known: Known,
) -> None:
    texts = [
        explanations.sentence(ENGLISH, "steps", step)
        for steps in known.steps["request_steps"].values()
        for step in steps
        if step.code == "rolled"
    ]
    for text in texts:
        assert re.search(r"no working day, the term runs on to \w+day \d", text), text


# Words


def spoken(language: str, section: str) -> dict[str, str]:
    return {
        key.removeprefix(f"{section}."): text
        for key, text in words_for(language).texts.items()
        if key.startswith(f"{section}.")
    }


def sections(known: Known, question: str) -> list[tuple[str, Step]]:
    """Return every step with the section of the words that says it."""
    return [
        (step.facts.get("part", "steps"), step)
        for steps in known.steps[question].values()
        for step in steps
    ]


@pytest.mark.parametrize("question", STEPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_said_with_all_its_facts(
    known: Known, language: str, question: str
) -> None:
    words = words_for(language)
    for section, step in sections(known, question):
        text = spoken(language, section)[step.code]
        named = {name for _, name, _, _ in string.Formatter().parse(text)}
        assert named - {None, "day"} <= step.facts.keys(), step.code
        sentence = explanations.sentence(words, section, step)
        assert "None" not in sentence
        assert "{" not in sentence


@pytest.mark.parametrize("table", ["request_terms", "retention_rules"])
def test_what_gives_a_term_reads_as_dutch_in_dutch(table: str) -> None:
    english = {"the", "of", "and", "term", "statement", "in", "than", "is"}
    for reference in policy.load(table)["reference"]:
        dutch = cell_labels.basis(DUTCH, reference)
        assert english.isdisjoint(re.findall(r"[a-z]+", dutch.lower())), dutch
        assert cell_labels.basis(ENGLISH, reference) == reference


@pytest.mark.parametrize(
    "folder",
    ["records", "organisation", "findings", "key_figures", "breakdowns", "seal"],
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
    "REQ-13": {"stop_objected"},
    "RST-02": {"start_restriction"},
    "RST-03": {"restrict_now"},
}
"""What mends a finding about a request; the rest cannot be mended afterwards."""
NOT_YET = {"delete_copy", "erase_rest", "restrict_now"}
"""What is to be done from the day itself, while the finding starts a day later."""


@pytest.mark.parametrize("rule", MENDED)
def test_what_a_rule_finds_is_what_is_left_to_do(rule: str, known: Known) -> None:
    broken = {row["subject_key"] for row in known.findings if row["rule"] == rule}
    for request in known.requests:
        key = request["request_id"]
        left = {
            note.code
            for note in known.steps["request_notes"].get(key, ())
            if note.facts["part"] == "todo"
        }
        if key in broken:
            assert MENDED[rule] <= left, key
        elif not NOT_YET & MENDED[rule]:
            assert not MENDED[rule] & left, key


def test_what_was_erased_while_it_was_asked_for_is_told(known: Known) -> None:
    noted = {
        key: (note.facts["holdings"], note.day)
        for key, notes in known.steps["request_notes"].items()
        for note in notes
        if note.code == "erased_meanwhile"
    }
    erased: dict[str, list[date]] = defaultdict(list)
    for request in known.requests:
        until = request["closed_on"] or known.snapshot.as_of
        for holding in known.holdings:
            gone = holding["erased_on"]
            if (
                request["kind"] in ("access", "portability")
                and holding["client_id"] == request["client_id"]
                and gone
                and request["received_on"] < gone <= until
            ):
                erased[request["request_id"]].append(gone)
    assert noted == {key: (len(days), min(days)) for key, days in erased.items()}


def test_every_rule_about_requests_is_mended_or_past_mending() -> None:
    about = {
        rule
        for rule, query in queries.folder("findings").items()
        if query["subject"] == "rights_request"
    }
    rewritten = {"CHG-01", "CHG-02", "CHG-07", "CHG-12", "CHG-16"}
    assert about - MENDED.keys() == {"REQ-02", "REQ-03", "REQ-14"} | rewritten


# One client


def test_a_case_asked_for_has_the_rows_of_its_client(reader: Reader) -> None:
    snapshot = sealed.sample()
    lists = {name: ask(reader, snapshot, query) for name, query in LISTS.items()}
    clients = ask(reader, snapshot, "clients").to_dicts()
    for client in clients[:5]:
        case = of_client(reader, snapshot, client["client_id"])
        assert case is not None
        for name, rows in lists.items():
            of_it = rows.filter(client_id=client["client_id"]).to_dicts()
            assert list(getattr(case, name)) == of_it
        for request in case.requests:
            of_request = of_request_id(reader, snapshot, request["request_id"])
            assert of_request is not None
            assert of_request.client == case.client


def test_steps_asked_for_are_those_of_the_row_in_their_order(
    reader: Reader, known: Known
) -> None:
    for row in known.requests[:5]:
        key = {name: row[name] for name in ("client_id", "request_id")}
        steps = steps_of(reader, known.snapshot, "request_steps", **key)
        assert steps == known.steps["request_steps"][row["request_id"]]


def test_a_request_of_who_is_no_client_opens_with_that_request_alone(
    reader: Reader,
) -> None:
    snapshot = sealed.sample()
    requests = ask(reader, snapshot, "client_requests").to_dicts()
    row = next(row for row in requests if row["client_id"] is None)
    key = row["request_id"]
    case = of_request_id(reader, snapshot, key)
    assert case is not None
    assert case.requests == (row,)
    assert list(case.findings) == case.about("rights_request", key)
    assert {*case.client, *case.holdings, *case.disclosures} == set()
    notes = steps_of(reader, snapshot, "request_notes", client_id=None, request_id=key)
    means = [note.code for note in notes if note.facts["part"] == "meaning"]
    assert means == ["no_client"]


@pytest.mark.parametrize("number", ["", "C-1", "c-000001", "C-000001;", "C-99999999"])
def test_a_number_that_nobody_has_opens_no_case(reader: Reader, number: str) -> None:
    assert of_client(reader, sealed.sample(), number) is None
    assert of_request_id(reader, sealed.sample(), number) is None
