"""A page far down a list has the rows that the whole list has there, however found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import duckdb
import pytest
from duckdb import ColumnExpression as Column

from data.ask import Filter, Question, Reader, ask, door, find_query, paging
from data.ask.question import order_of
from tests.support.sealed import a_reader, sample

ORDERS = (
    Question("retention", order="status -days_overdue"),
    Question("retention", order="-effective_due_on"),
    Question("retention", (Filter("search", "C-0"),)),
    Question("findings", order="severity -rule"),
    Question("register", order="is_complete"),
)
OFFSETS = (0, 4, 11, 37)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with closing(a_reader()) as made:
        yield made


@pytest.fixture(
    params=["from the end", "by a sample", "by a sample that is wrong", "by its keys"]
)
def far(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take the least of lists for a long one, so that its pages are far."""
    how = str(request.param)
    near = {"from the end": 3, "by its keys": 10**6}
    monkeypatch.setattr(paging, "NEAR", near.get(how, 2))
    monkeypatch.setattr(paging, "MANY", 0)
    monkeypatch.setattr(paging, "LONG", 10**6 if how == "from the end" else 0)
    monkeypatch.setattr(paging, "PART", 2)
    monkeypatch.setattr(paging, "SAMPLE", 1)
    monkeypatch.setattr(paging, "DEVIATIONS", 4 if how == "by a sample" else 0)
    return how


@pytest.mark.parametrize("offset", [*OFFSETS, -1, -4, -5])
@pytest.mark.parametrize("question", ORDERS, ids=str)
def test_page_has_the_rows_that_the_whole_list_has_there(
    reader: Reader, far: str, question: Question, offset: int
) -> None:
    whole = ask(reader, sample(), question)
    start = offset if offset >= 0 else max(0, whole.height + offset)
    page = ask(reader, sample(), question, limit=4, offset=start)
    assert page.equals(whole[start : start + 4]), far


def test_page_past_the_end_is_empty_however_long_the_list(
    reader: Reader, far: str
) -> None:
    for question in ORDERS:
        assert ask(reader, sample(), question, limit=4, offset=100_000).is_empty()


def test_facts_are_read_of_the_rows_of_a_page_alone(
    reader: Reader,
) -> None:
    question = ORDERS[3]
    rows = door.rows_of(reader, sample(), question)
    order = order_of(rows, find_query("findings"), question)
    key = ("rule", "subject_table", "subject_key")
    whole = paging.sorted_by(rows, order).limit(4)
    page = paging.page(rows, order, 4, 0, int, key)
    assert page.fetchall() == whole.fetchall()
    assert "LIMIT" in whole.sql_query()
    assert "LIMIT" not in page.sql_query(), "the engine chose among whole rows"


def test_sample_leads_to_a_page_of_a_long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "LONG", 0)
    order = [(Column("a"), True), (Column("b"), False)]
    with duckdb.connect() as con:
        rows = con.sql(
            "select nullif(range % 97, 5) as a, range as b from range(60000)"
        )
        whole = paging.sorted_by(rows, order).fetchall()
        for offset in (20_000, 29_990, 35_000):
            page = paging._between(rows, order, 50, offset, len(whole))
            assert page.fetchall() == whole[offset : offset + 50]
            assert "OFFSET" not in page.sql_query(), "not all were sorted"


def test_thousands_of_rows_are_not_sought_by_as_many_keys(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of so many conditions in one the engine makes nothing: a calendar asks 2,001."""
    monkeypatch.setattr(paging, "MANY", 0)
    whole = ask(reader, sample(), ORDERS[3])
    assert whole.height > 0
    assert ask(reader, sample(), ORDERS[3], limit=2_001).equals(whole.head(2_001))
    with duckdb.connect() as con:
        rows, order = (
            con.sql("select range as a from range(5000)"),
            [(Column("a"), True)],
        )
        page = paging.page(rows, order, 2_001, 0, int, ("a",))
        assert len(page.fetchall()) == 2_001


@pytest.mark.parametrize("down", ["", "-"])
def test_key_that_a_list_is_ordered_by_is_not_sorted_by_again(
    reader: Reader, down: str
) -> None:
    question = Question("retention", order=f"status {down}holding_id")
    rows = door.rows_of(reader, sample(), question)
    order = order_of(rows, find_query("retention"), question)
    assert len(order) == len(question.ordering)
