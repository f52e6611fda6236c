"""What is taken for a direct identifier, wherever it stands, and never printed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import queries
from data.followup import Edit, EditRefused
from data.followup.edit import TEXTS
from data.identifiers import direct_identifier, is_bsn, is_iban
from data.seal.report import SourceRefused
from tests.faults.direct_identifiers import SEARCHED, WIDE, bsn, iban
from tests.seal.test_contract import PARENTS
from tests.support.contract_text import columns, full
from tests.support.making import Making, failures, text, write_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.contract_text import Column

HELD = {
    "bsn": "BSN",
    "mail": "e-mail",
    "phone": "phone",
    "iban": "IBAN",
    "postcode": "postcode",
}
FOUND = [
    ("bsn", "111222333"),
    ("bsn", "bsn:111222333."),
    ("bsn", "cliënt 111222333 gebeld"),
    ("bsn", "1112.22.333"),
    ("bsn", "111 222 333"),
    ("bsn", "111-222-333"),
    ("bsn", "1 1 1 2 2 2 3 3 3"),
    ("bsn", "111 - 222 . 333"),
    ("bsn", "(111222333)"),
    ("bsn", "x111222333y"),
    ("bsn", "2026 111222333"),
    ("bsn", "12 111222333 en 7"),
    ("bsn", "010000008"),
    ("bsn", "111222333".translate(WIDE)),
    ("bsn", "١١١٢٢٢٣٣٣"),
    ("bsn", "111\u200b222\u00ad333"),
    ("bsn", "111\u00a0222\u2011333"),
    ("bsn", "111222333\n"),
    ("mail", "j.jansen@voorbeeld.nl"),
    ("mail", "mail naar J.Jansen+werk@mail.voorbeeld.co.uk, graag"),
    ("mail", "<a_b-c@voorbeeld.nl>"),
    ("mail", "jansen@voorbeeld.nl".translate(WIDE)),
    ("mail", "jansen@voor\u200bbeeld.nl"),
    ("mail", "jürgen@müller.de"),
    ("mail", "x@y.xn--p1ai"),
    ("mail", "a%b@c.d"),
    ("mail", "-@10.0.0.1"),
    ("phone", "0612345678"),
    ("phone", "06-12345678"),
    ("phone", "06 12 34 56 78"),
    ("phone", "030-2345678 (werk)"),
    ("phone", "0 3 0 2 3 4 5 6 7 8"),
    ("phone", "+31612345678"),
    ("phone", "+31 6 1234 5678"),
    ("phone", "+31 (0)6 12345678"),
    ("phone", "0031612345678"),
    ("phone", "0031-6-12345678"),
    ("phone", "tel.0612345678, daarna 2 weken"),
    ("phone", "06\u201312345678"),
    ("iban", "NL91ABNA0417164300"),
    ("iban", "NL91 ABNA 0417 1643 00"),
    ("iban", "nl91abna0417164300"),
    ("iban", "rekening NL91ABNA0417164300 op naam van de cliënt"),
    ("iban", "NL91-ABNA-0417-1643-00"),
    ("iban", "ref XY12 NL91ABNA0417164300"),
    ("iban", "DE89 3704 0044 0532 0130 00 bij de bank"),
    ("iban", "GB29NWBK60161331926819"),
    ("iban", "BE68539007547034;"),
    ("postcode", "1234 AB 12"),
    ("postcode", "1234AB 12a"),
    ("postcode", "1234AB12"),
    ("postcode", "3511 LX, nr. 5"),
    ("postcode", "adres 3511LX huisnummer 5"),
    ("postcode", "3511 LX-5"),
]
CLEAN = [
    "",
    "omvang van het dossier",
    "12345678",
    "1112223330",
    "1112223334 1",
    "111222334",
    "000000000",
    "111222/333",
    "111,222,333",
    "versie 2026-10-31",
    "van 2026-10-30 tot 2026-10-31",
    "2020-2",
    "zie T-000001 en H-0000001",
    "D-0000001",
    "art. 12(3) AVG, 3 maanden",
    "€ 1.234.567,89",
    "1e3 en 1.0",
    "NL92ABNA9417164300",
    "NL91ABNA041716430",
    "DE89370400440532013001",
    "NL91",
    "jansen@",
    "@voorbeeld.nl",
    "a@b",
    "@handle en #hekje",
    "jansen@bedrijf.",
    "(@voorbeeld.nl",
    "3 @ 4.50",
    "postcode 1234 AB",
    "1234 ab 12",
    "1234 ABC 12",
    "12345 AB 12",
    "in 2026 EN later",
    "2026 en 12 anderen",
    "061234567",
    "06123456789",
    "106123456780",
    "+32 2 123 45 67",
    "0031 61234567",
    "12:30 uur",
    "ISO 27001:2022",
    "freelancer 12",
    "²³½",
]


@pytest.mark.parametrize(("kind", "sentence"), FOUND)
def test_identifier_is_found_in_any_dress(kind: str, sentence: str) -> None:
    assert HELD[kind] in str(direct_identifier(sentence))


@pytest.mark.parametrize("sentence", CLEAN)
def test_text_without_identifier_is_let_through(sentence: str) -> None:
    assert direct_identifier(sentence) is None


def test_nine_digits_of_our_own_count_where_they_pass() -> None:
    assert direct_identifier("zie R-2026-00003") is None
    assert direct_identifier("zie R-2026-00002") is not None


digits = st.sampled_from("0123456789")


bsns = (
    st.lists(st.integers(0, 9), min_size=8, max_size=8)
    .map(bsn)
    .filter(lambda number: len(number) == 9 and int(number) > 0)
)
phones = st.tuples(
    st.sampled_from(["0", "+31", "0031", "+31 ", "0031-"]),
    st.from_regex(r"[1-9][0-9]{8}", fullmatch=True),
).map("".join)
ibans = st.integers(1, 10**10 - 1).map(iban)
mails = st.from_regex(r"[a-z][a-z0-9._-]{0,10}@[a-z]{2,10}\.(nl|com)", fullmatch=True)
postcodes = st.from_regex(r"[1-9][0-9]{3} ?[A-Z]{2},? ?[1-9][0-9]{0,3}", fullmatch=True)
identifiers = bsns | phones | ibans | mails | postcodes
words = st.lists(
    st.sampled_from(
        ["de", "cliënt", "belt", "dossier", "wil", "in", "overleg", "art."]
    ),
    max_size=6,
).map(" ".join)


@st.composite
def parted(draw: st.DrawFn) -> str:
    """Return a BSN with separators between some of its digits."""
    between = st.sampled_from(["", "", ".", " ", "-", " - "])
    number = draw(bsns)
    return "".join(d + draw(between) for d in number[:-1]) + number[-1]


@settings(max_examples=300, deadline=None)
@given(before=words, identifier=identifiers | parted(), after=words)
def test_planted_identifier_is_found_in_a_sentence(
    before: str, identifier: str, after: str
) -> None:
    assert direct_identifier(f"{before} {identifier} {after}")
    assert direct_identifier(f"{before}: {identifier}.{after}")


@settings(max_examples=200, deadline=None)
@given(number=st.integers(0, 999_999_999).map("{:09}".format))
def test_other_nine_digits_are_no_bsn(number: str) -> None:
    if not is_bsn(number) and number[0] != "0":
        assert direct_identifier(f"nummer {number} van de zaak") is None


@settings(max_examples=200, deadline=None)
@given(account=st.integers(1, 10**10 - 1), off=st.integers(1, 9))
def test_iban_with_other_check_digits_is_none(account: int, off: int) -> None:
    right = iban(account)
    wrong = f"{right[:-1]}{(int(right[-1]) + off) % 10}"
    assert is_iban(right)
    assert not is_iban(wrong)


@settings(max_examples=100, deadline=None)
@given(identifier=identifiers | parted(), full_width=st.booleans())
def test_search_in_the_engine_misses_no_suspect(
    identifier: str, full_width: bool, engine: duckdb.DuckDBPyConnection
) -> None:
    if full_width:
        identifier = identifier.translate(WIDE)
    assert direct_identifier(identifier)
    engine.execute("delete from texts")
    engine.execute("insert into texts values (?)", [f"een {identifier} hier"])
    sql = queries.folder("contract")["suspect_text"].sql
    about = {"table": "texts", "searched": "text_"}
    assert engine.sql(sql, params=about).fetchall()


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return a connection with a table of texts."""
    with duckdb.connect() as con:
        con.execute("create table texts (text_ varchar)")
        yield con


