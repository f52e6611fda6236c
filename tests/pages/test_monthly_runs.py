"""What the pages say of the monthly runs, and of a newest snapshot that is old."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data import runs
from data.runs import MonthlyRun
from pages.parts.shell import freshness
from tests.support.screen import DUTCH, ENGLISH, framed, opened
from tests.support.sealed import LATER
from tests.support.tables import tables

if TYPE_CHECKING:
    from data.words import Words


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(("days", "is_stale"), [(31, False), (32, True)])
def test_a_newest_snapshot_of_more_than_a_month_is_called_old(
    monkeypatch: pytest.MonkeyPatch, days: int, is_stale: bool
) -> None:
    newest = date.fromisoformat(LATER)
    monkeypatch.setattr(freshness, "today", lambda: newest + timedelta(days=days))
    at = framed("agenda")
    assert any(DUTCH("app.stale") in text.value for text in at.markdown) == is_stale


@pytest.mark.parametrize(("language", "words"), [("nl", DUTCH), ("en", ENGLISH)])
def test_the_page_on_the_snapshot_shows_the_last_runs_or_that_there_are_none(
    shown: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: Words
) -> None:
    newest = date.fromisoformat(LATER)
    monkeypatch.setattr(freshness, "today", lambda: newest + timedelta(days=1))
    at = opened("snapshot", lang=language)
    texts = [text.value for text in at.markdown]
    assert words("runs.none") in texts
    assert words.count("runs.age", 1, day=words.date(newest)) in texts
    why = "Source <b>x</b> breaks the contract in 3 places."
    try:
        runs.write(shown, MonthlyRun("report", LATER, "a" * 64))
        refused = MonthlyRun("seal", why=why, cause="contract", about="client x")
        runs.write(shown, refused)
        at = opened("snapshot", lang=language)
    finally:
        (shown / runs.NAME).unlink()
    cells = tables(at)[0].value
    assert cells[words("runs.step")].to_list() == [
        words("runs.steps.seal"),
        words("runs.steps.report"),
    ]
    assert cells[words("runs.came_to")].to_list() == [
        words("runs.refused"),
        words("runs.done"),
    ]
    table = words("runs.about", tables=words.code("table", "client"))
    because = f"{words('runs.because.contract')} {table}"
    assert cells[words("runs.why")].to_list() == [because, ""]
    assert words("runs.none") not in [text.value for text in at.markdown]


@pytest.mark.parametrize("words", [DUTCH, ENGLISH])
def test_every_cause_of_a_refusal_has_its_sentence(words: Words) -> None:
    assert {key for key in words.texts if key.startswith("runs.because.")} == {
        f"runs.because.{cause}" for cause in runs.CAUSES
    }
