"""A backup holds all that is kept and no key; put back it gives the same figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data import followup, runs, snapshot
from data.ask import ask
from data.commands.common import noted
from data.followup import Store
from data.journal import (
    BoundJournal,
    Journal,
    JournalUnavailable,
    anchors,
    beside,
    binding,
    forks,
    ledger,
)
from data.journal import verify as verified
from data.journal.check import Report
from data.runs import MonthlyRun
from data.seal import publish
from data.upkeep import backup as backing
from data.upkeep import restore as restoring
from data.upkeep.alone import BackupRefused
from data.upkeep.backup import Places, back_up
from tests.support import sealed
from tests.support.sealed import DAY, EMPTY, a_reader, content, copy, follow_up, run

EVENT = noted("backup.make", "admin")
BACK = noted("journal.restore", "admin")
SECRETS = "client_secret of the provider", "cookie secret"


def places(folder: Path) -> Places:
    root = folder / "snapshots"
    return Places(root, beside(root), followup.beside(root), folder)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all that is kept, of which a backup was made; to be read."""
    folder = tmp_path_factory.mktemp("house")
    root = copy(folder / "snapshots")
    journal = sealed.begin_journal(root)
    BoundJournal(journal.folder, root).take()
    runs.write(root, MonthlyRun("report", DAY, "a" * 64))
    journal.write(noted("export.start", query="findings"))
    ledger.record(journal, 1, ["C-000001"])
    journal.anchor()
    follow_up(root)
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(
        f'[auth]\nclient_secret = "{SECRETS[0]}"\ncookie_secret = "{SECRETS[1]}"\n'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMTP_PASSWORD", SECRETS[1])
        patch.setenv("DASHBOARD_URL", "https://dashboard.hartman.example")
        back_up(places(folder), folder / "backup", journal, EVENT)
    return folder


@pytest.fixture
def backup(house: Path, tmp_path: Path) -> Path:
    """Return a copy of the backup that a test may damage."""
    shutil.copytree(house / "backup", tmp_path / "backup")
    for path in (tmp_path / "backup").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return tmp_path / "backup"


def kept(snapshots: Path) -> dict[str, bytes]:
    """Return what lies in a folder of snapshots, but for what they are bound to."""
    held = content(snapshots)
    del held[binding.NAME]
    return held


def checked(house: Path, journal: Path) -> Report:
    """Verify a journal with every anchor that the house itself has kept."""
    key = bytes.fromhex((house / "kept-elsewhere.key").read_text())
    public = anchors.read_public((journal / anchors.PUBLIC).read_text())

    def notes(*files: Path) -> list[str]:
        texts = [file.read_text() for file in files if file.exists()]
        return [note for text in texts for note in anchors.notes(text)]

    kept = notes(journal / anchors.ANCHORS, beside(house / "snapshots") / "anchors.txt")
    forked = forks.read(notes(journal / forks.FORKS), public)
    return verified(journal, key, anchors.read(kept, public), (), forked)


def test_what_is_put_back_is_bound_to_the_journal_that_was_put_back(
    house: Path, tmp_path: Path
) -> None:
    there = places(tmp_path / "elsewhere")
    restoring.restore(house / "backup", there, BACK)
    BoundJournal(there.journal, there.snapshots).write(BACK)
    before = (house / "snapshots" / binding.NAME).read_bytes()
    assert (there.snapshots / binding.NAME).read_bytes().startswith(before)
    with pytest.raises(JournalUnavailable):  # which stands and is another by now
        BoundJournal(beside(house / "snapshots"), there.snapshots).write(BACK)


def test_a_backup_has_no_key_and_no_secret_and_names_both(house: Path) -> None:
    held = content(house / "backup")
    signing = (beside(house / "snapshots") / anchors.SIGNING).read_bytes().strip()
    first = (house / "kept-elsewhere.key").read_bytes().strip()
    for secret in (signing, first, *(text.encode() for text in SECRETS)):
        assert not [name for name, text in held.items() if secret in text]
    manifest = json.loads(held["manifest.json"])
    assert any("first key" in key["key"] for key in manifest["keys"])
    settings = json.loads(held["configuration/settings.json"])
    assert "secrets.toml: auth.client_secret" in settings["secrets"]
    assert "smtp_password" in settings["secrets"]
    assert settings["settings"]["dashboard_url"].startswith("https://")
    assert "policy/own_terms.toml" in held
    assert {oct(p.stat().st_mode & 0o777) for p in (house / "backup").iterdir()} <= {
        *("0o700", "0o400"),
    }


def test_a_backup_stands_in_the_journal_before_it_is_there(house: Path) -> None:
    (line,) = Journal(beside(house / "snapshots")).read(event="backup.make")
    manifest = house / "backup" / "manifest.json"
    assert line.fields["sha256"] == restoring._hash(manifest)
    stood = json.loads(manifest.read_bytes())["journal"]
    assert stood["lines"] == line.seq - 1


def test_what_is_put_back_gives_the_same_figures(house: Path, tmp_path: Path) -> None:
    there = places(tmp_path / "elsewhere")
    done = restoring.restore(house / "backup", there, BACK)
    assert done.other_policy == ()
    before = kept(house / "snapshots")
    assert kept(there.snapshots) == before
    was, now = Store(followup.beside(house / "snapshots")), Store(there.followup)
    assert now.states() == was.states()
    reader = a_reader()
    try:
        for day in (EMPTY, DAY):
            rows = [
                ask(reader, snapshot.find(root, day), "key_figures")
                for root in (house / "snapshots", there.snapshots)
            ]
            assert rows[0].equals(rows[1])
    finally:
        reader.close()
    done_now = run("verify", "--snapshots", there.snapshots)
    assert (done_now.returncode, done_now.stderr) == (0, b"")
    modes = {
        p.relative_to(there.snapshots).as_posix(): p.stat().st_mode & 0o777
        for p in there.snapshots.rglob("*")
    }
    assert (modes[DAY], modes[f"{DAY}/seal.json"]) == (0o750, 0o440)


def test_a_journal_that_is_put_back_is_a_fork_that_is_said(
    house: Path, tmp_path: Path
) -> None:
    there = places(tmp_path / "elsewhere")
    done = restoring.restore(house / "backup", there, BACK)
    old, new = Journal(beside(house / "snapshots")), Journal(there.journal)
    old.write(noted("journal.read"))  # the machine of before goes on
    old.anchor()
    new.anchor()
    report = checked(house, there.journal)
    assert report.is_sound, report.problem
    message = " ".join(report.notices)
    assert f"restored from a backup at line {done.line}" in message
    assert "1 anchors are of lines that a restore lost" in message
    assert new.origin() != old.origin()
    start = new.write(noted("export.start", query="findings"))
    assert start.fields["export"] > 1000


BENDS: dict[str, Callable[[Path], object]] = {
    "the record of the restore is gone": lambda j: (j / forks.FORKS).unlink(),
    "it is called as before": lambda j: _change(j / forks.FORKS, "restored", "deleted"),
    "a line after it is cut": lambda j: _cut(j),
}


def _change(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


def _cut(journal: Path) -> None:
    (segment,) = journal.glob("*.jsonl")
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join(lines[:-1]))


@pytest.mark.parametrize("how", BENDS)
def test_a_fork_hides_nothing_else(house: Path, tmp_path: Path, how: str) -> None:
    there = places(tmp_path / "elsewhere")
    restoring.restore(house / "backup", there, BACK)
    Journal(there.journal).anchor()
    BENDS[how](there.journal)
    try:
        assert not checked(house, there.journal).is_sound
    except anchors.NotSigned:
        pass


def test_a_place_that_is_not_empty_is_refused(house: Path, tmp_path: Path) -> None:
    there = places(tmp_path)
    there.journal.mkdir()
    (there.journal / "2026-11.jsonl").write_bytes(b"")
    with pytest.raises(BackupRefused, match="is not empty"):
        restoring.restore(house / "backup", there, BACK)
    assert not there.snapshots.exists()
    assert [p.name for p in there.journal.iterdir()] == ["2026-11.jsonl"]


@pytest.mark.parametrize("how", ["changed", "missing", "added", "manifest", "form"])
def test_a_damaged_backup_is_refused(backup: Path, tmp_path: Path, how: str) -> None:
    file = backup / "snapshots" / DAY / "summary.duckdb"
    if how == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"!")
    elif how == "missing":
        file.unlink()
    elif how == "added":
        (file.parent / "summary.duckdb.wal").write_bytes(b"")
    elif how == "manifest":
        (backup / "manifest.json").write_text("[]")
    else:
        _change(backup / "manifest.json", '"format": 1', '"format": 2')
    there = places(tmp_path / "elsewhere")
    done = run("restore", backup, "--snapshots", there.snapshots)
    assert done.returncode == 1
    (sentence,) = done.stderr.decode().splitlines()
    assert str(backup) in sentence
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("part", ["journal", "followup", "snapshots"])
def test_a_restore_that_was_killed_is_done_again(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    there = places(tmp_path / "elsewhere")
    killed_at = getattr(there, part)

    def killed(folder: Path, to: Path) -> Path:
        if to == killed_at:
            raise SystemExit
        return renamed(folder, to)

    renamed = Path.rename
    monkeypatch.setattr(Path, "rename", killed)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(SystemExit):
        restoring.restore(house / "backup", there, BACK)
    monkeypatch.undo()
    restoring.restore(house / "backup", there, BACK)
    assert kept(there.snapshots) == kept(house / "snapshots")
    assert checked(house, there.journal).is_sound
    assert not list((tmp_path / "elsewhere").glob(".*"))


def test_a_backup_that_fails_leaves_nothing(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        back_up(
            places(house), tmp_path / "out", Journal(beside(house / "snapshots")), EVENT
        )
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_that_a_kill_left_aside_is_left_out_by_name(tmp_path: Path) -> None:
    root = copy(tmp_path / "snapshots")
    sealed.begin_journal(root)
    (root / DAY).rename(root / f"{publish.REPLACED}{DAY}")
    done = run("backup", tmp_path / "out", "--snapshots", root)
    assert done.returncode == 1
    assert f"Left out. {DAY} is being replaced".encode() in done.stderr
    assert snapshot.days(tmp_path / "out" / "snapshots") == [EMPTY]


def test_two_backups_at_once_do_not_empty_each_other(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []

    def meanwhile(*_: object) -> None:
        for name in ("out", "out-2"):
            with pytest.raises(BackupRefused, match="backup or restore is running in"):
                back_up(places(house), tmp_path / name, journal, EVENT)
            refused.append(name)

    journal = Journal(beside(house / "snapshots"))
    monkeypatch.setattr(backing, "_copy_policy", meanwhile)
    back_up(places(house), tmp_path / "out", journal, EVENT)
    assert refused == ["out", "out-2"]
    assert snapshot.days(tmp_path / "out" / "snapshots") == [DAY, EMPTY]


def test_two_restores_at_once_do_not_mix(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, copied = places(tmp_path / "elsewhere"), restoring._copy

    def meanwhile(*how: Any) -> None:
        with pytest.raises(BackupRefused, match="backup or restore is running in"):
            restoring.restore(house / "backup", there, BACK)
        copied(*how)

    monkeypatch.setattr(restoring, "_copy", meanwhile)
    restoring.restore(house / "backup", there, BACK)
    assert kept(there.snapshots) == kept(house / "snapshots")


@pytest.mark.parametrize("how", ["changed", "missing", "added", "link"])
def test_what_changes_after_it_was_proved_is_not_put_back(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    there, proved = places(tmp_path / "elsewhere"), restoring.prove
    file = backup / "followup" / "followup.sqlite"

    def meanwhile(folder: Path) -> Any:
        manifest = proved(folder)
        if how == "changed":
            file.write_bytes(file.read_bytes()[:-1] + b"!")
        elif how == "added":
            (backup / "followup" / "calendar.sqlite").write_bytes(b"")
        else:
            file.rename(tmp_path / "another")
        if how == "link":
            (tmp_path / "another").write_bytes(b"of another")
            file.symlink_to(tmp_path / "another")
        return manifest

    monkeypatch.setattr(restoring, "prove", meanwhile)
    with pytest.raises(BackupRefused, match="since it was made"):
        restoring.restore(backup, there, BACK)
    assert not [*(tmp_path / "elsewhere").iterdir()]


def test_an_empty_folder_that_was_added_is_damage(backup: Path, tmp_path: Path) -> None:
    (backup / "journal" / "2020-02.jsonl").mkdir()
    with pytest.raises(BackupRefused, match=r"journal/2020-02\.jsonl was added"):
        restoring.restore(backup, places(tmp_path / "elsewhere"), BACK)


def test_a_damaged_snapshot_is_left_out_by_name(tmp_path: Path) -> None:
    root = copy(tmp_path / "snapshots")
    sealed.begin_journal(root)
    (root / EMPTY / "records.duckdb").write_bytes(b"bent")
    done = run("backup", tmp_path / "out", "--snapshots", root)
    assert done.returncode == 1
    assert f"Left out. Snapshot {EMPTY} is refused".encode() in done.stderr
    assert snapshot.days(tmp_path / "out" / "snapshots") == [DAY]
    again = run("backup", tmp_path / "out", "--snapshots", root)
    assert (again.returncode, again.stdout) == (1, b"")
    assert b"is there already" in again.stderr
