"""Who reads snapshots stands in the journal that they are bound to, and no other."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from data.__main__ import main
from data.journal import BoundJournal, Event, Journal, JournalUnavailable, binding
from data.journal.anchors import make_keys
from data.words import LANGUAGES, words_for
from pages.parts.session import readers
from tests.support.journal_attacks import event
from tests.support.sealed import DAY, begin_journal, copy, run

START = Event(event="journal.start", who="a-test", role="dpo", via="command")


@pytest.fixture
def snapshots(tmp_path: Path) -> Path:
    """Return snapshots that are bound to the journal beside them."""
    folder = copy(tmp_path / "snapshots", DAY)
    journal = begin_journal(folder)
    BoundJournal(journal.folder, folder).take()
    return folder


def beside(snapshots: Path) -> Path:
    return snapshots.with_name(f"{snapshots.name}-journal")


def lines(folder: Path) -> int:
    state = Journal(folder).standing()
    assert state is not None
    return state.chain.n


def export(snapshots: Path, journal: Path) -> tuple[int, str]:
    done = run(
        *("export", "clients", "--purpose", "audit", "--snapshots", snapshots),
        *("--journal", journal, "--out", snapshots.with_name("out.csv")),
    )
    return done.returncode, done.stderr.decode()


def test_another_journal_takes_no_clients_unseen(
    snapshots: Path, tmp_path: Path
) -> None:
    new, begun = tmp_path / "new", tmp_path / "begun"
    Journal(begun).init(tmp_path / "begun.key", START)
    for other in (new, begun):
        code, why = export(snapshots, other)
        assert code == 1
        assert "bound to another one" in why
        assert "journal bind" in why
    assert not (tmp_path / "out.csv").exists()
    assert not new.exists()
    assert lines(begun) == 1


def test_copy_of_the_journal_is_another_while_that_stands(
    snapshots: Path, tmp_path: Path
) -> None:
    shutil.copytree(beside(snapshots), tmp_path / "copy")
    code, why = export(snapshots, tmp_path / "copy")
    assert (code, "a copy of it" in why) == (1, True)
    before = lines(beside(snapshots))
    assert export(snapshots, beside(snapshots)) == (0, "")
    assert lines(beside(snapshots)) > before


def test_journal_that_was_moved_is_still_the_one(
    snapshots: Path, tmp_path: Path
) -> None:
    beside(snapshots).rename(tmp_path / "moved")
    BoundJournal(tmp_path / "moved", snapshots).write(event())


def test_snapshots_are_bound_anew_on_purpose_and_that_is_written(
    snapshots: Path, tmp_path: Path
) -> None:
    shutil.rmtree(beside(snapshots))
    digest = binding.digest_of(snapshots)
    other = tmp_path / "other"
    where = ("--journal", other, "--snapshots", snapshots)
    assert run("journal", "bind", *where).returncode == 1
    begun = run("journal", "init", "--key-out", tmp_path / "other.key", *where)
    assert b"is bound to another" in begun.stdout
    assert "bound to another one" in export(snapshots, other)[1]
    assert run("journal", "bind", *where).returncode == 0
    (line,) = Journal(other).read(event="journal.bind")
    assert line.fields["sha256"] == digest
    assert export(snapshots, other) == (0, "")
    bound = (snapshots / binding.NAME).read_text().splitlines()
    origins = [json.loads(each)["origin"] for each in bound]
    assert len(set(origins)) == 2
    assert Journal(other).origin() == origins[-1]


def test_who_begins_a_journal_binds_what_is_there(tmp_path: Path) -> None:
    folder = copy(tmp_path / "snapshots", DAY)
    key = tmp_path / "journal.key"
    done = run("journal", "init", "--key-out", key, "--snapshots", folder)
    assert done.returncode == 0
    bound = binding.read(folder)
    assert bound is not None
    assert bound.is_to(beside(folder), Journal(beside(folder)).origin())
    assert (folder / binding.NAME).stat().st_mode & 0o777 == 0o640


def test_page_is_given_by_the_journal_they_are_bound_to_alone(
    snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))
    readers.journal().write(event())
    monkeypatch.setenv("JOURNAL", str(tmp_path / "elsewhere"))
    with pytest.raises(JournalUnavailable) as refused:
        readers.journal().write(event())
    assert refused.value.reason == "bound"
    for language in LANGUAGES:
        assert words_for(language)("errors.journal.reasons.bound")


@pytest.mark.parametrize("text", ["", "{}\n", "not json", '{"origin": 1}', "[]"])
def test_binding_that_cannot_be_read_lets_nobody_read(
    snapshots: Path, text: str
) -> None:
    (snapshots / binding.NAME).write_text(text)
    with pytest.raises(JournalUnavailable) as refused:
        BoundJournal(beside(snapshots), snapshots).write(event())
    assert refused.value.reason == "bound"


def test_binding_that_broke_off_is_mended_by_binding_anew(snapshots: Path) -> None:
    whole = (snapshots / binding.NAME).read_bytes()
    (snapshots / binding.NAME).write_bytes(whole[:-9])
    where = ("--journal", beside(snapshots), "--snapshots", snapshots)
    assert main(["journal", "bind", *map(str, where)]) == 0
    BoundJournal(beside(snapshots), snapshots).write(event())
    assert (snapshots / binding.NAME).read_bytes().startswith(whole[:-9] + b"\n")


def test_name_that_a_restore_gives_is_of_the_same_journal(snapshots: Path) -> None:
    bound = binding.read(snapshots)
    assert bound is not None
    assert bound.is_to(beside(snapshots), f"{bound.origin}.0a1b2c3d")
    assert not bound.is_to(beside(snapshots), f"{bound.origin}0")
    make_keys(beside(snapshots))  # another key signs it: it is the same
    BoundJournal(beside(snapshots), snapshots).write(event())


@pytest.mark.parametrize("what", ["dangling", "link", "pipe", "folder"])
def test_binding_that_is_no_file_is_never_taken_for_none_nor_written_to(
    snapshots: Path, tmp_path: Path, what: str
) -> None:
    bound, elsewhere = snapshots / binding.NAME, tmp_path / "elsewhere.jsonl"
    if what == "link":
        bound.rename(elsewhere)
    else:
        bound.unlink()
    if what in ("dangling", "link"):
        bound.symlink_to(elsewhere)
    elif what == "pipe":
        os.mkfifo(bound)
    else:
        bound.mkdir()
    held = elsewhere.read_bytes() if elsewhere.exists() else None
    code, why = export(snapshots, beside(snapshots))
    assert (code, "is no file that can be read" in why) == (1, True)
    done = run("journal", "bind", "--snapshots", snapshots)
    assert done.returncode == 1
    assert b"is no file that can be read" in done.stderr
    assert (elsewhere.read_bytes() if elsewhere.exists() else None) == held


@pytest.mark.parametrize("is_there", [False, True])
def test_backup_that_is_refused_leaves_nothing_in_another_journals_place(
    snapshots: Path, tmp_path: Path, is_there: bool
) -> None:
    new = tmp_path / "new"
    if is_there:
        new.mkdir()
    where = ("--journal", new, "--snapshots", snapshots)
    done = run("backup", tmp_path / "out", *where)
    assert (done.returncode, b"bound to another one" in done.stderr) == (1, True)
    assert new.exists() is is_there
    assert not is_there or not any(new.iterdir())
    assert not (tmp_path / "out").exists()


def test_verify_says_of_snapshots_that_they_are_bound_to_no_journal(
    tmp_path: Path,
) -> None:
    folder = copy(tmp_path / "snapshots", DAY)
    begin_journal(folder)
    where = ("--key", tmp_path / "kept-elsewhere.key", "--snapshots", folder)
    assert b"is bound to no journal" in run("journal", "verify", *where).stdout
    assert run("journal", "bind", "--snapshots", folder).returncode == 0
    assert b"is bound to no journal" not in run("journal", "verify", *where).stdout