@pytest.mark.parametrize(
    "long",
    [
        "a" * 200000,
        "5 " * 100000,
        "0" + " " * 200000,
        "1234AB" + " " * 200000,
        "@" * 200000,
        "1-" * 100000,
        "NL91" + "A" * 200000,
        "a@" + "b" * 200000,
    ],
    ids=lambda long: f"{long[:4]}…",
)
def test_long_words_take_no_long_time(long: str) -> None:
    assert direct_identifier(long) is None


VALUES = ["111222333", "j.jansen@voorbeeld.nl", "06-12345678", "1234 AB 12"]
VALUES += ["NL91 ABNA 0417 1643 00"]


def planted(folder: Path, column: Column, template: str) -> SourceRefused:
    """Check rows that hold each value in a column, with what they refer to."""
    made = Making()
    for parent in ("principal", "client", "recipient"):
        made.add(parent)
    made.add("trajectory")
    made.write(folder)
    key = next(c.name for c in columns() if c.table == column.table)
    rows = [
        {key: f"A-{n}"} | full(column.table) | {column.name: template.format(value)}
        for n, value in enumerate(VALUES)
    ]
    cells = [[text(cell) for cell in row.values()] for row in rows]
    write_table(folder / f"{column.table}.csv", list(rows[0]), cells)
    failed = failures(folder, *PARENTS.get(column.table, ()), column.table)
    return SourceRefused("source", [f for f in failed if f.column == column.name])


