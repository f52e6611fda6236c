"""The schema of the tables that go out: a Frictionless Data Package, version 2.

What a column is comes from the header of its query and the words of the pages;
its form, its codes and what it refers to from the contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

import queries
from data import contract, policy
from data.ask.door import find_query
from data.ask.source_tables import PREFIX, TABLE
from data.export import dpv, marked
from data.export.csv_file import TABLES
from data.export.definitions import EACH, texts
from data.policy.fields import Among, In
from data.policy.rows import FILES
from data.words import LANGUAGES, PLAIN, Words, own_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo

    from data.snapshot import Snapshot
    from queries import Declared, Query

Json = dict[str, Any]

SEALED = {name.split("_", 1)[1] for name in queries.folder("seal")} | {"findings"}
SUMMARY = ("key_figures", "breakdowns", "requests_bridge")  # others are parts of these
PACKED = tuple(
    name
    for name in TABLES
    if name in (SUMMARY if find_query(name).folder == "summary" else SEALED)
)
"""The audit tables: those whose rows the seal counts."""
MAY_LACK = "null where"  # in the meaning of a column that has no value in some rows
PROFILES = "https://datapackage.org/profiles/2.0"
_TYPES = {
    "varchar": "string",
    "varchar[]": "list",
    "bigint": "integer",
    "double": "number",
    "boolean": "boolean",
    "date": "date",
    "timestamptz": "datetime",
}
_FRAME_TYPES: dict[Any, str] = {
    pl.String: "string",
    pl.Int64: "integer",
    pl.Float64: "number",
    pl.Boolean: "boolean",
    pl.Date: "date",
}
DEFINED = {"findings": ("rule", "rules"), "key_figures": ("name", "key_figure")}
"""Columns that name a row of a definition: of this table, in that one."""
TEXTS = {"title": Words.title, "definition": Words.definition}
"""What a definition says in every language, each in a column of its own."""
SPOKEN = {
    own_column(entry, language): (entry, language)
    for entry in TEXTS
    for language in LANGUAGES
}


def package(snapshot: Snapshot, resources: list[Json]) -> Json:
    """Describe the whole: what it is, of which day and seal, and its tables."""
    seal = snapshot.seal
    facts = {"controller": seal["controller"], "day": snapshot.day}
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": f"audit-pack-{snapshot.day}",
        "id": f"sha256:{snapshot.digest}",
        "title": " | ".join(text.format(**facts) for text in texts("pack")["title"]),
        "created": seal["sealed_at"],
        "version": snapshot.day,
        "resources": resources,
    }


def resource(name: str, path: str, schema: Json, facts: Mapping[str, Any]) -> Json:
    """Describe one CSV file: where it is, its bytes, how it is written, its schema."""
    line_end = "\n" if path.startswith("policy/") else "\r\n"
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": name,
        "type": "table",
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": facts["bytes"],
        "hash": f"sha256:{facts['sha256']}",
        "dialect": {
            "$schema": f"{PROFILES}/tabledialect.json",
            "delimiter": ",",
            "lineTerminator": line_end,
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema,
    }


def _schema(fields: list[Json], key: list[str], foreign: list[Json]) -> Json:
    return {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": fields,
        "missingValues": [""],
        "primaryKey": key,
        **({"foreignKeys": foreign} if foreign else {}),
    }


def _refer(column: str, table: str, other: str) -> Json:
    return {"fields": [column], "reference": {"resource": table, "fields": [other]}}


# -- the audit tables -----------------------------------------------------------


def of_table(name: str) -> Json:
    """Return the schema of an audit table."""
    query = find_query(name)
    key = query["key"].split()
    fields = [_field(query, column, key) for column in query.columns]
    foreign = [
        _refer(column.name, keyed[column.name], column.name)
        for keyed in [_keyed()]
        for column in query.columns
        if keyed.get(column.name, name) != name
    ]
    if name in DEFINED:
        foreign.append(_refer(DEFINED[name][0], DEFINED[name][1], DEFINED[name][0]))
    schema = _schema(fields, key, foreign)
    if any(each.name in key and MAY_LACK in each.meaning for each in query.columns):
        schema["uniqueKeys"] = [schema.pop("primaryKey")]  # which may have nulls
    return schema


def _field(query: Query, column: Declared, key: list[str]) -> Json:
    """Describe a column: its label in every language, its meaning, what it may hold."""
    made: Json = {
        "name": column.name,
        "type": _TYPES[column.type],
        "title": " | ".join(texts("columns")[column.name]),
        "description": column.meaning,
    }
    if column.type == "varchar[]":
        made |= {"delimiter": "|", "itemType": "string"}
    made |= {"rdfType": term} if (term := dpv.class_of(column.codes)) else {}
    if column.type == "varchar" and (codes := texts(f"codes.{column.codes}")):
        made["categories"] = [
            {"value": code, "label": " | ".join(labels)}
            for code, labels in codes.items()
        ]
    if constraints := _constraints(query, column, key):
        made["constraints"] = constraints
    return made


def _constraints(query: Query, column: Declared, key: list[str]) -> Json:
    """Return what holds for every value, by the key and by the contract."""
    made: Json = {}
    declared = _declared(query).get(column.name)
    needed = column.name in key and MAY_LACK not in column.meaning
    if needed or (declared is not None and not declared.nullable):
        made["required"] = True
    if [column.name] == key:
        made["unique"] = True
    for check in () if declared is None else declared.checks:
        if check.name == "str_matches":
            made["pattern"] = check.statistics["pattern"]
    return made


def _declared(query: Query) -> dict[str, Any]:
    """Return the contract's columns of the table that an audit table has the key of."""
    for name, table in contract.TABLES.items():
        if contract.key_of(name) == query["key"]:
            columns: dict[str, Any] = table.to_schema().columns
            return columns
    return {}


