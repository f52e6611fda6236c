"""What falls due in 24 months, and what today's pace of erasure leaves of it."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import queries
from data.ask import ask
from data.figures import forecast
from data.snapshot import find
from data.words import LANGUAGES, words_for
from pages.parts.session.readers import folder
from tests.support import web
from tests.support.exported import list_file
from tests.support.screen import letters, seen
from tests.support.sealed import DAY, EMPTY, LATER, a_reader, sample

COUNT = st.integers(0, 40)


def months_of(first: date, n: int) -> list[str]:
    """Name the month of a day and those after it."""
    at = [divmod(first.month - 1 + k, 12) for k in range(n)]
    return [f"{first.year + years}-{month + 1:02}" for years, month in at]


def reckoned(
    as_of: date, cells: dict[str, list[int]], overdue: int | None
) -> list[dict[str, Any]]:
    """Ask the list of the breakdowns and key figures that are given."""
    ahead = months_of(as_of, 24)
    counted = [
        {"breakdown": name, "value1": month, "count": n}
        for name, counts in cells.items()
        for month, n in zip([*ahead, "later", "total"], counts, strict=False)
    ]
    kinds = {"breakdown": pl.String, "value1": pl.String, "count": pl.Int64}
    figures = {"name": ["holdings_overdue", "requests_overdue"], "value": [overdue, 2]}
    with duckdb.connect() as con:
        con.register("breakdowns", pl.DataFrame(counted, schema=kinds).to_arrow())
        con.register("key_figures", pl.DataFrame(figures).to_arrow())
        query = queries.folder("summary")["forecast"]
        rows: list[dict[str, Any]]
        rows = con.sql(query.sql, params={"as_of": as_of}).pl().to_dicts()
        return rows


@given(st.lists(COUNT, min_size=24, max_size=24), COUNT, st.integers(0, 90))
def test_what_is_left_is_what_a_walk_by_month_leaves(
    due: list[int], pace: int, overdue: int
) -> None:
    as_of = date(2026, 10, 12)
    made = {"holdings_due_by_month": [*due], "holdings_erased_by_month": [pace, pace]}
    left, nothing, share = Fraction(overdue), overdue, Fraction(19, 31)
    for row, n in zip(reckoned(as_of, made, overdue), due, strict=True):
        left, nothing = max(Fraction(0), left + n - pace * share), nothing + n
        assert row["overdue_if_nothing"] == nothing
        assert row["overdue_at_pace"] == ceil(left)
        assert (row["erased_per_month"], row["months_measured"]) == (pace, 2)
        share = Fraction(1)


def test_a_pace_of_nothing_is_no_missing_pace() -> None:
    due = [1] * 24
    measured = {"holdings_due_by_month": due, "holdings_erased_by_month": [0, 0]}
    last = reckoned(date(2026, 10, 31), measured, 5)[-1]
    assert (last["erased_per_month"], last["overdue_at_pace"]) == (0, 29)
    last = reckoned(date(2026, 10, 31), {"holdings_due_by_month": due}, 5)[-1]
    assert (last["erased_per_month"], last["overdue_at_pace"]) == (None, None)


def test_what_was_not_delivered_has_no_forecast() -> None:
    first, *_ = reckoned(date(2026, 10, 31), {"requests_due_by_month": [3]}, None)
    assert first["holdings_due"] is first["overdue_if_nothing"] is None
    assert (first["requests_due"], first["late_if_nothing"]) == (3, 5)


@pytest.mark.parametrize(
    ("as_of", "previous", "carried", "measured"),
    [
        ("2026-10-31", "2026-09-30", [], ["2026-10"]),
        ("2026-10-30", "2026-09-30", [], []),
        ("2026-10-15", "2026-09-15", [], ["2026-09"]),
        ("2026-10-31", "2026-09-30", ["2026-08", "2026-09"],
         ["2026-08", "2026-09", "2026-10"]),
        ("2026-10-31", "2026-07-31", ["2026-07"],
         ["2026-07", "2026-08", "2026-09", "2026-10"]),
        ("2026-10-31", "2026-09-30", months_of(date(2025, 1, 1), 21),
         months_of(date(2025, 11, 1), 12)),
    ],
    ids=("month", "not over", "half months", "carried on", "skipped", "a year"),
)  # fmt: skip
def test_only_months_that_are_kept_and_over_are_measured(
    as_of: str, previous: str, carried: list[str], measured: list[str]
) -> None:
    earlier = {"breakdown": ["holdings_erased_by_month"] * len(carried)}
    kinds = {"breakdown": pl.String, "value1": pl.String}
    erased = {"erased_on": [date(2026, 10, 3), date(2026, 10, 31), None]}
    facts = {"as_of": as_of, "previous": previous}
    with duckdb.connect() as con:
        con.execute((queries.FOLDER / "macros.sql").read_text(encoding="utf-8"))
        frame = pl.DataFrame(earlier | {"value1": carried}, schema=kinds)
        con.register("earlier_count", frame.to_arrow())
        con.register("retention", pl.DataFrame(erased).to_arrow())
        query = queries.folder("history")["erased_month"]
        counts = dict(con.sql(query.sql, params=facts).fetchall())
    assert sorted(counts) == measured
    assert all(n == 2 * (month == "2026-10") for month, n in counts.items())


def test_the_months_hold_together_what_the_lists_hold() -> None:
    with closing(a_reader()) as reader:
        months = forecast.of(reader, sample(DAY))
        cells = ask(reader, sample(DAY), "breakdowns_in_full").rows()
        held = ask(reader, sample(DAY), "retention")
        asked_for = ask(reader, sample(DAY), "requests")
    later = {name: n for name, value1, _, n in cells if value1 == "later"}
    for column, counted, items, day, statuses in (
        ("holdings_due", "holdings_due_by_month", held, "effective_due_on",
         ("within", "due_soon")),
        ("requests_due", "requests_due_by_month", asked_for, "due_on",
         ("on_track", "due_soon")),
    ):  # fmt: skip
        days = items.filter(pl.col("status").is_in(statuses))[day].to_list()
        by_month = Counter(f"{each:%Y-%m}" for each in days)
        assert sum(row[column] for row in months) + later[counted] == len(days) > 0
        assert {row["month"]: row[column] for row in months if row[column]} == {
            month: n for month, n in by_month.items() if month <= months[-1]["month"]
        }
    last, erased = months[-1], held["erased_on"].to_list()
    in_october = sum(day is not None and f"{day:%Y-%m}" == "2026-10" for day in erased)
    assert (last["erased_per_month"], last["months_measured"]) == (in_october, 1)
    assert last["overdue_if_nothing"] == sum(row["holdings_due"] for row in months) + (
        held.filter(status="overdue").height
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_earlier_snapshot_no_pace_is_measurable(language: str) -> None:
    words = words_for(language)
    with closing(a_reader()) as reader:
        months = forecast.of(reader, sample(EMPTY))
    assert {row["erased_per_month"] for row in months} == {None}
    assert words("forecast.no_pace") in forecast.holdings(words, months)


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_its_file_holds(language: str) -> None:
    words = words_for(language)
    with closing(a_reader()) as reader:
        snapshot = find(folder(), LATER)
        months = forecast.of(reader, snapshot)
        file = web.rows(list_file(reader, snapshot, "forecast"))
    assert [row["month"] for row in file] == [row["month"] for row in months]
    assert file[-1]["late_if_nothing"] == str(months[-1]["late_if_nothing"])
    titles = [letters(m.value) for m in seen("trends", language).markdown]
    assert f"**{forecast.holdings(words, months)}**" in titles
    assert f"**{forecast.requests(words, months)}**" in titles
