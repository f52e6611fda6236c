"""The audit pack: a snapshot's audit tables in one ZIP, with all that explains them.

A Frictionless Data Package (data/export/datapackage.py) in the one form of
data/export/zip: the same snapshot and the same anchor give the same bytes.
`data.export.verify_pack` holds a pack against itself, without a network or a snapshot.

    README.md               what it is, in every language
    checks.json             what was asked of the source, and that it held
    data/<table>.csv        every audit table, as `python -m data export` writes it
    data/source/<table>.csv every table of the source, as it was delivered and kept
    datapackage.json        the schema of every table
    definitions/*.csv       rules, key figures, lists, and the files behind them
    followup/marks.csv      what people wrote, if anybody did: every state of it
    journal-anchor.txt      where the journal stood, if there is one
    mapping.toml            what the source's own words became, if they were mapped
    policy/, queries/       the policy and the rules, to the letter
    seal.json               the seal of the snapshot
    manifest.json           sizes and hashes of all of the above
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl

import queries
from data import contract, policy
from data.ask.door import find_query
from data.ask.question import Question
from data.ask.source_tables import PREFIX
from data.contract.column_rule import column_rules
from data.export import datapackage, marked
from data.export.csv_file import csv_answer, csv_bytes
from data.export.datapackage import PACKED
from data.export.definitions import EACH
from data.export.export import Export
from data.export.verify_pack import (
    ANCHOR,
    CHECKS,
    MANIFEST,
    MAPPING,
    PACKAGE,
    README,
    SIGNATURE,
    manifest,
    table_file,
)
from data.export.zip import Writer
from data.journal import seals
from data.policy.rows import FILES
from data.snapshot import SEAL, delivered

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from data.export.export import Answers
    from data.journal import Journal
    from data.snapshot import Snapshot

TABLES = PACKED
SOURCES = {f"data/source/{table}.csv": f"{PREFIX}{table}" for table in contract.TABLES}
"""The tables that the rules lean on, so that every finding can be reckoned again: the
member and its question."""
DEFINED = {
    "rules": "A rule: what a finding of it says, how grave it is, and on which basis.",
    "key_figure": "A key figure: what it is called and how it is defined.",
    "tables": "A list: the question that it answers, and what one row of it is.",
    "files": "A file of policy or rules, and whether it is the one that was sealed.",
}
"""What one row of each table of definitions is."""
SIGNED = {SIGNATURE: "signed", ANCHOR: "anchored"}
"""What the journal's key signed, and how the README calls it."""
RULES = ("findings", "key_figures")
"""Folders of queries whose files go along."""


