"""What a Data Package of version 2 has to be, and whether its tables are: by hand.

Written from the standard, with the csv module: nothing of the code that wrote them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

V2 = "https://datapackage.org/profiles/2.0"
TEXT = {"type": "string", "minLength": 1}
FIELD = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": TEXT,
        "type": {
            "enum": [
                *("string", "number", "integer", "date", "time", "datetime", "year"),
                *("yearmonth", "boolean", "object", "geopoint", "geojson", "array"),
                *("list", "duration", "any"),
            ]
        },
        "title": TEXT,
        "description": TEXT,
        "delimiter": TEXT,
        "itemType": {"enum": ["string", "integer", "boolean", "number", "date"]},
        "categories": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["value"],
                "properties": {"value": TEXT, "label": TEXT},
            },
        },
        "trueValues": {"type": "array", "minItems": 1, "items": TEXT},
        "falseValues": {"type": "array", "minItems": 1, "items": TEXT},
        "constraints": {
            "type": "object",
            "properties": {
                "required": {"type": "boolean"},
                "unique": {"type": "boolean"},
                "pattern": {"type": "string", "format": "regex"},
                "enum": {"type": "array", "minItems": 1, "uniqueItems": True},
            },
            "additionalProperties": False,
        },
    },
}
NAMES = {"type": "array", "minItems": 1, "items": TEXT}
SCHEMA = {
    "type": "object",
    "required": ["fields"],
    "properties": {
        "$schema": {"const": f"{V2}/tableschema.json"},
        "fields": {"type": "array", "minItems": 1, "items": FIELD},
        "missingValues": {"type": "array", "items": {"type": "string"}},
        "primaryKey": NAMES,
        "foreignKeys": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["fields", "reference"],
                "properties": {
                    "fields": NAMES,
                    "reference": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {"resource": TEXT, "fields": NAMES},
                    },
                },
            },
        },
    },
}
RESOURCE = {
    "type": "object",
    "required": ["name", "path", "type", "schema"],
    "properties": {
        "$schema": {"const": f"{V2}/dataresource.json"},
        "name": {"type": "string", "pattern": "^[-a-z0-9._/]+$"},
        "path": {"type": "string", "pattern": r"^(?=[^./~])((?!\/\.\.\/)(?!\\).)*$"},
        "type": {"const": "table"},
        "bytes": {"type": "integer"},
        "hash": {"type": "string", "pattern": "^([^:]+:[a-fA-F0-9]+|[a-fA-F0-9]{32})$"},
        "encoding": {"const": "utf-8"},
        "dialect": {
            "type": "object",
            "properties": {
                "$schema": {"const": f"{V2}/tabledialect.json"},
                "delimiter": TEXT,
                "lineTerminator": TEXT,
                "quoteChar": {"type": "string", "minLength": 1, "maxLength": 1},
                "doubleQuote": {"type": "boolean"},
                "header": {"type": "boolean"},
            },
        },
        "schema": SCHEMA,
    },
}
PACKAGE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["resources", "$schema"],
    "properties": {
        "$schema": {"const": f"{V2}/datapackage.json"},
        "name": {"type": "string", "pattern": "^[-a-z0-9._/]+$"},
        "id": TEXT,
        "title": TEXT,
        "version": TEXT,
        "created": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
        },
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
    },
}


def violations(package: dict[str, Any], files: dict[str, bytes]) -> Iterator[str]:
    """Say where tables do not parse under their schema, keys and references in all."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for resource in package["resources"]:
        rows = tables[resource["name"]] = []
        yield from _parse(resource, files[resource["path"]], rows)
    for resource in package["resources"]:
        yield from _keys(resource, tables)


def _parse(
    resource: dict[str, Any], data: bytes, rows: list[dict[str, Any]]
) -> Iterator[str]:
    name, fields = resource["name"], resource["schema"]["fields"]
    text = data.decode()
    if not text.endswith(resource["dialect"]["lineTerminator"]):
        yield f"{name}: does not end in a line end"
    header, *records = csv.reader(io.StringIO(text, newline=""), strict=True)
    if header != [field["name"] for field in fields]:
        yield f"{name}: header"
    for record in records:
        row = {}
        if len(record) != len(fields):
            yield f"{name}: fields"
        for field, cell in zip(fields, record, strict=False):
            try:
                row[field["name"]] = _value(field, cell)
            except ValueError:
                yield f"{name}.{field['name']}: {field['type']}"
        rows.append(row)
    for field in fields:
        if field.get("constraints", {}).get("unique"):
            values = [row.get(field["name"]) for row in rows]
            if len(set(values)) < len(values):
                yield f"{name}.{field['name']}: unique"


def _boolean(field: dict[str, Any], cell: str) -> bool:
    if cell in field.get("trueValues", ["true"]):
        return True
    if cell in field.get("falseValues", ["false"]):
        return False
    raise ValueError


def _datetime(_: dict[str, Any], cell: str) -> datetime:
    if not re.fullmatch(r"[0-9-]{10}T[0-9:]{8}(\.[0-9]+)?Z", cell):
        raise ValueError
    return datetime.fromisoformat(cell)


PARSED: dict[str, Callable[[dict[str, Any], str], Any]] = {
    "string": lambda _, cell: cell,
    "integer": lambda _, cell: int(cell),
    "number": lambda _, cell: float(cell),
    "boolean": _boolean,
    "date": lambda _, cell: date.fromisoformat(cell),
    "datetime": _datetime,
    "list": lambda field, cell: tuple(cell.split(field["delimiter"])),
}


def _value(field: dict[str, Any], cell: str) -> Any:
    """Read a cell; ValueError where it is not what its field says."""
    constraints = field.get("constraints", {})
    if cell == "":
        if constraints.get("required"):
            raise ValueError
        return None
    value = PARSED[field["type"]](field, cell)
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], cell):
        raise ValueError
    if "enum" in constraints and value not in constraints["enum"]:
        raise ValueError
    if "categories" in field and value not in [c["value"] for c in field["categories"]]:
        raise ValueError
    return value


def _keys(
    resource: dict[str, Any], tables: dict[str, list[dict[str, Any]]]
) -> Iterator[str]:
    def values(of: str, names: list[str]) -> list[tuple[Any, ...]]:
        return [tuple(row.get(name) for name in names) for row in tables[of]]

    name, schema = resource["name"], resource["schema"]
    for unique in schema.get("uniqueKeys", ()):
        keys = values(name, unique)
        if len(set(keys)) < len(keys):
            yield f"{name}: unique key"
    if "primaryKey" in schema:
        keys = values(name, schema["primaryKey"])
        if len(set(keys)) < len(keys) or any(None in key for key in keys):
            yield f"{name}: primary key"
    for foreign in schema.get("foreignKeys", ()):
        reference = foreign["reference"]
        known = set(values(reference["resource"], reference["fields"]))
        referred = {key for key in values(name, foreign["fields"]) if None not in key}
        if referred - known:
            yield f"{name}.{foreign['fields'][0]}: refers to no {reference['resource']}"
