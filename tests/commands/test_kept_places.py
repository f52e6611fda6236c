"""What is kept is not damaged by what a command writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import followup
from data.__main__ import main
from data.followup.store import FILE
from data.journal import beside
from tests.support.sealed import DAY, begin_journal, content, copy, follow_up

AUDIT = ("--purpose", "audit")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return snapshots with a journal and a follow-up beside them."""
    folder = copy(tmp_path / "snapshots", DAY)
    begin_journal(folder)
    follow_up(folder)
    return folder


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("backup",), f"{DAY}/backup"),
        (("backup",), "2026-12-31"),
        (("backup",), "link/backup"),
        (("export", "findings", *AUDIT, "--out"), f"{DAY}/summary.duckdb"),
        (("report", "--out"), f"{DAY}/new/report.pdf"),
        (("pack", "--out"), "../snapshots-journal/pack.zip"),
        (("seal", "source", "--report"), f"{DAY}/seal.json"),
        (("export", "findings", *AUDIT, "--out"), f"../snapshots-followup/{FILE}"),
        (("demo", "--clients", "1"), DAY),
        (("remind", "--from", "a@b.nl", "--out"), DAY),
    ],
)
def test_no_command_writes_among_what_is_kept(
    kept: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], place: str
) -> None:
    (kept.parent / "link").symlink_to(kept / DAY)
    before = content(kept.parent)
    out = kept.parent / place if place.startswith("link") else kept / place
    assert main([*words, str(out), "--snapshots", str(kept)]) == 1
    (sentence,) = capsys.readouterr().err.splitlines()
    assert sentence.startswith(f"{out} is not written: ")
    assert content(kept.parent) == before
    places = (kept / DAY, beside(kept), followup.beside(kept), kept / "2026-12-31")
    assert any(f"{folder.resolve()} is the place of" in sentence for folder in places)


def test_a_place_beside_them_is_taken(kept: Path) -> None:
    out = kept / "backup"
    assert main(["backup", str(out), "--snapshots", str(kept)]) == 0
    assert main(["verify", "--snapshots", str(kept)]) == 0
