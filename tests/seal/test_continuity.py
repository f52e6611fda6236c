"""A source goes on where the snapshot before stopped, or somebody says it is meant."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from data.seal.check.continuity import NOTHING_MEANT, Meant
from data.seal.publish import SealRefused
from data.seal.run import seal
from tests.support.making import Making

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = 30


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a source of many clients, and its snapshot."""
    making = Making()
    for number in range(1, MANY + 1):
        client = f"C-{number:06}"
        making.add("client", client_id=client)
        item = ("cv", "education")[number % 2]
        making.add("holding", client_id=client, item=item)
    folder = tmp_path_factory.mktemp("begun")
    seal(making.write(folder / "source"), folder / "snapshots")
    return folder


def next_month(begun: Path, to: Path, change: Callable[[Path], None]) -> Path:
    """Write the source of a month later, changed; the snapshots stand beside."""
    shutil.copytree(begun / "snapshots", to / "snapshots")
    shutil.copytree(begun / "source", to / "source")
    path = to / "source" / "snapshot.toml"
    path.write_text(path.read_text().replace("2026-10-31", "2026-11-30"))
    change(to / "source")
    return to / "source"


def kept(table: str, rows: int) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        path = source / f"{table}.csv"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(lines[: rows + 1]))

    return change


def renumbered(source: Path) -> None:
    """Give every holding the key of another."""
    path = source / "holding.csv"
    rows = pl.read_csv(path, infer_schema=False)
    rows.with_columns(pl.col("holding_id").reverse()).write_csv(path)


@pytest.mark.parametrize("rows", [0, 1, MANY // 2 - 1])
def test_a_table_that_fell_by_more_than_half_is_refused_by_name_and_numbers(
    begun: Path, tmp_path: Path, rows: int
) -> None:
    source = next_month(begun, tmp_path, kept("holding", rows))
    with pytest.raises(SealRefused, match=f"holding fell from 30 to {rows} rows"):
        seal(source, tmp_path / "snapshots")
    assert not (tmp_path / "snapshots" / "2026-11-30").exists()


def test_a_table_that_fell_is_sealed_when_that_is_meant(
    begun: Path, tmp_path: Path
) -> None:
    source = next_month(begun, tmp_path, kept("holding", 0))
    fewer = Meant(fewer=frozenset({"holding"}))
    assert seal(source, tmp_path / "snapshots", meant=fewer).rows == MANY


def test_keys_that_are_numbered_anew_are_refused(begun: Path, tmp_path: Path) -> None:
    source = next_month(begun, tmp_path, renumbered)
    refused = re.escape("30 of 30 unchanged rows of holding have another holding_id")
    with pytest.raises(SealRefused, match=refused):
        seal(source, tmp_path / "snapshots")
    with pytest.raises(SealRefused, match="--new-keys holding"):
        seal(source, tmp_path / "snapshots", meant=NOTHING_MEANT)


def test_every_break_is_told_in_one_run(begun: Path, tmp_path: Path) -> None:
    def both(source: Path) -> None:
        kept("client", MANY)(source)
        renumbered(source)
        path = source / "client.csv"
        rows = pl.read_csv(path, infer_schema=False)
        rows.with_columns(pl.col("client_id").reverse()).write_csv(path)

    source = next_month(begun, tmp_path, both)
    with pytest.raises(SealRefused) as refused:
        seal(source, tmp_path / "snapshots")
    assert "holding_id" in str(refused.value)
    assert "2026-10-31" in str(refused.value)


def test_more_rows_and_half_of_them_are_no_break(begun: Path, tmp_path: Path) -> None:
    source = next_month(begun, tmp_path, kept("holding", MANY // 2))
    assert seal(source, tmp_path / "snapshots").rows == MANY + MANY // 2


def test_a_table_that_is_not_delivered_has_not_fallen(
    begun: Path, tmp_path: Path
) -> None:
    def without(source: Path) -> None:
        (source / "holding.csv").unlink()
        path = source / "snapshot.toml"
        path.write_text(path.read_text().replace("= []", '= ["holding"]'))

    source = next_month(begun, tmp_path, without)
    assert seal(source, tmp_path / "snapshots").rows == MANY
