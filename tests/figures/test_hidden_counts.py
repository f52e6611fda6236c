"""What is said of a hidden count follows from what is shown, and is true."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.export.report.counts import Breakdown
from data.figures.hidden_counts import (
    TOTAL,
    Place,
    counts,
    limits,
    marks,
    together,
    unseen,
    unsplit,
)
from data.words import LANGUAGES, words_for

THRESHOLD = 5
COUNTS = range(5)
"""What each of the four counts of a table may be."""


def a_table(*counts: int) -> dict[Place, int]:
    """Make a table of two by two with its totals."""
    a, b, c, d = counts
    return {
        ("a", "x"): a, ("a", "y"): b, ("a", TOTAL): a + b,
        ("b", "x"): c, ("b", "y"): d, ("b", TOTAL): c + d,
        (TOTAL, "x"): a + c, (TOTAL, "y"): b + d, (TOTAL, TOTAL): a + b + c + d,
    }  # fmt: skip


TABLES = [a_table(*counts) for counts in product(COUNTS, repeat=4)]
PLACES = list(TABLES[0])
INNER = {place for place in PLACES if TOTAL not in place}


def shown(table: dict[Place, int], hidden: set[Place]) -> list[dict[str, Any]]:
    """Write a table as the rows of a breakdown."""
    return [
        {
            "value1": place[0],
            "value2": place[1],
            "count": None if place in hidden else count,
            "threshold": THRESHOLD,
        }
        for place, count in table.items()
    ]


@given(st.sampled_from(TABLES), st.sets(st.sampled_from(PLACES), min_size=2))
def test_a_mark_holds_in_every_table_that_shows_the_same(
    table: dict[Place, int], hidden: set[Place]
) -> None:
    rows = shown(table, hidden)
    alike = [
        other
        for other in TABLES
        if all(other[place] == table[place] for place in set(PLACES) - hidden)
    ]
    assert marks(rows).keys() <= hidden
    for place, threshold in marks(rows).items():
        assert all(0 < other[place] < threshold for other in alike)
    for place, most in limits(rows).items():
        assert max(other[place] for other in alike) <= most


def test_of_two_hidden_counts_that_make_one_none_is_marked() -> None:
    rows = shown(a_table(1, 40, 0, 40), INNER)
    assert limits(rows)["a", "x"] == limits(rows)["b", "x"] == 1
    assert marks(rows) == {}


def test_a_count_that_must_be_at_least_one_is_marked() -> None:
    # of the 3 x and the 4 y, a has 2 together at most
    rows = shown(a_table(2, 0, 1, 4), INNER)
    assert marks(rows) == {("b", "x"): THRESHOLD, ("b", "y"): THRESHOLD}


def test_values_without_a_shown_part_come_to_what_the_others_leave() -> None:
    table = a_table(4, 40, 30, 60)
    table |= {("c", "x"): 8, ("c", "y"): 9, ("c", TOTAL): 17}
    table |= {(TOTAL, "x"): 42, (TOTAL, "y"): 109, (TOTAL, TOTAL): 151}
    hidden: set[Place] = {("a", "x"), ("a", "y"), ("c", "x"), ("c", "y")}
    known = counts(shown(table, hidden))
    assert unsplit(known) == ["a", "c"]
    assert unseen(known | {("c", TOTAL): None, ("c", "x"): 0}) == ["c"]
    assert together(known, ["a", "c"], THRESHOLD) == {
        (TOTAL, "x"): 12,
        (TOTAL, "y"): 49,
        (TOTAL, TOTAL): 61,
    }
    assert together(known, ["a", "c"], 7)[TOTAL, "x"] is None
    known[TOTAL, "y"] = None
    assert together(known, ["a", "c"], THRESHOLD)[TOTAL, "y"] is None


@given(st.sampled_from(TABLES), st.sets(st.sampled_from(PLACES)))
def test_what_values_come_to_together_follows_from_what_is_shown(
    table: dict[Place, int], hidden: set[Place]
) -> None:
    sums = together(counts(shown(table, hidden)), ["a"], 0)
    for (_, second), n in sums.items():
        assert n in (None, table["a", second])
        assert n is None or not {("b", second), (TOTAL, second)} & hidden


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_that_may_be_zero_is_called_hidden(language: str) -> None:
    words = words_for(language)
    rows = shown(a_table(1, 40, 0, 40), INNER)
    part = Breakdown(rows, words)
    assert (
        part.written("a", "x") == part.written("b", "x") == words("breakdowns.hidden")
    )
