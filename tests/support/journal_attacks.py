"""What is done to a journal to see whether anybody notices.

Each suite is a function `run…(count, seed) -> (cases, missed)`: an attack that
the verifier calls sound, an acknowledged line that is gone, data that would have
been given without a line, all count as missed. The tests run few cases, the
nightly form many.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.journal import Event, Journal, JournalUnavailable, Report, anchors, verify
from data.journal.anchors import Anchor
from data.journal.chain import Chain, canonical
from data.journal.disk import segments
from tests.support.sealed import ROOT

LINES = 48


class Clock:
    """A clock that goes on as it is told to, so that a journal has several months."""

    def __init__(self, start: datetime, step: timedelta) -> None:
        self.at, self.step = start, step

    def __call__(self) -> datetime:
        self.at += self.step
        return self.at


def event(n: int = 0, **other: object) -> Event:
    """Return an event of which no two are alike."""
    fields = {
        "event": "rows.read",
        "who": f"os:user{n % 7}",
        "role": "dpo",
        "via": "page",
        "purpose": "audit",
        "query": "requests",
        "rows": n,
        "day": "2026-10-31",
    }
    return Event(**(fields | other))  # type: ignore[arg-type]


@dataclass
class Kept:
    """What whoever verifies has kept: the first key, the public key, anchors."""

    key: bytes
    public: anchors.Keys
    anchors: list[Anchor]

    def verified(self, folder: Path, *, blind: bool = False) -> Report:
        """Verify a journal with what was kept; `blind` leaves the anchors out."""
        return verify(folder, self.key, () if blind else self.anchors)


def made(folder: Path, lines: int = LINES) -> Kept:
    """Write a journal of three months, with an anchor after each and at the end."""
    clock = Clock(datetime(2026, 9, 1, tzinfo=UTC), timedelta(days=90) / lines)
    journal = Journal(folder, clock=clock)
    signed = []
    for n in range(lines):
        journal.write(event(n))
        if n % (lines // 3) == 0 or n == lines - 1:
            signed.append(journal.anchor())
    public = anchors.read_public((folder / anchors.PUBLIC).read_text())
    key = bytes.fromhex(journal.first_key.read_text())
    return Kept(key, public, anchors.read(signed, public))


# -- what is done to the lines ------------------------------------------------

Lines = list[bytes]
"""The lines of a journal, without line ends, over all its segments."""


def edited(lines: Lines, chance: random.Random, key: bytes) -> Lines:
    """Say another person, number or time in a line."""
    at = chance.randrange(len(lines))
    entry = json.loads(lines[at])
    change = chance.choice(["who", "rows", "at", "seq", "prev", "query", "outcome"])
    value = entry[change]
    entry[change] = value + 1 if isinstance(value, int) else value[:-1] + "0"
    if entry[change] == value:
        entry["rows"] += 1
    return [*lines[:at], canonical(entry), *lines[at + 1 :]]


def deleted(lines: Lines, chance: random.Random, key: bytes) -> Lines:
    """Take a line out, not the last."""
    at = chance.randrange(len(lines) - 1)
    return lines[:at] + lines[at + 1 :]


def swapped(lines: Lines, chance: random.Random, key: bytes) -> Lines:
    """Let two lines change places."""
    first, second = chance.sample(range(len(lines)), 2)
    changed = list(lines)
    changed[first], changed[second] = changed[second], changed[first]
    return changed


def inserted(lines: Lines, chance: random.Random, key: bytes) -> Lines:
    """Put a copy of a line in somewhere."""
    at = chance.randrange(len(lines) + 1)
    return [*lines[:at], chance.choice(lines), *lines[at:]]


def cut(lines: Lines, chance: random.Random, key: bytes) -> Lines:
    """Cut off the tail."""
    return lines[: chance.randrange(len(lines))]


def rewritten(lines: Lines, chance: random.Random, key: bytes) -> Lines:
    """Write all anew from some line on, with the key that lies on the machine."""
    at = chance.randrange(len(lines))
    entries = [json.loads(line) for line in lines]
    chain = Chain(at, entries[at]["prev"], key)
    entries[at]["rows"] += 1
    return [*lines[:at], *(chain.append(_bare(entry))[1] for entry in entries[at:])]


def begun_anew(lines: Lines, chance: random.Random, key: bytes) -> Lines:
    """Write the whole journal anew, from a first key of the forger's own."""
    chain = Chain.first(chance.randbytes(32))
    drop = chance.randrange(len(lines))
    entries = [json.loads(line) for n, line in enumerate(lines) if n != drop]
    return [chain.append(_bare(entry))[1] for entry in entries]


