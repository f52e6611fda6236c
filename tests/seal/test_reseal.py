"""Sealing a row again: the order of sealing does not matter, and nothing gets lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from data.journal import beside
from data.pruned import NAME
from data.seal import run as seal_run
from data.seal.publish import SealRefused
from data.seal.reseal import by_day, is_sealed_from, refuse_gaps
from data.seal.run import seal
from data.snapshot import days, find, verify
from tests.support import changed
from tests.support.changed import DAYS, EARLIER, LATER
from tests.support.sealed import begin_journal, content, run

FIRST = DAYS[0].isoformat()


def source(day: str) -> Path:
    return changed.snapshots().parent / f"source-{day}"


@pytest.fixture
def out_of_order(tmp_path: Path) -> Path:
    """Return snapshots of which the second day is to come, after the third."""
    root = tmp_path / "snapshots"
    shutil.copytree(changed.snapshots() / FIRST, root / FIRST)
    seal(source(LATER), root)
    begin_journal(root)
    return root


def tables(root: Path, day: str) -> dict[str, Any]:
    hashes: dict[str, Any] = find(root, day).seal["tables"]
    return hashes


def test_order_of_sealing_does_not_matter_once_all_is_sealed_again(
    out_of_order: Path,
) -> None:
    assert tables(out_of_order, LATER) != tables(changed.snapshots(), LATER)
    sources = [source(day) for day in (LATER, FIRST, EARLIER)]
    done = run("reseal", *sources, "--replace", "--snapshots", out_of_order)
    assert done.returncode == 0, done.stderr.decode()
    assert days(out_of_order) == [LATER, EARLIER, FIRST]
    for day in days(out_of_order):
        resealed = find(out_of_order, day)
        verify(resealed)
        assert tables(out_of_order, day) == tables(changed.snapshots(), day)
    before = find(out_of_order, LATER).seal["previous"]
    assert before["digest"] == find(out_of_order, EARLIER).digest
    journal = "".join(
        path.read_text(encoding="utf-8", errors="ignore")
        for path in beside(out_of_order).rglob("*")
        if path.is_file()
    )
    for day in (FIRST, EARLIER, LATER):
        assert find(out_of_order, day).digest in journal


@pytest.mark.parametrize("where", ["--replace", "--out"])
def test_what_is_refused_half_way_leaves_all_as_it_was(
    out_of_order: Path, where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def breaking(*args: Any, **more: Any) -> Any:
        begun.append(args)
        if len(begun) == 2:
            raise SealRefused("The disk is full.")
        return original(*args, **more)

    original = seal_run._build
    monkeypatch.setattr(seal_run, "_build", breaking)
    held = content(out_of_order)
    to = ["--out", tmp_path / "new"] if where == "--out" else ["--replace"]
    sources = [source(day) for day in (FIRST, EARLIER, LATER)]
    done = run("reseal", *sources, *to, "--snapshots", out_of_order)
    assert done.returncode == 1
    assert "The disk is full." in done.stderr.decode()
    assert content(out_of_order) == held
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".resealing-*"))


def test_a_row_goes_to_another_folder_and_leaves_the_first(
    out_of_order: Path, tmp_path: Path
) -> None:
    held = content(out_of_order)
    folder = tmp_path / "sources"
    shutil.copytree(source(FIRST), folder / "august")
    done = run("reseal", folder, "--out", tmp_path / "new", "--snapshots", out_of_order)
    assert done.returncode == 0, done.stderr.decode()
    assert content(out_of_order) == held
    assert tables(tmp_path / "new", FIRST) == tables(out_of_order, FIRST)
    again = run("reseal", folder, "--out", tmp_path / "new")
    assert (again.returncode, b"there already" in again.stderr) == (2, True)


def test_a_day_without_its_source_is_not_left_between_others(tmp_path: Path) -> None:
    (tmp_path / FIRST).mkdir()
    (tmp_path / EARLIER).mkdir()
    with pytest.raises(SealRefused, match=f"no source for {FIRST}"):
        refuse_gaps(tmp_path, {EARLIER: tmp_path}, replace=True)
    refuse_gaps(tmp_path, {EARLIER: tmp_path}, replace=False)
    (tmp_path / FIRST / NAME).touch()  # its records were erased
    refuse_gaps(tmp_path, {EARLIER: tmp_path}, replace=True)
    with pytest.raises(SealRefused, match="erased under their term"):
        refuse_gaps(tmp_path, {FIRST: tmp_path}, replace=False)


def test_sources_stand_in_the_order_of_their_days() -> None:
    folders = [source(day) for day in (LATER, FIRST, EARLIER)]
    assert [*by_day(folders)] == [FIRST, EARLIER, LATER]
    with pytest.raises(SealRefused, match=f"both of {FIRST}"):
        by_day([source(FIRST), source(FIRST)])
    with pytest.raises(SealRefused, match="no source"):
        by_day([source(FIRST) / "nowhere"])


def test_a_source_is_what_was_sealed_as_long_as_no_byte_is_another(
    tmp_path: Path,
) -> None:
    sealed = changed.snapshots() / FIRST
    assert is_sealed_from(sealed, source(FIRST))
    assert not is_sealed_from(sealed, source(LATER))
    (tmp_path / "seal.json").write_text(json.dumps({"source": {}}))
    assert not is_sealed_from(tmp_path, source(FIRST))
