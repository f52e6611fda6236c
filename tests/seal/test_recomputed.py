"""The rules worked out in plain Python give the right answers of the samples.

What is recomputed stands against the sealing in other tests; here it is held
against the answers that came with the rules, so that the two cannot err alike.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.recomputed.answers import Recomputed
from tests.support.recomputed.findings import findings
from tests.support.recomputed.key_figures import NEEDS, key_figures
from tests.support.recomputed.policy import Policy
from tests.support.recomputed.requests import due_days, paused_days
from tests.support.recomputed.rule import RULES

Row = dict[str, Any]
ANSWERS = (
    "retention requests recipients transfers breaches findings key_figures".split()
)
SORTED_BY = {"findings": ("rule", "subject_table", "subject_key")}
"""By what rows are sorted; else by their first column."""
SAMPLES = {"small": "small", "excel": "small", "partial": "partial"}
"""Samples, and whose answers are expected of them."""
LONG_AFTER = date(2030, 1, 1)
"""A day on which the wait of every worked deadline is over."""


@pytest.fixture(scope="module")
def version_2(shared: Path) -> Path:
    """Return the folder of rules, policy and samples of version 2, or skip."""
    folder = shared / "v2"
    if not folder.is_dir():
        pytest.skip("no folder with version 2 of the rules beside the repository")
    return folder


@cache
def answered(folder: Path, sample: str) -> Recomputed:
    """Return the answers to a sample, worked out once."""
    policy = Policy.read(folder / "policy")
    return Recomputed.read(folder / "samples" / sample / "source", policy)


def rows_of(answers: Recomputed, answer: str) -> list[Row]:
    """Return the rows of an answer."""
    if answer == "findings":
        return [*findings(answers).values()]
    if answer == "key_figures":
        rows = key_figures(answers)
        return [{"name": name} | row for name, row in rows.items()]
    return [*getattr(answers, answer).values()]


def as_text(value: object) -> str:
    """Return a value as a cell of CSV."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_cell(column: str, cell: str) -> object:
    """Return a cell of CSV as it is compared: a key figure's value as a number."""
    return float(cell) if column == "value" and cell else cell


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_recomputed_answer_equals_the_expected(
    sample: str, answer: str, version_2: Path
) -> None:
    expected = version_2 / "samples" / SAMPLES[sample] / "expected" / f"{answer}.csv"
    with expected.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        columns = list(reader.fieldnames or ())
        right = [[as_cell(c, row[c]) for c in columns] for row in reader]
    rows = [
        {column: as_text(cell) for column, cell in row.items()}
        for row in rows_of(answered(version_2, sample), answer)
    ]
    rows.sort(key=lambda row: [row[c] for c in SORTED_BY.get(answer, columns[:1])])
    assert [[as_cell(c, row[c]) for c in columns] for row in rows] == right


def table_of(rules: str, first: str) -> list[list[str]]:
    """Return the cells of the rows of a table of rules.md by its first heading."""
    lines = rules.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows: list[list[str]] = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def tables_in(needs: str) -> frozenset[str]:
    """Return the tables that a cell of the column needs names."""
    return frozenset(needs.split(", ")) - {"–"}


def test_every_rule_of_the_rules_is_recomputed(version_2: Path) -> None:
    text = (version_2 / "spec" / "rules.md").read_text(encoding="utf-8")
    written = {
        name: (severity, subject.split(",")[0], tables_in(needs))
        for name, severity, subject, _, _, needs in table_of(text, "rule | severity")
    }
    assert written == {n: (r.severity, r.subject, r.needs) for n, r in RULES.items()}


def test_every_key_figure_of_the_rules_is_recomputed(version_2: Path) -> None:
    text = (version_2 / "spec" / "rules.md").read_text(encoding="utf-8")
    written = {name: tables_in(needs) for name, _, needs in table_of(text, "figure")}
    assert written == {name: frozenset(needs.split()) for name, needs in NEEDS.items()}


@pytest.mark.parametrize("ended", ["identity_verified_on", "closed_on"])
def test_worked_deadlines_come_out(ended: str, version_2: Path) -> None:
    policy = Policy.read(version_2 / "policy")
    cases = policy.tables["deadline_cases"]
    blank = dict.fromkeys(["identity_verified_on", "closed_on", "outcome"])
    requests = [
        blank
        | {
            "request_id": str(number),
            "kind": "access",
            "received_on": case["received"],
            "identity_requested_on": case["identity_requested"],
            ended: case["identity_ended"],
        }
        for number, case in enumerate(cases)
    ]
    tables = {"rights_request": requests}
    records = Recomputed(tables, LONG_AFTER, date(2018, 5, 25), policy)
    rows = [
        (str(paused_days(records, request)), *map(str, due_days(records, request)))
        for request in records.t["rights_request"]
    ]
    columns = ("paused_days", "deadline", "extended_deadline")
    assert rows == [tuple(case[column] for column in columns) for case in cases]
