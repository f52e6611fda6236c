"""What real exports look like: refused with a sentence that helps, or read."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from data.seal.report import Failure
from data.seal.source import strangers, value_hints
from data.seal.source.describe import describe
from tests.support.making import Making, failures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLES = ("principal", "client", "trajectory", "rights_request", "restriction")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a sound source with two rows in each table."""
    making = Making()
    for table in TABLES:
        making.add(table)
        making.add(table)
    return making.write(tmp_path / "source")


def failures_of(folder: Path) -> list[Failure]:
    """Return every failure of a source, of snapshot.toml and of its files too."""
    others = filter(None, [strangers(folder)])
    return [*describe(folder).failures, *others, *failures(folder)]


def text_of(table: Path) -> str:
    return table.read_text(encoding="utf-8")


FILES: dict[str, tuple[Callable[[str], bytes], str]] = {
    "UTF-16": (lambda t: t.encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": (lambda t: t.encode("utf-16-le"), "UTF-16"),
    "Windows-1252": (
        lambda t: t.replace("Gemeente", "Gemeente Súdwest").encode("cp1252"),
        "Windows-1252",
    ),
    "CR alone": (lambda t: t.replace("\n", "\r").encode(), "CR alone"),
    "sep=": (lambda t: ("sep=;\n" + t.replace(",", ";")).encode(), "sep="),
    "title": (lambda t: ("Opdrachtgevers\n\n" + t).encode(), "in line 3"),
    "tabs": (lambda t: t.replace(",", "\t").encode(), "tabs"),
    "two marks": (lambda t: b"\xef\xbb\xbf" * 2 + t.encode(), "hidden character"),
    "a workbook": (lambda _: b"PK\x03\x04 and more", "a workbook"),
    "an old workbook": (lambda _: b"\xd0\xcf\x11\xe0 and more", "a workbook"),
    "a web page": (
        lambda _: b"<!DOCTYPE html>\n<table><td>Gemeente 1</td></table>",
        "a web page",
    ),
    "Parquet": (lambda _: b"PAR1 and more", ".parquet"),
    "packed": (lambda t: gzip.compress(t.encode()), ".csv.gz"),
    "packed with zip": (
        lambda _: b"PK\x03\x04" + b"\0" * 26 + b"principal.csv and more",
        "packed with zip",
    ),
    "a PDF": (lambda _: b"%PDF-1.7\nGemeente 1", "a PDF"),
    "UTF-32": (lambda t: t.encode("utf-32"), "UTF-32"),
    "JSON": (lambda _: b'[{"name": "Gemeente 1"}]', "JSON"),
    "a dump": (lambda _: b"INSERT INTO principal VALUES ('Gemeente 1');\n", "a dump"),
    "bars and blanks": (lambda t: t.replace(",", " | ").encode(), "bars"),
    "quotes of another kind": (
        lambda t: t.replace("principal_id,name,kind", "'principal_id','name'").encode(),
        "quoted by '",
    ),
    "no header": (lambda t: t.partition("\n")[2].encode(), "seems to be a row"),
    "separators at the end": (
        lambda t: re.sub(r"(?m)$(?=\n)", ",", t).encode(),
        "ends with a separator",
    ),
    "capitals": (
        lambda t: t.replace(
            "principal_id,name,kind", "Principal_ID,NAME,Kind"
        ).encode(),
        "small letters",
    ),
    "blank in the header": (lambda t: t.replace(",kind", ", kind").encode(), "blanks"),
    "hidden blank": (lambda t: t.replace(",kind", ",\u00a0kind").encode(), "blanks"),
    "a name nearly right": (lambda t: t.replace(",kind", ",kindd").encode(), "kind?"),
    "empty rows": (lambda t: (t + ",,\n,,\n,,\n").encode(), "without any value"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_does_not_read_says_what_it_looks_like(
    folder: Path, case: str
) -> None:
    change, hint = FILES[case]
    table = folder / "principal.csv"
    table.write_bytes(change(text_of(table)))
    messages = [f.as_text() for f in failures_of(folder) if f.table == "principal"]
    assert any(hint in text for text in messages), messages
    assert "Gemeente" not in "".join(messages)


@pytest.mark.parametrize(
    ("case", "untrue"), [("empty rows", "small letters"), ("CR alone", "quote")]
)
def test_a_file_is_not_said_to_look_like_what_it_is_not(
    folder: Path, case: str, untrue: str
) -> None:
    table = folder / "principal.csv"
    table.write_bytes(FILES[case][0](text_of(table)))
    (failure,) = failures_of(folder)
    assert untrue not in failure.as_text()
    if case == "CR alone":
        assert "found: one line." in failure.as_text()


def test_a_cell_of_another_form_is_not_said_to_have_blanks() -> None:
    words = "Looks like words without a digit."
    for text, hint in (("Jansen", words), ("12-345", None), ("A_1", None)):
        assert value_hints.of_cells(pl.Date, [text]) == hint


def test_a_footer_and_a_nul_are_refused_by_line(folder: Path) -> None:
    table = folder / "principal.csv"
    sound = text_of(table)
    for text in (sound + "Totaal;12\n", sound + "P-0009,a\0b,municipality\n"):
        table.write_text(text, encoding="utf-8")
        (failure,) = failures_of(folder)
        assert failure.hint is None
        assert [e.line for e in failure.examples] == [4]


CELLS = {
    ("client", "registered_on", "31-10-2025"): "dd-mm-yyyy",
    ("client", "registered_on", "31/10/2025"): "dd/mm/yyyy",
    ("client", "registered_on", "45663"): "an Excel day number",
    ("client", "registered_on", "06-01-25"): "two digits",
    ("client", "registered_on", "2025-01-06 00:00:00"): "the time 00:00",
    ("client", "registered_on", "2025-01-06 10:12:00"): "a date with a time",
    ("client", "registered_on", "20250106"): "yyyymmdd",
    ("client", "registered_on", "2025-02-30"): "not in the calendar",
    ("client", "registered_on", " 2025-02-03"): "blanks",
    ("client", "registered_on", "2025-W02-1"): "a week",
    ("client", "registered_on", "1736121600"): "since 1970",
    ("client", "registered_on", "'2025-01-06"): "the apostrophe",
    ("client", "registered_on", "#VERW!"): "an error of a workbook",
    ("client", "informed_on", "(null)"): "leave the cell empty",
    ("client", "portal_account", "JA"): "ja and nee",
    ("client", "portal_account", "ONWAAR"): "WAAR and ONWAAR",
    ("client", "portal_account", "1"): "1 and 0",
    ("client", "portal_account", "True"): "other letters",
    ("rights_request", "kind", "Access"): "not as access",
    ("rights_request", "kind", "access "): "not as access",
    ("rights_request", "kind", "inzage"): "like none of them",
    ("rights_request", "kind", "acces"): "close to access",
}


@pytest.mark.parametrize(("table", "column", "cell"), CELLS)
def test_a_cell_that_is_refused_says_what_it_looks_like(
    folder: Path, table: str, column: str, cell: str
) -> None:
    path = folder / f"{table}.csv"
    rows = pl.read_csv(path, infer_schema=False)
    rows.with_columns(pl.lit(cell).alias(column)).write_csv(path)
    failure = next(f for f in failures_of(folder) if f.column == column)
    assert CELLS[table, column, cell] in (failure.hint or ""), failure.as_text()
    if column == "registered_on":
        assert cell.strip() not in failure.as_text()


def test_refused_codes_are_told_with_those_there_are() -> None:
    refused = value_hints.RefusedCodes(frozenset({"phone", "mail", "reintegration"}))
    cells = pl.Series(["Phone", "reintegration,mail", "Jan de Vries", "Phone"])
    refused.add(cells)
    hint = refused.hint()
    assert hint.startswith("Codes: mail, phone, reintegration.")
    assert "2 written in other letters or with blanks, not as phone" in hint
    assert "1 several codes, to be separated by |" in hint
    assert "1 like none of them" in hint
    assert "Jan" not in hint


def test_a_country_in_another_abbreviation_is_told() -> None:
    refused = value_hints.RefusedCodes(frozenset({"GB", "NL"}))
    refused.add(pl.Series(["UK", "nl"]))
    assert "to be written as GB" in refused.hint()
    assert "not as NL" in refused.hint()


def test_numbers_and_times_in_another_form_are_told() -> None:
    of = value_hints.of_cells
    assert "with decimals" in str(of(pl.Int64, ["2024.0"]))
    assert "thousands" in str(of(pl.Int64, ["1.234"]))
    assert "without a colon" in str(of(pl.Datetime, ["2026-03-01 10:00:00+01"]))
    assert "without its offset" in str(of(pl.Datetime, ["2026-03-01 10:00:00"]))
    some = of(pl.Date, ["31-10-2025", "30-10-2025", "45663", "gisteren"])
    assert some == (
        "Looks like dd-mm-yyyy (2), an Excel day number (1), words without a digit (1)."
    )
    assert of(pl.Date, ["gisteren"]) == "Looks like words without a digit."


def test_every_unknown_column_is_named_in_one_run(folder: Path) -> None:
    path = folder / "client.csv"
    rows = pl.read_csv(path, infer_schema=False)
    rows.with_columns(
        pl.lit("x").alias(name) for name in ("achternaam", "bsn", "email")
    ).write_csv(path)
    assert [(f.column, f.check) for f in failures_of(folder)] == [
        (name, "unknown column") for name in ("achternaam", "bsn", "email")
    ]


def test_columns_that_tools_add_are_told_as_such(folder: Path) -> None:
    rows = pl.read_csv(folder / "client.csv", infer_schema=False)
    (folder / "client.csv").unlink()
    rows.with_columns(
        pl.lit(0).alias("__index_level_0__"), pl.lit("x").alias("_dlt_id")
    ).write_parquet(folder / "client.parquet")
    hints = {f.column: f.hint for f in failures_of(folder)}
    assert "pandas" in str(hints["__index_level_0__"])
    assert "dlt" in str(hints["_dlt_id"])


def test_a_struct_in_parquet_is_refused_by_its_column(folder: Path) -> None:
    rows = pl.read_csv(folder / "principal.csv", infer_schema=False)
    (folder / "principal.csv").unlink()
    rows.with_columns(pl.struct("name").alias("name")).write_parquet(
        folder / "principal.parquet"
    )
    (failure,) = (f for f in failures_of(folder) if f.table == "principal")
    assert "nested type in name" in failure.check


@pytest.mark.parametrize("name", ["principal.parquet", "principal.csv.gz"])
def test_csv_under_another_ending_is_told(folder: Path, name: str) -> None:
    (folder / "principal.csv").rename(folder / name)
    (failure,) = (f for f in failures_of(folder) if f.table == "principal")
    assert failure.column is None
    assert failure.check.startswith(("can be read from its file", "reads as CSV"))


def test_a_packed_file_is_read(folder: Path) -> None:
    table = folder / "principal.csv"
    (folder / "principal.csv.gz").write_bytes(gzip.compress(table.read_bytes()))
    assert "once" in failures_of(folder)[0].check
    table.unlink()
    assert failures_of(folder) == []


def test_a_file_that_looks_like_a_table_is_named_with_the_one_meant(
    folder: Path,
) -> None:
    sound = text_of(folder / "rights_request.csv")
    (folder / "rights_requests.csv").write_text(sound)
    (folder / "client (1).csv").write_text("x")
    (folder / "client.csv.bak").write_text("x")
    (folder / "principals.xlsx").write_text("x")
    (folder / "consent.v2.csv").write_text("x")
    (folder / "breach.CSV.txt").write_text("x")
    for name in ("._client.csv", "~$client.xlsx", ".DS_Store", "Thumbs.db"):
        (folder / name).write_text("x")
    (failure,) = failures_of(folder)
    assert failure.table == "snapshot"
    for named in (
        "rights_requests.csv (did you mean rights_request.csv?)",
        "client (1).csv (did you mean client.csv?)",
        "client.csv.bak, ",
        "consent.v2.csv (did you mean consent.csv?)",
        "breach.CSV.txt (did you mean breach.csv?)",
        "principals.xlsx (did you mean principal.xlsx?)",
    ):
        assert named in failure.check
    assert "DS_Store" not in failure.check
    assert "Thumbs" not in failure.check


def test_a_copy_that_is_no_table_alone_is_let_be(folder: Path) -> None:
    (folder / "client.csv.bak").write_text("x")
    assert failures_of(folder) == []


def test_another_spelling_of_a_table_is_told(folder: Path) -> None:
    (folder / "principal.csv").rename(folder / "Principal.csv")
    text = " ".join(f.as_text() for f in failures_of(folder))
    assert "Principal.csv (did you mean principal.csv?)" in text


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("exported_at", "2025-10-31T23:30:00+01:00", "still to come"),
        ("as_of", "2027-10-31", "still to come"),
        ("statement", '"2024-01-01"', "2018-05-25"),
    ],
)
def test_a_description_that_cannot_be_is_refused_with_the_reason(
    folder: Path, key: str, value: str, why: str
) -> None:
    path = folder / "snapshot.toml"
    path.write_text(re.sub(rf"(?m)^{key} = .*$", f"{key} = {value}", path.read_text()))
    text = " ".join(f.as_text() for f in failures_of(folder))
    assert why in text


def test_a_hint_stands_in_the_report_for_machines() -> None:
    failure = Failure("client", "kind", "one of its codes", 1, [], "Codes: a.")
    assert failure.as_json()["hint"] == "Codes: a."
    assert failure.as_text().endswith("(1 row). Codes: a.")
