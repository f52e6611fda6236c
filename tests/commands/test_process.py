"""However a command is stopped or started: one sentence, no traceback, nothing left."""

from __future__ import annotations

import functools
import io
import os
import signal
import stat
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from data import process
from data.__main__ import main
from data.commands import COMMANDS, verify
from data.progress import progress
from tests.support.sealed import DAY, EMPTY, ROOT, SAMPLE, command, copy

LOADED = "import time:"
"""How a line begins that says which module was loaded."""


def under(shell: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command by a shell that does something first."""
    return subprocess.run(
        ["/bin/sh", "-c", shell, "sh", *command(*words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ('exec "$@" >&-', ("export", "findings")),
        ('ulimit -v 1000000; exec "$@"', ("verify",)),
    ],
)
def test_what_a_process_lacks_is_said_in_a_sentence(
    shell: str, words: tuple[str, ...]
) -> None:
    done = under(shell, *words)
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    assert sentence.endswith((".",))
    assert done.stdout == ""


def test_without_a_place_for_errors_a_command_does_its_work() -> None:
    done = under('exec "$@" 2>&-', "policy", "check")
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_made_is_never_for_others(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        process.keep_to_ourselves()
        (tmp_path / "folder").mkdir()
        (tmp_path / "file").touch()
    finally:
        os.umask(mask)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {0o750, 0o640}


def stopped(
    words: list[object], number: int, moment: float, temporary: Path
) -> tuple[int, list[str]]:
    """Stop a command so long after its first line; return its code and what it said.

    Until then it is Python that starts, which no program can do anything about.
    """
    python, *rest = command(*words)
    with subprocess.Popen(
        [python, "-X", "importtime", *rest],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    ) as running:
        assert running.stderr
        texts, timer = [], threading.Timer(moment, running.send_signal, [number])
        for line in running.stderr:
            if not line.startswith(LOADED):
                texts.append(line)
            elif line.rpartition("|")[2].strip() == "data.process":
                timer.start()
        running.wait(60)
        timer.cancel()
    return running.returncode, texts


@pytest.mark.parametrize("number", process.SIGNALS)
def test_a_stop_while_modules_are_loaded_is_a_stop(number: int, tmp_path: Path) -> None:
    code, texts = stopped(["verify"], number, 0.05, tmp_path)
    assert (code, texts) == (128 + number, ["Stopped.\n"])


def test_a_stop_that_an_object_swallows_as_it_goes_comes_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Going:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGTERM)

    def work(_: object) -> int:
        Going()
        time.sleep(5)
        return 0

    monkeypatch.setattr(verify, "run", work)
    began = time.monotonic()
    assert main(["verify"]) == 143
    assert time.monotonic() - began < 4
    assert capsys.readouterr().err == "Stopped.\n"


def test_a_stop_while_a_lock_is_taken_leaves_none_held(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lock, reached = threading.Lock(), []

    class Taken:
        acquire, release, __exit__ = lock.acquire, lock.release, lock.__exit__
        __enter__ = functools.partial(signal.raise_signal, signal.SIGTERM)

    taken: Any = Taken()

    def work(_: object) -> int:
        # the stop comes where `Condition` has its lock, and its caller not yet
        threading.Condition(taken).__enter__()
        reached.append(True)
        time.sleep(5)
        return 0

    monkeypatch.setattr(verify, "run", work)
    began = time.monotonic()
    assert main(["verify"]) == 143
    assert reached
    assert time.monotonic() - began < 4
    assert capsys.readouterr().err == "Stopped.\n"


class Terminal(io.StringIO):
    """A terminal at which another thread gets its turn between two writes."""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        time.sleep(0.001)
        return super().write(text)


def test_progress_of_several_threads_is_told_in_whole_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    tell = progress()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, ["keeping holding"] * 40))
    lines = shown.getvalue().splitlines()
    assert [line.partition(" s  ")[2] for line in lines] == ["keeping holding"] * 40


WORDS: dict[str, tuple[object, ...]] = {
    "contract": ("--queries", "{out}"),
    "source": ("export", "--out", "{out}.xlsx"),
    "map": ("check", SAMPLE / "source"),
    "pseudonymise": (SAMPLE / "source", "{out}", "--key", "{out}.key", "--new-key"),
    "seal": (SAMPLE / "source", "--replace"),
    "reseal": (SAMPLE / "source", "--replace"),
    "month": ("{out}.toml",),
    "verify": (),
    "compare": (EMPTY, DAY, "--out", "{out}.pdf"),
    "export": ("findings", "--format", "xlsx", "--out", "{out}.xlsx"),
    "pack": ("--out", "{out}.zip"),
    "agenda": ("--out", "{out}.ics"),
    "report": ("--out", "{out}.pdf"),
    "register": ("--out", "{out}.pdf"),
    "recall": (),
    "remind": ("--from", "dpo@example.org", "--out", "{out}"),
    "journal": ("show",),
    "prune": ("--dry-run",),
    "backup": ("{out}",),
    "restore": ("{out}",),
    "calendar": ("list",),
    "policy": ("check",),
    "config": ("check",),
    "demo": ("{out}", "--clients", 200),
}
"""How every command is called that needs no other machine."""
ELSEWHERE = {"fetch"}
"""What needs another machine."""


def test_every_command_has_a_call_that_is_stopped() -> None:
    assert WORDS.keys() | ELSEWHERE == {*COMMANDS}


MOMENTS = (0.2, 0.6, 1.0, 1.5, 2.2)


@pytest.mark.nightly
@pytest.mark.parametrize("number", process.SIGNALS)
@pytest.mark.parametrize("name", [*WORDS])
def test_every_command_that_is_stopped_says_so_and_leaves_nothing(
    tmp_path: Path, name: str, number: int
) -> None:
    root, temporary = copy(tmp_path / "snapshots"), tmp_path / "temporary"
    temporary.mkdir()
    words = [str(w).format(out=tmp_path / "out") for w in WORDS[name]]
    if name not in ("contract", "policy", "demo", "pseudonymise"):
        words += ["--snapshots", str(root)]
    for moment in MOMENTS:
        code, texts = stopped([name, *words], number, moment, temporary)
        assert "Traceback" not in "".join(texts)
        if code == 128 + number:
            assert texts[-1] == "Stopped.\n"
        assert list(temporary.iterdir()) == []
        assert not list(tmp_path.glob(".*"))
