"""Everything that must hold in a policy folder, checked in one go.

What one cell may hold is checked where it is read; here is what looks across
rows, files and the statement. A cell that did not parse is not judged again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import queries
from data.policy.cells import Value, term
from data.policy.declared import Statement
from data.policy.errors import PolicyError, Problem
from data.policy.files import FOLDER, Table, read
from data.policy.reading import read_statement
from data.policy.schema import FILES

Tables = Mapping[str, Table]


def check(folder: Path = FOLDER) -> None:
    """Check the whole folder; PolicyError names every problem by file and line."""
    problems = list(find_problems(folder))
    if problems:
        raise PolicyError(problems)


def find_problems(folder: Path = FOLDER) -> Iterator[Problem]:
    """Return every problem of a policy folder, file by file."""
    tables = {name: read(name, folder) for name in FILES}
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in FILES:
            yield Problem(path.name, None, "unknown file; remove it")
    for name, table in tables.items():
        yield from table.problems
        yield from _keys(name, table)
        yield from _incomplete(name, table)
        yield from _references(name, tables)
        yield from _periods(name, table)
    yield from _facts(tables)
    yield from _statements(folder, tables)


def _keys(name: str, table: Table) -> Iterator[Problem]:
    key = FILES[name].key
    first: dict[tuple[Value, ...], int] = {}
    for row in table.rows:
        if not all(column in row.values for column in key):
            continue
        value = tuple(row.values[column] for column in key)
        if value in first:
            text = f"{_join(key, value)} is on line {first[value]} already"
            yield Problem(f"{name}.csv", row.line, f"{text}; remove one")
        first.setdefault(value, row.line)


def _join(key: tuple[str, ...], value: tuple[Value, ...]) -> str:
    pairs = zip(key, value, strict=True)
    return ", ".join(f"{column} '{cell}'" for column, cell in pairs)


def _incomplete(name: str, table: Table) -> Iterator[Problem]:
    file = FILES[name]
    (column, *_) = file.key
    held = {row.values.get(column) for row in table.rows}
    for code in file.columns[column].among if file.complete and table.rows else ():
        if code not in held:
            text = f"{column} '{code}' has no row; add one"
            yield Problem(f"{name}.csv", None, text)


def _references(name: str, tables: Tables) -> Iterator[Problem]:
    for column, declared in FILES[name].columns.items():
        if declared.refers is None:
            continue
        other, key = declared.refers
        held = {row.values.get(key) for row in tables[other].rows}
        for row in tables[name].rows:
            if held and column in row.values and row.values[column] not in held:
                text = f"{column}: unknown code '{row.values[column]}'"
                text += f"; {other}.csv does not have it"
                yield Problem(f"{name}.csv", row.line, text)


def _periods(name: str, table: Table) -> Iterator[Problem]:
    for row in table.rows:
        first, last = row.values.get("valid_from"), row.values.get("valid_until")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            text = f"valid_until {last} lies before valid_from {first}"
            yield Problem(f"{name}.csv", row.line, text)


def _facts(tables: Tables) -> Iterator[Problem]:
    for row in tables["retention_rules"].rows:
        yield from _terms(row.line, row.values)
    for row in tables["mechanisms"].rows:
        repealed = row.values.get("family") == "repealed"
        if repealed and row.values.get("valid_until", "") is None:
            text = "valid_until is empty, yet the family is `repealed`; give the day"
            yield Problem("mechanisms.csv", row.line, text)
    eea = {row.values.get("country") for row in tables["eea"].rows}
    for row in tables["adequacy"].rows:
        if row.values.get("country", "") in eea:
            text = f"'{row.values['country']}' is in eea.csv; it needs no decision"
            yield Problem("adequacy.csv", row.line, text)
    for row in tables["suppression"].rows:
        if row.values.get("threshold") in (0, 1):
            text = "threshold: hides nothing; write 2 or more"
            yield Problem("suppression.csv", row.line, text)
    figures = queries.folder("key_figures").values()
    ratios = {query.name for query in figures if query["unit"] == "ratio"}
    for row in tables["targets"].rows:
        target = row.values.get("target")
        is_ratio = row.values.get("name") in ratios
        if is_ratio and isinstance(target, float) and target > 1:
            text = f"target {target:g} is no ratio; write 0.95 for 95 %"
            yield Problem("targets.csv", row.line, text)
        margin = row.values.get("margin")
        if margin is not None and row.values.get("target", "") is None:
            text = "margin without a target; write the target, or leave both empty"
            yield Problem("targets.csv", row.line, text)
        if is_ratio and isinstance(margin, float) and margin > 1:
            text = f"margin {margin:g} is no ratio; write 0.05 for 5 %-points"
            yield Problem("targets.csv", row.line, text)


def _terms(line: int, rule: Mapping[str, Value]) -> Iterator[Problem]:
    if "rule" not in rule:
        return
    for column in ("term", "grace"):
        if column not in rule:
            continue
        has_term = term(str(rule[column])) is not None
        if has_term and rule["rule"] == "undeclared":
            text = f"{column}: `undeclared` has no term"
            text += "; give its items another rule in catalog.csv"
            yield Problem("retention_rules.csv", line, text)
        if not has_term and rule["rule"] != "undeclared":
            text = f"{column}: the rule '{rule['rule']}' needs one; write `0 days`"
            yield Problem("retention_rules.csv", line, text)


def _statements(folder: Path, tables: Tables) -> Iterator[Problem]:
    files = sorted((folder / "statements").glob("*.toml"))
    if not files:
        yield Problem("statements", None, "holds no version of the statement")
    for path in files:
        try:
            version = read_statement(path)
        except PolicyError as error:
            yield from error.problems
            continue
        if path == files[-1]:
            yield from _agreement(version, tables)


def _agreement(newest: Statement, tables: Tables) -> Iterator[Problem]:
    """Check the newest statement against the files that speak for it."""
    file = f"statements/{newest.version}.toml"
    said = {
        (t.recipient, t.country): (t.mechanism, t.section) for t in newest.transfers
    }
    for row in tables["transfers_declared"].rows:
        if len(row.values) != len(FILES["transfers_declared"].columns):
            continue
        recipient, country = row.values["recipient"], row.values["country"]
        found = said.pop((str(recipient), str(country)), None)
        if found != (row.values["mechanism"], row.values["section"]):
            text = f"'{recipient}' in '{country}': {file} says "
            text += " under ".join(found) if found else "nothing of it"
            yield Problem("transfers_declared.csv", row.line, text)
    for recipient, country in said if tables["transfers_declared"].rows else ():
        text = f"transfers: '{recipient}' in '{country}' is not in"
        yield Problem(file, None, f"{text} transfers_declared.csv; add it")
    rules = [row.values for row in tables["retention_rules"].rows]
    terms = {rule.get("rule"): rule.get("term") for rule in rules}
    for promise in newest.retention:
        term_ = terms.get(promise.code)
        if promise.term and term_ and promise.term != term_:
            text = f"retention: '{promise.code}' promises {promise.term}"
            yield Problem(file, None, f"{text}, retention_rules.csv says {term_}")
