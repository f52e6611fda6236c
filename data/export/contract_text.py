"""The contract of a source in words and for tools: its tables, columns and codes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import queries
from data import CONTRACT, contract, policy
from data.ask.source_tables import PREFIX, source_queries
from data.contract.column_rule import column_rules
from data.export.datapackage import PROFILES, Json, of_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.words import Words

_CODED = {"code", "codes"}
"""Checks that the codes themselves tell."""
_FORMS = {
    "varchar[]": "a|b",
    "date": "YYYY-MM-DD",
    "timestamptz": "YYYY-MM-DDThh:mm:ss+01:00",
    "boolean": "true|false",
    "bigint": "123",
}
"""How a value of a type is written in a CSV file; a text stands as it is."""


def package() -> Json:
    """Return the contract as a Frictionless data package: a schema for each table."""
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": f"contract-{CONTRACT}",
        "version": f"{CONTRACT}",
        "resources": [
            {"name": name, "type": "table", "path": f"{name}.csv", "schema": _of(name)}
            for name in contract.TABLES
        ],
    }


def _of(name: str) -> Json:
    """Return the schema of a table; what it refers to is called as its file is."""
    schema = of_source(f"{PREFIX}{name}")
    for foreign in schema.get("foreignKeys", ()):
        reference = foreign["reference"]
        reference["resource"] = reference["resource"].removeprefix(PREFIX)
    for field in schema["fields"]:
        if field["type"] == "string" and (codes := _allowed(name, field["name"])):
            field.setdefault("constraints", {})["enum"] = codes
    return schema


def as_text(tables: Iterable[str], words: Words) -> str:
    """Return tables in words: each column, what it must be, and its codes."""
    return "\n".join(line for table in tables for line in _lines(table, words))


def _lines(table: str, words: Words) -> Iterator[str]:
    yield f"{table}: {words.code('table', table)}"
    for name, about in columns(table, words):
        yield f"  {name}{about[0]}"
        yield from (f"    {code}" for code in about[1:])
    yield ""


def columns(table: str, words: Words) -> Iterator[tuple[str, list[str]]]:
    """Return each column with how it is written and what it must be, then its codes."""
    rules = list(column_rules(contract.TABLES[table]))
    for column in source_queries()[f"{PREFIX}{table}"].columns:
        own = [rule for rule in rules if rule.column == column.name]
        demands = (
            words(f"asked.{rule.check}", of=rule.of, values=" | ".join(rule.values))
            for rule in own
            if rule.check not in _CODED
        )
        written = _FORMS.get(column.type) or _pattern(table, column.name)
        form = f" {written}" if written else ""
        named = codes_of(table, column.name, words) or known_codes(column.name, words)
        codes = (
            f"{code}{f'  {label}' if label != code else ''}"
            for code, label in named.items()
        )
        yield column.name, [f"{form}: {'; '.join(demands)}", *codes]


def _pattern(table: str, column: str) -> str:
    """Return the pattern of the texts of a column that has one, as of a key."""
    declared = contract.TABLES[table].to_schema().columns
    table = (declared[column].metadata or {}).get("references") or table
    checks = contract.TABLES[table].to_schema().columns[column].checks
    patterns = [(check.statistics or {}).get("pattern") for check in checks]
    return next((str(each).strip("^$") for each in patterns if each), "")


def known_codes(column: str, words: Words) -> dict[str, str]:
    """Return the codes of the policy that a free column normally has."""
    if column == "item":
        return {code: words.item(code) for code in policy.labels("catalog", "item")}
    if column == "purpose":
        known = policy.labels("purposes", "purpose")
        return {code: words.purpose(code) for code in known}
    return {}


def codes_of(table: str, column: str, words: Words) -> dict[str, str]:
    """Return the codes of a column and what each is called; none where free."""
    named_in = _list(table, column)
    return {
        code: words.value(named_in, column, code)
        if named_in
        else words.code(f"{table}_{column}", code)
        for code in _allowed(table, column)
    }


def _allowed(table: str, column: str) -> list[str]:
    """Return the codes that a column may hold; none where it is free."""
    allowed: list[str] = []
    for check in contract.TABLES[table].to_schema().columns[column].checks:
        statistics = check.statistics or {}
        allowed += statistics.get("allowed_values") or statistics.get("allowed") or []
    return allowed


@cache
def _list(table: str, column: str) -> str | None:
    """Return a list with rows of a table and codes in a column of this name."""
    key = source_queries()[f"{PREFIX}{table}"]["key"]
    return next(
        (
            name
            for folder in ("records", "organisation")
            for name, query in queries.folder(folder).items()
            if key in query["key"].split()
            if any(each.name == column and each.codes for each in query.columns)
        ),
        None,
    )
