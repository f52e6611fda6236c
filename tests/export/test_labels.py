"""A workbook in a language: what people read, and nothing else than the list has."""

from __future__ import annotations

import csv
import io
from typing import Any

import polars as pl
import pytest
from python_calamine import load_workbook

from data.__main__ import main
from data.ask import Question, Reader, find_query
from data.export import labels
from data.export.csv_file import TABLES, ListExport
from data.words import LANGUAGES, words_for
from tests.support.exported import content, list_file
from tests.support.sealed import sample


def read(reader: Reader, name: str, language: str) -> list[list[Any]]:
    book = content(reader, sample(), ListExport(Question(name), "xlsx", language))
    sheet = load_workbook(io.BytesIO(book)).get_sheet_by_index(0)
    return list(sheet.to_python(skip_empty_area=False))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["retention", "agenda", "disclosures", "register"])
def test_codes_are_called_as_on_the_page(
    reader: Reader, name: str, language: str
) -> None:
    words, query = words_for(language), find_query(name)
    head, *rows = read(reader, name, language)
    plain = list(
        csv.DictReader(io.StringIO(list_file(reader, sample(), name).decode()))
    )
    assert len(rows) == len(plain) > 0
    shown = labels.columns(query, language)
    assert len(head) == len(shown)
    for at, column in enumerate(shown):
        assert head[at].startswith(words.column(column.name))
        if not column.codes:
            continue
        for row, line in zip(rows, plain, strict=True):
            codes = [code for code in line[column.name].split("|") if code]
            named = [words.value(name, column.name, code) for code in codes]
            assert str(row[at]) in (", ".join(named), str(line[column.name] == "true"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_no_two_columns_are_called_the_same(name: str, language: str) -> None:
    heads = [
        text.casefold() for text in labels.heads(find_query(name), language).values()
    ]
    assert len(set(heads)) == len(heads)


def test_a_text_stands_in_the_language_of_the_workbook_alone() -> None:
    query = find_query("agenda")
    dutch = [column.name for column in labels.columns(query, "nl")]
    english = [column.name for column in labels.columns(query, "en")]
    assert {"what_nl", "basis_nl"} <= {*dutch} and "what" not in dutch
    assert {"what", "basis"} <= {*english} and "what_nl" not in english
    assert len(labels.columns(query, None)) == len(query.columns)


def test_without_a_language_nothing_is_called_otherwise() -> None:
    frame = pl.DataFrame({c.name: [] for c in find_query("recipients").columns})
    assert labels.labelled(frame, find_query("recipients"), None).equals(frame)


def test_only_a_workbook_has_a_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "retention", "--format", "csv", "--lang", "nl"]) == 2
    assert "--lang is of --format xlsx alone." in capsys.readouterr().err
