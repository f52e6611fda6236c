"""The lists that an inspector asks of the register, against the records and rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import polars as pl
import pytest

from data import policy
from data.ask import Reader, ask
from data.words import LANGUAGES, words_for
from tests.support.sealed import a_reader, sample

OUTSIDE = pl.col("status").is_in(["ended", "within_eea"]).not_()


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with closing(a_reader()) as made:
        yield made


def rows(reader: Reader, name: str) -> list[dict[str, Any]]:
    return ask(reader, sample(), name).to_dicts()


def about(reader: Reader, rule: str) -> set[str]:
    broken = ask(reader, sample(), "findings").filter(pl.col("rule") == rule)
    return set(broken["subject_key"])


def test_safeguards_are_those_of_running_transfers_that_have_a_ground(
    reader: Reader,
) -> None:
    running = ask(reader, sample(), "transfers").filter(OUTSIDE).to_dicts()
    for activity in rows(reader, "register"):
        mine = [
            transfer
            for transfer in running
            if transfer["country"] in (activity["countries"] or ())
            and transfer["category"] in activity["categories"]
        ]
        without = [t for t in mine if t["status"] in ("invalid", "missing")]
        valid = {t["mechanism"] for t in mine if t not in without}
        assert (activity["safeguards"] or []) == sorted(valid)
        assert activity["transfers_without_ground"] == len(without)


def test_processor_has_the_activities_of_that_role_and_no_other(
    reader: Reader,
) -> None:
    register = rows(reader, "register")
    mine = [row["activity_id"] for row in register if row["role"] == "processor"]
    assert mine
    assert [row["activity_id"] for row in rows(reader, "register_processor")] == mine


def test_private_principal_is_not_named(reader: Reader) -> None:
    kinds = {row["name"]: row["kind"] for row in rows(reader, "source_principal")}
    named = {
        name
        for row in rows(reader, "register_processor")
        for name in row["principals"] or ()
    }
    assert named
    assert {kinds[name] for name in named}.isdisjoint({"private"})


def test_assessment_says_what_the_rules_find(reader: Reader) -> None:
    stands = {row["activity_id"]: row for row in rows(reader, "impact_assessments")}
    lacking = {
        key
        for key, row in stands.items()
        if row["assessment"] in ("lacking", "doubtful")
    }
    due = {key for key, row in stands.items() if row["assessment"] == "review_due"}
    assert lacking == about(reader, "REG-05")
    assert due == about(reader, "REG-06")
    assert lacking
    assert due


def test_assessment_on_the_last_day_of_the_norm_is_not_due(reader: Reader) -> None:
    as_of = sample().as_of
    for row in rows(reader, "impact_assessments"):
        if row["dpia_review_by"] is not None:
            is_due = row["assessment"] == "review_due"
            assert is_due == (row["dpia_review_by"] < as_of), row["activity_id"]


def test_grounds_deviate_where_a_rule_finds_so(reader: Reader) -> None:
    grounds = rows(reader, "grounds")
    no_exception = {
        f"{row['item']}/{row['ground']}"
        for row in grounds
        if row["ground_verdict"] == "no_exception"
    }
    assert no_exception == about(reader, "GRD-01")
    holdings = ask(reader, sample(), "retention")
    lacking = about(reader, "CON-01")
    for row in grounds:
        if row["ground_rule"] == "CON-01":
            held = holdings.filter(
                (pl.col("item") == row["item"]) & (pl.col("ground") == row["ground"])
            )
            expected = len(lacking & set(held["holding_id"]))
            assert row["holdings_deviating"] == expected


def test_special_data_on_another_ground_are_not_called_in_order(
    reader: Reader,
) -> None:
    verdicts = {
        row["ground_verdict"]
        for row in rows(reader, "grounds")
        if row["is_special"]
        and row["ground"] in ("contract", "legal_obligation", "public_task")
        and row["ground_rule"] is None
    }
    assert verdicts == {"not_tested"}


def test_every_held_item_is_counted_once_by_its_ground(reader: Reader) -> None:
    live = ask(reader, sample(), "retention").filter(pl.col("erased_on").is_null())
    assert sum(row["holdings_live"] for row in rows(reader, "grounds")) == len(live)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_in_words_says_the_term_of_the_policy(language: str) -> None:
    words = words_for(language)
    for row in policy.load("retention_rules").to_dicts():
        term = words.value("register", "terms", row["rule"])
        years = (row["term_months"] or 0) // 12
        if years:
            assert words.count("units.years", years) in term
        assert term != row["rule"]