def _bare(entry: dict[str, object]) -> dict[str, object]:
    return {k: v for k, v in entry.items() if k not in ("seq", "prev", "mac")}


# -- what is done to the files ------------------------------------------------


def bit_flipped(folder: Path, chance: random.Random) -> None:
    """Flip one bit of one segment."""
    path = chance.choice(sorted(folder.glob("*.jsonl")))
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def torn(folder: Path, chance: random.Random) -> None:
    """Cut a segment off at a byte, anywhere."""
    path = chance.choice(sorted(folder.glob("*.jsonl")))
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def segment_replayed(folder: Path, chance: random.Random) -> None:
    """Put an older or another month's segment in the place of one."""
    paths = sorted(folder.glob("*.jsonl"))
    first, second = chance.sample(paths, 2)
    if chance.random() < 0.5:
        first.write_bytes(second.read_bytes())
        return
    lines = first.read_bytes().splitlines(keepends=True)  # as a backup had it
    first.write_bytes(b"".join(lines[: chance.randrange(len(lines))]))


def segment_removed(folder: Path, chance: random.Random) -> None:
    """Remove a month, with no record of it or with one that a forger signed."""
    path = chance.choice(sorted(folder.glob("*.jsonl")))
    path.unlink()


def segment_moved(folder: Path, chance: random.Random) -> None:
    """Let lines stand in another month than they were written in."""
    paths = sorted(folder.glob("*.jsonl"))
    at = chance.randrange(len(paths) - 1)
    first, second = (
        path.read_bytes().splitlines(keepends=True) for path in paths[at : at + 2]
    )
    if chance.random() < 0.5:
        first, second = [*first, second[0]], second[1:]
    else:
        first, second = first[:-1], [first[-1], *second]
    paths[at].write_bytes(b"".join(first))
    paths[at + 1].write_bytes(b"".join(second))


def nothing(folder: Path, chance: random.Random) -> None:
    """Do nothing, which no verifier may notice: the suite must count it as missed."""


OnLines = Callable[[Lines, random.Random, bytes], Lines]
OnFiles = Callable[[Path, random.Random], None]
ON_LINES: dict[str, OnLines] = {
    "a line edited": edited,
    "a line deleted": deleted,
    "two lines swapped": swapped,
    "a line inserted": inserted,
    "the tail cut off": cut,
    "rewritten with the stolen key": rewritten,
    "begun anew by a forger": begun_anew,
}
ON_FILES: dict[str, OnFiles] = {
    "a bit flipped": bit_flipped,
    "a file cut at a byte": torn,
    "a segment replayed": segment_replayed,
    "a segment removed": segment_removed,
    "a line moved to another month": segment_moved,
}
ATTACKS = (*ON_LINES, *ON_FILES)


def _laid(folder: Path, lines: Lines) -> None:
    """Write lines to the segments of their months, as a forger would."""
    by_month: dict[str, bytes] = {month: b"" for month in segments(folder)}
    for line in lines:
        month = json.loads(line)["at"][:7]
        by_month[month] = by_month.get(month, b"") + line + b"\n"
    for month, content in by_month.items():
        (folder / f"{month}.jsonl").write_bytes(content)


