"""One question to one snapshot: the right rows, or a plain sentence."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from data import ask as asking
from data.ask import (
    AskFailed,
    Filter,
    FilterError,
    Question,
    Reader,
    ask,
    count,
    door,
    find_query,
    read_filters,
    stream,
    tally,
)
from data.ask import engine as engines
from data.ask.filters import LETTER, LONGEST, NONE, narrow, parse_filters
from data.ask.lookup import OWN
from data.snapshot import find
from queries import Query
from tests.support.sealed import (
    DAY,
    EMPTY,
    ROWS_LATER,
    SAMPLE,
    a_reader,
    copy,
    sample,
)

LISTS = sorted(queries.folder("records") | queries.folder("organisation"))
QUESTIONS = [*LISTS, *queries.folder("summary")]
FIGURES = queries.folder("key_figures")
HOSTILE = [
    "' or 1=1 --",
    "'; drop table retention; --",
    '"; select * from client; --',
    "overdue' union select * from client --",
    "%",
    "_______",
    "*",
    "$as_of",
    "?",
    "\\",
    "\0",
    "\n\r\t",
    "null",
    "NULL",
    "true) or (true",
    "\u202eeudrevo",
    "ov\u0000erdue",
    "İSTANBUL ß ŉ",
    "\U0001f512" * 40,
    "e\u0301\u0301\u0301",
    "a|" * 200,
    "=cmd|' /C calc'!A0",
    "{{7*7}}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
]


@pytest.fixture(scope="module")
def lists(reader: Reader) -> dict[str, pl.DataFrame]:
    """Return every list of the sample as a whole."""
    return {name: ask(reader, sample(), name) for name in QUESTIONS}


# -- the questions ------------------------------------------------------------


@pytest.mark.parametrize("day", [DAY, EMPTY])
@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_has_the_declared_columns(
    reader: Reader, name: str, day: str
) -> None:
    answer = ask(reader, sample(day), name)
    assert answer.columns == [column.name for column in find_query(name).columns]
    kinds = {
        "varchar": pl.String,
        "date": pl.Date,
        "boolean": pl.Boolean,
        "bigint": pl.Int64,
        "double": pl.Float64,
        "timestamptz": pl.Datetime("us", "UTC"),
        "varchar[]": pl.List(pl.String),
        "date[]": pl.List(pl.Date),
    }
    schema = {column.name: kinds[column.type] for column in find_query(name).columns}
    assert dict(answer.schema) == schema


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_comes_in_order_of_key(
    lists: dict[str, pl.DataFrame], name: str
) -> None:
    key = find_query(name)["key"].split()
    rows = lists[name].select(key).rows()
    assert rows == sorted(rows)
    assert len(set(rows)) == len(rows)
    assert rows or name in ROWS_LATER


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nothing",
        "01_calendar",
        "RET-01",
        "contents",
        "retention_compliance",
        "../seal/02_retention",
        "records/retention",
        "retention.sql",
        "Retention",
        "retention ",
        "client",
        "retention; drop table client",
    ],
)
def test_what_is_no_question_raises_key_error(reader: Reader, name: str) -> None:
    with pytest.raises(KeyError):
        find_query(name)
    for way in (ask, count):
        with pytest.raises(KeyError):
            way(reader, sample(), Question(name))


def test_the_sample_has_its_expected_key_figures(
    lists: dict[str, pl.DataFrame],
) -> None:
    expected = pl.read_csv(SAMPLE / "expected" / "key_figures.csv")
    answer = lists["key_figures"]
    assert answer["name"].to_list() == expected.sort("name")["name"].to_list()
    for row, right in zip(
        answer.rows(named=True), expected.sort("name").rows(named=True), strict=True
    ):
        assert row["value"] == right["value"]
        assert row["numerator"] == right["numerator"]
        assert row["denominator"] == right["denominator"]


# -- a tile and the list behind it --------------------------------------------


def behind(name: str, entry: str) -> tuple[Filter, ...]:
    return parse_filters(FIGURES[name].entries.get(entry, ""))


@pytest.mark.parametrize("day", [DAY, EMPTY])
@pytest.mark.parametrize("name", FIGURES)
def test_a_tile_and_its_list_give_the_same(reader: Reader, name: str, day: str) -> None:
    figure = FIGURES[name]
    tile = ask(reader, sample(day), Question("key_figures", (Filter("name", name),)))
    ((_, value, numerator, denominator, _),) = tile.rows()
    where = behind(name, "where")
    considered = Question(figure["list"], where)
    counted = Question(figure["list"], (*where, *behind(name, "counted")))
    if figure["unit"] == "ratio":
        assert denominator == count(reader, sample(day), considered)
        assert numerator == count(reader, sample(day), counted)
        assert value == (round(numerator / denominator, 4) if denominator else None)
    elif figure["unit"] == "days":
        rows = ask(reader, sample(day), considered)
        assert value == rows["handling_days"].median()
        assert (numerator, denominator) == (None, None)
    else:
        assert value == count(reader, sample(day), considered)
        assert (numerator, denominator) == (None, None)


def test_no_key_figure_of_the_sample_is_empty(reader: Reader) -> None:
    figures = ask(reader, sample(), "key_figures")
    assert figures["value"].null_count() == 0
    assert figures.filter(pl.col("value") > 0).height > 15


# -- filters ------------------------------------------------------------------


def narrowed(name: str, conditions: dict[str, str]) -> Question:
    return Question(name, read_filters(find_query(name), conditions))


def number(
    reader: Reader, name: str, conditions: dict[str, str], day: str = DAY
) -> int:
    question = narrowed(name, conditions)
    counted = count(reader, sample(day), question)
    assert counted == ask(reader, sample(day), question).height
    return counted


def test_a_value_keeps_the_rows_that_have_it(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    rows = lists["retention"]
    late = rows.filter(pl.col("status") == "overdue").height
    soon = rows.filter(pl.col("status") == "due_soon").height
    assert number(reader, "retention", {"status": "overdue"}) == late > 0
    assert number(reader, "retention", {"status": "overdue|due_soon"}) == late + soon
    assert number(reader, "retention", {"status": "overdue|overdue|x"}) == late
    assert number(reader, "retention", {"status": "OVERDUE"}) == 0
    assert number(reader, "retention", {"status": "over"}) == 0


def test_filters_on_several_columns_all_hold(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    conditions = {"status": "overdue", "category": "health", "system": "crm|mail"}
    kept = lists["retention"].filter(
        (pl.col("status") == "overdue")
        & (pl.col("category") == "health")
        & pl.col("system").is_in(["crm", "mail"])
    )
    assert number(reader, "retention", conditions) == kept.height > 0


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2026-01-01..2026-06-30", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-01-01..", date(2026, 1, 1), date.max),
        ("..2026-06-30", date.min, date(2026, 6, 30)),
        ("..", date.min, date.max),
        ("9999-12-31..", date(9999, 12, 31), date.max),
        ("..0001-01-01", date.min, date.min),
        ("2026-06-30..2026-01-01", date(2026, 6, 30), date(2026, 1, 1)),
    ],
)
def test_a_range_of_days_includes_both_ends(
    reader: Reader,
    lists: dict[str, pl.DataFrame],
    text: str,
    low: date,
    high: date,
) -> None:
    kept = lists["retention"].filter(pl.col("due_on").is_between(low, high))
    assert number(reader, "retention", {"due_on": text}) == kept.height


def test_ranges_of_days_add_up_to_all(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    parts = ("..2026-06-30", "2026-07-01..2026-10-31", "2026-11-01..")
    counted = [number(reader, "retention", {"due_on": part}) for part in parts]
    assert min(counted) > 0
    assert sum(counted) == lists["retention"]["due_on"].drop_nulls().len()


def test_a_number_is_filtered_by_value_and_range(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    days = lists["requests"]["days_overdue"].drop_nulls()
    some = days[0]
    for text, kept in {
        str(some): (days == some).sum(),
        "0..": (days >= 0).sum(),
        "..30": (days <= 30).sum(),
        "10..30": days.is_between(10, 30).sum(),
        "-5..-1": 0,
        "999999999999999999": 0,
    }.items():
        assert number(reader, "requests", {"days_overdue": text}) == kept


def test_a_share_is_filtered_by_range(reader: Reader) -> None:
    shares = {"value": "0..1", "numerator": ".."}
    assert number(reader, "key_figures", shares) == len(
        [f for f in FIGURES.values() if f["unit"] == "ratio"]
    )
    assert number(reader, "key_figures", {"target": "0.98"}) > 0


def test_a_boolean_is_filtered_by_its_words(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    informed = lists["clients"]["is_informed"].sum()
    everyone = lists["clients"].height
    assert number(reader, "clients", {"is_informed": "true"}) == informed > 0
    assert number(reader, "clients", {"is_informed": "false"}) == everyone - informed
    assert number(reader, "clients", {"is_informed": "true|false"}) == everyone


def test_a_list_of_codes_is_filtered_by_any(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    rows = lists["register"]
    for codes in (["contract"], ["contract", "consent"], ["no_such_ground"]):
        kept = rows.filter(
            pl.col("grounds").list.eval(pl.element().is_in(codes)).list.any()
        )
        assert number(reader, "register", {"grounds": "|".join(codes)}) == kept.height


@pytest.mark.parametrize(
    ("name", "column"),
    [("retention", "principal"), ("retention", "due_on"), ("requests", "days_overdue")],
)
def test_rows_without_a_value_can_be_asked_for(
    reader: Reader, lists: dict[str, pl.DataFrame], name: str, column: str
) -> None:
    every = lists[name]
    without = every.filter(pl.col(column).is_null())
    assert 0 < without.height < every.height
    rows = ask(reader, sample(), narrowed(name, {column: NONE}))
    assert rows.equals(without)
    value = str(every[column].drop_nulls()[0])
    rows = ask(reader, sample(), narrowed(name, {column: f"{NONE}|{value}"}))
    same = pl.col(column).cast(pl.String) == value
    assert rows.equals(every.filter(pl.col(column).is_null() | same))


def test_rows_without_a_code_can_be_asked_for(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    complete = lists["register"].filter(
        pl.col("countries").list.len().fill_null(0) == 0
    )
    rows = ask(reader, sample(), narrowed("register", {"countries": NONE}))
    assert rows.equals(complete)
    assert not complete.is_empty()


DAYS = ["", "1..7", "5..20", "8..30|40..", "..25", "3|9|12", "..", NONE]


@pytest.mark.parametrize("first", DAYS[1:])
@pytest.mark.parametrize("second", DAYS[1:])
def test_narrowing_keeps_what_both_filters_keep(
    reader: Reader, first: str, second: str
) -> None:
    query = find_query("requests")
    both = narrow(
        query, [Filter("days_overdue", first)], [Filter("days_overdue", second)]
    )
    (text,) = (merged.text for merged in both)
    rows = {
        span: set(
            ask(reader, sample(), narrowed("requests", {"days_overdue": span}))[
                "request_id"
            ]
        )
        for span in (first, second, *([text] if text else []))
    }
    assert rows.get(text, set()) == rows[first] & rows[second]


def test_a_row_without_value_passes_no_filter(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    open_ones = lists["requests"]["closed_on"].null_count()
    assert open_ones > 0
    total = lists["requests"].height
    assert number(reader, "requests", {"closed_on": ".."}) == total - open_ones
    assert (
        number(
            reader,
            "requests",
            {
                "outcome": "|".join(
                    ["granted", "partly_granted", "refused", "withdrawn"]
                )
            },
        )
        == total - open_ones
    )
    assert number(reader, "register", {"countries": ""}) == lists["register"].height


def test_a_search_finds_keys_in_any_case(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    some = lists["requests"].row(5, named=True)
    for wanted in (some["request_id"], some["request_id"].lower()):
        assert number(reader, "requests", {"search": f" {wanted} "}) == 1
    of_client = (lists["requests"]["client_id"] == some["client_id"]).sum()
    assert number(reader, "requests", {"search": some["client_id"]}) == of_client
    assert number(reader, "requests", {"search": "r-20"}) == lists["requests"].height
    assert number(reader, "requests", {"search": "no such"}) == 0


@pytest.mark.parametrize(
    "wanted", ["C-0", "c-00", "H-", "h", "R-20", "T-0", "X-1", "CC-", "C-%", "-0", "20"]
)
def test_a_search_finds_what_stands_in_any_of_its_columns(
    reader: Reader, lists: dict[str, pl.DataFrame], wanted: str
) -> None:
    for name in ("retention", "requests", "disclosures", "trajectories", "findings"):
        columns = find_query(name)["search"].split()
        lowered = [pl.col(column).str.to_lowercase() for column in columns]
        holds = [each.str.contains(wanted.lower(), literal=True) for each in lowered]
        expected = lists[name].filter(pl.any_horizontal(holds))
        answer = ask(reader, sample(), Question(name, (Filter("search", wanted),)))
        assert answer.equals(expected), name


def test_letters_that_keys_are_searched_from_are_those_of_their_forms() -> None:
    for key, letter in LETTER.items():
        assert OWN[key].pattern.startswith(f"{letter}-[0-9]")
        assert not re.search("[A-Za-z]", OWN[key].pattern[1:])


def test_a_search_looks_past_a_null_key(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    rows = lists["findings"].filter(pl.col("client_id").is_null())
    key = rows["subject_key"][0]
    assert number(reader, "findings", {"search": key}) >= 1


def test_a_search_lowers_letters_as_the_engine_does(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["İSTANBUL BV", "Straße", "ΟΔΟΣ", "ǅ", "Kelvin \u212a"]
    values = ", ".join(f"('R-{n}', '{name}')" for n, name in enumerate(names))
    sql = f"select * from (values {values}) as t(recipient_id, name)"  # noqa: S608
    query = invented(sql, "recipients", "recipient_id name")
    monkeypatch.setattr(door, "find_query", lambda _: query)
    for name in names:
        question = Question("recipients", (Filter("search", name),))
        assert ask(reader, sample(), question)["name"].to_list() == [name]


BAD = {
    "unknown column": {"birth_date": "1990-01-01"},
    "column of another list": {"iso27001": "valid"},
    "column in quotes": {'"status"': "overdue"},
    "no column": {"": "overdue"},
    "column as SQL": {"status = 'overdue' or 1": "1"},
    "date that is none": {"due_on": "2026-02-30"},
    "date as text": {"due_on": "yesterday"},
    "date in another order": {"due_on": "31-10-2026"},
    "date without lines": {"due_on": "20261031"},
    "date of a week": {"due_on": "2026-W44-6"},
    "date with a time": {"due_on": "2026-10-31T00:00:00"},
    "date in wide digits": {"due_on": "\uff12026-10-31"},
    "date past the last": {"due_on": "10000-01-01.."},
    "range with a bad end": {"due_on": "2026-01-01..soon"},
    "range of three": {"due_on": "2026-01-01..2026-02-01..2026-03-01"},
    "bad range in a choice": {"due_on": "2026-01-01..|2026-01-01..x"},
    "date and nothing": {"due_on": "2026-01-01|"},
    "number as text": {"days_overdue": "many"},
    "number too large": {"days_overdue": "99999999999999999999"},
    "number of a thousand digits": {"days_overdue": "9" * 1000},
    "number that is none": {"days_overdue": "nan"},
    "number without end": {"days_overdue": "..inf"},
    "number with an exponent": {"days_overdue": "1e3"},
    "number with a point": {"days_overdue": "1.5"},
    "number with a line": {"days_overdue": "1_000"},
    "number with a blank": {"days_overdue": " 1"},
    "number with a plus": {"days_overdue": "+1"},
    "number in wide digits": {"days_overdue": "\uff11\uff12"},
    "number in other digits": {"days_overdue": "\u0967"},
    "half a letter": {"status": "\ud800"},
    "half a letter searched": {"search": "\udfff"},
    "too long": {"status": "x" * (LONGEST + 1)},
    "too long a search": {"search": "x" * (LONGEST + 1)},
}


@pytest.mark.parametrize("kind", BAD)
def test_a_filter_that_cannot_be_is_refused(kind: str) -> None:
    with pytest.raises(FilterError) as caught:
        narrowed("retention", BAD[kind])
    message = str(caught.value)
    assert message.startswith(("retention ", "The filter on retention"))
    assert len(message) < 120
    assert all(value not in message for value in BAD[kind].values())


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("clients", {"is_informed": "True"}),
        ("clients", {"is_informed": "1"}),
        ("clients", {"is_informed": "yes"}),
        ("clients", {"is_informed": "true|"}),
        ("key_figures", {"value": "nan"}),
        ("key_figures", {"value": "inf"}),
        ("key_figures", {"value": "-inf..inf"}),
        ("key_figures", {"value": "1e400"}),
        ("key_figures", {"value": "0x10"}),
        ("key_figures", {"value": "1,5"}),
        ("key_figures", {"value": "9" * 400}),
        ("breaches", {"discovered_at": "2026-01-01.."}),
        ("breaches", {"discovered_at": "2026-01-01"}),
    ],
)
def test_a_value_of_another_type_is_refused(
    name: str, conditions: dict[str, str]
) -> None:
    with pytest.raises(FilterError, match=f"^The filter on {name}[.].* is not a "):
        narrowed(name, conditions)


@pytest.mark.parametrize("name", LISTS)
def test_hostile_text_is_a_value_of_any_column(reader: Reader, name: str) -> None:
    text = "|".join(HOSTILE)
    for column in find_query(name).columns:
        if column.type.startswith("varchar"):
            question = narrowed(name, {column.name: text})
            values = tally(reader, sample(), Question(name), column.name)
            if column.type == "varchar":
                same = pl.col(column.name).is_in(text.split("|"))
                values = values.filter(same)
                assert count(reader, sample(), question) == values["count"].sum()
            else:
                assert count(reader, sample(), question) == 0


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_text_is_searched_for_as_it_is(reader: Reader, text: str) -> None:
    before = ask(reader, sample(), "recipients")
    for name in ("findings", "recipients"):
        hits = number(reader, name, {"search": text}) if text.strip() else 0
        assert hits == 0 or text.strip() in ("_", "%", "\\", "*")
    assert number(reader, "recipients", {"name": text}) == 0
    assert ask(reader, sample(), "recipients").equals(before)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_hostile_text_is_no_column_to_sort_by(reader: Reader, text: str) -> None:
    for order in (text, f"-{text}", f"status, {text}"):
        with pytest.raises(FilterError, match="no such column to sort by"):
            ask(reader, sample(), Question("retention", (), order))
    with pytest.raises(FilterError, match="no such column to count by"):
        tally(reader, sample(), Question("retention"), text)


FILTERED = ["retention", "requests", "clients", "transfers", "authorisations"]


@st.composite
def filters(draw: st.DrawFn) -> tuple[str, str, str]:
    """Draw a list, a column of one of the plain types, and values it may have."""
    name = draw(st.sampled_from(FILTERED))
    column = draw(st.sampled_from(find_query(name).columns))
    near = st.dates(date(2014, 1, 1), date(2030, 1, 1)).map(str)
    plain = st.one_of(
        st.sampled_from(["overdue", "access", "health", "crm", "", "x", "C-000007"]),
        st.text(st.characters(codec="utf-8", exclude_characters="|"), max_size=8),
    )
    value: st.SearchStrategy[str] = {
        "date": near,
        "bigint": st.integers(-9, 400).map(str),
        "boolean": st.sampled_from(["true", "false"]),
    }.get(column.type, plain)
    ranged = st.tuples(st.one_of(st.just(""), value), st.one_of(st.just(""), value))
    if column.type in ("date", "bigint") and draw(st.booleans()):
        return name, column.name, "..".join(draw(ranged))
    return name, column.name, "|".join(draw(st.lists(value, min_size=1, max_size=3)))


def kept(rows: pl.DataFrame, column: str, text: str) -> pl.DataFrame:
    """Filter as Polars does, with values as text."""
    of = pl.col(column)
    if ".." in text and rows.schema[column] in (pl.Date, pl.Int64):
        low, high = text.split("..")
        kind = date.fromisoformat if rows.schema[column] == pl.Date else int
        rows = rows.filter(of.is_not_null())
        rows = rows.filter(of >= kind(low)) if low else rows
        return rows.filter(of <= kind(high)) if high else rows
    return rows.filter(of.cast(pl.String).is_in(text.split("|")))


@given(filters())
@settings(deadline=None, max_examples=60)
def test_filters_keep_what_polars_keeps(
    reader: Reader,
    lists: dict[str, pl.DataFrame],
    drawn: tuple[str, str, str],
) -> None:
    name, column, text = drawn
    right = kept(lists[name], column, text)
    rows = ask(reader, sample(), Question(name, (Filter(column, text),)))
    assert rows.equals(right)


COLUMN = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
VALUE = st.text(
    st.characters(codec="utf-8", exclude_characters=";"), min_size=1, max_size=30
).filter(lambda text: text == text.strip())


@given(st.lists(st.builds(Filter, COLUMN, VALUE), max_size=5))
def test_filters_survive_being_written_and_read(conditions: list[Filter]) -> None:
    assert parse_filters("; ".join(map(str, conditions))) == tuple(conditions)


@pytest.mark.parametrize("text", ["status", "status=", "=overdue", "a=b; c", ";=;"])
def test_half_a_filter_in_a_header_is_refused(text: str) -> None:
    with pytest.raises(FilterError, match="A filter is a column"):
        parse_filters(text)


def test_no_filters_are_read_from_nothing() -> None:
    assert parse_filters("") == parse_filters(" ; ;") == ()
    assert read_filters(find_query("retention"), {"status": ""}) == ()


# -- order, pages and counts --------------------------------------------------


@pytest.mark.parametrize("order", [None, "rule", "-since", "severity", "-evidence"])
def test_pages_join_without_gap_or_repeat(
    reader: Reader, lists: dict[str, pl.DataFrame], order: str | None
) -> None:
    question = Question("findings", (), order)
    total = count(reader, sample(), question)
    pages = [
        ask(reader, sample(), question, limit=191, offset=start)
        for start in range(0, total, 191)
    ]
    joined = pl.concat(pages)
    assert joined.equals(ask(reader, sample(), question))
    key = find_query("findings")["key"].split()
    assert joined.sort(key).equals(lists["findings"])


def test_sorting_puts_nulls_last_and_ties_by_key(reader: Reader) -> None:
    for order in ("days_overdue", "-days_overdue"):
        rows = ask(reader, sample(), Question("requests", (), order))
        days = rows["days_overdue"].to_list()
        known = [day for day in days if day is not None]
        assert days == sorted(known, reverse=order[0] == "-") + [None] * (
            len(days) - len(known)
        )
        pairs = rows.select("days_overdue", "request_id").rows()
        tied = [b > a for (x, a), (y, b) in pairwise(pairs) if x == y]
        assert all(tied)
        assert len(tied) > 10


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_column_can_be_sorted_by(reader: Reader, name: str) -> None:
    for column in find_query(name).columns:
        for order in (column.name, f"-{column.name}"):
            rows = ask(reader, sample(), Question(name, (), order), limit=3)
            assert rows.height == (0 if name in ROWS_LATER else 3)


def test_a_page_past_the_end_is_empty(reader: Reader) -> None:
    for offset in (10_000, 1 << 40):
        rows = ask(reader, sample(), "recipients", limit=5, offset=offset)
        assert rows.height == 0
    assert ask(reader, sample(), "recipients", limit=0).height == 0
    last = sample().seal["rows"]["recipients"] - 5
    assert ask(reader, sample(), "recipients", offset=last).height == 5


@pytest.mark.parametrize(
    ("limit", "offset"),
    [(-1, 0), (5, -1), (1 << 63, 0), (5, 1 << 63), (5, 10**30), (None, -1)],
)
def test_a_page_that_cannot_be_is_refused(
    reader: Reader, limit: int | None, offset: int
) -> None:
    with pytest.raises(FilterError, match="recipients has no such page"):
        ask(reader, sample(), "recipients", limit=limit, offset=offset)


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("day", [DAY, EMPTY])
def test_counting_and_streaming_agree_with_asking(
    reader: Reader, name: str, day: str
) -> None:
    rows = ask(reader, sample(day), name)
    assert count(reader, sample(day), Question(name)) == rows.height
    frames = list(stream(reader, sample(day), Question(name)))
    assert frames
    assert pl.concat(frames).equals(rows)


def test_a_tally_adds_up_to_the_list(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    counts = tally(reader, sample(), Question("retention"), "category", "status")
    assert counts.columns == ["category", "status", "count"]
    right = lists["retention"].group_by("category", "status").len("count")
    assert counts.rows() == right.sort("category", "status").rows()
    late = narrowed("retention", {"status": "overdue"})
    assert tally(reader, sample(), late, "rule")["count"].sum() == count(
        reader, sample(), late
    )


def test_a_tally_by_month_starts_at_the_first(
    reader: Reader, lists: dict[str, pl.DataFrame]
) -> None:
    counts = tally(reader, sample(), Question("requests"), "month:received_on")
    assert counts.columns == ["received_on", "count"]
    assert counts.schema["received_on"] == pl.Date
    assert set(counts["received_on"].dt.day()) == {1}
    right = (
        lists["requests"]
        .group_by(pl.col("received_on").dt.truncate("1mo"))
        .len("count")
    )
    assert counts.rows() == right.sort("received_on").rows()


# -- the engine ---------------------------------------------------------------


def test_the_summary_cannot_reach_a_record(reader: Reader) -> None:
    ask(reader, sample(), "retention")
    cursor = reader.engine.cursor(sample(), "summary")
    for table in ("retention", "client", "findings", "records.client"):
        with pytest.raises(duckdb.CatalogException):
            cursor.sql(f"select * from {table}").fetchall()  # noqa: S608
    opened = cursor.sql("select database_name from duckdb_databases()").fetchall()
    files = sample().seal["files"]
    assert f"s{files['summary.duckdb']['sha256']}" in [name for (name,) in opened]
    assert f"s{files['records.duckdb']['sha256']}" not in [name for (name,) in opened]


def refusals(root: Path, folder: Path) -> dict[str, str]:
    records = root / DAY / "records.duckdb"
    return {
        "read a file": "select * from read_text('/etc/hosts')",
        "read a CSV": "select * from read_csv('/etc/passwd')",
        "read a database": f"from read_duckdb('{records}', table_name = 'client')",
        "list files": "select * from glob('/etc/*')",
        "sniff": "select * from sniff_csv('/etc/passwd')",
        "a path as table": "select * from '/etc/passwd'",
        "copy to": f"copy (select 1) to '{folder}/out.csv'",
        "copy to a pipe": "copy (select 1) to '/dev/stdout'",
        "export": f"export database '{folder}/out'",
        "attach": f"attach '{records}' as more (read_only)",
        "attach to write": f"attach '{folder}/new.duckdb' as more",
        "install": "install httpfs",
        "load": "load httpfs",
        "set": "set threads = 8",
        "set global": "set global memory_limit = '64GB'",
        "reset": "reset memory_limit",
        "set the zone": "set TimeZone = 'Europe/Amsterdam'",
        "set no limit": "set global max_execution_time = 0",
        "open up": "set global enable_external_access = true",
        "unlock": "set global lock_configuration = false",
        "pragma": "pragma enable_profiling",
        "secret": "create persistent secret s (type http)",
        "create": "create table more (i integer)",
        "insert": "insert into recipients select * from recipients",
        "update": "update retention set status = 'within'",
        "delete": "delete from findings",
        "drop": "drop table findings",
        "alter": "alter table findings add column more integer",
        "view": "create view more as select 1",
        "macro": "create macro more() as 1",
        "python": "select * from engine",
    }


REFUSED = refusals(Path(), Path())


@pytest.mark.parametrize("kind", REFUSED)
def test_a_cursor_reads_its_snapshot_and_nothing_else(
    reader: Reader, tmp_path: Path, kind: str
) -> None:
    cursor = reader.engine.cursor(sample(), "records")
    sql = refusals(sample().path.parent, tmp_path)[kind]
    with pytest.raises(duckdb.Error):
        cursor.execute(sql).fetchall()
    assert list(tmp_path.iterdir()) == []
    assert reader.engine.cursor(sample(), "records").sql(
        "select count(*) from findings"
    ).fetchall() == [(sample().seal["rows"]["findings"],)]


@pytest.mark.parametrize("database", ["records", "summary"])
def test_settings_hold_on_every_cursor(
    reader: Reader, database: engines.Database
) -> None:
    cursor = reader.engine.cursor(sample(), database)
    values = dict(cursor.sql("select name, value from duckdb_settings()").fetchall())
    assert {
        name: values[name]
        for name in (
            "TimeZone",
            "max_execution_time",
            "threads",
            "enable_external_access",
            "lock_configuration",
            "autoinstall_known_extensions",
            "autoload_known_extensions",
            "allow_community_extensions",
            "allow_persistent_secrets",
            "python_enable_replacements",
        )
    } == {
        "TimeZone": "UTC",
        "max_execution_time": str(engines.LONGEST_MS),
        "threads": str(engines.THREADS),
        "enable_external_access": "false",
        "lock_configuration": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "python_enable_replacements": "false",
    }
    assert values["memory_limit"] == "488.2 MiB"
    assert values["max_temp_directory_size"] == "14.9 GiB"
    assert values["temp_directory"].startswith(
        f"{reader.engine._folder.name}/{database}/"
    )


def test_duckdb_alone_writes_no_file_that_is_safely_encrypted(tmp_path: Path) -> None:
    """Why records are encrypted by the disk: docs/decisions/06."""
    bare: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "extension_directory": str(tmp_path / "none"),
    }
    with duckdb.connect(config=bare) as con:
        with pytest.raises(duckdb.Error, match="read-only crypto module"):
            con.execute(
                "attach $path as e (encryption_key 'abcdefgh')",
                {"path": str(tmp_path / "e.duckdb")},
            )
        with pytest.raises(duckdb.Error, match="httpfs"):
            con.execute("load httpfs")
    assert list(tmp_path.iterdir()) == []


def invented(
    sql: str, name: str = "recipients", search: str = "", key: str = ""
) -> Query:
    """Make a question of one's own, to see what becomes of it."""
    kinds = duckdb.sql(sql) if search else None
    columns = tuple(
        queries.Declared(column, "varchar", "invented")
        for column in (kinds.columns if kinds else ())
    )
    entries = {"key": key, "search": search}
    return Query(name, "records", sql, (), columns, entries)


