"""Snapshots damaged in every way we know: each must be refused, none served.

A case is a copy of a sound snapshot with one thing wrong with it. Both files are
asked, by whoever knew the snapshot before and by whoever finds it now. Where the
seal was rewritten so that its hashes agree, only the file that was forged must be
refused. A letter changed within a seal that still reads well is another seal: who
knows the digest refuses it, who does not cannot (SECURITY.md says so).
"""

from __future__ import annotations

import io
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pytest

from data import CONTRACT, FORMAT, snapshot
from data.ask import AskFailed, Reader, ask
from data.snapshot import DATABASES, SEAL, SnapshotRefused, find
from tests.faults import Result, Tally
from tests.support.sealed import DAY, EMPTY, FILES, a_reader, copy, forge, reseal, root

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random
    from typing import BinaryIO

    from data.snapshot import Snapshot

NAME = "snapshots damaged or forged, then opened and asked"
BAD = "served"
FEW, MANY = 60, 2_000

RECORDS, SUMMARY = DATABASES
TESTED = {"recipients": RECORDS, "key_figures": SUMMARY}
"""A question for each of the two files."""

HEADER = 12 << 10
BLOCK = 256 << 10


# -- the bytes of a file ------------------------------------------------------


def flip(path: Path, at: int | None = None, bit: int = 4) -> None:
    """Flip a bit, in the middle by default."""
    size = path.stat().st_size
    at = size // 2 if at is None else at
    with path.open("r+b", buffering=0) as file:
        byte = os.pread(file.fileno(), 1, at)[0]
        os.pwrite(file.fileno(), bytes([byte ^ 1 << bit]), at)


def swap_blocks(path: Path, block: int = 0, other: int = 1) -> None:
    """Change two blocks of the engine for each other."""
    data = bytearray(path.read_bytes())
    first, second = HEADER + block * BLOCK, HEADER + other * BLOCK
    size = min(BLOCK, len(data) - max(first, second))
    left, right = data[first : first + size], data[second : second + size]
    assert left != right
    data[first : first + size], data[second : second + size] = right, left
    path.write_bytes(data)


def as_sqlite(path: Path) -> None:
    """Put the head of a SQLite file in front."""
    path.write_bytes(b"SQLite format 3\0" + path.read_bytes()[16:])


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a bit flipped": (flip, "hash"),
    "truncated": (lambda p: os.truncate(p, p.stat().st_size - 4096), "size"),
    "truncated to nothing": (lambda p: os.truncate(p, 0), "size"),
    "bytes appended": (lambda p: p.write_bytes(p.read_bytes() + bytes(512)), "size"),
    "blocks swapped": (swap_blocks, "hash"),
    "replaced, same length": (lambda p: p.write_bytes(bytes(p.stat().st_size)), "hash"),
    "SQLite of the same length": (as_sqlite, "hash"),
    "CSV": (lambda p: p.write_text("name,value\nfindings_high,0\n"), "size"),
    "the other database": (
        lambda p: shutil.copy(root() / EMPTY / p.name, p),
        "size",
    ),
}
"""What is done to a database, and the reason that it is refused for."""


def zero(path: Path, chance: Random) -> None:
    """Write zeros over 64 bytes that are not all zero."""
    data = path.read_bytes()
    while True:
        at = chance.randrange(len(data) - 64)
        if any(data[at : at + 64]):
            break
    with path.open("r+b") as file:
        file.seek(at)
        file.write(bytes(64))


def swap(path: Path, chance: Random) -> None:
    """Swap two blocks that differ."""
    blocks = (path.stat().st_size - HEADER) // BLOCK
    while True:
        try:
            swap_blocks(path, *chance.sample(range(blocks), 2))
        except AssertionError:
            continue
        return


def clear_tail(path: Path, chance: Random) -> None:
    """Write zeros from somewhere to the end, as after a crash."""
    data = path.read_bytes()
    at = chance.randrange(len(data.rstrip(b"\0")))
    path.write_bytes(data[:at] + bytes(len(data) - at))


def append(path: Path, chance: Random) -> None:
    """Add up to a block of bytes."""
    with path.open("ab") as file:
        file.write(chance.randbytes(chance.randint(1, BLOCK)))