def _keyed() -> dict[str, str]:
    """Return the audit table that each of the contract's keys is the key of."""
    keys = {contract.key_of(table) for table in contract.TABLES}
    return {find_query(t)["key"]: t for t in PACKED if find_query(t)["key"] in keys}


def of_source(name: str) -> Json:
    """Return the schema of a table of the source: its columns are the contract's."""
    query = find_query(name)
    key = query["key"].split()
    columns = contract.TABLES[query[TABLE]].to_schema().columns
    foreign = [
        _refer(column, f"{PREFIX}{other}", contract.key_of(other))
        for column, declared in columns.items()
        if (other := (declared.metadata or {}).get("references"))
    ]
    fields = [_field(query, column, key) for column in query.columns]
    return _schema(fields, key, foreign)


# -- definitions and policy -----------------------------------------------------


def of_definitions(frame: pl.DataFrame) -> Json:
    """Return the schema of a table of definitions; its first column is the key."""
    key = frame.columns[0]
    fields = [
        {
            "name": name,
            "type": _FRAME_TYPES[kind],
            "title": " | ".join(_label(name, words) for words in EACH),
            **({"constraints": {"required": True}} if name == key else {}),
        }
        for name, kind in frame.schema.items()
    ]
    return _schema(fields, [key], [])


def _label(column: str, words: Words) -> str:
    """Return in words what a column of definitions holds, and in which language."""
    entry, language = SPOKEN.get(column, (column, PLAIN))
    return words(f"pack.columns.{entry}", language=words.locale.languages[language])


def of_marks() -> Json:
    """Return the schema of what people wrote, a row for each state of a mark."""
    return _schema(marked.described(), ["key", "version"], [])


def of_policy(name: str) -> Json:
    """Return the schema of a policy file."""
    types, columns = policy.load(name).schema, FILES[name].columns()
    delivered = {column: columns[column] for column in types if column in columns}
    foreign = [
        _refer(column, f"policy_{marker.file}", marker.column)
        for column, field in delivered.items()
        for marker in field.metadata
        if isinstance(marker, In)
    ]
    fields = [_policy_field(c, types[c], field) for c, field in delivered.items()]
    return _schema(fields, list(FILES[name].key), foreign)


def _policy_field(name: str, kind: pl.DataType, field: FieldInfo) -> Json:
    made: Json = {"name": name, "type": _FRAME_TYPES[kind]}
    if name in texts("columns"):
        made["title"] = " | ".join(texts("columns")[name])
    if kind == pl.Boolean:
        made |= {"trueValues": ["yes"], "falseValues": ["no"]}
    constraints: Json = {"required": True} if field.is_required() else {}
    for marker in field.metadata:
        if isinstance(marker, Among):
            constraints["enum"] = list(marker.codes)
    return made | ({"constraints": constraints} if constraints else {})


def definitions() -> dict[str, pl.DataFrame]:
    """Return what the rules, the key figures and the lists mean, a row each."""
    return {
        "rules": _told(
            "rule",
            queries.folder("findings"),
            ("title", "severity", "subject", "basis", "grain"),
        ),
        "key_figure": _told(
            "name",
            queries.folder("key_figures"),
            ("title", "definition", "unit", "better", "basis", "grain"),
        ),
        "tables": _told(
            "table",
            {name: find_query(name) for name in TABLES},
            ("title", "basis", "grain"),
        ),
    }


def _told(
    key: str, questions: Mapping[str, Query], entries: tuple[str, ...]
) -> pl.DataFrame:
    columns: dict[str, list[str]] = {key: list(questions)}
    for entry in entries:
        if entry not in TEXTS:
            columns[entry] = [query[entry] for query in questions.values()]
            continue
        for words in EACH:
            name = own_column(entry, words.language)
            columns[name] = [TEXTS[entry](words, query) for query in questions.values()]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
