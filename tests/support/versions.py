"""What each version of the contract and of the sealed tables holds, on record.

    python -m tests.support.versions [--raise]

writes the record of the versions in data/__init__.py. A record that is there
already with another content is kept: a change is a new version. `--raise` raises
the versions that changed, there and in the sample, and writes their records.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

import queries
from data import CONTRACT, FORMAT, contract, policy
from data.contract import fields as contract_fields
from data.contract.holding import FISCAL_ITEMS
from data.seal import load
from data.seal.asking import facts_on, put
from data.seal.derive import FOUND
from data.snapshot import DATABASES, day_of
from queries import FACTS
from tests.support import samples
from tests.support.sealed import ROOT, sample

Shape = dict[str, dict[str, str]]
"""What every column is, by table."""

FOLDER = ROOT / "tests" / "samples" / "versions"
BINDING = ("key", "references", "same", "relations", "search")
"""What a column's metadata ask of a source; the rest is for screens."""
ABOUT = ROOT / "data" / "__init__.py"
"""Where the versions stand."""
OF_POLICY = {
    **{
        policy.codes(file, column): f"{column} of {file}.csv"
        for file, column in (
            ("catalog", "item"),
            ("catalog", "category"),
            ("purposes", "purpose"),
            ("countries", "country"),
            ("retention_rules", "rule"),
            ("mechanisms", "mechanism"),
        )
    },
    FISCAL_ITEMS: "fiscal items of catalog.csv",
}
"""Lists of codes that are policy: a code more there is no other contract."""


def contract_shape() -> Shape:
    """Return what the contract asks of every column; not how it is described."""
    return {
        table: {
            name: _asked(column) for name, column in model.to_schema().columns.items()
        }
        for table, model in contract.TABLES.items()
    }


def _asked(column: Any) -> str:
    demands = [str(column.dtype)]
    if column.nullable:
        demands.append("nullable")
    demands += [f"{each.name} {_plain(each.statistics)}" for each in column.checks]
    metadata = column.metadata or {}
    demands += [
        f"{name} {_plain(metadata[name])}" for name in BINDING if metadata.get(name)
    ]
    return "; ".join(demands)


def _plain(value: Any) -> str:
    """Write a value of a check, and a list of the policy by its name."""
    if isinstance(value, dict):
        return ", ".join(_plain(each) for each in value.values())
    if isinstance(value, list | tuple | set | frozenset):
        listed = tuple(value)
        return OF_POLICY.get(listed) or f"({', '.join(map(_plain, listed))})"
    if isinstance(value, contract_fields.Relation):
        parts = value.kind, value.other, value.values, value.known
        return " ".join(_plain(part) for part in parts if part)
    return str(value)


def sealed_shape() -> Shape:
    """Return the type of every column of a snapshot, by database and table."""
    shape: Shape = {}
    for file in DATABASES:
        with duckdb.connect(sample().path / file, read_only=True) as con:
            columns = con.sql(
                "select table_name, column_name, data_type from duckdb_columns()"
                " where not internal order by table_name, column_index"
            ).fetchall()
        for table, column, kind in columns:
            name = f"{file.removesuffix('.duckdb')}.{table}"
            of = "facts by rule" if (table, column) == ("findings", FACTS) else kind
            shape.setdefault(name, {})[column] = of
    return shape | _facts()


def _facts() -> Shape:
    """Return the type of every fact of a finding, by rule."""
    snapshot = sample()
    known = facts_on(snapshot.as_of, day_of(snapshot.seal["statement"]))
    shape: Shape = {}
    with duckdb.connect(snapshot.path / DATABASES[0], read_only=True) as con:
        load.prepare(con)
        for rule, query in queries.folder("findings").items():
            rows = put(con, query, known)
            kinds = zip(rows.columns, map(str, rows.types), strict=True)
            facts = {name: kind for name, kind in kinds if name not in FOUND}
            shape[f"{FACTS}.{rule}"] = facts
    return shape


SHAPES = {"contract": contract_shape, "format": sealed_shape}
VERSIONS = {"contract": CONTRACT, "format": FORMAT}


def record(of: str) -> Path:
    """Return where the record of today's version is."""
    return FOLDER / f"{of}-{VERSIONS[of]}.json"


def raised() -> dict[str, int]:
    """Raise the versions of what is otherwise than on record; return them all."""
    changed = [
        of
        for of, shape_of in SHAPES.items()
        if record(of).is_file() and differences(record(of), shape_of())
    ]
    versions = VERSIONS | {of: VERSIONS[of] + 1 for of in changed}
    text = ABOUT.read_text()
    line = "FORMAT, CONTRACT = {format}, {contract}"
    assert line.format(**VERSIONS) in text
    ABOUT.write_text(text.replace(line.format(**VERSIONS), line.format(**versions)))
    samples.renew(samples.SOURCE, versions["contract"])
    return versions


def differences(path: Path, shape: Shape) -> list[str]:
    """Say what is otherwise than on record, a line a column; not a rule more."""
    recorded: Shape = json.loads(path.read_text()) if path.is_file() else {}
    old = {name: columns for name, columns in shape.items() if name in recorded
           or not (recorded and name.startswith(f"{FACTS}."))}  # fmt: skip
    before, after = _columns(recorded), _columns(old)
    return [
        f"{sign} {column}: {of[column]}"
        for column in sorted(before.keys() | after.keys())
        if before.get(column) != after.get(column)
        for sign, of in (("-", before), ("+", after))
        if column in of
    ]


def _columns(shape: Shape) -> dict[str, str]:
    return {
        f"{table}.{column}": demand
        for table, columns in shape.items()
        for column, demand in columns.items()
    }


def what_to_do(of: str) -> str:
    """Say what a change of what is on record asks for."""
    name = f"tests/samples/versions/{record(of).name}"
    return (
        f"{name} says otherwise. `python -m tests.support.versions --raise` raises "
        f"{of.upper()} in data/__init__.py and writes the record of the new "
        "version. (Only where the version on record was never on the main branch: "
        f"remove {name} and run it without --raise.)"
    )


def main() -> int:
    """Write the records that are not there yet; 1 where one says otherwise."""
    FOLDER.mkdir(exist_ok=True)
    if "--raise" in sys.argv[1:]:
        VERSIONS.update(raised())
    code = 0
    for of, shape_of in SHAPES.items():
        path, shape = record(of), shape_of()
        if not path.is_file():
            path.write_text(json.dumps(shape, indent=1) + "\n")
            print(f"Written: {path.name}")
        elif changed := differences(path, shape):
            print(*changed, what_to_do(of), sep="\n", file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
