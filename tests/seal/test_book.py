"""A workbook as a source: what it holds reads as the CSV that says the same."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data import contract
from data.__main__ import main
from data.export.source_export import SourceExport
from data.export.source_names import BY_HAND, columns_of, labels, naming
from data.seal.report import SourceRefused
from data.seal.run import check, seal
from data.seal.source.book import read
from data.words import LANGUAGES, words_for
from tests.support.books import BY_SYSTEMS, changed, delivering, new, sheet_of, unmark
from tests.support.checked import checked, sample_tables
from tests.support.exported import content
from tests.support.sealed import SAMPLE, a_reader, sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

DUTCH = words_for("nl")
EACH = pytest.mark.parametrize("language", LANGUAGES)


@EACH
def test_example_is_a_sound_record_once_its_mark_is_gone(
    language: str, tmp_path: Path
) -> None:
    """An example that keeps its mark beside it is left out, and that is told."""
    words = words_for(language)

    def fill(book: Workbook) -> None:
        unmark(book, language)
        marked = f"{words('workbook.example').lower()} C-000002"
        sheet_of(book, "client", language).append([marked])

    source = delivering(new(tmp_path / "source", language), *BY_SYSTEMS)
    sealed = seal(changed(source, fill), tmp_path / "snapshots", naming=naming())
    assert sealed.rows == len(BY_HAND)
    clients = words.code("table", "client")
    assert sealed.notes == (f"Not read, as an example: {clients} (1).",)


@EACH
def test_names_of_a_table_lead_each_to_its_own(language: str) -> None:
    words, names = words_for(language), naming()
    for table in contract.TABLES:
        heads = [
            names.heads[table][words.column(c).casefold()] for c in columns_of(table)
        ]
        assert heads == [*columns_of(table)]
        for column in columns_of(table):
            for code, label in labels(words, table, column).items():
                known = names.codes[table, column]
                assert known[" ".join(label.split()).casefold()] == code, label


def test_sealed_tables_go_out_and_come_back_the_same(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in (*(f"{table}.csv" for table in BY_SYSTEMS), "snapshot.toml"):
        (source / name).write_bytes((SAMPLE / "source" / name).read_bytes())
    with closing(a_reader()) as reader:
        book = content(reader, sample(), SourceExport("nl"))
    (source / "source.xlsx").write_bytes(book)
    tables, failures = checked(source, tmp_path / "work", naming())
    assert not failures
    for table, before in sample_tables().items():
        columns = before.drop("row", "unread").columns
        after = tables[table].select(columns).sort(columns)
        assert after.equals(before.select(columns).sort(columns)), table


def test_cells_read_as_people_write_them(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        unmark(book)
        activity, heads = sheet_of(book, "activity"), [*columns_of("activity")]
        for name, text in {
            "purposes": "Identificatie;\nContact onderhouden  en afspraken maken ; ",
            "grounds": "contract|Toestemming",
            "automated": True,
            "owner": "  ",
        }.items():
            activity.cell(2, heads.index(name) + 1, text)
        moment = datetime(2026, 7, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None)
        sheet_of(book, "breach")["B2"] = moment

    files = read(changed(new(tmp_path / "source"), fill), naming()).files
    (activity,), (breach,) = (
        cells.to_dicts()
        for table in ("activity", "breach")
        if (cells := files[table].cells) is not None
    )
    assert activity["purposes"] == "identification|contact"
    assert activity["grounds"] == "contract|consent"
    assert activity["automated"] == "true"
    assert activity["owner"] is None
    assert breach["discovered_at"].startswith("2026-07-01T07:30:00")


def wrong(source: Path, root: Path) -> str:
    with pytest.raises(SourceRefused) as refused:
        seal(source, root, naming=naming())
    return str(refused.value)


def test_every_error_names_its_cell_and_no_value(tmp_path: Path) -> None:
    def mistaken(book: Workbook) -> None:
        unmark(book)
        requests = sheet_of(book, "rights_request")
        requests["D2"], requests["F2"], requests["R2"] = "inzagge", "1-8-26", "a@b.nl"
        sheet_of(book, "agreement")["B2"] = "R-9"
        sheet_of(book, "recipient")["H1"] = "Opmerking"
        sheet_of(book, "consent")["C1"] = None
        book.create_sheet("Cliënt")["A1"] = "jan"
        book.create_sheet("breach")["A1"] = "breach_id"

    source = delivering(new(tmp_path / "source"), *BY_SYSTEMS)
    report = wrong(changed(source, mistaken), tmp_path / "snapshots")
    name = {table: DUTCH.code("table", table) for table in BY_HAND}
    for cell in (
        f"{name['rights_request']}!D2",
        f"{name['rights_request']}!F2",
        f"{name['rights_request']}!R2",
        f"{name['agreement']}!B2",
        f"{name['recipient']}!H (recipient.Opmerking): unknown column. Take it out",
        f"{name['consent']} (consent.item): missing column",
        "found: several sheets of that table",
        "found: Cliënt. Did you mean cliënten?",
    ):
        assert cell in report
    assert not [value for value in ("inzagge", "a@b", "jan") if value in report]


def test_sheet_with_an_example_alone_is_no_table(tmp_path: Path) -> None:
    source = new(tmp_path / "source")
    report = wrong(source, tmp_path / "snapshots")
    assert report.count("found: the example alone") == 4


def test_sheet_with_heads_alone_says_that_there_is_nothing(tmp_path: Path) -> None:
    source = delivering(new(tmp_path / "source"), *BY_SYSTEMS, "breach")

    def empty(book: Workbook) -> None:
        for table in BY_HAND:
            sheet_of(book, table).delete_rows(2)

    changed(source, empty)
    rows = check(source, tmp_path / "snapshots", naming=naming())
    assert rows == dict.fromkeys({*BY_HAND} - {"breach"}, 0)


def test_hour_that_comes_twice_is_refused_without_its_offset(tmp_path: Path) -> None:
    def at(text: str) -> Callable[[Workbook], None]:
        def change(book: Workbook) -> None:
            unmark(book)
            sheet_of(book, "breach")["B2"] = text

        return change

    source = delivering(new(tmp_path / "source"), *BY_SYSTEMS)
    report = wrong(changed(source, at("2026-10-25 02:30:00")), tmp_path / "snapshots")
    assert "a time without its offset" in report


@pytest.mark.parametrize("form", ["--xlsx", "--lang=en"])
def test_new_source_is_not_sealed_before_its_day_is_filled_in(
    form: str, tmp_path: Path
) -> None:
    assert main(["source", "new", str(tmp_path / "source"), form]) == 0
    report = wrong(tmp_path / "source", tmp_path / "snapshots")
    assert "snapshot.as_of: is required and missing" in report


def test_folder_with_anything_in_it_is_left_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("x")
    assert main(["source", "new", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