DRAWN: dict[str, Callable[[Path, Random], object]] = {
    "a bit": lambda p, c: flip(p, c.randrange(p.stat().st_size), c.randrange(8)),
    "a bit of the header": lambda p, c: flip(p, c.randrange(HEADER), c.randrange(8)),
    "64 bytes to zero": zero,
    "two blocks swapped": swap,
    "truncated somewhere": lambda p, c: os.truncate(p, c.randrange(p.stat().st_size)),
    "bytes appended": append,
    "the tail to zero": clear_tail,
}
"""What is done somewhere in a database."""


# -- the files of a folder ----------------------------------------------------

EXTRA: dict[str, Callable[[Path], object]] = {
    "records.duckdb.wal": Path.touch,
    "summary.duckdb.wal": lambda p: p.write_bytes(os.urandom(4096)),
    ".hidden": Path.touch,
    "notes.txt": lambda p: p.write_text("checked, fine"),
    "sub": Path.mkdir,
    "link": lambda p: p.symlink_to(p.parent / RECORDS),
    "Records.duckdb": lambda p: shutil.copy(p.parent / RECORDS, p),
}
"""What is laid beside the files of a snapshot, by its name."""

REWRITE = """
import os, signal, sys, duckdb
con = duckdb.connect(sys.argv[1], config={"wal_autocheckpoint": "1TB"})
con.execute("update key_figures set value = 12345")
os.kill(os.getpid(), signal.SIGKILL)
"""


@cache
def real_wal() -> bytes:
    """Make the log that a killed writer of the summary leaves."""
    with tempfile.TemporaryDirectory() as folder:
        working = Path(folder, "working.duckdb")
        shutil.copy(root() / DAY / SUMMARY, working)
        working.chmod(0o600)
        made = subprocess.run([sys.executable, "-c", REWRITE, working], check=False)
        assert made.returncode == -signal.SIGKILL
        return Path(folder, "working.duckdb.wal").read_bytes()


def move_away(path: Path) -> Path:
    """Move a file out of its snapshot; say where it is now."""
    away = path.parent.parent / f"away-{path.name}"
    path.rename(away)
    return away


def link(path: Path, chance: Random) -> None:
    """Put a link in the place of a file, to what it was."""
    path.symlink_to(move_away(path))


def rename(path: Path, chance: Random) -> None:
    """Return a file another name."""
    path.rename(path.with_name(chance.choice([f"{path.name}.bak", path.name.upper()])))


def exchange(path: Path, chance: Random) -> None:
    """Return the two databases each other's name."""
    first, second = (path.parent / name for name in DATABASES)
    first.rename(away := path.parent / "away")
    second.rename(first)
    away.rename(second)


def in_its_place(path: Path, make: Callable[[Path], object]) -> None:
    """Put something else in the place of a file."""
    path.unlink()
    make(path)


FOLDER: dict[str, Callable[[Path, Random], object]] = {
    "missing": lambda p, _: p.unlink(),
    "a symbolic link": link,
    "renamed": rename,
    "a folder": lambda p, _: in_its_place(p, Path.mkdir),
    "a pipe": lambda p, _: in_its_place(p, os.mkfifo),
    "names exchanged": exchange,
    "a real log beside it": lambda p, _: p.with_name(f"{SUMMARY}.wal").write_bytes(
        real_wal()
    ),
    **{f"extra {n}": lambda p, _, n=n: EXTRA[n](p.with_name(n)) for n in EXTRA},  # type: ignore[misc]
}
"""What is done to the files of a folder, given one of them."""


# -- the seal -----------------------------------------------------------------


def with_file_size(size: object) -> Callable[[Path], None]:
    return lambda folder: forge(
        folder, lambda seal: seal["files"][RECORDS].update(bytes=size)
    )


def entry(name: str, value: object) -> Callable[[Path], None]:
    return lambda folder: forge(folder, lambda seal: seal.update({name: value}))


def text(content: str | bytes) -> Callable[[Path], object]:
    data = content if isinstance(content, bytes) else content.encode()
    return lambda folder: (folder / SEAL).write_bytes(data)


def twice(folder: Path) -> None:
    seal_text = (folder / SEAL).read_text()
    (folder / SEAL).write_text('{"as_of": "2026-10-31",' + seal_text[1:])


def padded(folder: Path) -> None:
    with (folder / SEAL).open("a") as file:
        file.write(" " * snapshot.LARGEST_SEAL)


