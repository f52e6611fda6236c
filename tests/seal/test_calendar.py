"""Months are added and terms run on to a working day as the rules say."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from data.seal import load
from tests.support.making import Making, derived_alone
from tests.support.recomputed.dates import easter, holidays, plus_months, roll

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from tests.support.making import Answers

with (Path(__file__).parents[1] / "support" / "deadline_cases.csv").open(
    newline=""
) as file:
    CASES = list(csv.DictReader(file))


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the calendar and the terms of a request received on each case's day."""
    made = Making(as_of=date(2026, 12, 31))
    made.add("client")
    for case in CASES:
        made.add(
            "rights_request",
            received_on=case["received"],
            identity_requested_on=case["identity_requested"] or None,
            identity_verified_on=case["identity_ended"] or None,
        )
    folder = tmp_path_factory.mktemp("cases")
    return derived_alone(made, folder, "01_calendar", "03_requests")


@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=lambda n: CASES[n]["received"]
)
def test_worked_deadline_comes_out_of_the_sealing(
    number: int, answered: Answers
) -> None:
    request = answered["requests"][f"R-2026-{number + 1:05}"]
    columns = ("paused_days", "initial_due_on", "extended_due_on")
    cells = ("paused_days", "deadline", "extended_deadline")
    answer = [str(request[column]) for column in columns]
    assert answer == [CASES[number][cell] for cell in cells]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["received"])
def test_plain_python_reproduces_the_worked_deadlines(case: dict[str, str]) -> None:
    received = date.fromisoformat(case["received"])
    pause = timedelta(int(case["paused_days"]))
    assert str(roll(plus_months(received, 1) + pause)) == case["deadline"]
    assert str(roll(plus_months(received, 3) + pause)) == case["extended_deadline"]


@pytest.fixture(scope="module")
def decades(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the calendar from 1990 to 2060."""
    made = Making(as_of=date(2059, 6, 30))
    made.add("client")
    made.add("rights_request", received_on=date(1990, 7, 1))
    return derived_alone(made, tmp_path_factory.mktemp("decades"), "01_calendar")


def test_every_day_rolls_as_plain_python_rolls(decades: Answers) -> None:
    days = decades["calendar"]
    first, last = date(1990, 1, 1), date(2060, 12, 31)
    assert len(days) == (last - first).days + 1
    for number in range(len(days)):
        day = first + timedelta(days=number)
        row = days[str(day)]
        assert (row["day"], row["rolled_on"]) == (day, roll(day))
        assert row["is_working_day"] == (roll(day) == day)


@pytest.mark.parametrize(
    ("day", "is_working_day"),
    [
        ("2025-04-18", True),  # Good Friday
        ("2025-04-21", False),  # Easter Monday
        ("2026-04-27", False),  # King's Day
        ("2025-04-26", False),  # King's Day, a Saturday, the 27th being a Sunday
        ("2031-04-28", True),  # Monday after it
        ("2027-05-05", False),  # 5 May, in a year that is no lustrum
        ("2026-05-04", True),
        ("2026-05-14", False),  # Ascension Day
        ("2026-05-15", True),  # the Friday after it, equated by decree
        ("2026-05-25", False),  # Whit Monday
        ("2026-12-25", False),
        ("2025-12-26", False),
        ("2026-12-24", True),
        ("2026-12-31", True),
        ("2027-01-01", False),
        ("2026-10-31", False),  # Saturday
        ("2026-11-01", False),  # Sunday
    ],
)
def test_holidays_are_those_of_the_rules(
    day: str, is_working_day: bool, decades: Answers
) -> None:
    assert decades["calendar"][day]["is_working_day"] is is_working_day


@pytest.mark.parametrize(
    "day",
    [
        "1990-04-15",
        "2000-04-23",
        "2008-03-23",
        "2019-04-21",
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2038-04-25",
        "2049-04-18",
        "2054-03-29",
    ],
)
def test_easter_falls_where_the_almanac_says(day: str) -> None:
    assert easter(int(day[:4])) == date.fromisoformat(day)
    assert date.fromisoformat(day) + timedelta(days=1) in holidays(int(day[:4]))


@pytest.fixture(scope="module")
def con() -> Iterator[DuckDBPyConnection]:
    """Return a connection with the functions that sealing leans on."""
    with duckdb.connect() as con:
        load.prepare(con)
        yield con


@settings(max_examples=300, deadline=None)
@given(d=st.dates(date(1990, 1, 1), date(2060, 12, 31)), n=st.integers(-120, 120))
def test_adding_months_keeps_the_day_or_ends_the_month(
    d: date, n: int, con: DuckDBPyConnection
) -> None:
    ((moved,),) = con.execute("select add_months($d, $n)", {"d": d, "n": n}).fetchall()
    assert moved == plus_months(d, n)
    assert moved.day == d.day or (moved.day < d.day and (moved + timedelta(1)).day == 1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-02-28", 1, "2025-03-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-10-31", -12, "2025-10-31"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_are_added_as_the_examples_say(
    day: str, months: int, expected: str, con: DuckDBPyConnection
) -> None:
    sql = "select add_months(cast($day as date), $n)::varchar"
    assert con.execute(sql, {"day": day, "n": months}).fetchall() == [(expected,)]
