"""Backups and restores killed or without room, and backups that are damaged.

A case is a backup or a restore that is broken off, or a restore of a backup of which
something changed. Then it is done again, to its end. What lay there already stays.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from data import followup, snapshot
from data.commands.common import noted
from data.journal import Journal, JournalUnavailable, anchors, beside, binding, forks
from data.journal import verify as verified
from data.snapshot import SnapshotRefused
from data.upkeep import restore as restoring
from data.upkeep.alone import BackupRefused
from data.upkeep.backup import Places, back_up
from tests.faults import Result, Tally
from tests.faults._kills import DONE, REFUSED, Moment, done, draw
from tests.support.sealed import begin_journal, content, copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "`kill -9`, a full disk or a damaged backup in a backup or a restore"
BAD = "half there, earlier ones touched, or a journal that hides it"
FEW, MANY = 6, 150

REFUSALS = (OSError, BackupRefused, JournalUnavailable, SnapshotRefused)


def _places(folder: Path) -> Places:
    root = folder / "snapshots"
    return Places(root, beside(root), followup.beside(root), folder)


def make(house: Path, out: Path) -> None:
    """Make a backup; exit as refused where that is said."""
    event, journal = noted("backup.make", "admin"), Journal(_places(house).journal)
    try:
        back_up(_places(house), out, journal, event)
    except REFUSALS:
        sys.exit(REFUSED)


def put_back(backup: Path, folder: Path) -> None:
    """Put a backup back; exit as refused where that is said."""
    try:
        restoring.restore(backup, _places(folder), noted("journal.restore", "admin"))
    except REFUSALS:
        sys.exit(REFUSED)


def put_back_in_place(backup: Path, folder: Path) -> None:
    """Put a backup back as one should not: file by file, the snapshots first."""
    import time

    for part in ("snapshots", "journal", "followup"):
        shutil.copytree(backup / part, getattr(_places(folder), part))
        time.sleep(0.1)


@contextmanager
def _house() -> Iterator[Path]:
    """Return a folder with all that is kept, and a backup of it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        begin_journal(copy(folder / "snapshots"))
        make(folder, folder / "backup")
        yield folder


def _is_whole(house: Path, folder: Path) -> bool:
    """Return whether all was put back, and bound to a journal that says that it was."""
    there = _places(folder)
    state = content(there.snapshots)
    state.pop(restoring.MARK, None)
    state.pop(binding.NAME, None)
    bound = binding.read(there.snapshots)
    key = bytes.fromhex((house / "kept-elsewhere.key").read_text())
    public = anchors.read_public((there.journal / anchors.PUBLIC).read_text())
    notes = anchors.notes((there.journal / forks.FORKS).read_text())
    forked = forks.read([*notes], public)
    report = verified(there.journal, key, (), (), forked)
    return (
        state == content(house / "snapshots")
        and bound is not None
        and bound.is_to(there.journal, Journal(there.journal).origin())
        and report.is_sound
        and len(forked) == 1
        and snapshot.days(there.snapshots) == snapshot.days(house / "snapshots")
    )


def _empty(folder: Path) -> bool:
    """Return whether nothing of a restore is taken for anything, nor left."""
    return not folder.exists() or not any(folder.iterdir())


def _restored_badly(house: Path, folder: Path, code: int) -> bool:
    there = _places(folder)
    if code not in (DONE, REFUSED, -9):
        return True
    # the snapshots come last: where they are, all is
    if there.snapshots.exists() and not _is_whole(house, folder):
        return True
    if code == REFUSED and list(folder.glob(f"{restoring.READY}*")):
        return True
    try:
        put_back(house / "backup", folder)
    except SystemExit:  # all of it is there, and is not put back a second time
        return not (there.snapshots.exists() and _is_whole(house, folder))
    return not _is_whole(house, folder) or bool(list(folder.glob(".*")))


def _backed_up_badly(house: Path, out: Path, code: int) -> bool:
    if code not in (DONE, REFUSED, -9):
        return True
    if out.exists():
        restoring.prove(out)
        return False
    if code == DONE:
        return True
    try:
        make(house, out)
    except SystemExit:
        return True
    restoring.prove(out)
    return bool(list(out.parent.glob(".backup-*")))


def _damage(backup: Path, chance: random.Random) -> None:
    files = sorted(p for p in backup.rglob("*") if p.is_file())
    file = chance.choice([p for p in files if p.stat().st_size])
    file.chmod(0o600)
    way = chance.choice(("bit", "cut", "gone", "more"))
    if way == "gone":
        file.unlink()
    elif way == "more":
        file.with_name(f"{file.name}.more").write_bytes(b"a")
    elif way == "cut":
        with file.open("r+b") as held:
            held.truncate(chance.randrange(file.stat().st_size))
    else:
        data = bytearray(file.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(data)


def _damaged(house: Path, folder: Path, chance: random.Random) -> bool:
    """Damage a backup and put it back; return whether anything of it came there."""
    backup = folder / "damaged"
    shutil.copytree(house / "backup", backup)
    for path in backup.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    _damage(backup, chance)
    code, _ = done(put_back, Moment(), backup, folder / "elsewhere")
    return code != REFUSED or not _empty(folder / "elsewhere")


def _case(house: Path, folder: Path, chance: random.Random) -> tuple[str, bool]:
    way, elsewhere = chance.random(), folder / "elsewhere"
    if way < 0.25:
        return "damaged", _damaged(house, folder, chance)
    moment = draw(chance, _length())
    if way < 0.5:
        code, _ = done(make, moment, house, folder / "out")
        bad = _backed_up_badly(house, folder / "out", code)
        return f"backup, {moment} ended with {code}", bad
    code, _ = done(put_back, moment, house / "backup", elsewhere)
    if code == -9 and chance.random() < 0.5:  # and once more, while it is done again
        again = Moment(kill=chance.random() * _length())
        code, _ = done(put_back, again, house / "backup", elsewhere)
    bad = _restored_badly(house, elsewhere, code)
    return f"restore, {moment} ended with {code}", bad


@cache
def _length() -> float:
    with _house() as house:
        return min(
            done(put_back, Moment(), house / "backup", house / f"{n}")[1]
            for n in range(2)  # the first time it has to warm up
        )


def _cases(count: int, seed: int, case: Callable[..., tuple[str, bool]]) -> Tally:
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    with _house() as house:
        before = content(house / "snapshots") | content(house / "backup")
        for _ in range(count):
            with tempfile.TemporaryDirectory() as folder:
                what, bad = case(house, Path(folder), chance)
            after = content(house / "snapshots") | content(house / "backup")
            tally.case(what, bad=bad or after != before)
    return tally


def run(count: int, seed: int) -> Result:
    """Break off backups and restores, and damage what is put back."""
    note = "done again, each ends well; the journal says that it is a fork"
    return _cases(count, seed, _case).result(note)


def broken(seed: int) -> Result:
    """Put a backup back file by file."""

    def case(house: Path, folder: Path, chance: random.Random) -> tuple[str, bool]:
        moment = Moment(kill=0.05 + chance.random() / 10)
        elsewhere = folder / "elsewhere"
        code, _ = done(put_back_in_place, moment, house / "backup", elsewhere)
        try:
            return "in place", _restored_badly(house, elsewhere, code)
        except OSError:
            return "in place, without a journal", True

    return _cases(3, seed, case).result()
