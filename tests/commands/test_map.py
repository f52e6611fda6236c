"""`python -m data map`: what is left of a source, and one written by its mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from data.__main__ import main
from data.snapshot import days
from tests.support.dutch import ROWS, SOUND, clients
from tests.support.sealed import content

if TYPE_CHECKING:
    from pathlib import Path

Printed = pytest.CaptureFixture[str]


def test_a_source_that_is_checked_is_not_sealed(
    tmp_path: Path, capsys: Printed
) -> None:
    folder, snapshots = clients(tmp_path / "source"), tmp_path / "snapshots"
    assert main(["map", "check", str(folder), "--snapshots", str(snapshots)]) == 0
    assert "Rows: client 2." in capsys.readouterr().out
    (folder / "mapping.toml").write_text(SOUND.replace("ja", "Ja"))
    assert main(["map", "check", str(folder), "--snapshots", str(snapshots)]) == 1
    printed = capsys.readouterr().err
    assert "client.portal_account: mapping: a word that is neither" in printed
    assert days(snapshots) == []
    assert [path.name for path in snapshots.iterdir()] == [".lock"]


def test_client_numbers_that_month_replaces_are_no_error_of_a_check(
    tmp_path: Path, capsys: Printed
) -> None:
    """They are counted, and with another error they are one too."""
    rows = ROWS.replace("C-00000", "K")
    folder, snapshots = clients(tmp_path / "source", rows=rows), tmp_path / "snapshots"
    assert main(["map", "check", str(folder), "--snapshots", str(snapshots)]) == 0
    printed = capsys.readouterr().out
    assert "(2 rows)" in printed
    assert "is sound but for these client numbers" in printed
    assert "`month` makes pseudonyms of them" in printed
    (folder / "mapping.toml").write_text(SOUND.replace("ja", "Ja"))
    assert main(["map", "check", str(folder), "--snapshots", str(snapshots)]) == 1


def test_a_mapping_that_is_applied_gives_a_source_of_the_contract(
    tmp_path: Path, capsys: Printed
) -> None:
    folder, out = clients(tmp_path / "source"), tmp_path / "out"
    assert main(["map", "apply", str(folder), str(out)]) == 0
    assert (out / "client.csv").read_text() == (
        "client_id,registered_on,informed_on,statement_version,portal_account\n"
        "C-000001,2025-01-06,,,true\nC-000002,2025-10-31,,,false\n"
    )
    assert (out / "mapping.applied.toml").read_text() == SOUND
    assert main(["map", "check", str(out), "--snapshots", str(tmp_path / "s")]) == 0
    before = content(out)
    assert main(["map", "apply", str(folder), str(out)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert content(out) == before


def test_nothing_is_written_of_a_source_with_an_error(
    tmp_path: Path, capsys: Printed
) -> None:
    rows = ROWS.replace("31-10-2025", "gisteren")
    folder, out = clients(tmp_path / "source", rows=rows), tmp_path / "out"
    assert main(["map", "apply", str(folder), str(out)]) == 1
    printed = capsys.readouterr().err
    assert "Nothing is written." in printed
    assert "gisteren" not in printed
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("map", "apply", "{}", "{}/out"), "is no source: it has no snapshot.toml"),
        (("pseudonymise", "{}", "{}/out", "--key", "{}/key"), "is no source: it has"),
        (("seal", "{}", "{}", "--report", "{}/r"), "A report is of one source: give"),
    ],
)
def test_a_command_that_is_called_wrongly_says_what_it_wants(
    tmp_path: Path, capsys: Printed, words: tuple[str, ...], why: str
) -> None:
    assert main([word.format(tmp_path) for word in words]) in (1, 2)
    assert why in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]
