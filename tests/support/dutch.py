"""The sample as an organisation of its own would export it, with the mapping back.

Other heads, words for codes, ja and nee, dd-mm-yyyy, times by the clock, and each table
in another form of file.
"""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import openpyxl
import polars as pl

from data import contract
from data.seal.mapping.rules import codes_of, kind_of
from tests.support.making import Making
from tests.support.sealed import SAMPLE

if TYPE_CHECKING:
    from pathlib import Path

CLIENTS = """
[client]
file = "Klanten.csv"
delimiter = ";"
encoding = "cp1252"
header_row = 2
missingValues = ["onbekend"]

[client.columns]
client_id = "Nummer"
registered_on = { from = "Ingeschreven", format = "%d-%m-%Y" }
informed_on = { from = "Geïnformeerd", format = "%d-%m-%Y" }
statement_version = { from = "Geïnformeerd", codes = {} }
portal_account = { from = "Portaal", trueValues = ["ja"], falseValues = ["nee"] }
"""
"""A mapping that needs another column: its last but one is refused."""
SOUND = CLIENTS.replace('{ from = "Geïnformeerd", codes = {} }', '{ const = "" }')
SOUND = SOUND.replace(
    '{ from = "Geïnformeerd", format = "%d-%m-%Y" }', '{ const = "" }'
)
HEAD = "Uitvoer\nNummer;Ingeschreven;Geïnformeerd;Portaal\n"
ROWS = "C-000001;06-01-2025;;ja\nC-000002;31-10-2025;onbekend;nee\n"

ZONE = "Europe/Amsterdam"
DAY, CLOCK = "%d-%m-%Y", "%d-%m-%Y %H:%M:%S"
FORMS: tuple[dict[str, Any], ...] = (
    {"kind": "csv", "delimiter": ";", "encoding": "cp1252"},
    {"kind": "xlsx", "header_row": 3, "sheet": "Export"},
    {"kind": "txt", "delimiter": "\t", "encoding": "utf-16", "header_row": 2},
    {"kind": "parquet"},
    {"kind": "csv.gz"},
)
"""The forms that tables have, each in turn."""


def head(name: str) -> str:
    """Return what a column is called there."""
    return f"{name.replace('_', ' ').title()} é"


def word(code: str) -> str:
    """Return what a code is called there."""
    return f"{code.replace('_', ' ').capitalize()} (ë)"


def cell(table: str, name: str, text: str, kind: str) -> Any:
    """Return what stands in a cell there."""
    of = kind_of(table, name)
    if not text:
        return "(leeg)" if kind == "csv" else ""
    if of == pl.Date:
        day = date.fromisoformat(text)
        return day if kind == "xlsx" and day.year > 1900 else day.strftime(DAY)
    if of == pl.Datetime:
        moment = datetime.fromisoformat(text).astimezone(ZoneInfo(ZONE))
        return moment.strftime(CLOCK)
    if of == pl.Boolean:
        return {"true": "JA", "false": "NEE"}[text]
    if of == pl.List:
        return "; ".join(word(code) for code in text.split("|"))
    return word(text) if codes_of(table, name) else text


def column(table: str, name: str) -> str:
    """Return how a column is mapped back, in TOML."""
    of, options = kind_of(table, name), {"from": head(name)}
    if codes := codes_of(table, name):
        table_of_words = {word(code): code for code in sorted(codes)}
        pairs = ", ".join(f"{_text(k)} = {_text(v)}" for k, v in table_of_words.items())
        options["codes"] = f"{{ {pairs} }}"
    if of == pl.List:
        options["delimiter"] = ";"
    if of == pl.Date:
        options["format"] = DAY
    if of == pl.Datetime:
        options |= {"format": CLOCK, "timezone": ZONE}
    listed = ", ".join(
        f"{option} = {value if option == 'codes' else _text(value)}"
        for option, value in options.items()
    )
    return f"{name} = {{ {listed} }}"


def write(to: Path) -> Path:
    """Write the sample as another organisation's files, with its mapping."""
    to.mkdir()
    (to / "snapshot.toml").write_bytes(
        (SAMPLE / "source" / "snapshot.toml").read_bytes()
    )
    mapping = []
    for place, table in enumerate(contract.TABLES):
        form = FORMS[place % len(FORMS)]
        with (SAMPLE / "source" / f"{table}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        names = list(rows[0])
        file_name = f"Uitvoer {table}.{form['kind']}"
        cells = [[cell(table, n, row[n], form["kind"]) for n in names] for row in rows]
        _write(to / file_name, form, [head(name) for name in names], cells)
        mapping += [f"[{table}]", f"file = {_text(file_name)}"]
        mapping += [f"{k} = {json.dumps(v)}" for k, v in form.items() if k != "kind"]
        mapping += ['trueValues = ["JA"]', 'falseValues = ["NEE"]']
        mapping += ['missingValues = ["(leeg)"]', f"[{table}.columns]"]
        mapping += [column(table, name) for name in names]
    (to / "mapping.toml").write_text("\n".join(mapping) + "\n", encoding="utf-8")
    return to


def _write(
    path: Path, form: dict[str, Any], heads: list[str], rows: list[list[Any]]
) -> None:
    above = [["Uitvoer"]] * (form.get("header_row", 1) - 1)
    if form["kind"] == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.create_sheet(form["sheet"])
        for row in [*above, heads, *rows]:
            sheet.append([None if each == "" else each for each in row])
        book.save(path)
    elif form["kind"] == "parquet":
        frame = pl.DataFrame(rows, heads, orient="row", infer_schema_length=None)
        frame.write_parquet(path)
    else:
        opened = gzip.open if form["kind"] == "csv.gz" else open
        encoding = form.get("encoding", "utf-8")
        with opened(path, "wt", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=form.get("delimiter", ","))
            writer.writerows([*above, heads, *rows])


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def clients(to: Path, mapping: str = SOUND, rows: str = ROWS) -> Path:
    """Write a source of clients alone, mapped."""
    others = tuple(table for table in contract.TABLES if table != "client")
    Making(not_delivered=others).write(to)
    (to / "client.csv").unlink()
    (to / "Klanten.csv").write_text(HEAD + rows, encoding="cp1252")
    (to / "mapping.toml").write_text(mapping, encoding="utf-8")
    return to
