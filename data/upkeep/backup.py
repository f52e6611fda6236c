"""A backup: everything that is kept, in a folder that is whole or not there.

    <OUT>/
        manifest.json     what there is, each file by its SHA-256, and the keys by name
        snapshots/        the snapshots, each held against its seal on the way
        followup/         what people wrote
        journal/          the journal, as far as its state tells
        configuration/    roles and settings, without a secret
        policy/           what the organisation promises

It is made while the app runs: snapshots never change, the follow-up is read within a
transaction, and the journal comes last, so that it has the line of all that is there.
No key is copied: not the first one, not the one that signs, not that of the pseudonyms.
What the state of the journal holds is the key of its next line alone.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import tomllib
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from data import VERSION, policy, regular_file, runs, settings, snapshot
from data.journal import anchors, binding, disk, ledger, recovery
from data.journal.deletions import DELETIONS
from data.journal.forks import FORKS
from data.journal.seals import SEALS
from data.refusal import printable
from data.regular_file import is_there, open_regular
from data.seal.publish import REPLACED, sync
from data.upkeep.alone import BackupRefused, alone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.journal import Event, Journal

MANIFEST, FORMAT = "manifest.json", 1
PARTS = ("snapshots", "journal", "followup", "configuration", "policy")
ASIDE = "{} is being replaced, or that was killed: prune, and make the backup again."
BUILDING = ".backup-"
NOTES = (anchors.ANCHORS, anchors.PUBLIC, DELETIONS, FORKS, SEALS)


@dataclass(frozen=True)
class Places:
    """Where everything is."""

    snapshots: Path
    journal: Path
    followup: Path
    project: Path
    """The folder of the app, with its settings."""


@dataclass(frozen=True)
class BackupMade:
    """What a backup came to."""

    sha256: str
    """Of its manifest, which has the hash of every file."""
    files: int
    bytes: int
    left_out: Mapping[str, str]
    """Snapshots that are damaged, and why."""


def back_up(places: Places, out: Path, journal: Journal, event: Event) -> BackupMade:
    """Make a backup of everything in a folder that is not there yet.

    `event` is the line of it, written before it takes its place. BackupRefused where
    that is not possible, JournalUnavailable where the journal cannot be read or told.
    """
    if os.path.lexists(out):
        raise BackupRefused(f"{out} is there already. Name a folder that is not.")
    with alone(out.absolute().parent) as parent:
        return _backed_up(places, out, parent, journal, event)


def _backed_up(
    places: Places, out: Path, parent: Path, journal: Journal, event: Event
) -> BackupMade:
    sign = f"{BUILDING}{out.name}-"
    for left in parent.glob(f"{glob.escape(sign)}*"):  # of a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    here = Path(tempfile.mkdtemp(prefix=sign, dir=parent))
    try:
        left_out = _copy_snapshots(places.snapshots, here / "snapshots")
        _copy_followup(places.followup, here / "followup")
        _configure(places.project, here / "configuration")
        _copy_policy(here / "policy")
        stood = _copy_journal(journal, here / "journal")
        facts = {
            "journal": stood,
            "keys": [*_keys(places, here, journal)],
            "left_out": left_out,
        }
        made = _close(here, facts, left_out)
        journal.write(replace(event, sha256=made.sha256, bytes=made.bytes))
        here.rename(out)
        sync(parent)
    finally:
        shutil.rmtree(here, ignore_errors=True)
    return made


def _copy_snapshots(root: Path, to: Path) -> dict[str, str]:
    """Copy what is sound; return why the others are left out, by day."""
    to.mkdir()
    left_out = {}
    for day in snapshot.days(root):
        try:
            held = snapshot.locate(root, day)
            snapshot.check_files(held)
            (to / day).mkdir()
            (to / day / snapshot.SEAL).write_bytes(held.seal_text)
            names = [*snapshot.DATABASES]
            if held.pruned:
                names.remove(snapshot.RECORDS)
                _copy(held.path / snapshot.PRUNED, to / day)
            for name in names:
                snapshot.copy_verified(held, name, to / day / name)
        except snapshot.SnapshotRefused as refused:
            left_out[day] = str(refused)
            shutil.rmtree(to / day, ignore_errors=True)
    aside = {path.name.removeprefix(REPLACED) for path in root.glob(f"{REPLACED}*")}
    left_out |= {day: ASIDE.format(day) for day in aside if not is_there(to / day)}
    for name in (runs.NAME, binding.NAME):
        if is_there(root / name):
            _copy(root / name, to)
    return left_out


def _copy_followup(folder: Path, to: Path) -> None:
    """Copy each file of what people wrote, as it stands between two changes."""
    to.mkdir()
    for file in folder.glob("*.sqlite"):
        open_regular(file).close()  # SQLite waits for a pipe
        address = f"file:{quote(str(file.absolute()))}?mode=ro"
        try:
            with (
                closing(sqlite3.connect(address, uri=True)) as here,
                closing(sqlite3.connect(to / file.name)) as there,
            ):
                here.backup(there)
        except sqlite3.Error:
            raise BackupRefused(f"{file} cannot be read as the follow-up.") from None


def _copy_journal(journal: Journal, to: Path) -> dict[str, Any] | None:
    """Copy the journal up to the line at which it stands; return which that is."""
    to.mkdir()
    folder = journal.folder
    if not disk.is_begun(folder):
        return None
    with disk.raising_journal_unavailable(), disk.locked(folder):
        state = disk.load(folder)
        if state is None:
            return None
        state = recovery.recovered(folder, state)
        disk.save(to, state)
        sizes = {
            month: disk.segment(folder, month).stat().st_size
            for month in disk.segments(folder)
        }
        for name in NOTES:
            if is_there(folder / name):
                _copy(folder / name, to)
        exports = [*(folder / ledger.EXPORTS).glob("*.txt")]
    try:
        for month, size in sizes.items():  # lines are added behind, and none changes
            _copy_start(disk.segment(folder, month), disk.segment(to, month), size)
        (to / ledger.EXPORTS).mkdir()
        for file in exports:
            _copy(file, to / ledger.EXPORTS)
    except FileNotFoundError:
        why = "The journal was pruned meanwhile. Make the backup again."
        raise BackupRefused(why) from None
    return {"origin": state.origin, "lines": state.chain.n, "head": state.chain.head}


def _copy(file: Path, to: Path) -> None:
    """Copy a file to a folder, if it is one that can be of ours."""
    regular_file.copy(file, to / file.name, disk.NOTES)


def _copy_start(file: Path, to: Path, size: int) -> None:
    with open_regular(file) as source, to.open("wb") as copy:
        while size and (piece := source.read(min(size, 1 << 20))):
            copy.write(piece)
            size -= len(piece)


def _configure(project: Path, to: Path) -> None:
    """Write how the app is set up, and of each secret its name alone."""
    to.mkdir()
    held = settings.current()
    if roles := held.roles:
        path = Path(project, roles)
        if is_there(path):
            regular_file.copy(path, to / "roles.toml", disk.NOTES)
    folder = project / ".streamlit"
    if is_there(folder / "config.toml"):
        _copy(folder / "config.toml", to)
    secret = settings.secrets_set()
    named = {n: str(value) for n, value in held if value and n not in secret}
    if is_there(folder / "secrets.toml"):
        texts = _secrets(folder / "secrets.toml")
        secret += [f"secrets.toml: {key}" for key in _names(texts)]
    text = json.dumps({"settings": named, "secrets": secret}, indent=1)
    (to / "settings.json").write_text(text + "\n", encoding="utf-8")


def _secrets(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(regular_file.read(file).decode())
    except (ValueError, RecursionError):
        raise BackupRefused(f"{file} does not read as TOML in UTF-8.") from None


def _names(texts: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in texts.items():
        if isinstance(value, dict):
            yield from _names(value, f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _copy_policy(to: Path) -> None:
    for kind in policy.KINDS:
        for file in policy.FOLDER.glob(kind):
            place = to / file.relative_to(policy.FOLDER)
            place.parent.mkdir(exist_ok=True, parents=True)
            _copy(file, place.parent)


def _keys(places: Places, here: Path, journal: Journal) -> Iterator[dict[str, str]]:
    """Name the keys that are needed and are not here."""
    yield {
        "key": "the first key of the journal",
        "needed": "to verify it",
        "where": str(journal.first_key) if journal.key_is_here else "kept elsewhere",
    }
    public = here / "journal" / anchors.PUBLIC
    if named := disk.text(public).split()[:1] if public.exists() else []:
        yield {
            "key": printable(named[0]),
            "needed": "for nothing: a restore makes another that signs from then on",
            "where": str(places.journal / anchors.SIGNING),
        }
    ids = set()
    for seal in (here / "snapshots").glob("*/seal.json"):
        ids.add(json.loads(seal.read_bytes()).get("pseudonym_key"))
    for key in sorted(filter(None, ids)):
        yield {
            "key": f"the key of the pseudonyms {key}",
            "needed": "to give next month's clients the same pseudonyms",
            "where": "kept elsewhere, with its file .assigned",
        }


def _close(
    here: Path, facts: Mapping[str, Any], left_out: Mapping[str, str]
) -> BackupMade:
    """Write the manifest of what was copied, and make all of it last."""
    files, size = {}, 0
    for path in sorted(here.rglob("*")):
        if path.is_dir():
            continue
        path.chmod(0o400)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        files[path.relative_to(here).as_posix()] = digest
        size += path.stat().st_size
        sync(path)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **facts,
        "files": files,
    }
    text = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    (here / MANIFEST).write_bytes(text)
    (here / MANIFEST).chmod(0o400)
    for folder in [here, *(p for p in here.rglob("*") if p.is_dir())]:
        folder.chmod(0o700)
        sync(folder)
    return BackupMade(hashlib.sha256(text).hexdigest(), len(files), size, left_out)
