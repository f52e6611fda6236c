"""Snapshots of every format that has been: refused with the remedy, kept and erased."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data import CONTRACT, FORMAT, policy, snapshot
from data.commands.common import noted
from data.figures import key_figures
from data.journal import Journal, beside, pruning
from data.upkeep import prune
from data.upkeep.backup import Places, back_up
from data.upkeep.restore import prove
from tests.support import sealed
from tests.support.sealed import DAY, EMPTY, a_reader, copy, forge, reseal, run
from tests.support.versions import FOLDER

FIRST, OTHER_CONTRACT = 3, 6
"""The first format on record, and the first one of the contract of today."""
OLD = range(FIRST, FORMAT)


def day_of(version: int) -> str:
    return f"2020-{version:02}-28"


def databases(folder: Path, version: int) -> None:
    """Write the databases of a format as its record says, without a row."""
    shape = json.loads((FOLDER / f"format-{version}.json").read_text())
    for name in ("records", "summary"):
        (folder / f"{name}.duckdb").unlink()
        with duckdb.connect(folder / f"{name}.duckdb") as con:
            for table, columns in shape.items():
                of, _, called = table.partition(".")
                if of == name:
                    typed = (
                        f'"{column}" {"varchar" if kind.startswith("facts") else kind}'
                        for column, kind in columns.items()
                    )
                    con.execute(f'create table "{called}" ({", ".join(typed)})')


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return snapshots of today beside one of each format that has been."""
    root = copy(tmp_path_factory.mktemp("upgraded") / "snapshots")
    sealed.begin_journal(root)
    for version in OLD:
        day = day_of(version)
        shutil.copytree(root / EMPTY, root / day)
        databases(root / day, version)
        contract = CONTRACT if version >= OTHER_CONTRACT else 1

        def old(seal: dict[str, object], day: str = day) -> None:
            seal |= {"as_of": day, "format": version, "contract": contract}  # noqa: B023

        forge(root / day, old)
        reseal(root / day)
    return root


def test_every_format_that_has_been_is_on_record() -> None:
    versions = {int(path.stem[7:]) for path in FOLDER.glob("format-*.json")}
    assert versions == {*OLD, FORMAT}


@pytest.mark.parametrize("version", OLD)
def test_an_older_snapshot_is_refused_with_what_to_do(
    upgraded: Path, version: int
) -> None:
    done = run("verify", day_of(version), "--snapshots", upgraded)
    assert (done.returncode, done.stdout) == (1, b"")
    (sentence,) = done.stderr.decode().splitlines()
    assert "sealed by an older version of this software" in sentence
    assert f"(format {version}, contract " in sentence
    again = "Seal its source again with this version"
    if version < OTHER_CONTRACT:
        again = f"Export its source again by contract {CONTRACT}"
    assert again in sentence


def test_snapshots_of_today_go_on_beside_older_ones(upgraded: Path) -> None:
    reader = a_reader()
    try:
        newest = snapshot.find(upgraded)
        assert newest.day == DAY
        before = key_figures.earlier(reader.engine, newest)
        assert [each.day for each in before] == [EMPTY]
    finally:
        reader.close()


def test_older_snapshots_are_backed_up_and_lose_their_records(upgraded: Path) -> None:
    journal, folder = Journal(beside(upgraded)), upgraded.parent
    places = Places(upgraded, journal.folder, folder / "followup", folder)
    event = noted("backup.make", "admin")
    assert back_up(places, folder / "backup", journal, event).left_out == {}
    prove(folder / "backup")
    terms, on = policy.own_terms(), date(2023, 1, 1)
    came_to = prune.prune(upgraded, journal, terms, noted, on)
    assert [gone.day for gone in came_to.gone] == [day_of(v) for v in OLD]
    assert came_to.refused == ()
    for version in OLD:
        held = snapshot.locate(upgraded, day_of(version))
        snapshot.verify(held)
        pruning.prove(held, journal.folder)
        with pytest.raises(snapshot.SnapshotRefused) as refused:
            snapshot.find(upgraded, day_of(version))
        assert refused.value.reason == "older"
