"""A snapshot is published whole or not at all, whatever happens meanwhile.

Seals killed at chance moments and on full disks are in tests/faults.
"""

from __future__ import annotations

import csv
import hashlib
import json
import platform
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import duckdb
import pytest

import queries
from data import CONTRACT, FORMAT, VERSION, policy, snapshot
from data.__main__ import main
from data.seal import check, doing, load, publish
from data.seal.publish import SealRefused
from data.seal.ranges import spread
from data.seal.report import SourceRefused
from data.seal.run import seal
from data.snapshot import DATABASES, SEAL, find
from tests.faults.full_disks import (
    STEPS,
    Stopped,
    built,
    disk,
    failing,
    held,
    make_read_only,
    one_sentence,
)
from tests.faults.killed_seals import SOURCE, left_behind, sealing, sound
from tests.faults.killed_seals import seal as words_of_a_seal
from tests.support.sealed import DAY, EMPTY, FILES, ROOT, content, copy, sample
from tests.support.sealed import root as sealed_root
from tests.support.sealed import source as write_source


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder in which one snapshot is sealed already."""
    return copy(tmp_path / "snapshots", EMPTY)


# -- what is published --------------------------------------------------------


def test_a_snapshot_holds_exactly_three_private_files(tmp_path: Path) -> None:
    folder = sample().path
    assert sorted(p.name for p in folder.iterdir()) == list(FILES)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o440}
    assert left_behind(sealed_root()) == []


def test_the_digest_is_the_hash_of_the_seal() -> None:
    data = (sample().path / SEAL).read_bytes()
    assert sample().digest == hashlib.sha256(data).hexdigest()
    assert data.endswith(b"}\n")


def test_the_seal_tells_size_and_hash_of_files() -> None:
    for name, entry in sample().seal["files"].items():
        data = (sample().path / name).read_bytes()
        assert entry == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def test_the_seal_tells_what_it_is_made_of() -> None:
    stated = sample().seal
    assert stated["as_of"] == DAY
    assert stated["format"] == FORMAT
    assert stated["contract"] == CONTRACT
    assert stated["controller"] == "Hartman Re-integratie BV"
    assert stated["exported_at"] == "2026-10-31T23:30:00+01:00"
    assert stated["statement"] == "2018-05-25"
    assert datetime.fromisoformat(stated["sealed_at"]).tzinfo is not None
    assert stated["software"]["dashboard"] == VERSION
    assert stated["software"]["python"] == platform.python_version()
    assert stated["software"]["duckdb"] == duckdb.__version__


def test_the_seal_hashes_every_file_of_the_source() -> None:
    assert sample().seal["source"] == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in SOURCE.iterdir()
    }


def test_the_seal_hashes_all_policy_and_rules() -> None:
    stated = sample().seal
    facts = {p.name for p in policy.FOLDER.iterdir() if p.suffix in (".csv", ".toml")}
    assert set(stated["policy"]) == facts | {
        f"statements/{p.name}" for p in policy.FOLDER.glob("statements/*.toml")
    }
    rules = {f"findings/{name}.sql" for name in queries.folder("findings")}
    assert rules | {"macros.sql", "seal/02_retention.sql"} <= set(stated["queries"])
    assert stated["queries"]["macros.sql"] == (
        hashlib.sha256((queries.FOLDER / "macros.sql").read_bytes()).hexdigest()
    )


def test_the_seal_names_no_words_for_none_are_sealed() -> None:
    assert "words" not in sample().seal


def test_the_seal_counts_the_rows_of_tables() -> None:
    stated = sample().seal
    for path in SOURCE.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            assert stated["rows"][path.stem] == sum(1 for _ in csv.reader(file)) - 1
        assert stated["checks"][path.stem] == "passed"
    assert stated["rows"]["findings"] == sum(stated["findings"].values())
    assert set(stated["findings"]) == {"high", "medium", "low"}


def test_sealed_files_hold_tables_and_nothing_else() -> None:
    counted: dict[str, int] = {}
    for name in DATABASES:
        with duckdb.connect(sample().path / name, read_only=True) as con:
            opened = con.sql("select current_database()").fetchall()[0][0]
            contents = queries.folder("ask")["contents"].sql
            rows = con.sql(contents, params={"opened": opened}).fetchall()
        assert {kind for kind, *_ in rows} == {"table"}
        counted |= {table: n for _, table, n in rows}
    assert counted == sample().seal["rows"]


def test_the_summary_holds_figures_and_counts_alone() -> None:
    with duckdb.connect(sample().path / "summary.duckdb", read_only=True) as con:
        tables = con.sql("select table_name from duckdb_tables()").fetchall()
    assert {name for (name,) in tables} == {
        "breakdowns",
        "key_figures",
        "not_assessed",
        "requests_bridge",
        "snapshot",
    }


# -- a day that is sealed already ---------------------------------------------


def test_a_sealed_day_is_refused_and_unchanged(root: Path) -> None:
    copy(root, DAY)
    before = content(root)
    began = time.monotonic()
    with pytest.raises(SealRefused, match=f"^{DAY} is sealed already in .*--replace"):
        seal(SOURCE, root)
    assert time.monotonic() - began < 2
    assert content(root) == before


def test_replacing_puts_the_new_one_in_place(root: Path, tmp_path: Path) -> None:
    before = find(root, EMPTY).digest
    bare = write_source(
        tmp_path / "bare",
        as_of=EMPTY,
        emptied=tuple(path.stem for path in SOURCE.glob("*.csv")),
    )
    sealed = seal(bare, root, replace=True)
    assert sealed.path == root / EMPTY
    assert sealed.digest == find(root, EMPTY).digest != before
    assert sealed.rows == 0
    # what is found of the statement alone: STM-01 to STM-03
    assert sealed.findings == {"high": 4, "medium": 10, "low": 0}
    assert sound(root) == [EMPTY]
    assert left_behind(root) == []


def test_publishing_gives_the_digest_that_is_found(root: Path, tmp_path: Path) -> None:
    digest = publish.publish(tmp_path / "b", root, built(tmp_path / "b", "new"))
    assert find(root, DAY).digest == digest
    assert sound(root) == [DAY, EMPTY]


def test_a_wal_left_by_building_is_refused(root: Path, tmp_path: Path) -> None:
    stated = built(tmp_path / "b", "new")
    (tmp_path / "b" / "records.duckdb.wal").touch()
    with pytest.raises(SealRefused, match=r"Not built whole: records.duckdb, rec.*wal"):
        publish.publish(tmp_path / "b", root, stated)
    assert sound(root) == [EMPTY]


# -- stopped, failed, killed --------------------------------------------------


def test_a_step_that_fails_leaves_old_or_new(tmp_path: Path) -> None:
    old_stood = new_stood = 0
    for at in count(1):
        root = copy(tmp_path / str(at), EMPTY)
        with publish.alone(root), publish.building(root) as here:
            publish.publish(here, root, built(here, "old"))
        failed = False
        with publish.alone(root):
            try:
                with failing(at) as taken, publish.building(root) as here:
                    publish.publish(here, root, built(here, "new"))
            except Stopped:
                failed = True
        assert sound(root) == [DAY, EMPTY]
        old_stood += held(root) == "old"
        new_stood += held(root) == "new"
        with publish.alone(root):
            assert left_behind(root) == []
            assert sound(root) == [DAY, EMPTY]
        if not failed and taken() < at:
            break
    assert old_stood > 10
    assert new_stood > 1


KILLED = """
import json, os, signal, sys
from pathlib import Path
from data.seal import publish
root, at, told = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.stdin.read())
taken = 0
def step(function):
    def counted(*args, **how):
        global taken
        taken += 1
        if taken == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **how)
    return counted
