"""What a rule or a target that became another one did, told from what records did.

The second month is sealed by a copy of this software in which one rule finds nothing
any more and one target is another one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

import queries
from data.ask import Question, ask
from data.figures import definition_ledger, key_figures
from data.figures.definition_ledger import Redefined, between
from data.seal.run import seal
from data.snapshot import find
from data.words import LANGUAGES, words_for
from tests.support.making import Making
from tests.support.screen import DUTCH, letters, opened, texts
from tests.support.sealed import ROOT, a_reader, begin_journal

FIRST, SECOND = date(2026, 9, 30), date(2026, 10, 31)
RULE, TARGET = "REG-02", "requests_on_time_12m"


def month(day: date) -> Making:
    """Return a source whose activity was never reviewed, and one that was since."""
    made = Making(as_of=day)
    made.add("client")
    made.add("activity", reviewed_on=None)
    reviewed = None if day == FIRST else date(2026, 10, 5)
    made.add("authorisation", granted_on=date(2024, 1, 1), reviewed_on=reviewed)
    return made


@pytest.fixture(scope="module")
def redefined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal two months, the second by another rule and another target."""
    here = tmp_path_factory.mktemp("redefined")
    seal(month(FIRST).write(here / "first"), here / "snapshots")
    for part in ("data", "queries"):
        shutil.copytree(ROOT / part, here / part)
    rule = here / "queries" / "findings" / f"{RULE}.sql"
    rule.write_text(f"{rule.read_text(encoding='utf-8').rstrip()}\nlimit 0\n")
    targets = here / "data" / "policy" / "targets.csv"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace(f"{TARGET},0.95", f"{TARGET},0.9"))
    source = month(SECOND).write(here / "second")
    begin_journal(here / "snapshots")
    words = [sys.executable, "-m", "data", "seal", str(source)]
    done = subprocess.run(
        [*words, "--snapshots", str(here / "snapshots")],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(here)},
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    return here / "snapshots"


def test_solved_by_another_rule_is_told_from_solved_by_the_records(
    redefined: Path,
) -> None:
    with closing(a_reader()) as reader:
        rows = ask(reader, find(redefined, str(SECOND)), Question("changes"))
    solved = rows.filter(section="findings", change="solved")
    reasons = dict(solved.select("rule", "reason").rows())
    assert reasons[RULE] == "definition"
    assert reasons["AUT-01"] == "records"  # another target makes no other rule


def test_the_page_counts_what_was_solved_by_another_rule_by_itself(
    redefined: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(redefined))
    text = letters("\n".join(texts(opened("changes", lang="nl"))))
    assert DUTCH("changes.solved_by.definition", n="1") in text
    assert DUTCH("changes.solved_by.records", n="1") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_trends_mark_what_is_defined_otherwise(redefined: Path, language: str) -> None:
    words = words_for(language)
    first, second = (find(redefined, str(day)) for day in (FIRST, SECOND))
    with closing(a_reader("management", None)) as reader:
        standing = key_figures.of(reader, second, [first])
    ledger = definition_ledger.of(standing)
    assert ledger == {
        SECOND: (Redefined("target", TARGET, 0.95, 0.9), Redefined("rule", RULE))
    }
    text = definition_ledger.sentence(words, ledger[SECOND])
    assert RULE in text
    assert words.title(queries.folder("key_figures")[TARGET]) in text
    assert f"{words.percent(0.95)} → {words.percent(0.9)}" in text


@pytest.mark.parametrize("page", ["trends", "changes"])
def test_pages_say_what_is_defined_otherwise(
    redefined: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(redefined))
    at = opened(page, role="management", lang="nl")
    assert not at.exception
    text = letters("\n".join(texts(at)))
    assert f"regels {RULE}" in text
    assert f"doel van {DUTCH.title(queries.folder('key_figures')[TARGET])}" in text


def test_only_what_a_figure_is_made_by_is_marked_at_its_line() -> None:
    rule, target = Redefined("rule", RULE), Redefined("target", TARGET, 0.95, 0.9)
    assert rule.concerns("findings_high")
    assert not rule.concerns(TARGET)
    assert target.concerns(TARGET)
    assert not target.concerns("findings_high")
    assert Redefined("policy", "house_norms.csv").concerns(TARGET)


def test_the_same_definitions_are_no_change() -> None:
    seal = {"policy": {"a.csv": "1"}, "queries": {}, "statement": "2018-05-25"}
    assert between(seal, seal) == ()
    other = seal | {"policy": {"a.csv": "2"}, "statement": "2026-01-01"}
    kinds = [each.kind for each in between(seal, other)]
    assert kinds == ["policy", "statement"]
