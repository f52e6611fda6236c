"""Keys of the journal that are gone or are none: said in a sentence, with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.journal import anchors, beside, seals
from tests.support.sealed import DAY, begin_journal, copy, run, source

HOW = {
    "empty": b"",
    "no key": b"rubbish\n",
    "no text": b"\xff\xfe\n",
    "a short key": b"00ff\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = copy(tmp_path / "snapshots", DAY)
    begin_journal(made).anchor()
    return made


def spoil(file: Path, how: str | None) -> None:
    file.unlink()
    if how is not None:
        file.write_bytes(HOW[how])


@pytest.mark.parametrize("how", [None, *HOW])
def test_signing_key_that_is_none_is_named_with_what_to_do(
    root: Path, tmp_path: Path, how: str | None
) -> None:
    spoil(beside(root) / anchors.SIGNING, how)
    out = tmp_path / "out.csv"
    for words in (
        ("journal", "anchor"),
        ("export", "recipients", "--out", out),
        ("seal", source(tmp_path / "later", as_of="2026-11-25")),
    ):
        done = run(*words, "--snapshots", root)
        assert done.returncode == 1
        sentence = done.stderr.decode()
        assert (
            "signing.key in its folder, which signs, is gone or is no key" in sentence
        )
        assert "put back the one that was there, or put the journal back" in sentence
    assert not out.exists()
    assert not (root / "2026-11-25").exists()


@pytest.mark.parametrize("how", HOW)
def test_public_key_that_is_none_is_refused_and_backed_up_as_it_is(
    root: Path, tmp_path: Path, how: str
) -> None:
    public = beside(root) / anchors.PUBLIC
    spoil(public, how)
    key = root.with_name("kept-elsewhere.key")
    done = run("journal", "verify", "--key", key, "--snapshots", root)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("This is not the public key of a journal.")
    done = run("backup", tmp_path / "backup", "--snapshots", root)
    assert done.returncode == 0, done.stderr
    kept = tmp_path / "backup" / "journal" / anchors.PUBLIC
    assert kept.read_bytes() == public.read_bytes()


@pytest.mark.parametrize("name", [anchors.ANCHORS, seals.SEALS])
def test_notes_that_are_no_text_break_nothing_off(root: Path, name: str) -> None:
    (beside(root) / name).write_bytes(HOW["no text"])
    done = run("verify", DAY, "--snapshots", root)
    assert done.returncode == 0
    assert done.stdout.decode().endswith("No key of this journal signed it.\n")