FAILING: dict[str, tuple[dict[str, object], str]] = {
    "too_slow": (
        {"LONGEST_MS": 200},
        "select count(*) as n from range(100000000000) as t(i) where i % 7 = 3",
    ),
    "busy": (
        {"MEMORY": "30MB", "SPILL": "1MB"},
        "select n, repeat('x', 99) as x from range(2000000) as t(n) order by x, -n",
    ),
    "unexpected": ({}, "select cast('C-' || client_id as integer) as n from client"),
}


@pytest.mark.parametrize("reason", FAILING)
def test_a_question_that_fails_is_said_plainly(
    monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    limits, sql = FAILING[reason]
    for limit, value in limits.items():
        monkeypatch.setattr(engines, limit, value)
    reader, question = a_reader(), Question("recipients")
    monkeypatch.setattr(door, "find_query", lambda _: invented(sql, key="n"))
    ways: list[Callable[[], Any]] = [
        lambda: ask(reader, sample(), question),
        lambda: list(stream(reader, sample(), question)),
    ]
    for way in ways:
        with pytest.raises(AskFailed, match=r"^No answer: ") as caught:
            way()
        assert caught.value.reason == reason
        assert "C-0" not in str(caught.value)
        assert caught.value.__suppress_context__
    monkeypatch.undo()
    assert (
        ask(reader, sample(), "recipients").height
        == sample().seal["rows"]["recipients"]
    )
    reader.close()


def test_a_disk_too_full_is_said_plainly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    reader = a_reader()
    try:
        monkeypatch.setattr("data.snapshot.copy_verified", full)
        with pytest.raises(AskFailed, match="memory or disk space") as caught:
            ask(reader, sample(), "recipients")
        assert caught.value.reason == "busy"
        monkeypatch.undo()
        assert (
            ask(reader, sample(), "recipients").height
            == sample().seal["rows"]["recipients"]
        )
    finally:
        reader.close()


def test_an_engine_that_is_closed_says_so() -> None:
    reader = a_reader()
    reader.close()
    with pytest.raises(AskFailed, match="No answer"):
        ask(reader, sample(), "recipients")


def test_a_cursor_keeps_a_copy_of_its_own(tmp_path: Path, reader: Reader) -> None:
    root = copy(tmp_path / "snapshots", DAY)
    made = a_reader()
    try:
        cursor = made.engine.cursor(find(root, DAY), "records")
        path = root / DAY / "records.duckdb"
        path.write_bytes(b"\0" * path.stat().st_size)
        rows = cursor.sql(find_query("retention").sql).sort("holding_id").pl()
    finally:
        made.close()
    assert rows.equals(ask(reader, sample(), "retention"))


def test_days_with_equal_files_share_one_copy(tmp_path: Path) -> None:
    root = copy(tmp_path / "snapshots", DAY)
    seal = json.loads((root / DAY / "seal.json").read_bytes())
    copy(tmp_path / "more", DAY)
    (tmp_path / "more" / DAY).rename(root / "2026-11-30")
    seal["as_of"] = "2026-11-30"
    (root / "2026-11-30" / "seal.json").write_text(json.dumps(seal))
    reader = a_reader()
    try:
        first = ask(reader, find(root, DAY), "recipients")
        second = ask(reader, find(root, "2026-11-30"), "recipients")
        assert len(reader.engine._attached) == 1
    finally:
        reader.close()
    assert first.equals(second)


def test_twenty_threads_get_their_own_answers() -> None:
    reader = a_reader()
    days = (DAY, EMPTY)
    names = ("key_figures", "recipients", "clients", "transfers", "findings")
    single = a_reader()
    right = {
        (day, name): ask(single, sample(day), name) for day in days for name in names
    }
    single.close()
    wrong: list[object] = []
    start = threading.Barrier(20)

    def keep_asking(at: int) -> None:
        try:
            start.wait()
            for turn in range(12):
                day = days[(at + turn) % 2]
                name = names[(at * 3 + turn) % len(names)]
                rows = ask(reader, sample(day), name)
                if not rows.equals(right[day, name]):
                    wrong.append((day, name))
                if count(reader, sample(day), Question(name)) != rows.height:
                    wrong.append((day, name, "count"))
        except (duckdb.Error, AskFailed) as error:
            wrong.append(error)

    threads = [threading.Thread(target=keep_asking, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reader.close()
    assert wrong == []


def test_everything_public_is_named() -> None:
    assert set(asking.__all__) >= {
        "AskFailed",
        "Question",
        "Engine",
        "Filter",
        "FilterError",
        "ask",
        "count",
        "find_query",
        "read_filters",
        "stream",
    }
    assert all(hasattr(asking, name) for name in asking.__all__)


def test_only_who_asks_what_recipients_were_told_reads_the_notes() -> None:
    with closing(a_reader()) as reader:
        rows = door.rows_of(reader, sample(), Question("requests"))
        by_answer = rows.aggregate("recipients_told, count(*)").explain()
        kinds = rows.aggregate("kind, count(*)").explain()
    assert "request_notes" in by_answer
    assert "request_notes" not in kinds


def test_findings_are_counted_without_their_history_unless_that_is_asked(
    reader: Reader,
) -> None:
    findings = Question("findings", (Filter("severity", "high"),))
    since = Question("findings", (Filter("first_seen", ".."),))
    for question, by, is_read in (
        (findings, "rule", False),
        (findings, "times", True),
        (since, "rule", True),
    ):
        rows = door.rows_of(reader, sample(), question, by, is_counted=True)
        assert ("finding_history" in rows.explain()) is is_read, (question, by)


COUNTED_IN = [
    query for name in LISTS if door.COUNTED_IN in (query := find_query(name)).entries
]


@pytest.mark.parametrize("query", COUNTED_IN, ids=lambda query: query.name)
def test_list_has_the_rows_of_the_table_that_it_is_counted_in(
    reader: Reader, query: Query
) -> None:
    rows = ask(reader, sample(), query.name)
    with reader.engine.cursor(sample(), "records") as cursor:
        table = cursor.table(query[door.COUNTED_IN]).pl()
    shared = [name for name in rows.columns if name in table.columns]
    assert {*query["key"].split()} <= {*shared}
    assert rows.select(shared).sort(shared).equals(table.select(shared).sort(shared))


def test_only_the_sentence_that_a_list_is_sorted_by_is_made_of_all_rows(
    reader: Reader,
) -> None:
    question = Question("findings", order="evidence_nl")
    rows = door.rows_of(reader, sample(), question)
    assert "evidence_nl" in rows.columns
    assert "evidence" not in rows.columns
    answer = ask(reader, sample(), question)
    assert answer.columns == [c.name for c in find_query("findings").columns]
    assert answer["evidence_nl"].to_list() == sorted(answer["evidence_nl"])
    assert answer["evidence"].null_count() == 0
