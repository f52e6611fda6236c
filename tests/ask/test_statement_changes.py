"""The draft of a new statement: all that it lacks, and all that is done besides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import polars as pl
import pytest

from data import policy
from data.ask import Reader, ask
from tests.support.sealed import a_reader, sample

VERSION = date(2018, 5, 25)
RULES = ("TRF-03", "TRF-06", "STM-02", "RCP-04", "REG-07", "REG-08", "RET-06")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with closing(a_reader("management", None)) as made:
        yield made


@pytest.fixture(scope="module")
def changes(reader: Reader) -> pl.DataFrame:
    return ask(reader, sample(), "statement_changes")


@pytest.fixture(scope="module")
def findings() -> pl.DataFrame:
    with closing(a_reader()) as dpo:
        return ask(dpo, sample(), "findings").filter(pl.col("rule").is_in(RULES))


def test_every_element_that_is_not_in_order_is_to_be_changed(
    changes: pl.DataFrame,
) -> None:
    judged = policy.load("statement_checklist").filter(statement=VERSION)
    lacking = judged.filter(pl.col("state") != "present").sort("article", "note_en")
    drafted = changes.filter(pl.col("article").is_not_null()).sort("article", "note")
    columns = ["reason", "article", "note", "note_nl"]
    assert drafted.select(columns).rows() == (
        lacking.select("state", "article", "note_en", "note_nl").rows()
    )


def test_what_is_done_besides_is_what_the_rules_find(
    changes: pl.DataFrame, findings: pl.DataFrame
) -> None:
    assert set(findings["rule"]) == set(RULES), "the sample breaks each of them"
    done = changes.filter(pl.col("article").is_null())
    assert set(done["reason"]) == set(RULES)
    first = dict(findings.group_by("rule").agg(pl.col("since").min()).rows())
    drafted = dict(done.group_by("reason").agg(pl.col("since").min()).rows())
    assert drafted == first


def test_a_transfer_is_named_by_its_recipient_and_country(
    changes: pl.DataFrame, findings: pl.DataFrame, reader: Reader
) -> None:
    keys = findings.filter(rule="TRF-03")["subject_key"]
    transfers = ask(reader, sample(), "transfers")
    mine = transfers.filter(pl.col("transfer_id").is_in(keys.implode()))
    pairs = mine.select("recipient_name", "country").unique()
    sentences = changes.filter(reason="TRF-03")["change"].to_list()
    assert len(sentences) == len(set(sentences)) == len(pairs)
    for name in pairs["recipient_name"]:
        assert any(name in change for change in sentences), name


def test_no_text_that_the_policy_does_not_know_is_in_the_draft(
    changes: pl.DataFrame, findings: pl.DataFrame
) -> None:
    rules = pl.col("rule").is_in(["RCP-04", "REG-08"])
    unknown = {key.split("/")[-1] for key in findings.filter(rules)["subject_key"]}
    assert len(unknown) > 1
    draft = " ".join(changes["change"]) + " ".join(changes["change_nl"])
    assert [text for text in unknown if text in draft] == []
    kinds = findings.filter(rule="REG-08")["subject_key"].n_unique()
    (items,) = changes.filter(reason="REG-08")["change"]
    assert items.endswith(f": {kinds}")


def test_every_change_is_said_in_each_language(changes: pl.DataFrame) -> None:
    assert changes.select("change", "change_nl").null_count().row(0) == (0, 0)
    assert changes["place"].to_list() == [
        f"{place:04d}" for place in range(1, len(changes) + 1)
    ]