def run_one(
    attack: str | OnFiles, count: int, seed: int, *, blind: bool = False
) -> tuple[int, int]:
    """Do one attack `count` times, each on a sound journal; count those missed.

    `blind` verifies without the anchors.
    """
    chance = random.Random(f"{seed} {attack}")  # noqa: S311
    missed = 0
    with tempfile.TemporaryDirectory() as place:
        sound, bent = Path(place, "sound"), Path(place, "bent")
        kept = made(sound)
        key = bytes.fromhex(json.loads((sound / "state.json").read_text())["key"])
        lines = [
            line
            for path in sorted(sound.glob("*.jsonl"))
            for line in path.read_bytes().splitlines()
        ]
        assert kept.verified(sound, blind=blind).is_sound
        for _ in range(count):
            shutil.copytree(sound, bent)
            if isinstance(attack, str) and attack in ON_LINES:
                _laid(bent, ON_LINES[attack](lines, chance, key))
            elif isinstance(attack, str):
                ON_FILES[attack](bent, chance)
            else:
                attack(bent, chance)
            missed += kept.verified(bent, blind=blind).is_sound
            shutil.rmtree(bent)
    return count, missed


def run(count: int, seed: int) -> tuple[int, int]:
    """Do each attack `count` times; return the cases, and how many went unnoticed."""
    done = [run_one(attack, count, seed) for attack in ATTACKS]
    return sum(cases for cases, _ in done), sum(missed for _, missed in done)


# -- killed, full and forbidden -----------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from data.journal import Journal
from tests.support.journal_attacks import event
journal, n = Journal(Path(sys.argv[1])), 0
while True:
    n += 1
    print(journal.write(event(n)).seq, flush=True)
"""


def writer(folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes lines for ever and prints the number of each."""
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def acknowledged(printed: bytes) -> int:
    """Return the last number that a writer printed whole."""
    lines = printed.rpartition(b"\n")[0].split()
    return int(lines[-1]) if lines else 0


def run_kills(count: int, seed: int) -> tuple[int, int]:
    """Kill a writer at any moment; count acknowledged lines that are gone after.

    All writers go on with one journal, whose next line makes the crash good.
    """
    chance = random.Random(seed)  # noqa: S311
    lost = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "journal")
        journal = Journal(folder)
        journal.write(event())
        key = bytes.fromhex(journal.first_key.read_text())
        for _ in range(count):
            process = writer(folder)
            assert process.stdout is not None
            first = process.stdout.readline()
            time.sleep(chance.random() / 20)
            process.send_signal(signal.SIGKILL)
            rest, _ = process.communicate()
            number = acknowledged(first + rest)
            assert number
            last = journal.write(event()).seq
            report = verify(folder, key)
            lost += max(0, number - min(report.last, last - 1))
            assert report.is_sound, report.problem
    return count, lost


@contextmanager
def room_for(more: int, folder: Path) -> Iterator[None]:
    """Let no file of this process grow more than so many bytes past the largest."""
    largest = max(path.stat().st_size for path in folder.glob("*.jsonl"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def run_full(count: int, seed: int) -> tuple[int, int]:
    """Let the disk be full; count lines that were acknowledged and are not there.

    Each case is a line that does not fit any more. Afterwards there is room again
    and the journal must go on and verify.
    """
    chance = random.Random(seed)  # noqa: S311
    refused = missed = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "journal")
        journal = Journal(folder)
        written = journal.write(event()).seq
        key = bytes.fromhex(journal.first_key.read_text())
        while refused < count:
            with room_for(chance.randrange(2000), folder):
                for n in range(4):
                    try:
                        written = journal.write(event(n)).seq
                    except JournalUnavailable as error:
                        assert error.reason == "space"
                        refused += 1
            report = verify(folder, key)
            missed += report.last != written or not report.is_sound
            written = journal.write(event()).seq
        missed += not verify(folder, key).is_sound
    return refused, missed


if __name__ == "__main__":
    times = int(os.environ.get("COUNT", "100"))
    for name in ATTACKS:
        print(name, *run_one(name, times, 5))
    print("killed while writing", *run_kills(times, 5))
    print("disk full", *run_full(times, 5))
