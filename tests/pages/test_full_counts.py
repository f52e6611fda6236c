"""Who may see the records sees their counts; management sees what is published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import queries
from data.ask import AccessRefused, Reader, ask
from data.figures.hidden_counts import TOTAL
from data.words import LANGUAGES, words_for
from pages.parts.overview import breakdown_page
from tests.support import sealed
from tests.support.screen import cells, export_link, is_quiet, opened
from tests.support.sealed import DAY, a_reader, sample
from tests.support.small import made

IN_FULL = ("breakdowns_in_full", "shares_in_full")
READS_ALL = ("dpo", "auditor")
CELL = ["breakdown", "value1", "value2"]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with closing(a_reader()) as dpo:
        yield dpo


@pytest.fixture(scope="module")
def published(reader: Reader) -> pl.DataFrame:
    return ask(reader, sample(), "breakdowns")


@pytest.fixture(scope="module")
def in_full(reader: Reader) -> pl.DataFrame:
    return ask(reader, sample(), "breakdowns_in_full")


def test_counts_in_full_are_the_published_ones_and_those_hidden(
    published: pl.DataFrame, in_full: pl.DataFrame
) -> None:
    both = published.join(in_full, CELL, "left", suffix="_in_full", nulls_equal=True)
    shown = both.filter(~pl.col("suppressed"))
    assert shown.filter(
        pl.col("count") != pl.col("count_in_full").fill_null(0)
    ).is_empty()
    hidden = both.filter("suppressed")
    assert hidden.height > 100
    assert hidden["count_in_full"].null_count() == 0
    breakdowns = queries.folder("breakdowns").items()
    unsummed = [name for name, query in breakdowns if query["totals"] == "none"]
    is_sum = (pl.col("value1") == TOTAL) | (pl.col("value2") == TOTAL).fill_null(False)
    parts = in_full.filter(~(pl.col("breakdown").is_in(unsummed) & is_sum))
    known = parts.join(published, CELL, "semi", nulls_equal=True)
    assert known.height == parts.height


def test_shares_in_full_are_the_published_ones_and_those_hidden(reader: Reader) -> None:
    published = ask(reader, sample(), "shares")
    in_full = ask(reader, sample(), "shares_in_full")
    assert in_full["value"].to_list() == published["value"].to_list()
    shown = pl.Series(published["suppressed"]).not_()
    columns = ["value", "numerator", "denominator", "share"]
    assert 0 < shown.sum() < len(shown)
    assert (
        in_full.select(columns)
        .filter(shown)
        .equals(published.select(columns).filter(shown))
    )


@pytest.mark.parametrize("name", IN_FULL)
def test_management_gets_no_list_in_full(name: str) -> None:
    with closing(a_reader("management", None)) as theirs:
        with pytest.raises(AccessRefused):
            ask(theirs, sample(), name)


@pytest.fixture
def all_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Show a copy of the sample whose summary hides every count that it may."""
    copied = sealed.copy(tmp_path / "snapshots", DAY)
    made(copied / DAY, 1, lots=("s",))
    monkeypatch.setenv("SNAPSHOTS", str(copied))


def is_hidden(at: AppTest, language: str) -> bool:
    words = words_for(language)
    small = words("key.suppressed", n="N").partition("N")[0]
    hidden = words("breakdowns.hidden")
    return any(text == hidden or text.startswith(small) for text in cells(at))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["management", *READS_ALL])
@pytest.mark.usefixtures("all_hidden")
def test_counts_are_hidden_from_management_alone(role: str, language: str) -> None:
    for part in breakdown_page.parts():
        where = {"part": part}
        at = opened("breakdowns", where, role=role, lang=language, snapshot=DAY)
        assert is_quiet(at)
        assert is_hidden(at, language) == (role == "management"), part
        assert ("in_full" in export_link(at)) == (role != "management")


@pytest.mark.parametrize("role", ["management", *READS_ALL])
@pytest.mark.usefixtures("all_hidden")
def test_trends_hide_counts_from_management_alone(role: str) -> None:
    at = opened("trends", role=role, snapshot=DAY)
    assert is_quiet(at)
    assert is_hidden(at, "nl") == (role == "management")
