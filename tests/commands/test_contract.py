"""`python -m data contract`: what a source must hold, in words and for tools."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from data import contract
from data.__main__ import main
from data.words import LANGUAGES
from tests.support.sealed import source


def columns_of(table: str) -> list[str]:
    return [*contract.TABLES[table].to_schema().columns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_column_is_told(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contract", "--lang", language]) == 0
    printed = capsys.readouterr().out.splitlines()
    for table in contract.TABLES:
        at = next(n for n, line in enumerate(printed) if line.startswith(f"{table}: "))
        until = printed.index("", at)
        named = re.findall(r"(?m)^  (\w+)", "\n".join(printed[at + 1 : until]))
        assert named == columns_of(table)


def test_codes_are_told_with_their_labels(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "rights_request", "--lang", "nl"]) == 0
    printed = capsys.readouterr().out
    assert "    access  inzage\n" in printed
    assert "portal_account" not in printed


def test_package_has_a_schema_for_each_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["contract", "--json"]) == 0
    resources = json.loads(capsys.readouterr().out)["resources"]
    for resource in resources:
        fields = [field["name"] for field in resource["schema"]["fields"]]
        assert fields == columns_of(resource["name"])
        for foreign in resource["schema"].get("foreignKeys", ()):
            assert foreign["reference"]["resource"] in contract.TABLES
    assert [resource["name"] for resource in resources] == [*contract.TABLES]


def validated(folder: Path) -> list[tuple[str, str]]:
    """Hold an export against its package by the command of frictionless."""
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "--json", "contract.json"],
        cwd=folder,
        capture_output=True,
    )
    tasks = json.loads(done.stdout)["tasks"]
    assert [task["name"] for task in tasks] == [*contract.TABLES]
    return [(task["name"], each["type"]) for task in tasks for each in task["errors"]]


def test_any_tool_of_the_standard_finds_a_wrong_code_and_an_orphan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = source(tmp_path / "export")
    assert main(["contract", "--json"]) == 0
    (folder / "contract.json").write_text(capsys.readouterr().out, "utf-8")
    assert validated(folder) == []
    for table, old, new in (
        ("rights_request", ",access,", ",inzage,"),
        ("consent", "C-", "C-9"),
    ):
        file = folder / f"{table}.csv"
        file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert validated(folder) == [
        ("rights_request", "constraint-error"),
        ("consent", "foreign-key"),
    ]


def test_a_table_that_there_is_not_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["contract", "cliënt"]) == 2
    assert "There are: principal, client" in capsys.readouterr().err
