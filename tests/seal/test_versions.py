"""A change of the contract, or of what is sealed, is a new version of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import versions


@pytest.mark.parametrize("of", versions.SHAPES)
def test_what_a_version_holds_never_changes(of: str) -> None:
    path, shape = versions.record(of), versions.SHAPES[of]()
    told = versions.differences(path, shape)
    assert not told, "\n".join([*told, versions.what_to_do(of)])


@pytest.mark.parametrize("of", versions.SHAPES)
def test_a_record_is_written_once_and_never_over_another(
    of: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(versions, "FOLDER", tmp_path / "versions")
    assert versions.main() == 0
    assert versions.main() == 0
    path = versions.record(of)
    other = json.loads(path.read_text())
    table, columns = next(iter(other.items()))
    column = next(iter(columns))
    columns[column] = "something else"
    path.write_text(json.dumps(other))
    assert versions.main() == 1
    assert json.loads(path.read_text()) == other
    said = capsys.readouterr().err
    assert f"- {table}.{column}: something else" in said
    assert versions.what_to_do(of) in said
