"""What docs/OPERATIONS.md tells to do is done, from the first command to the last."""

from __future__ import annotations

import contextlib
import re
import shlex
from pathlib import Path

import pytest

from data.__main__ import main
from tests.support.sealed import EMPTY, ROOT, every_table, source

TEXT = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TEXT, re.M | re.S)
COMMAND = "python -m data "


def test_what_is_told_is_done_from_install_to_restore(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("JOURNAL", "FOLLOWUP", "ROLES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for folder in ("keys", "backups", "new", "data"):
        (tmp_path / folder).mkdir()
    source(tmp_path / "source", as_of=EMPTY, emptied=every_table())
    lines = [line for block in BLOCKS for line in block.splitlines()]
    others = [line for line in lines if not line.startswith(COMMAND)]
    assert not others, "the blocks of OPERATIONS.md hold commands alone"
    printed = {}
    for line in lines:
        words, _, file = line.removeprefix(COMMAND).partition(" > ")
        with contextlib.chdir(tmp_path):
            code = main(shlex.split(words))
        came_out = capsys.readouterr()
        assert code == 0, f"{line}\n{came_out.err}"
        printed[line] = came_out.out
        if file:
            (tmp_path / file).write_text(came_out.out, encoding="utf-8")
    reports = [(tmp_path / f"{n}.pdf").read_bytes() for n in ("report", "report-again")]
    assert reports[0] == reports[1]
    (proved,) = (text for line, text in printed.items() if "journal verify" in line)
    assert proved.startswith("Sound.")
    assert "It was restored from a backup at line" in proved
