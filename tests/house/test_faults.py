"""Every suite of faults finds nothing bad, and would if there were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults import Result, Tally, names, suite
from tests.support import published
from tests.support.published import Row, publish, rows

if TYPE_CHECKING:
    from collections.abc import Collection

SEED = 1
BROWSED = {name for name in names() if getattr(suite(name), "BROWSER", False)}
LONG = BROWSED | {
    *("flooded_sockets", "forged_log_lines", "killed_journals", "roles_and_pages"),
}
"""Suites that take long to find what is bad, which they found as they were made."""


def each(nightly: Collection[str] = ()) -> pytest.MarkDecorator:
    """Return the mark that makes a test of every suite, of some at night alone."""

    def marks(name: str) -> list[pytest.MarkDecorator]:
        browser = [pytest.mark.browser] if name in BROWSED else []
        return browser + ([pytest.mark.nightly] if name in nightly else [])

    made = [pytest.param(name, marks=marks(name)) for name in names()]
    return pytest.mark.parametrize("name", made)


@each(nightly={"flooded_sockets", "outgoing_connections", "special_files"})
def test_no_case_of_a_suite_is_bad(name: str) -> None:
    held = suite(name)
    result = held.run(held.FEW, SEED)
    assert result.bad == 0, result.examples
    assert result.cases > 0


@each(nightly=LONG)
def test_a_suite_finds_what_is_bad_without_the_protection(name: str) -> None:
    result = suite(name).broken(SEED)
    assert result.bad > 0
    assert result.examples


# -- what is published --------------------------------------------------------

TEXT = published.PAGE.read_text(encoding="utf-8")


def test_every_suite_has_its_row_and_no_other_has_one() -> None:
    listed = [row.name for row in rows(TEXT)]
    assert sorted(listed) == sorted(suite(name).NAME for name in names())


@each()
def test_no_published_figure_is_a_failure(name: str) -> None:
    held = suite(name)
    (row,) = [row for row in rows(TEXT) if row.name == held.NAME]
    assert row.bad == f"0 {held.BAD}"
    assert row.cases >= held.FEW


def test_a_row_that_is_published_takes_the_place_of_the_last(tmp_path: Path) -> None:
    page = tmp_path / "SECURITY.md"
    page.write_text(f"before\n{published.BEGIN}\n\n\n{published.END}\nafter\n")
    first, second = (Row(name, 1_000, "0 lost", 1, "2026-11-25", "") for name in "ab")
    for row in (
        first,
        second,
        Row("a", 2_000, "0 lost", 7, "2026-11-26", "all 3 kinds"),
    ):
        publish(row, page)
    text = page.read_text()
    assert [(row.name, row.cases, row.seed) for row in rows(text)] == [
        ("a", 2_000, 7),
        ("b", 1_000, 1),
    ]
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| a | 2,000 | 0 lost | 7 | 2026-11-26 | all 3 kinds |" in text


def test_what_is_bad_is_counted_and_told() -> None:
    tally = Tally()
    for n in range(30):
        tally.case(f"case {n}", bad=n % 2 == 1)
    assert tally.result("note") == Result(
        30, 15, "note", tuple(f"case {n}" for n in range(1, 21, 2))
    )
