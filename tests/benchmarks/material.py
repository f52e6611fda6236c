"""What is measured on: a source that is made, its snapshots, and commands timed."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.__main__ import main
from tests.support.browser import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

LOAD = """\
import sys, duckdb
from pathlib import Path
con = duckdb.connect(sys.argv[2], config={"threads": 2})
for file in sorted(Path(sys.argv[1]).glob("*.csv")):
    con.execute(f"create table {file.stem} as from read_csv($file)",
                {"file": str(file)})
con.close()
"""
"""What a seal is held against: the same files, loaded and no more."""


class CommandError(RuntimeError):
    """A command that was timed failed; the message says which."""


@dataclass(frozen=True)
class Ran:
    """What a command took."""

    seconds: float
    memory: int
    """Bytes that it held at most."""


def ran(*command: str | Path) -> Ran:
    """Run a command of Python to its end; CommandError where it fails."""
    whole = [sys.executable, *map(str, command)]
    began = time.monotonic()
    process = os.posix_spawn(
        sys.executable,
        whole,
        dict(os.environ) | {"PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(process, 0)
    if status:
        raise CommandError(f"{' '.join(whole[1:4])} failed")
    unit = 1 if sys.platform == "darwin" else 1024
    return Ran(time.monotonic() - began, usage.ru_maxrss * unit)


@dataclass(frozen=True)
class Material:
    """Sources of one size, the newest last, and the folder of their snapshots."""

    clients: int
    sources: Sequence[Path]
    snapshots: Path
    sealing: Ran
    loading: Ran

    @property
    def rows(self) -> int:
        """Return the rows of the newest source."""
        lines = 0
        for file in self.sources[-1].glob("*.csv"):
            with file.open("rb") as text:
                lines += sum(1 for _ in text) - 1
        return lines


def made(here: Path, clients: int, months: int) -> Material:
    """Make sources of a size and seal them; the newest alone is timed."""
    sources, snapshots = here / "sources", here / "snapshots"
    size, over = ("--clients", str(clients)), ("--months", str(months))
    main(["demo", str(sources), *size, *over])
    each = sorted(sources.iterdir())
    for source in each[:-1]:
        main(["seal", str(source), "--snapshots", str(snapshots)])
    loading = ran("-c", LOAD, each[-1], here / "loaded.duckdb")
    sealing = ran("-m", "data", "seal", each[-1], "--snapshots", snapshots)
    return Material(clients, each, snapshots, sealing, loading)
