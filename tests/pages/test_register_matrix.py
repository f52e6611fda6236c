"""The register against reality: the matrix says what the findings say, in a table."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data import policy
from data.ask import Filter, Question, Reader, ask
from data.words import LANGUAGES, words_for
from pages.parts.evidence import declared_vs_held, register_matrix
from pages.parts.shell.context import PageContext
from tests.support.screen import opened
from tests.support.sealed import DAY, EMPTY, sample
from tests.support.tables import tables as of_page

EACH_DIMENSION = pytest.mark.parametrize("against", register_matrix.DIMENSIONS)


@pytest.fixture(autouse=True)
def _shown(snapshots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))


def cells(reader: Reader, against: str) -> pl.DataFrame:
    return ask(reader, sample(), Question("matrix", (Filter("dimension", against),)))


def rule(reader: Reader, name: str) -> pl.DataFrame:
    return ask(reader, sample(), Question("findings", (Filter("rule", name),)))


# What the cells say


@EACH_DIMENSION
def test_every_member_has_a_cell_for_every_category(
    reader: Reader, against: str
) -> None:
    rows = cells(reader, against)
    categories = set(policy.codes("catalog", "category"))
    assert set(rows["category"]) == categories
    assert rows.height == rows["member"].n_unique() * len(categories) > 0


@EACH_DIMENSION
def test_verdict_follows_from_the_two_counts(reader: Reader, against: str) -> None:
    names = {
        (True, True): "both",
        (True, False): "found",
        (False, True): "declared",
        (False, False): "neither",
    }
    for row in cells(reader, against).iter_rows(named=True):
        assert row["verdict"] == names[row["found"] > 0, row["activities"] > 0]
        assert (row["first_on"] is None) == (row["found"] == 0)


def test_recipients_outside_the_register_are_the_findings_of_rcp_06(
    reader: Reader,
) -> None:
    apart = cells(reader, "recipient").filter(verdict="found")
    keys = apart["member"] + "/" + apart["category"]
    findings = rule(reader, "RCP-06")
    assert sorted(keys) == sorted(findings["subject_key"])
    since = dict(zip(keys, apart["first_on"], strict=True))
    assert since == dict(findings.select("subject_key", "since").iter_rows())


def test_kinds_outside_the_register_add_up_to_their_recipients(reader: Reader) -> None:
    each = cells(reader, "recipient").filter(verdict="found")
    sums = each.group_by("kind", "category").agg(pl.col("found").sum())
    apart = cells(reader, "recipient_kind").filter(verdict="found")
    assert sorted(sums.iter_rows()) == sorted(
        apart.select("member", "category", "found").iter_rows()
    )


def test_grounds_outside_the_register_are_the_findings_of_reg_04(
    reader: Reader,
) -> None:
    apart = cells(reader, "ground").filter(verdict="found")
    keys = apart["category"] + "/" + apart["member"]
    assert sorted(keys) == sorted(rule(reader, "REG-04")["subject_key"])


def test_transfers_outside_the_register_are_the_findings_of_trf_05(
    reader: Reader,
) -> None:
    apart = cells(reader, "country").filter(verdict="found")
    assert apart["found"].sum() == rule(reader, "TRF-05").height > 0


def test_purposes_that_are_not_declared_are_those_of_rcp_04(reader: Reader) -> None:
    known = set(policy.codes("purposes", "purpose"))
    rows = cells(reader, "purpose").filter(pl.col("found") > 0)
    strange = {member for member in rows["member"] if member not in known}
    keys = rule(reader, "RCP-04")["subject_key"]
    assert strange == {key.partition("/")[2] for key in keys}
    assert strange


@pytest.mark.parametrize("against", ["recipient_kind", "recipient", "purpose"])
def test_every_disclosure_is_counted_once(reader: Reader, against: str) -> None:
    file = Path(__file__).parents[1] / "samples" / "small" / "source" / "disclosure.csv"
    total = len(file.read_text(encoding="utf-8").splitlines()) - 1
    assert cells(reader, against)["found"].sum() == total


# What the page shows


def tables(at: AppTest) -> list[pl.DataFrame]:
    """Return the tables of the matrix: those of charts are folded up."""
    folded = {each.name for fold in at.expander for each in of_page(fold)}
    return [pl.from_pandas(t.value) for t in of_page(at) if t.name not in folded]


@EACH_DIMENSION
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_shows_every_found_cell_with_its_mark_and_number(
    reader: Reader, against: str, language: str
) -> None:
    at = opened("register", snapshot=DAY, against=against, lang=language)
    assert not (at.exception or at.error or at.warning)
    words = words_for(language)
    shown = tables(at)[0]
    texts = [cell for column in shown.columns[2:] for cell in shown[column]]
    rows = cells(reader, against)
    members = register_matrix._members(rows, only=False)[:25]
    for verdict, mark in (("both", "✔"), ("found", "✘")):
        some = rows.filter(pl.col("member").is_in(members), verdict=verdict)
        expected = sorted(words.number(n) for n in some["found"])
        matches = [re.search(rf"{mark} ([\d.,]+)", text) for text in texts]
        assert sorted(match[1] for match in matches if match) == expected


def test_privacy_statement_stands_beside_the_register() -> None:
    at = opened("register", snapshot=DAY, against="recipient_kind")
    shown = tables(at)[0]
    statement = declared_vs_held.in_force(PageContext(sample(), words_for("nl")))
    declared = {entry.code for entry in statement.recipients}
    ticks = shown[shown.columns[1]].to_list()[1:]
    assert set(ticks) <= {"✔", "✘"}
    assert ticks.count("✔") == len(declared)


def test_cell_of_a_country_opens_exactly_its_transfers() -> None:
    at = opened("register", snapshot=DAY, against="country")
    shown = tables(at)[0]
    links = [
        re.fullmatch(r"\[. (\d+)\]\((.+)\)", cell)
        for column in shown.columns[2:]
        for cell in shown[column]
    ]
    seen = [(match[1], urlsplit(match[2])) for match in links if match]
    assert seen
    for number, target in seen[:4]:
        assert target.path == "/transfers"
        listed = opened("transfers", parse_qs(target.query))
        rows = "rij" if number == "1" else "rijen"
        assert f"{number} {rows}" in [each.value for each in listed.header]


def test_cell_of_a_ground_opens_exactly_its_live_holdings() -> None:
    at = opened("register", snapshot=DAY, against="ground")
    cells_ = [cell for column in tables(at)[0].iter_columns() for cell in column]
    seen = re.findall(r"\[([✔✘]) ([\d.]+)\]\((/retention.+?)\)", "\n".join(cells_))
    assert {mark for mark, _, _ in seen} == {"✔", "✘"}
    for _, number, target in seen[:: max(1, len(seen) // 8)]:
        listed = opened("retention", parse_qs(urlsplit(target).query))
        rows = "rij" if number == "1" else "rijen"
        assert f"{number} {rows}" in [each.value for each in listed.header]


@EACH_DIMENSION
def test_count_of_what_was_never_seen_opens_its_activities(against: str) -> None:
    at = opened("register", snapshot=DAY, against=against)
    cells_ = [cell for table in tables(at)[1:] for row in table.rows() for cell in row]
    seen = [re.fullmatch(r"\[(\d+)\]\(/register\?(.+)\)", cell) for cell in cells_]
    for number, query in [match.groups() for match in seen if match][:5]:
        listed = opened("register", parse_qs(query))
        rows = "rij" if number == "1" else "rijen"
        assert f"{number} {rows}" in [each.value for each in listed.header]


def test_recipient_that_is_not_registered_has_its_finding_beside_it() -> None:
    at = opened("register", snapshot=DAY, against="recipient")
    table = tables(at)[1]
    (match,) = re.findall(r"\((/findings.+)\)", table[table.columns[-1]][0])
    listed = opened("findings", parse_qs(urlsplit(match).query))
    assert "1 rij" in [each.value for each in listed.header]


def test_choice_stands_in_the_address_as_a_code() -> None:
    at = opened("register", snapshot=DAY)
    assert "against" not in at.query_params
    (choice,) = [each for each in at.button_group if each.key == "matrix.against"]
    # what the register lacks most of comes first, and is not in the address
    other = next(code for code in register_matrix.DIMENSIONS if code != choice.value)
    choice.set_value(other).run()
    assert at.query_params["against"] == other


def test_choice_that_is_none_is_the_first() -> None:
    for choice in ("nonsense", "", "recipient;drop"):
        at = opened("register", snapshot=DAY, against=choice)
        assert not at.exception
        first = opened("register", snapshot=DAY)
        assert tables(at)[0].equals(tables(first)[0])


def test_differences_alone_leave_out_what_agrees(reader: Reader) -> None:
    rows = cells(reader, "ground")
    differs = rows.filter(pl.col("verdict").is_in(["found", "declared"]))
    assert set(register_matrix._members(rows, only=True)) == set(differs["member"])


def test_long_list_is_shown_a_page_at_a_time() -> None:
    at = opened("register", snapshot=DAY, against="purpose")
    table = tables(at)[1]
    assert table.height == 25
    assert len(at.pagination) >= 1


def test_snapshot_without_a_row_says_that_nothing_is_there() -> None:
    at = opened("register", snapshot=EMPTY)
    assert words_for("nl")("matrix.nothing") in [each.value for each in at.caption]