for name in sys.argv[3:]:
    setattr(os, name, step(getattr(os, name)))
with publish.alone(root), publish.building(root) as ctx:
    for name in publish.DATABASES:
        (ctx / name).write_text(f"{name} of new")
    publish.publish(ctx, root, told)
"""


def test_a_kill_anywhere_leaves_old_or_new(tmp_path: Path) -> None:
    text = json.dumps(built(tmp_path / "b", "old"))
    away = 0
    for at in count(1):
        root = copy(tmp_path / str(at), EMPTY)
        with publish.alone(root):
            publish.publish(tmp_path / "b", root, built(tmp_path / "b", "old"))
        shutil.rmtree(tmp_path / "b")
        done = subprocess.run(
            [sys.executable, "-c", KILLED, root, str(at), *STEPS],
            cwd=ROOT,
            check=False,
            input=text.encode(),
        )
        assert done.returncode in (0, -signal.SIGKILL)
        # for a moment the old one is aside and the new one is not there yet
        away += sound(root) == [EMPTY]
        with publish.alone(root):
            assert sound(root) == [DAY, EMPTY]
            assert left_behind(root) == []
        assert held(root) in ("old", "new")
        if done.returncode == 0:
            break
    assert held(root) == "new"
    assert away == 1


def test_the_next_run_sweeps_and_seals(root: Path) -> None:
    with sealing(words_of_a_seal(root)) as (_, lines):
        assert any("deriving retention" in line for line in lines)
    assert [name[:10] for name in left_behind(root)] == [".building-"]
    seal(SOURCE, root)
    assert sound(root) == [DAY, EMPTY]
    assert left_behind(root) == []


def test_a_run_that_is_refused_sweeps_too(root: Path, tmp_path: Path) -> None:
    copy(root, DAY)
    (root / ".building-left").mkdir()
    (root / ".building-left" / "records.duckdb").touch()
    (root / f".replaced-{DAY}").mkdir()
    with pytest.raises(SealRefused, match="sealed already"):
        seal(SOURCE, root)
    assert left_behind(root) == []


def test_a_snapshot_put_aside_is_put_back(root: Path) -> None:
    (root / EMPTY).rename(root / f".replaced-{EMPTY}")
    with pytest.raises(SealRefused, match=f"{EMPTY} is sealed already"):
        with publish.alone(root):
            publish.refuse_sealed(root, EMPTY, replace=False)
    assert sound(root) == [EMPTY]


def test_what_is_no_snapshot_is_not_swept(root: Path) -> None:
    for name in (".replaced-notes", "notes", ".git"):
        (root / name).mkdir()
    with publish.alone(root):
        assert left_behind(root) == [".git", ".replaced-notes", "notes"]


# -- refused ------------------------------------------------------------------


def test_a_refused_source_leaves_no_trace(root: Path, tmp_path: Path) -> None:
    broken = write_source(tmp_path / "broken")
    text = (broken / "client.csv").read_text()
    (broken / "client.csv").write_text(text.replace(",true", ",yes", 1))
    before = content(root)
    with pytest.raises(SourceRefused, match=r"^Source broken breaks the contract"):
        seal(broken, root)
    assert content(root) == before
    assert left_behind(root) == []


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="Source nowhere breaks") as caught:
        seal(tmp_path / "nowhere", tmp_path / "snapshots")
    assert len(caught.value.failures) == 1
    assert snapshot.days(tmp_path / "snapshots") == []


def test_a_second_seal_meanwhile_is_refused(root: Path) -> None:
    before = content(root)
    with publish.alone(root):
        with pytest.raises(
            SealRefused, match=r"Another seal is running in .* Try again"
        ):
            seal(SOURCE, root)
    assert content(root) == before


def test_a_source_that_changes_meanwhile_is_refused(root: Path, tmp_path: Path) -> None:
    changing = write_source(
        tmp_path / "changing",
        emptied=tuple(path.stem for path in SOURCE.glob("*.csv")),
    )

    def tell(what: str) -> None:
        if what == "computing key figures":
            with (changing / "client.csv").open("a") as file:
                file.write("C-000001,2026-01-01,,,true\n")

    with pytest.raises(SealRefused, match="changed while they were sealed"):
        seal(changing, root, tell=tell)
    assert sound(root) == [EMPTY]
    assert left_behind(root) == []


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (duckdb.OutOfMemoryException, "it needs more than 1GB of memory"),
        (duckdb.IOException, "the disk is full, or a file cannot be read or written"),
        (duckdb.ConversionException, "ConversionException, which is a fault of this"),
        (check.CheckBroken, "a fault of this software"),
    ],
)
def test_what_the_engine_refuses_is_said_plainly(
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
    why: str,
) -> None:
    def refuse(*_: object) -> int:
        raise error("a check" if error is check.CheckBroken else "value 'C-000042'")

    monkeypatch.setattr(load, "load", refuse)
    with pytest.raises(SealRefused, match=why) as caught:
        seal(SOURCE, root)
    assert "C-000042" not in str(caught.value)
    assert str(caught.value).startswith("Nothing is sealed. It stopped at 'loading ")
    assert caught.value.__suppress_context__
    assert left_behind(root) == []


def test_too_little_memory_is_said_plainly(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doing, "MEMORY", "1MB")
    with pytest.raises(SealRefused, match="it needs more than 1MB of memory"):
        seal(SOURCE, root)
    assert sound(root) == [EMPTY]
    assert left_behind(root) == []


def test_what_many_rows_may_take_bounds_them(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "ROWS", 0)
    monkeypatch.setattr(doing, "MUCH", "1MB")
    with pytest.raises(SealRefused, match=r"\(1MB for many rows\)"):
        seal(SOURCE, root)
    assert sound(root) == [EMPTY]
    assert left_behind(root) == []


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of a few megabytes."""
    with disk(tmp_path / "tiny", 8 << 20) as mounted:
        if not mounted:
            pytest.skip("only root can make a small disk, and not everywhere")
        yield tmp_path / "tiny"


def test_a_tiny_disk_publishes_nothing_and_recovers(
    tiny: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copy(tiny / "snapshots", EMPTY)
    before, room = content(root), shutil.disk_usage(tiny).free
    assert main(["seal", str(SOURCE), "--snapshots", str(root)]) == 1
    assert one_sentence(capfd.readouterr().err)
    assert content(root) == before
    assert left_behind(root) == []
    assert shutil.disk_usage(tiny).free > room - 100_000


def test_a_folder_that_cannot_be_written_is_told(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    barred = Path("/proc/self/snapshots")  # not even root makes a folder there
    assert main(["seal", str(SOURCE), "--snapshots", str(barred)]) == 1
    assert one_sentence(printed := capfd.readouterr().err)
    assert printed.startswith("The file system refused: ")
    assert str(barred) in printed


def test_a_read_only_disk_is_told(
    tiny: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = copy(tiny / "snapshots", EMPTY)
    make_read_only(tiny)
    before = content(root)
    assert main(["seal", str(SOURCE), "--snapshots", str(root)]) == 1
    assert capfd.readouterr().err.startswith(
        "The file system refused: Read-only file system"
    )
    assert content(root) == before
    assert sound(root) == [EMPTY]