SEALS: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (text(""), "seal"),
    "not JSON": (text("sealed, honestly"), "seal"),
    "not text": (text(os.urandom(512)), "seal"),
    "cut short": (lambda f: os.truncate(f / SEAL, 2000), "seal"),
    "a list": (text("[]"), "seal"),
    "a number": (text("1"), "seal"),
    "null": (text("null"), "seal"),
    "an empty object": (text("{}"), "seal"),
    "huge": (padded, "seal"),
    "deeply nested": (text('{"format": ' + "[" * 100_000), "seal"),
    "a number of many digits": (text('{"format": 1' + "0" * 10_000 + "}"), "seal"),
    "a name twice": (twice, "seal"),
    "format of later": (entry("format", FORMAT + 1), "newer"),
    "format of before": (entry("format", FORMAT - 1), "older"),
    "format as text": (entry("format", str(FORMAT)), "seal"),
    "format as truth": (entry("format", True), "seal"),
    "no format": (entry("format", None), "seal"),
    "contract of later": (entry("contract", CONTRACT + 1), "newer"),
    "contract of before": (entry("contract", CONTRACT - 1), "older"),
    "contract as text": (entry("contract", str(CONTRACT)), "seal"),
    "contract as truth": (entry("contract", True), "seal"),
    "no contract": (entry("contract", None), "seal"),
    "another day": (entry("as_of", EMPTY), "seal"),
    "no day": (entry("as_of", None), "seal"),
    "no statement": (entry("statement", "soon"), "seal"),
    "no controller": (entry("controller", None), "seal"),
    "rows that are no numbers": (entry("rows", {"client": "400"}), "seal"),
    "findings that are no object": (entry("findings", []), "seal"),
    "sources that are no text": (entry("source", {"client.csv": 1}), "seal"),
    "no files": (entry("files", {}), "seal"),
    "files in a list": (entry("files", list(DATABASES)), "seal"),
    "a file too many": (
        lambda f: forge(
            f, lambda s: s["files"].update({"../x": s["files"][RECORDS]})
        ),
        "seal",
    ),
    "a size as text": (with_file_size("9"), "seal"),
    "a size as truth": (with_file_size(True), "seal"),
    "a size below nothing": (with_file_size(-1), "seal"),
    "a size that is not so": (with_file_size(9), "size"),
}  # fmt: skip
"""What is done to a seal, and the reason that it is refused for."""


# -- forged: files and seal changed together ----------------------------------

FORGED = {
    "a view": "create view extra as select 1 as i",
    "a view of a file": "create view v as select * from read_text('/etc/hosts')",
    "a macro": "create macro two() as 2",
    "a table macro": "create macro two() as table select 2",
    "a macro that reads a file": (
        "create macro two() as table select * from read_text('/etc/hosts')"
    ),
    "a sequence": "create sequence counter",
    "a type": "create type kind as enum ('a')",
    "an index": "create index of_name on key_figures (name)",
    "a schema": "create schema extra",
    "a table too many": "create table extra (i integer)",
    "a view for a table": (
        "alter table key_figures rename to k; create view key_figures as from k"
    ),
    "rows too few": "create or replace table key_figures as from key_figures limit 3",
}
"""What is put into a summary before it is sealed again, in SQL."""


def hold(folder: Path, sql: str) -> None:
    """Put something into the summary and make the seal right again."""
    with duckdb.connect(folder / SUMMARY) as con:
        con.execute(sql)
    reseal(folder)


