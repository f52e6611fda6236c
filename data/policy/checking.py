"""Everything that must hold in a policy folder, checked in one go.

A row is checked where it is read (rows.py); here is what looks across rows, and
across the files and the versions of the statement.
"""

from collections.abc import Iterator
from pathlib import Path

import queries
from data.policy.declared import Statement
from data.policy.errors import PolicyError, Problem
from data.policy.fields import Among
from data.policy.files import FOLDER, PolicyFile, held_against, read
from data.policy.organisation import organisation
from data.policy.own_terms import own_terms
from data.policy.reading import read_statement
from data.policy.rows import FILES, TransferDeclared
from data.policy.vocabulary import CHECKLIST_ELEMENTS


def check(folder: Path = FOLDER) -> None:
    """Check the whole folder; PolicyError names every problem by file and line."""
    held = held_against(folder)
    tables = {name: read(name, folder, held) for name in FILES}
    unknown = sorted({path.stem for path in folder.glob("*.csv")} - set(FILES))
    problems = [Problem(f"{n}.csv", None, "unknown file; remove it") for n in unknown]
    for name, table in tables.items():
        problems += [*table.problems, *_keys(name, table)]
    versions = sorted((folder / "statements").glob("*.toml"))
    if not versions:
        problems += [Problem("statements", None, "holds no version of the statement")]
    problems += _versions({path.stem for path in versions}, tables)
    problems += _elements(tables)
    for path in versions:
        try:
            version = read_statement(path)
        except PolicyError as error:
            problems += error.problems
            continue
        problems += _sections(version)
        problems += _transfers(version, tables)
        problems += _judged_sections(version, tables)
        if path == versions[-1]:
            problems += _terms(version, tables)
    for read_file in (organisation, own_terms):
        try:
            read_file(folder)
        except PolicyError as error:
            problems += error.problems
    if problems:
        raise PolicyError(problems)


def _keys(name: str, table: PolicyFile) -> Iterator[Problem]:
    """Find keys that stand twice, and codes of a closed list that have no row."""
    row, first = FILES[name], dict[tuple[str, ...], int]()
    for line, cells in table.lines.items():
        key = tuple(cells.get(column, "") for column in row.key)
        if all(key) and first.setdefault(key, line) != line:
            pairs = zip(row.key, key, strict=True)
            text = ", ".join(f"{column} '{cell}'" for column, cell in pairs)
            text += f" is on line {first[key]} already; remove one"
            yield Problem(f"{name}.csv", line, text)
    for marker in row.columns()[row.key[0]].metadata if len(row.key) == 1 else ():
        for code in marker.codes if isinstance(marker, Among) and first else ():
            if (code,) not in first:
                text = f"{row.key[0]} '{code}' has no row; add one"
                yield Problem(f"{name}.csv", None, text)


def _versions(written: set[str], tables: dict[str, PolicyFile]) -> Iterator[Problem]:
    """Check that the versions that are listed are those that are written."""
    lines = tables["statements"].lines.items()
    listed = {cells.get("version", ""): line for line, cells in lines}
    for version, line in listed.items():
        if version and written and version not in written:
            text = f"version {version}: statements/{version}.toml is missing"
            yield Problem("statements.csv", line, text)
    for version in sorted(written - set(listed)) if listed else ():
        text = "the version has no row in statements.csv; add one"
        yield Problem(f"statements/{version}.toml", None, text)


def _sections(version: Statement) -> Iterator[Problem]:
    """Check that a statement has every section that rules cite, or says how."""
    file = f"statements/{version.version}.toml"
    cited = dict[str, list[str]]()
    for rule in queries.folder("findings").values():
        for section in rule.sections:
            cited.setdefault(section, []).append(rule.name)
    for section, rules in cited.items():
        if version.called(section) not in (*version.sections, ""):
            text = f"{', '.join(rules)} cite {section!r}, not among `sections`; say in "
            text += "`[renamed]` what this version calls it, empty where it has none"
            yield Problem(file, None, text)
    for section in version.renamed:
        if section not in cited:
            text = f"renamed: no rule cites {section!r}; remove it"
            yield Problem(file, None, text)


def _judged_sections(
    version: Statement, tables: dict[str, PolicyFile]
) -> Iterator[Problem]:
    """Check that an element is judged in a section that the version has."""
    for line, cells in tables["statement_checklist"].lines.items():
        section, day = cells.get("section"), str(version.version)
        is_mine = cells.get("statement") == day
        if is_mine and section and section not in version.sections:
            text = f"section: {section!r} is not among `sections` of {day}.toml"
            yield Problem("statement_checklist.csv", line, text)


def _elements(tables: dict[str, PolicyFile]) -> Iterator[Problem]:
    """Check that what the law asks of a statement is judged in every version."""
    rows = tables["statement_checklist"].lines.values()
    judged = {(cells.get("statement"), cells.get("element")) for cells in rows}
    for cells in tables["statements"].lines.values() if judged else ():
        day = cells.get("version")
        unjudged = [e for e in CHECKLIST_ELEMENTS if (day, e) not in judged]
        if day and unjudged:
            text = f"no row for {day} of {', '.join(unjudged)}; add one of each"
            yield Problem("statement_checklist.csv", None, text)


def _transfers(version: Statement, tables: dict[str, PolicyFile]) -> Iterator[Problem]:
    """Check that a statement and the file declare the same transfers for it."""
    file, day = f"statements/{version.version}.toml", str(version.version)
    stated = [
        (day, t.recipient, t.country, t.mechanism, t.section) for t in version.transfers
    ]
    lines = tables["transfers_declared"].lines
    listed = {
        line: tuple(cells.get(column, "") for column in TransferDeclared.model_fields)
        for line, cells in lines.items()
        if cells.get("statement") == day
    }
    for line, row in listed.items():
        if row not in stated:
            text = f"{', '.join(row)}: {file} does not declare it so"
            yield Problem("transfers_declared.csv", line, text)
    for row in stated if lines else ():
        if row not in listed.values():
            text = f"transfers: {', '.join(row)} is not in transfers_declared.csv"
            yield Problem(file, None, f"{text}; add it")


def _terms(newest: Statement, tables: dict[str, PolicyFile]) -> Iterator[Problem]:
    """Check that the rules keep data as long as the newest statement promises."""
    rules = tables["retention_rules"].lines.values()
    terms = {cells.get("rule"): cells.get("term") for cells in rules}
    for promise in newest.retention:
        term = terms.get(promise.code)
        if promise.term and term and promise.term != term:
            text = f"retention: '{promise.code}' promises {promise.term}"
            text += f", retention_rules.csv says {term}"
            yield Problem(f"statements/{newest.version}.toml", None, text)
