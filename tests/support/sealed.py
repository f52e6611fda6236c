"""Snapshots for the tests: sealed once a session, copied where one is damaged.

2026-10-31 is the sample, 2026-09-30 a source without a row in any table.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import followup
from data.__main__ import main
from data.ask import Actor, Engine, Reader
from data.followup import Edit, Store
from data.journal import Event, Journal, beside
from data.journal.chain import Line
from data.seal.run import seal
from data.snapshot import Snapshot, find
from tests.support.samples import stale

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "samples" / "small"
EMPTY, DAY = "2026-09-30", "2026-10-31"
LATER = "2026-11-20"
"""A day of the fixture `snapshots` only: the sample, three weeks on."""
ROWS_LATER = frozenset({"erasure_proof"})
"""Lists without a row on DAY: in the snapshot before nothing was there to be erased."""
FILES = ("records.duckdb", "seal.json", "summary.duckdb")


def source(to: Path, *, as_of: str = DAY, emptied: tuple[str, ...] = ()) -> Path:
    """Write the sample as a source of its own; `emptied` tables lose their rows."""
    to.mkdir(parents=True)
    for file in (SAMPLE / "source").iterdir():
        text = file.read_bytes()
        if file.stem in emptied:
            text = text.splitlines(keepends=True)[0]
        if file.name == "snapshot.toml":
            text = text.replace(DAY.encode(), as_of.encode(), 1)
        (to / file.name).write_bytes(text)
    return to


def every_table() -> tuple[str, ...]:
    """Name the tables of the sample."""
    return tuple(file.stem for file in (SAMPLE / "source").glob("*.csv"))


@cache
def root() -> Path:
    """Seal the snapshots of this session; not to be touched, `copy` gives one."""
    assert not stale(), (
        f"the sample's {', '.join(stale())}.csv has not the columns of the contract:"
        " `python -m tests.support.samples` adds them, empty"
    )
    here = Path(tempfile.mkdtemp(prefix="sealed-for-tests-"))
    atexit.register(shutil.rmtree, here, ignore_errors=True)
    snapshots = here / "snapshots"
    seal(source(here / "bare", as_of=EMPTY, emptied=every_table()), snapshots)
    seal(SAMPLE / "source", snapshots)
    return snapshots


def sample(day: str = DAY) -> Snapshot:
    """Return a sealed snapshot that no test touches."""
    return find(root(), day)


def copy(to: Path, *days: str) -> Path:
    """Copy snapshots to a folder where a test may damage them; all by default."""
    to.mkdir(exist_ok=True)
    for day in days or (EMPTY, DAY):
        shutil.copytree(root() / day, to / day)
        (to / day).chmod(0o700)
        for file in (to / day).iterdir():
            file.chmod(0o600)
    return to


def day_with_rows(name: str) -> str:
    """Return a day of the fixture `snapshots` on which a list has rows."""
    return LATER if name in ROWS_LATER else DAY


def forge(folder: Path, change: Callable[[Any], object]) -> None:
    """Change what a seal says."""
    seal = json.loads((folder / "seal.json").read_bytes())
    change(seal)
    (folder / "seal.json").write_text(json.dumps(seal))


def reseal(folder: Path) -> None:
    """Make a seal right again for files that were changed, as a forger would."""

    def hashes(seal: dict[str, Any]) -> None:
        for name, entry in seal["files"].items():
            data = (folder / name).read_bytes()
            entry |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    forge(folder, hashes)


def content(folder: Path) -> dict[str, bytes]:
    """Read every file below a folder, the lock of the snapshots aside."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def command(*arguments: object) -> list[str]:
    """Return the words that run `python -m data` as a process of its own."""
    return [sys.executable, "-m", "data", *map(str, arguments)]


def run(*arguments: object, **how: Any) -> subprocess.CompletedProcess[bytes]:
    """Run a command of `python -m data` to its end; what it says is captured.

    As a process of its own where something is said of how; else in this one, which
    has loaded what every command loads first.
    """
    words = command(*arguments)
    if not how:
        code, out, err = _run_here(words[3:])
        return subprocess.CompletedProcess(words, code, out, err)
    settings: dict[str, Any] = {
        "capture_output": True,
        "timeout": 120,
        "cwd": ROOT,
    } | how
    done: subprocess.CompletedProcess[bytes] = subprocess.run(
        words, check=False, **settings
    )
    return done


def _run_here(words: list[str]) -> tuple[int, bytes, bytes]:
    out, err = _stream(), _stream()
    with (
        contextlib.chdir(ROOT),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, out.buffer.getvalue(), err.buffer.getvalue()


def _stream() -> io.TextIOWrapper[io.BytesIO]:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)


def begin_journal(snapshots: Path) -> Journal:
    """Begin the journal of snapshots as one should: the first key lies elsewhere."""
    journal = Journal(beside(snapshots))
    start = Event(event="journal.start", who="a-test", role="dpo", via="command")
    journal.init(snapshots.with_name("kept-elsewhere.key"), start)
    return journal


def follow_up(snapshots: Path) -> None:
    """Write in the follow-up beside the snapshots who takes up a finding."""
    Store(followup.beside(snapshots)).change(
        {"finding/RET-01/H-1": 0},
        Edit({"owner": "ict"}),
        by="a-test",
        role="dpo",
        owners=["ict"],
        tell=lambda changes, why: None,
    )


def unwritten(_: Event) -> Line:
    """Take an event for a test that wants no journal."""
    return Line(0, "", {})


def a_reader(
    role: str = "dpo",
    purpose: str | None = "audit",
    write: Callable[[Event], Line] = unwritten,
) -> Reader:
    """Return a reader with an engine of its own, for a test to ask with."""
    return Reader(Engine(), lambda: Actor("a-test", role, purpose), write)
