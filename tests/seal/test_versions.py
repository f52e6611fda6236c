"""A change of the contract, or of what is sealed, is a new version of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import samples, versions
from tests.support.sealed import source


@pytest.mark.parametrize("of", versions.SHAPES)
def test_what_a_version_holds_never_changes(of: str) -> None:
    path, shape = versions.record(of), versions.SHAPES[of]()
    changed = versions.differences(path, shape)
    assert not changed, "\n".join([*changed, versions.what_to_do(of)])


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
    message = capsys.readouterr().err
    assert f"- {table}.{column}: something else" in message
    assert versions.what_to_do(of) in message


def test_a_version_is_raised_where_the_record_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about, number = tmp_path / "__init__.py", versions.VERSIONS["contract"]
    about.write_text(versions.ABOUT.read_text())
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    monkeypatch.setattr(versions, "ABOUT", about)
    monkeypatch.setattr(samples, "SOURCE", source(tmp_path / "source"))
    versions.main()
    versions.record("contract").write_text("{}")
    raised = versions.raised()
    assert raised == versions.VERSIONS | {"contract": number + 1}
    assert f"FORMAT, CONTRACT = {raised['format']}, {number + 1}\n" in about.read_text()
    toml = (samples.SOURCE / "snapshot.toml").read_text()
    assert toml.startswith(f"contract = {number + 1}\n")


def test_a_sample_gets_the_columns_of_the_contract(tmp_path: Path) -> None:
    folder = source(tmp_path / "source")
    before = (folder / "consent.csv").read_text()
    assert samples.renew(folder) == []
    assert (folder / "consent.csv").read_text() == before
    lines = before.splitlines()
    assert lines[0].endswith(",form_version,withdrawn_on")
    cut = [line.rpartition(",")[0] for line in lines]
    (folder / "consent.csv").write_text("".join(f"{line}\n" for line in cut))
    assert samples.stale(folder) == ["consent"]
    assert samples.renew(folder) == ["consent"]
    renewed = (folder / "consent.csv").read_text().splitlines()
    assert renewed == [lines[0], *(f"{line}," for line in cut[1:])]
