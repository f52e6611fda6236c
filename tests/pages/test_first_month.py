"""The first month: register, requests and recipients from a workbook, nothing else."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs
import pytest

import queries
from data.__main__ import main
from data.ask import Question, count
from data.ask.door import find_query
from data.ask.filters import parse_filters
from data.export import definitions
from data.export.csv_file import TABLES as FILES
from data.export.source_names import naming
from data.seal.run import seal
from data.snapshot import find
from tests.support import sealed
from tests.support.books import changed, new, unmark
from tests.support.exported import list_file
from tests.support.screen import ANSWERS, DUTCH, LISTS, opened, texts

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

DELIVERED = ("client", "rights_request", "recipient", "activity")
COMPARED = ("changes", "erasure_proof")
"""Pages of what differs from the snapshot before."""
OF_REQUESTS = {"paused_days", "value", "numerator", "share", "requests_due"}
"""Numbers of the one request that is there: 0 days, none in time, none to come."""


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal a workbook of which the first sheets are filled in, and no more."""
    folder = tmp_path_factory.mktemp("first")
    source = new(folder / "source")
    seal(changed(source, fill), folder / "snapshots", naming=naming())
    sealed.begin_journal(folder / "snapshots")
    return folder / "snapshots"


def fill(book: Workbook) -> None:
    """Make records of the examples on the sheets that are delivered."""
    unmark(book, tables=DELIVERED)


@pytest.fixture(autouse=True)
def shown_month(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(month))


def lacking(name: str) -> tuple[str, ...]:
    tables = {table for query in ANSWERS.values() for table in query.needs}
    return ANSWERS[name].lacks(tables - {*DELIVERED})


@pytest.mark.parametrize("page", COMPARED)
def test_first_month_is_compared_with_none(page: str) -> None:
    at = opened(page)
    shown = "\n".join(texts(at))
    assert DUTCH("changes.first") in shown
    assert DUTCH(f"pages.{page}.empty") not in shown
    assert re.search(r"(?m)^\d+ rij(en)?$", shown) is None


@pytest.mark.parametrize("page", [page for page in LISTS if page not in COMPARED])
def test_list_that_was_not_delivered_is_no_list_and_no_zero(page: str) -> None:
    at = opened(page)
    assert not at.exception
    shown = "\n".join(texts(at))
    tables = DUTCH.join(DUTCH.code("table", table) for table in lacking(page))
    says = DUTCH("list.not_delivered", tables=tables)
    assert (says in shown) == bool(lacking(page))
    rows = re.search(r"(?m)^\d+ rij(en)?$", shown)
    assert (rows is None) == bool(lacking(page))
    if lacking(page):
        assert "**0**" not in shown


def test_count_of_what_was_not_delivered_is_unknown() -> None:
    for page, chip in (("clients", "overdue"), ("recipients", "lacking")):
        shown = "\n".join(texts(opened(page)))
        assert f"**?** {DUTCH(f'chips.{page}.{chip}')}" in shown
        assert DUTCH.column("holdings_live") not in shown


def test_no_target_is_met_by_what_was_not_delivered() -> None:
    shown = "\n".join(texts(opened("overview")))
    untold = DUTCH("key.not_delivered")
    for name, query in queries.folder("key_figures").items():
        lacks = [table for table in query.needs if table not in DELIVERED]
        title = f"{DUTCH.title(query)}: "
        if lacks and title in shown:
            assert f"{title}{untold}" in shown, name
        if query["list"] == "findings":
            assert f"{title}{DUTCH('standing.short.green')}" not in shown


def test_workbook_of_a_list_names_what_was_not_delivered(month: Path) -> None:
    lines = definitions.about(find(month), Question("clients"), 1)
    (named,) = (line for line in lines if DUTCH("app.lacking") in str(line[0]))
    assert DUTCH.code("table", "holding") in str(named[1])


@pytest.mark.parametrize("name", FILES)
def test_file_of_a_list_has_no_zero_for_what_was_not_delivered(
    name: str, month: Path
) -> None:
    snapshot, query = find(month), find_query(name)
    with closing(sealed.a_reader()) as reader:
        file = list_file(reader, snapshot, name, "parquet")
    rows = pl.read_parquet(file)
    lacking = {c.name for c in query.columns if c.needs and c.needs not in DELIVERED}
    for column in lacking & {*rows.columns}:
        assert {*rows[column].drop_nulls()} <= {"not_assessed"}, column
    counts = rows.select(cs.numeric()).columns
    zeros = {n for n in counts if rows[n].drop_nulls().max() == 0} - OF_REQUESTS
    assert not zeros, (
        f"{name} has a 0 in every row of {sorted(zeros)}: is it a count of a table that"
        " was not delivered? Then say `needs TABLE` behind its type in the header"
    )


def test_filter_on_what_was_not_delivered_finds_nothing(month: Path) -> None:
    with closing(sealed.a_reader()) as reader:
        assert count(reader, find(month), Question("clients")) > 0
        for value in ("true", "false"):
            where = parse_filters(f"has_overdue_holding={value}")
            assert count(reader, find(month), Question("clients", where)) == 0


def test_recall_is_refused_where_holdings_were_not_delivered(
    month: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recall", "--snapshots", str(month)]) == 1
    assert "holding" in capsys.readouterr().err


def test_dossier_says_of_no_table_that_it_is_empty_where_it_is_not_there() -> None:
    shown = "\n".join(texts(opened("client", client="C-000001")))
    for part in ("trajectories", "holdings", "restrictions", "consents", "disclosures"):
        assert DUTCH(f"dossier.{part}_none") not in shown
    for column in ("holdings_live", "holdings_overdue", "is_restricted"):
        assert f"{DUTCH.column(column)}  \n**{DUTCH('key.not_delivered')}**" in shown


@pytest.mark.parametrize(
    ("page", "key", "table"),
    [
        ("register", "matrix.nothing", "transfer"),
        ("whatif", "whatif.nothing_chosen", "transfer"),
        ("recipients", "says.recipients.good.one", "agreement"),
    ],
)
def test_nothing_is_no_outcome_of_what_was_not_delivered(
    page: str, key: str, table: str
) -> None:
    shown = "\n".join(texts(opened(page, view="chart")))
    assert DUTCH(key) not in shown
    assert DUTCH("list.not_delivered", tables=DUTCH.code("table", table)) in shown
