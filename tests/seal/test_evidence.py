"""Evidence and deadlines are sentences that a privacy officer would write."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import pytest

import queries
from data import demo
from data.seal import load, naming
from data.seal.run import seal
from data.words import LANGUAGES, words_for
from data.words.sentence import said
from tests.support.plain import unsaid
from tests.support.sealed import sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

COLUMNS = {"nl": "evidence_nl", "en": "evidence"}
EACH = pytest.mark.parametrize("language", LANGUAGES)

ENDING = date(2031, 3, 31)
"""A day on which a decision of the policy ends within a year (TRF-04)."""

Finding = dict[str, str]
FINDINGS = "select rule, evidence, evidence_nl from findings"
DEADLINES = """
    select kind, what as en, what_nl as nl from agenda
    where kind not in ('authorisation', 'agreement', 'certificate', 'transfer')
    union all
    select kind, working, working_nl from agenda
"""
"""What is to be done, but where a department or recipient is named as people typed
it, and how the day came about."""


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The snapshots of the sample, and of a demo in which every rule is broken."""
    here = tmp_path_factory.mktemp("evidence")
    (folder,) = demo.write(here / "demo", 200, months=1, last=ENDING)
    return [sample().path, seal(folder, here / "sealed").path]


def asked(snapshots: list[Path], sql: str) -> list[Finding]:
    """Read rows of every snapshot."""
    told: list[Finding] = []
    for path in snapshots:
        with duckdb.connect(path / "records.duckdb", read_only=True) as con:
            told += con.sql(sql).pl().to_dicts()
    return told


@pytest.fixture(scope="module")
def written(sealed: list[Path]) -> list[Finding]:
    """The rule and the evidence of every finding."""
    return asked(sealed, FINDINGS)


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    """A connection with the macros and the names that evidence is written with."""
    with duckdb.connect() as made:
        load.prepare(made)
        naming.lay(made)
        yield made


@EACH
def test_evidence_holds_no_code_and_no_iso_date(
    language: str, written: list[Finding]
) -> None:
    texts = {row[COLUMNS[language]]: row["rule"] for row in written}
    raw = {rule: (text, found) for text, rule in texts.items()
           if (found := unsaid(language, text))}  # fmt: skip
    assert raw == {}


@EACH
def test_deadline_is_told_without_a_code_or_an_iso_date(
    language: str, sealed: list[Path]
) -> None:
    texts = {row[language]: row["kind"] for row in asked(sealed, DEADLINES)}
    assert {*texts.values()} >= {"request", "erasure", "agreement", "transfer"}
    raw = {text: found for text in texts if (found := unsaid(language, text))}
    assert raw == {}


def test_evidence_of_every_rule_was_read(written: list[Finding]) -> None:
    assert {row["rule"] for row in written} == set(queries.folder("findings"))


@EACH
def test_evidence_begins_with_a_capital_and_ends_plainly(
    language: str, written: list[Finding]
) -> None:
    for row in written:
        text = row[COLUMNS[language]]
        assert text[0].isupper()
        assert text[-1] not in " .,;:"
        assert "  " not in text


@pytest.mark.parametrize(
    ("language", "text", "found"),
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
    language: str, text: str, found: list[str]
) -> None:
    assert unsaid(language, text) == found


@EACH
def test_evidence_writes_a_day_as_the_pages_do(
    language: str, con: DuckDBPyConnection
) -> None:
    words = words_for(language)
    for n in range(366):
        day = date(2024, 1, 1) + timedelta(n)
        macros = {"nl": "select day_nl($d)", "en": "select day_en($d)"}
        (told,) = con.execute(macros[language], {"d": day}).fetchall()[0]
        assert told == words.date(day)


@EACH
def test_evidence_writes_a_number_as_the_pages_do(
    language: str, con: DuckDBPyConnection
) -> None:
    macros = {"nl": "select number_nl($n)", "en": "select number_en($n)"}
    for n in (0, 999, 1000, 1234567, -1615):
        (told,) = con.execute(macros[language], {"n": n}).fetchall()[0]
        assert told == words_for(language).number(n)


def test_evidence_writes_a_time_without_seconds_that_are_none(
    con: DuckDBPyConnection,
) -> None:
    told = con.execute(
        "select moment_nl($even), moment_en($even), moment_nl($odd)",
        {"even": datetime(2026, 4, 20, 15, 10), "odd": datetime(2026, 4, 20, 9, 5, 7)},
    ).fetchall()
    assert told == [("20 apr 2026 15:10", "20 Apr 2026 15:10", "20 apr 2026 09:05:07")]


def test_evidence_leaves_what_nobody_named_as_it_is(con: DuckDBPyConnection) -> None:
    told = con.sql(
        "select said_nl('purpose', 'profiling'), said_en('country', 'XX'),"
        " said_nl('item', null)"
    ).fetchall()
    assert told == [("profiling", "XX", None)]


@EACH
def test_every_code_is_named_once_in_a_sentence(language: str) -> None:
    named = [(domain, code) for domain, code, _ in said(words_for(language))]
    assert len(set(named)) == len(named)


def test_a_heading_loses_its_capital_and_an_abbreviation_does_not() -> None:
    dutch = {(domain, code): name for domain, code, name in said(words_for("nl"))}
    assert dutch["category", "payment"] == "betalingsgegevens"
    assert dutch["item", "photo"] == "pasfoto"
    assert dutch["item", "ip_address"] == "IP-adres"
    assert dutch["item", "wia_decision"] == "WIA-beschikking"
    assert dutch["country", "CH"] == "Zwitserland"
    assert dutch["mechanism", "privacy_shield"] == "Privacy Shield"
