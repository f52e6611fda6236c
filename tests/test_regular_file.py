"""A file that somebody names is a file, of a size that can be read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from data import policy, regular_file, snapshot
from data.journal import verify as verified
from data.seal import same_rows
from tests.support import sealed

NOT_FILES = ("pipe", "device", "folder", "large")


@pytest.fixture(params=NOT_FILES)
def unfit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return what is no file, or one without end; opening some of them would hang."""
    path = tmp_path / "unfit.toml"
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "device":
        path.symlink_to("/dev/zero")
    elif request.param == "folder":
        path.mkdir()
    else:
        with path.open("wb") as file:
            file.truncate(regular_file.LARGEST + 1)
    return path


def test_what_is_no_file_or_too_large_is_refused(unfit: Path) -> None:
    with pytest.raises(OSError, match=r"no regular file|more than 4,194,304 bytes"):
        regular_file.read(unfit)


def test_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a" * 9)
    assert regular_file.read(path, 9) == b"a" * 9
    path.unlink()
    with pytest.raises(FileNotFoundError):
        regular_file.read(path)


@pytest.mark.parametrize("name", ["snapshot.toml", "mapping.toml"])
def test_source_with_a_pipe_for_a_file_is_refused(tmp_path: Path, name: str) -> None:
    source = sealed.source(tmp_path / "source")
    (source / name).unlink(missing_ok=True)
    os.mkfifo(source / name)
    done = sealed.run("seal", str(source), "--snapshots", str(tmp_path / "snapshots"))
    assert done.returncode == 1
    assert name in done.stderr.decode()


def test_backup_with_a_pipe_for_its_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    os.mkfifo(tmp_path / "backup" / "manifest.json")
    where = ("--snapshots", str(tmp_path / "snapshots"))
    done = sealed.run("restore", str(tmp_path / "backup"), *where)
    assert done.returncode == 1
    assert b"is no manifest of a backup" in done.stderr


@pytest.mark.parametrize("command", ["verify", "month"])
def test_command_refuses_what_is_no_file(tmp_path: Path, command: str) -> None:
    path = tmp_path / "unfit.zip"
    os.mkfifo(path)
    done = sealed.run(command, str(path), "--snapshots", str(tmp_path))
    assert done.returncode in (1, 2)
    assert b"it is no regular file" in done.stderr
    assert str(path).encode() in done.stderr


@pytest.mark.parametrize(
    "name", ["countries.csv", "own_terms.toml", "statements/2018-05-25.toml"]
)
def test_policy_with_a_pipe_for_a_file_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(policy.FOLDER, folder)
    (folder / name).unlink()
    os.mkfifo(folder / name)
    with pytest.raises(policy.PolicyError) as refused:
        policy.check(folder)
    assert f"{name}: cannot be read: it is no regular file" in str(refused.value)


def test_journal_with_a_pipe_for_a_month_is_refused(tmp_path: Path) -> None:
    journal = sealed.begin_journal(tmp_path / "snapshots")
    (month,) = journal.folder.glob("*-*.jsonl")
    month.unlink()
    os.mkfifo(month)
    with pytest.raises(OSError, match="no regular file"):
        verified(journal.folder, bytes(32))


def test_damaged_file_that_is_far_too_large_is_not_copied(tmp_path: Path) -> None:
    held = snapshot.find(sealed.copy(tmp_path / "snapshots"), sealed.DAY)
    path = held.path / snapshot.RECORDS
    os.truncate(path, 3 * path.stat().st_size)
    assert same_rows.hashed(held) is None


def test_key_that_is_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    source, key = sealed.source(tmp_path / "export"), tmp_path / "clients.key"
    key.symlink_to(key.name)
    done = sealed.run("pseudonymise", source, tmp_path / "out", "--key", key)
    assert done.returncode == 1
    assert b"is a link, or cannot be opened" in done.stderr
