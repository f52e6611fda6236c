"""The CSV files of a policy folder, read by their explicit schema."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from data.policy.cells import Value, parse, term
from data.policy.errors import PolicyError, Problem
from data.policy.schema import FILES
from data.policy.vocabulary import Text

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """One line of a file, parsed; a cell that does not parse is left out."""

    line: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Table:
    """A file as it was read: its rows and what is wrong with them."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read(name: str, folder: Path = FOLDER) -> Table:
    """Read one file cell by cell; never raises, the problems are in the answer."""
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = next(reader, [])
            raw = [(reader.line_num, fields) for fields in reader]
    except FileNotFoundError:
        return Table((), (Problem(path.name, None, "the file is missing"),))
    except (csv.Error, UnicodeDecodeError) as error:
        return Table((), (Problem(path.name, None, f"cannot be read: {error}"),))
    problems = [Problem(path.name, 1, text) for text in _header(name, header)]
    rows = []
    for line, fields in raw:
        values, texts = _parse(name, header, fields)
        rows.append(Row(line, values))
        problems += [Problem(path.name, line, text) for text in texts]
    return Table(tuple(rows), tuple(problems))


def _header(name: str, header: list[str]) -> list[str]:
    columns = FILES[name].columns
    missing = [f"column `{c}` is missing" for c in columns if c not in header]
    unknown = [f"unknown column `{c}`; remove it" for c in header if c not in columns]
    twice = [f"column `{c}` is there twice" for c in columns if header.count(c) > 1]
    return missing + unknown + twice


def _parse(
    name: str, header: list[str], fields: list[str]
) -> tuple[dict[str, Value], list[str]]:
    if len(fields) != len(header):
        return {}, [f"has {len(fields)} fields where the header has {len(header)}"]
    values: dict[str, Value] = {}
    texts = []
    for column, text in zip(header, fields, strict=True):
        declared = FILES[name].columns.get(column)
        if declared is None:
            continue
        try:
            values[column] = parse(declared, text)
        except ValueError as error:
            texts.append(f"{column}: {error}")
    return values, texts


@cache
def load(name: str, folder: Path = FOLDER) -> pl.DataFrame:
    """Return one file as a typed frame; PolicyError where it does not parse.

    retention_rules has four columns more: term_months, term_days, grace_months
    and grace_days, all null where the text says `none`.
    """
    table = read(name, folder)
    if table.problems:
        raise PolicyError(table.problems)
    schema = {name: column.dtype for name, column in FILES[name].columns.items()}
    frame = pl.DataFrame([row.values for row in table.rows], schema=schema)
    return _with_terms(frame) if name == "retention_rules" else frame


def _with_terms(rules: pl.DataFrame) -> pl.DataFrame:
    parts = {
        f"{column}_{unit}": [set_ and set_[index] for set_ in map(term, rules[column])]
        for column in ("term", "grace")
        for index, unit in enumerate(("months", "days"))
    }
    schema = dict.fromkeys(parts, pl.Int64)
    return rules.hstack(pl.DataFrame(parts, schema=schema))


@cache
def codes(name: str, column: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the codes of a column once each, in the order of the file."""
    values = load(name, folder)[column].drop_nulls()
    return tuple(values.unique(maintain_order=True))


@cache
def labels(name: str, column: str, folder: Path = FOLDER) -> dict[str, Text]:
    """Return what the codes of a column are called, by language."""
    frame = load(name, folder)
    texts = frame.select(pl.selectors.starts_with("label_").name.map(_language))
    return dict(zip(frame[column], texts.iter_rows(named=True), strict=True))


def _language(column: str) -> str:
    return column.removeprefix("label_")


def known(name: str, column: str, folder: Path = FOLDER) -> set[Value]:
    """Return what a column holds, also where other cells of the file are wrong."""
    return {row.values.get(column) for row in read(name, folder).rows} - {None}


def known_pairs(
    name: str, first: str, second: str, folder: Path = FOLDER
) -> set[tuple[Value, Value]]:
    """Return which values of two columns stand together in a row."""
    rows = read(name, folder).rows
    return {(row.values.get(first), row.values.get(second)) for row in rows}


def tables(folder: Path = FOLDER) -> dict[str, pl.DataFrame]:
    """Return every file by its name."""
    return {name: load(name, folder) for name in FILES}