def _sqlite(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as con:
        con.execute("create table key_figures (name text, value real)")
    con.close()


def _parquet() -> bytes:
    made = io.BytesIO()
    pl.DataFrame({"name": ["findings_high"], "value": [0.0]}).write_parquet(made)
    return made.getvalue()


def _version(path: Path, chance: Random) -> None:
    """Say that another version of the engine wrote the file (bytes 12 to 19)."""
    with path.open("r+b") as file:
        file.seek(12)
        own = int.from_bytes(file.read(8), "little")
        others = [number for number in (1, 38, 63, 998, 1 << 40) if number != own]
        file.seek(12)
        file.write(chance.choice(others).to_bytes(8, "little"))


KINDS: dict[str, Callable[[Path, Random], object]] = {
    "SQLite": lambda p, _: _sqlite(p),
    "the head of SQLite": lambda p, _: p.write_bytes(
        b"SQLite format 3\0" + bytes(4080)
    ),
    "Parquet": lambda p, _: p.write_bytes(_parquet()),
    "CSV": lambda p, _: p.write_text("name,value\nfindings_high,0\n"),
    "nothing": lambda p, _: p.write_bytes(b""),
    "zeros": lambda p, _: p.write_bytes(bytes(8192)),
    "noise": lambda p, c: p.write_bytes(c.randbytes(c.randint(1, 1 << 20))),
    "another version's storage": _version,
}
"""What is put in the place of the summary before it is sealed again."""


# -- while it is open ---------------------------------------------------------


def in_place(path: Path, chance: Random) -> None:
    """Flip a bit and put the file's times back as they were."""
    was = path.stat()
    flip(path, chance.randrange(was.st_size), chance.randrange(8))
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def replace(path: Path, chance: Random) -> None:
    """Rename another file of the same length over it."""
    beside = path.parent.parent / "beside"
    beside.write_bytes(path.read_bytes())
    flip(beside, chance.randrange(path.stat().st_size))
    beside.replace(path)


OPEN: dict[str, Callable[[Path, Random], object]] = {
    "a bit in place, times put back": in_place,
    "another renamed over it": replace,
    "truncated": lambda p, c: os.truncate(p, c.randrange(p.stat().st_size)),
    "a log beside it": lambda p, _: p.with_name(f"{SUMMARY}.wal").write_bytes(
        real_wal()
    ),
}
"""What is done to a file of a snapshot that is being asked already."""


# -- the suite ----------------------------------------------------------------


def _sealed_again(
    change: Callable[[Path, Random], object], folder: Path, chance: Random
) -> None:
    change(folder / SUMMARY, chance)
    reseal(folder)


def _draw(chance: Random) -> tuple[str, Callable[[Path], object], str]:
    """Draw a damage: what it is, how it is done, and how it is judged."""
    group = chance.choices(
        ("bytes", "open", "folder", "seal", "letter", "forged", "kind"),
        (55, 10, 10, 10, 3, 6, 6),
    )[0]
    if group == "seal":
        kind = chance.choice(list(SEALS))
        return f"seal: {kind}", SEALS[kind][0], "both"
    if group == "letter":
        return "seal: a bit", lambda f: _letter(f / SEAL, chance), "known"
    if group == "forged":
        kind = chance.choice(list(FORGED))
        return f"sealed again: {kind}", lambda f: hold(f, FORGED[kind]), "forged"
    if group == "kind":
        kind = chance.choice(list(KINDS))
        change = partial(_sealed_again, KINDS[kind], chance=chance)
        return f"sealed again: {kind}", change, "forged"
    damages, files = {
        "bytes": (DRAWN, DATABASES),
        "open": (OPEN, DATABASES),
        "folder": (FOLDER, FILES),
    }[group]
    kind, file = chance.choice(list(damages)), chance.choice(files)
    way = "open" if group == "open" else "both"
    return f"{file}: {kind}", lambda f: damages[kind](f / file, chance), way


def _letter(path: Path, chance: Random) -> None:
    flip(path, chance.randrange(path.stat().st_size), chance.randrange(7))


def _answers(reader: Reader, finder: Callable[[], Snapshot], question: str) -> bool:
    try:
        ask(reader, finder(), question)
    except SnapshotRefused:
        return False
    except AskFailed:
        return True  # it was let in, and failed only when asked
    return True


def _served(reader: Reader, folder: Path, known: Snapshot, way: str) -> bool:
    """Return whether any of the questions that must be refused is answered."""
    if way == "forged":
        now = partial(find, folder, DAY)
        return _answers(reader, now, "key_figures")
    ways: list[Callable[[], Snapshot]] = [lambda: known]
    if way != "known":
        ways.append(partial(find, folder, DAY))
    return any(_answers(reader, finder, q) for finder in ways for q in TESTED)


def run(count: int, seed: int) -> Result:
    """Damage a snapshot in a way that is drawn, and ask it."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    for _ in range(count):
        with (
            tempfile.TemporaryDirectory() as here,
            closing(a_reader()) as reader,
        ):
            folder = copy(Path(here, "snapshots"), DAY)
            known = find(folder, DAY)
            what, damage, way = _draw(chance)
            if way == "open":
                for question in TESTED:
                    ask(reader, known, question)
            damage(folder / DAY)
            tally.case(what, bad=_served(reader, folder, known, way))
    return tally.result("bytes, files, seals, links, formats, versions, views")


def _only_copy(sealed: Snapshot, name: str, copy: BinaryIO | None = None) -> None:
    if copy:
        copy.write((sealed.path / name).read_bytes())


def broken(seed: int) -> Result:
    """Damage it where no file is held against its hash."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_hold", _only_copy)
        return run(40, seed)
