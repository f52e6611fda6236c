"""What is no file, or has no end, where a command or the app reads one.

A case is one of the files that are read, in whose place lies a pipe, a socket, a
device, a folder, a link to one of these or to nothing, or a file beyond all measure;
and a command that reads it. It must say so in words, soon, and with little memory.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import resource
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from streamlit import config

from data import settings
from data.__main__ import main
from data.commands import backup
from data.journal import binding, reading
from pages.parts.session import oidc
from tests.faults import Result, Tally
from tests.faults._kept_files import FILES, Kept, house

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "pipes, devices, folders, links to nothing and endless files where one is read"
BAD = "read, waited for, held in memory, or not refused in words"
FEW, MANY = 20, 1_000

PATIENCE = 60.0
"""Seconds after which a command hangs: by far more than it takes."""
ROOM = 200 << 10
"""Kilobytes of memory that it may take beyond what it takes of a sound file."""
MOST = 3 << 30
"""Bytes of memory after which it is stopped."""
LINES, SIGNS = 20, 2_500
"""What a refusal has at most; that of a source names every place."""


def _socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)  # a whole path is too long for one


def _link_to(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def link(path: Path) -> None:
        target = path.with_name(f"{path.name}.target")
        make(target)
        path.symlink_to(target)

    return link


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


KINDS: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a folder": Path.mkdir,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a terminal": lambda path: path.symlink_to("/dev/tty"),
    "a link to a pipe": _link_to(os.mkfifo),
    "a link to a folder": _link_to(Path.mkdir),
    "a link to nothing": lambda path: path.symlink_to(path.with_name("nothing")),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a terabyte": _huge,
}


def cells() -> list[tuple[Kept, str]]:
    """Return every file with every thing that may lie in its place."""
    every = product(FILES, KINDS)
    return [(at, kind) for at, kind in every if at.has_term or kind != "a terabyte"]


# -- a command, watched ---------------------------------------------------------


class Late(BaseException):
    """A command that was still at it."""


class Ended:
    """How a command ended: its code, what it said, and its memory in kilobytes."""

    def __init__(self, code: int | None, text: str, memory: int) -> None:
        """Take it; a code of None is a command that was still at it."""
        self.code, self.text, self.memory = code, text, memory

    def is_refusal(self, at: Kept) -> bool:
        """Return whether it is a few words that name what they are about."""
        is_short = self.text.count("\n") <= LINES and len(self.text) <= SIGNS
        broken = ("Traceback", "Exception", "Errno", "invalid", "not enough memory")
        is_plain = is_short and not any(word in self.text for word in broken)
        codes = (0,) if at.goes_on else (1, 2)
        return self.code in codes and is_plain and at.about in self.text


def done(folder: Path, words: str, patience: float) -> Ended:
    """Run a command in a house until it ends, or has been at it for too long."""
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with (
        _in(folder),
        _bound(patience) as peak,
        contextlib.redirect_stderr(printed),
        contextlib.redirect_stdout(printed),
    ):
        try:
            code: int | None = _app() if words == "the app" else main(words.split())
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
            print(left.code)
        except Late:
            code = None
        except BaseException as error:  # noqa: BLE001  what nobody foresaw
            code = -1
            print(f"Traceback: {error!r}")
    return Ended(code, printed.buffer.getvalue().decode(), peak())


@contextmanager
def _in(folder: Path) -> Iterator[None]:
    """Let a house be where everything is."""
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PROJECT", folder)
        patch.setattr(backup, "PROJECT", folder)
        patch.setenv("SNAPSHOTS", str(folder / "snapshots"))
        patch.delenv("CONFIG", raising=False)  # the house has one of its own
        for kept in (settings._read, settings._held):
            kept.cache_clear()
        yield
    for kept in (settings._read, settings._held):
        kept.cache_clear()


@contextmanager
def _bound(patience: float) -> Iterator[Callable[[], int]]:
    """Bound the time and the memory of what follows; tell how much more that took."""

    def late(*_: object) -> None:
        raise Late

    Path("/proc/self/clear_refs").write_text("5")  # the peak is what it is now
    before, soft = _memory_now(), resource.getrlimit(resource.RLIMIT_AS)
    size = int(Path("/proc/self/statm").read_text().split()[0]) * 4096
    resource.setrlimit(resource.RLIMIT_AS, (size + MOST, soft[1]))
    handler = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, patience)
    try:
        yield lambda: _memory_now() - before
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, soft)


def _memory_now() -> int:
    """Return the peak of what this process held, in kilobytes."""
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0])


def _app() -> int:
    """Do what the app does before it answers anybody."""
    config.set_option(
        "secrets.files", [str(Path(".streamlit/secrets.toml").absolute())]
    )
    config.set_option("server.allowedHosts", ["localhost"])
    st.secrets._reset()
    oidc.configured.cache_clear()
    try:
        settings.current()
        oidc.check()
    except settings.SettingsRefused as refused:
        sys.exit(str(refused))
    finally:
        st.secrets._reset()
        oidc.configured.cache_clear()
        config.set_option("secrets.files", [])
    return 0


# -- the suite ------------------------------------------------------------------


@cache
def _house() -> Path:
    return house(Path(tempfile.mkdtemp(prefix="special-files-")))


@contextmanager
def _copied(sound: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "house")
        shutil.copytree(sound, folder, symlinks=True)
        bound = folder / "snapshots" / binding.NAME  # to where the journal is now
        bound.write_text(bound.read_text().replace(str(sound), str(folder)))
        yield folder


@cache
def _memory(words: str) -> int:
    """Return what a command takes where all is sound; it has to do its work there."""
    with _copied(_house()) as folder:
        ended = done(folder, words, 10 * PATIENCE)
    assert ended.code == 0, (words, ended.text)
    return ended.memory


def _case(at: Kept, kind: str) -> str:
    """Return why a case is bad; empty where it is not."""
    most = _memory(at.words) + ROOM
    with _copied(_house()) as folder:
        (path,) = folder.glob(at.file)
        path.unlink()
        KINDS[kind](path)
        ended = done(folder, at.words, PATIENCE)
    if ended.is_refusal(at) and ended.memory < most:
        return ""
    return f"{ended.code}, {ended.memory >> 10} MB: {ended.text[-300:]}"


def _tried(some: list[tuple[Kept, str]]) -> Tally:
    tally = Tally()
    for at, kind in some:
        why = _case(at, kind)
        tally.case(f"{kind} for {at.file}, {at.words}: {why}", bad=bool(why))
    return tally


def run(count: int, seed: int) -> Result:
    """Try files and kinds in an order that is drawn; all where the count allows."""
    every = cells()
    random.Random(seed).shuffle(every)  # noqa: S311
    commands = {at.words for at in FILES}
    note = f"drawn among {len({at.file for at in FILES})} files, {len(KINDS)} kinds, "
    note += f"{len(commands)} commands; none took {ROOM >> 10} MB more than of a file"
    return _tried(every[:count]).result(note)


def broken(seed: int) -> Result:
    """Try one where a file is opened whatever it is."""
    some = [(at, "a pipe") for at in FILES if at.words == "journal show"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "open_regular", lambda path: path.open("rb"))
        patch.setattr(sys.modules[__name__], "PATIENCE", 1.0)
        return _tried(some).result()