def tells(refused: SourceRefused) -> bool:
    """Return whether a report gives one of the values away."""
    return any(value in str(refused) + refused.as_json() for value in VALUES)


@pytest.mark.parametrize("column", SEARCHED, ids=lambda c: f"{c.table}.{c.name}")
def test_every_text_column_is_searched(column: Column, tmp_path: Path) -> None:
    refused = planted(tmp_path, column, "cliënt ({}) gebeld")
    checks = [(f.check, f.rows) for f in refused.failures]
    assert checks == [("holds no direct identifier", len(VALUES))]
    assert not tells(refused)


def test_a_note_of_the_follow_up_is_refused_by_the_sentence_of_a_source(
    tmp_path: Path,
) -> None:
    template = "cliënt ({}) gebeld"
    (failure,) = planted(tmp_path, SEARCHED[0], template).failures
    assert failure.rows == len(VALUES)
    for value in VALUES:
        for name in TEXTS:
            edit = Edit({name: template.format(value)})
            with pytest.raises(EditRefused, match=failure.check) as refused:
                edit.checked(date(2026, 11, 29), ())
            assert (refused.value.reason, refused.value.field) == ("identifier", name)
            assert value not in str(refused.value)


def test_item_of_a_holding_is_searched(tmp_path: Path) -> None:
    made = Making()
    made.add("principal")
    made.add("client")
    for item in ("cv", "bsn_111222333", "nr_111222334", "tel_0612345678"):
        made.add("holding", item=item)
    made.write(tmp_path)
    (failure,) = failures(tmp_path, "client", "trajectory", "holding")
    assert (failure.column, failure.rows) == ("item", 2)
    assert failure.check == "holds no direct identifier"
    assert [e.line for e in failure.examples] == [3, 5]


OTHER = [c for c in columns() if c.kind != "text" and c.table in ("holding", "breach")]


@pytest.mark.parametrize("column", OTHER, ids=lambda c: f"{c.table}.{c.name}")
def test_value_in_any_other_column_is_not_printed(
    column: Column, tmp_path: Path
) -> None:
    refused = planted(tmp_path, column, "{}")
    assert {e.line for f in refused.failures for e in f.examples} >= {3, 4, 5, 6}
    assert not tells(refused)


@pytest.mark.parametrize("value", VALUES)
def test_file_without_header_gives_nothing_away(value: str, tmp_path: Path) -> None:
    (tmp_path / "principal.csv").write_text(f"P-1,{value},uwv\nP-2,{value},uwv\n")
    (tmp_path / "snapshot.toml").write_text(f'"{value}" = "{value}"\n')
    refused = SourceRefused("source", failures(tmp_path, "principal"))
    assert [(f.table, f.column) for f in refused.failures] == [("principal", None)]
    assert value not in str(refused) + refused.as_json()


def test_report_of_an_identifier_names_row_and_key(tmp_path: Path) -> None:
    made = Making()
    for name in ("Gemeente 1", "j.jansen@voorbeeld.nl", "111222333", "Gemeente 1"):
        made.add("principal", name=name)
    (failure,) = failures(made.write(tmp_path), "principal")
    assert (failure.column, failure.rows) == ("name", 2)
    assert [(e.line, e.key) for e in failure.examples] == [(3, "P-0002"), (4, "P-0003")]
    assert re.search(r"principal.name: .* \(2 rows\): line 3 P-0002", failure.as_text())
