"""How a mark stands on a day: what is late, accepted, back, or not done after all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.followup import Mark, Marks
from data.followup.edit import MONTHS, months_on

TODAY, SEALED = date(2026, 11, 29), date(2026, 10, 31)
DAY = timedelta(1)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "nobody"),
        ({"note": "gezien"}, "nobody"),
        ({"owner": "ict"}, "owned"),
        ({"owner": "ict", "planned_on": TODAY}, "planned"),
        ({"owner": "ict", "planned_on": TODAY - DAY}, "late"),
        ({"accepted_until": TODAY}, "accepted"),
        ({"accepted_until": TODAY, "planned_on": TODAY - DAY}, "accepted"),
        ({"accepted_until": TODAY - DAY}, "lapsed"),
        ({"accepted_until": TODAY - DAY, "planned_on": TODAY}, "planned"),
        ({"done_on": SEALED}, "done"),
        ({"done_on": SEALED - DAY}, "still_there"),
        ({"done_on": SEALED - DAY, "accepted_until": TODAY}, "still_there"),
    ],
)
def test_a_mark_stands_by_its_days(fields: dict[str, Any], status: str) -> None:
    assert Mark("finding/A/b/1", **fields).status(TODAY, SEALED) == status


def test_what_is_not_there_any_more_is_solved_where_it_was_marked() -> None:
    assert Mark("a", owner="ict").status(TODAY, SEALED, holds=False) == "solved"
    assert Mark("a").status(TODAY, SEALED, holds=False) is None


def test_a_complete_entry_of_the_register_is_planned_for_until_it_is_done() -> None:
    entry = Mark("activity/A-001", owner="ict", planned_on=TODAY)
    assert entry.status(TODAY, SEALED, holds=False) == "planned"
    done = replace(entry, done_on=SEALED - DAY)
    assert done.status(TODAY, SEALED, holds=False) == "solved"
    assert done.status(TODAY, SEALED) == "still_there"
    assert Mark("activity/A-001").status(TODAY, SEALED, holds=False) is None


def test_an_acceptance_comes_back_by_itself_on_the_day_after() -> None:
    mark = Mark("a", accepted_until=TODAY, accepted_reason="zo")
    marks = [Marks(day, True, {"a": mark}) for day in (TODAY, TODAY + DAY)]
    assert [each.keys("accepted", SEALED) for each in marks] == [{"a"}, frozenset()]


@given(day=st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_twelve_months_on_is_the_same_day_or_the_last_of_its_month(day: date) -> None:
    later = months_on(day, MONTHS)
    assert (later.year, later.month) == (day.year + 1, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)