@dataclass(frozen=True)
class PackExport(Export):
    """The audit pack, with the anchor that the journal made at the seal.

    That anchor and no later one, so that the same snapshot gives the same bytes;
    the export's own manifest has the newest.
    """

    journal: Journal

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the questions of all its tables."""
        return tuple(map(Question, (*TABLES, *SOURCES.values())))

    @property
    def params(self) -> dict[str, str]:
        """Return its form."""
        return {"form": "pack"}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the pack by its day and its snapshot."""
        return file_name(snapshot)

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the pack. Memory does not grow with the number of rows."""
        snapshot = answers.snapshot
        signature = seals.signature_of(self.journal, snapshot.day, snapshot.digest)
        anchor = self.journal.anchor_of(snapshot.digest)
        write(file, answers, anchor, signature.note if signature else None)


def file_name(snapshot: Snapshot) -> str:
    """Name the pack by its day and its snapshot."""
    return f"audit_pack_{snapshot.day}_{snapshot.short}.zip"


def write(
    file: BinaryIO,
    answers: Answers,
    anchor: str | None = None,
    signature: str | None = None,
) -> None:
    """Write the members by their names, the manifest behind them.

    `anchor`: where the journal stands, as `Journal.anchor()` gives it; `signature`: of
    the seal by the journal's key.
    """
    snapshot = answers.snapshot
    tables = {table_file(name): Question(name) for name in TABLES}
    tables |= {path: Question(name) for path, name in SOURCES.items()}
    fixed = _fixed(snapshot, {ANCHOR: anchor, SIGNATURE: signature})
    marks = marked.states(answers.reader)
    if marks is not None:
        fixed[marked.PLACE] = csv_bytes(marks, header=True)
    archive = Writer(file)
    for name in sorted({*fixed, *tables, PACKAGE}):
        if name in tables:
            archive.add(name, csv_answer(partial(answers.stream, tables[name])))
        elif name == PACKAGE:
            archive.add(name, [_package(snapshot, archive, fixed)])
        else:
            archive.add(name, [fixed[name]])
    archive.add(MANIFEST, [manifest(snapshot, archive.packed)], deflated=False)
    archive.close()


def _fixed(snapshot: Snapshot, notes: dict[str, str | None]) -> dict[str, bytes]:
    """Return the members that hold no row of the snapshot, by their names."""
    signed = {name: note.encode() for name, note in notes.items() if note is not None}
    made = _files() | {SEAL: snapshot.seal_text, CHECKS: _checks(snapshot)}
    made |= signed
    if mapping := snapshot.seal.get("mapping"):
        made[MAPPING] = mapping["text"].encode()
    made[README] = _readme(snapshot, signed)
    frames = datapackage.definitions() | {"files": _sealed_files(snapshot, made)}
    for name, frame in frames.items():
        made[f"definitions/{name}.csv"] = csv_bytes(frame, header=True)
    return made


def _files() -> dict[str, bytes]:
    """Read the policy and the rules to the letter."""
    paths = [path for kind in policy.KINDS for path in policy.FOLDER.glob(kind)]
    held = {f"policy/{p.relative_to(policy.FOLDER).as_posix()}": p for p in paths}
    for folder in RULES:
        for path in (queries.FOLDER / folder).glob("*.sql"):
            held[f"queries/{folder}/{path.name}"] = path
    return {name: path.read_bytes() for name, path in held.items()}


def _sealed_files(snapshot: Snapshot, held: dict[str, bytes]) -> pl.DataFrame:
    """Return for every file of policy and rules whether it is the sealed one."""
    seal = snapshot.seal
    rows = []
    for name in sorted(held):
        folder, _, path = name.partition("/")
        if path:
            digest = hashlib.sha256(held[name]).hexdigest()
            rows.append((name, digest, seal[folder].get(path) == digest))
    schema = {"path": pl.String, "sha256": pl.String, "as_sealed": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _package(snapshot: Snapshot, archive: Writer, fixed: dict[str, bytes]) -> bytes:
    """Describe every CSV file: those that were written and those that will be."""
    facts = {packed.member.name: packed.facts for packed in archive.packed}
    for name, data in fixed.items():
        facts[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    described = [
        datapackage.resource(name, path, schema, facts[path]) | _about(name)
        for name, path, schema in _schemas(snapshot, fixed)
    ]
    return _json(datapackage.package(snapshot, described) | _whole(snapshot))


def _whole(snapshot: Snapshot) -> dict[str, Any]:
    """Return what the pack is, in every language, and who publishes it."""
    about = {"day": snapshot.day, "digest": snapshot.digest}
    texts = [words("pack.about", **about) for words in EACH]
    publisher = {"title": snapshot.seal["controller"], "roles": ["publisher"]}
    return {"description": "\n\n".join(texts), "contributors": [publisher]}


def _about(name: str) -> dict[str, str]:
    """Return what a table is called, and what one row of it is.

    Of a list it is the question, in every language; of a table of the source and a
    file of the policy what the contract and the policy say of them.
    """
    if name in TABLES:
        query = find_query(name)
        titles = " | ".join(words.title(query) for words in EACH)
        return {"title": titles, "description": query["grain"]}
    if name == marked.NAME:
        return _said(f"{name} (follow-up)", marked.states.__doc__)
    table = name.removeprefix(PREFIX)
    if table != name:
        return _said(f"{table} (source)", contract.TABLES[table].__doc__)
    file = name.removeprefix("policy_")
    if file != name:
        return _said(f"{file} (policy)", FILES[file].__doc__)
    return _said(f"{name} (definitions)", DEFINED[name])


def _said(title: str, text: str | None) -> dict[str, str]:
    line = (text or "").strip().partition("\n")[0]
    return {"title": title, "description": line}


def _schemas(
    snapshot: Snapshot, fixed: dict[str, bytes]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return the name, the place and the schema of every table."""
    for name in TABLES:
        yield name, table_file(name), datapackage.of_table(name)
    for path, name in SOURCES.items():
        yield name, path, datapackage.of_source(name)
    frames = datapackage.definitions() | {"files": _sealed_files(snapshot, {})}
    for name, frame in frames.items():
        yield name, f"definitions/{name}.csv", datapackage.of_definitions(frame)
    if marked.PLACE in fixed:
        yield marked.NAME, marked.PLACE, datapackage.of_marks()
    for path in sorted(fixed):
        name = path.removeprefix("policy/").removesuffix(".csv")
        if path == f"policy/{name}.csv":
            yield f"policy_{name}", path, datapackage.of_policy(name)


def _checks(snapshot: Snapshot) -> bytes:
    """Report the checks of the source, in the form of a seal's report and more."""
    seal = snapshot.seal
    files = delivered(seal)
    tables = [
        {
            "table": name,
            "file": files[name],
            "sha256": seal["source"][files[name]],
            "rows": seal["rows"][name],
            "result": seal["checks"][name],
            "checks": [
                {"column": rule.column, "check": rule.check, "of": rule.of}
                for rule in column_rules(table)
            ],
        }
        for name, table in contract.TABLES.items()
        if name in files
    ]
    return _json({"contract": seal["contract"], "errors": [], "tables": tables})


def _json(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _readme(snapshot: Snapshot, signed: Collection[str]) -> bytes:
    """Return what this is and how to check it, in each language."""
    facts = {
        "controller": snapshot.seal["controller"],
        "day": snapshot.day,
        "digest": snapshot.digest,
        "file": file_name(snapshot),
    }
    members = ["tables", "definitions", "rules", "checks", "seal", "manifest"]
    members += [key for name, key in SIGNED.items() if name in signed]
    if snapshot.seal.get("mapping"):
        members.append("mapping")
    parts = []
    for words in EACH:
        parts += [
            f"# {words('pack.title', **facts)}",
            words("pack.about", **facts),
            "\n".join(f"- {words(f'pack.{key}')}" for key in members),
            f"{words('pack.form')} {words('pack.guard')}",
            words("pack.verify", **facts),
            words("pack.promise"),
        ]
    return ("\n\n".join(parts) + "\n").encode()
