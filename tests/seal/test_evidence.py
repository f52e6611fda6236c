"""Evidence and deadlines are sentences that a privacy officer would write."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

import queries
from data import demo
from data.ask.spoken import teach, with_sentences
from data.seal.run import seal
from data.words import LANGUAGES, PLAIN
from tests.seal.test_findings import SAID
from tests.support.plain import unsaid
from tests.support.sealed import sample

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {"nl": "evidence_nl", "en": "evidence"}
EACH = pytest.mark.parametrize("language", LANGUAGES)

ENDING = date(2031, 3, 31)
"""A day on which a decision of the policy ends within a year (TRF-04)."""

Row = dict[str, str]
NAMED = ("authorisation", "agreement", "certificate", "transfer")
"""Deadlines that name a department or recipient as people typed it."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The snapshots of the sample, and of a demo in which every rule is broken."""
    here = tmp_path_factory.mktemp("evidence")
    (folder,) = demo.write(here / "demo", 200, months=1, last=ENDING)
    return [sample().path, seal(folder, here / "sealed").path]


def worded(snapshots: list[Path], name: str) -> list[Row]:
    """Read the rows of a list in every snapshot, with their sentences."""
    query, rows = queries.folder("records")[name], list[Row]()
    for path in snapshots:
        with duckdb.connect(path / "records.duckdb", read_only=True) as con:
            teach(con)
            rows += with_sentences(con.sql(query.sql), query).pl().to_dicts()
    return rows


@pytest.fixture(scope="module")
def written(sealed: list[Path]) -> list[Row]:
    """The rule and the evidence of every finding."""
    return worded(sealed, "findings")


@EACH
def test_evidence_holds_no_code_and_no_iso_date(
    language: str, written: list[Row]
) -> None:
    texts = {row[COLUMNS[language]]: row["rule"] for row in written}
    raw = {rule: (text, pieces) for text, rule in texts.items()
           if (pieces := unsaid(language, text))}  # fmt: skip
    assert raw == {}


@EACH
def test_deadline_is_told_without_a_code_or_an_iso_date(
    language: str, sealed: list[Path]
) -> None:
    own = "" if language == PLAIN else f"_{language}"
    rows = worded(sealed, "agenda")
    assert {row["kind"] for row in rows} >= {"request", "erasure", "agreement"}
    texts = {row[f"working{own}"] for row in rows}
    texts |= {row[f"what{own}"] for row in rows if row["kind"] not in NAMED}
    raw = {text: pieces for text in texts if (pieces := unsaid(language, text))}
    assert raw == {}


def test_evidence_of_every_rule_was_read(written: list[Row]) -> None:
    # what compares two snapshots has its cases in tests/compare/test_backdating.py
    rules = {
        n for n, q in queries.folder("findings").items() if "compares" not in q.entries
    }
    left = rules - {row["rule"] for row in written} - SAID
    assert left == set(), f"give {left} a case in tests/seal/test_findings.py"


@EACH
def test_evidence_begins_with_a_capital_and_ends_plainly(
    language: str, written: list[Row]
) -> None:
    for row in written:
        text = row[COLUMNS[language]]
        assert text[0].isupper()
        assert text[-1] not in " .,;:"
        assert "  " not in text


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("nl", "Rol processor, overeenkomst niet vastgelegd", ["processor"]),
        ("nl", "Rol verwerker, overeenkomst niet vastgelegd", []),
        ("nl", "Verzoek (inzage) ontvangen op 2026-09-14", ["2026-09-14"]),
        ("nl", "Doorgifte naar CH door een IT-leverancier", ["CH"]),
        ("nl", "Verzoek via post, mechanisme privacy_shield", ["privacy_shield"]),
        ("en", "Request (access) via post, granted on 3 Mar 2026", []),
        ("en", "Request (objection_marketing) to IN", ["objection_marketing", "IN"]),
    ],
)
def test_a_raw_code_or_iso_date_is_found(
    language: str, text: str, expected: list[str]
) -> None:
    assert unsaid(language, text) == expected
