"""The page Changes: which snapshot was compared with, and what management sees."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data.snapshot import find
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


@pytest.mark.usefixtures("shown_changes")
def test_any_earlier_day_can_be_compared_with() -> None:
    at = opened("changes", snapshot=LATER, since=FIRST, lang="nl")
    assert not at.exception
    first = find(changed.snapshots(), FIRST)
    compared = DUTCH("changes.since", day=DUTCH.date(DAYS[0]), short=first.short)
    assert compared in texts(at)
    assert len(at.dataframe) == 1
    assert "R-2026-00004" in "\n".join(texts(at))  # came after the first month
    assert at.selectbox(key="changes.since").options == [
        DUTCH.date(day) for day in (DAYS[1], DAYS[0])
    ]


@pytest.mark.usefixtures("shown_changes")
@pytest.mark.parametrize("page", ["changes", "erasure_proof"])
def test_a_file_is_of_the_snapshots_that_the_page_compares(page: str) -> None:
    at = opened(page, snapshot=LATER, since=FIRST, lang="nl")
    urls: list[str] = [each.proto.url for each in at.get("link_button")]
    links = [url for url in urls if f"/{page}." in url]
    assert links
    assert all(f"since={FIRST}" in link for link in links)


@pytest.mark.usefixtures("shown_changes")
def test_management_sees_what_each_snapshot_between_published_added_up() -> None:
    at = opened("changes", role="management", snapshot=LATER, since=FIRST, lang="nl")
    assert not at.exception
    text = "\n".join(texts(at))
    assert DUTCH("changes.added_up", n="2") in text
    assert DUTCH("breakdowns.hidden") in text
    assert not at.dataframe
    assert "C-00" not in text


def test_snapshots_that_do_not_join_are_not_added_up(shown_changes: Path) -> None:
    (shown_changes / EARLIER).chmod(0o700)
    (shown_changes / EARLIER / "seal.json").chmod(0o600)
    forge(shown_changes / EARLIER, lambda seal: seal.update(controller="Another BV"))
    at = opened("changes", role="management", snapshot=LATER, since=FIRST, lang="nl")
    assert DUTCH("changes.broken") in texts(at)


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
