"""The page Changes: which snapshot was compared with, and what management sees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.words import words_for
from tests.support import changed
from tests.support.changed import DAYS, EARLIER, LATER
from tests.support.screen import notices, opened, texts
from tests.support.sealed import forge

DUTCH = words_for("nl")
FIRST = DAYS[0].isoformat()


@pytest.fixture
def shown_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Show the three months of which every change is known; a test may damage them."""
    folder = tmp_path / "snapshots"
    shutil.copytree(changed.snapshots(), folder)
    monkeypatch.setenv("SNAPSHOTS", str(folder))
    return folder


@pytest.mark.usefixtures("shown_changes")
@pytest.mark.parametrize("page", ["changes", "erasure_proof"])
def test_a_first_snapshot_says_that_there_is_none_before_it(page: str) -> None:
    at = opened(page, snapshot=FIRST, lang="nl")
    assert not at.exception
    assert notices(at) == [DUTCH("changes.first")]
    assert not at.dataframe


@pytest.mark.usefixtures("shown_changes")
def test_management_sees_counts_and_no_row() -> None:
    at = opened("changes", role="management", snapshot=LATER, lang="nl")
    assert not at.exception
    text = "\n".join(texts(at))
    assert not at.dataframe
    assert "C-00" not in text


def test_a_predecessor_that_was_replaced_or_is_gone_is_said(
    shown_changes: Path,
) -> None:
    day = DUTCH.date(DAYS[1])
    (shown_changes / EARLIER).chmod(0o700)
    (shown_changes / EARLIER / "seal.json").chmod(0o600)
    forge(shown_changes / EARLIER, lambda seal: seal.update(controller="Another BV"))
    at = opened("changes", snapshot=LATER, lang="nl")
    assert DUTCH("changes.replaced", day=day) in texts(at)
    shutil.rmtree(shown_changes / EARLIER)
    at = opened("changes", snapshot=LATER, lang="nl")
    assert DUTCH("changes.gone", day=day) in texts(at)
