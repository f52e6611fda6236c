"""How a workbook that is a source calls tables, columns and codes, in each language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from data import contract
from data.contract.column_rule import ColumnRule, column_rules
from data.contract.naming import Naming, loose, plain
from data.export.contract_text import codes_of, known_codes
from data.words import LANGUAGES, words_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.words import Words

BY_SYSTEMS = ("principal", "trajectory", "holding", "disclosure")
"""Tables that the organisation's systems export, and nobody keeps by hand."""
BY_HAND = tuple(table for table in contract.TABLES if table not in BY_SYSTEMS)
"""Tables that have a sheet in a workbook."""
ALSO_CALLED = Path(__file__).with_name("also_called.toml")
"""What organisations call columns and codes besides."""
NO_TABLES = ("sheet_about", "sheet_lists")
"""Sheets of a workbook that hold no table."""


@cache
def labels(words: Words, table: str, column: str) -> dict[str, str]:
    """Return the codes of a column, or true and false, and what each is called."""
    if columns_of(table)[column].dtype.type == pl.Boolean:
        return {"true": words.boolean(True), "false": words.boolean(False)}
    return codes_of(table, column, words)


def _also(words: Words, table: str, column: str) -> dict[str, str]:
    """Return the codes of a column and what the register calls them besides."""
    if (table, column) != ("activity", "retention_rules"):
        return {}
    codes = labels(words, table, column)
    return {code: words.value("register", "terms", code) for code in codes}


def demands(words: Words, table: str, column: str) -> list[str]:
    """Return what is checked of a column, in words."""
    others = columns_of(table)
    return [
        words(
            f"asked.{rule.check}",
            of=words.column(rule.of)
            if rule.of in others
            else rule.of and words.code("table", rule.of),
            values=" / ".join(_called(words, table, rule)),
        )
        for rule in column_rules(contract.TABLES[table])
        if rule.column == column
    ]


def _called(words: Words, table: str, rule: ColumnRule) -> Iterator[str]:
    """Return what the values of another column are called that a check asks for."""
    for value in rule.values:
        yield (
            labels(words, table, rule.of or "") | known_codes(rule.of or "", words)
        ).get(value, value)


def columns_of(table: str) -> dict[str, Any]:
    """Return the columns of a table as its class declares them."""
    columns: dict[str, Any] = contract.TABLES[table].to_schema().columns
    return columns


@cache
def naming() -> Naming:
    """Return every name of every language, and the contract's own."""
    each = [words_for(language) for language in LANGUAGES]
    pairs = [(table, c) for table in contract.TABLES for c in columns_of(table)]
    return Naming(
        sheets={
            **_names((w.code("table", t), t) for w in each for t in contract.TABLES),
            **_names((table, table) for table in contract.TABLES),
            **{plain(w(f"workbook.{name}")): None for w in each for name in NO_TABLES},
        },
        heads={
            table: _names(
                (name, column)
                for column in columns_of(table)
                for name in (column, *(words.column(column) for words in each))
            )
            for table in contract.TABLES
        },
        codes={
            (table, column): _names(
                (name, code)
                for words in each
                for named in (labels, _also)
                for code, label in named(words, table, column).items()
                for name in (code, label)
            )
            for table, column in pairs
        },
        also_heads={table: _also_heads(table) for table in contract.TABLES},
        also_codes={pair: _also_codes(*pair) for pair in pairs},
        of_keys=frozenset(_also_called()["keys"]["heads"]),
        examples=tuple(plain(words("workbook.example")) for words in each),
    )


@cache
def _also_called() -> dict[str, Any]:
    called: dict[str, Any] = tomllib.loads(ALSO_CALLED.read_text(encoding="utf-8"))
    return called


def _also_heads(table: str) -> dict[str, str]:
    heads = _also_called()["heads"]
    there = [column for column in columns_of(table) if column in heads]
    return {loose(head): column for column in there for head in heads[column]}


def _also_codes(table: str, column: str) -> dict[str, str]:
    called = _also_called()
    name = called["of"].get(f"{table}.{column}", column)
    codes = called["codes"].get(name, {})
    free = {
        plain(known): code
        for language in LANGUAGES
        for code, label in known_codes(column, words_for(language)).items()
        for known in (code, label)
    }
    return free | {word: code for code, words in codes.items() for word in words}


def _names(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {plain(name): named for name, named in pairs}
