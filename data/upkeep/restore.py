"""Put a backup back in an empty place: all of it is proved before any of it is there.

What is put back is made ready beside its place and renamed into it, the journal first
and the snapshots last: without these the app shows nothing. A run that was killed in
between is known by the marks it left, and done again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import policy, regular_file, snapshot
from data.journal import Journal, binding, disk, forks, ledger
from data.seal.publish import sync
from data.upkeep.alone import BackupRefused, alone
from data.upkeep.backup import FORMAT, MANIFEST, PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.journal import Event
    from data.upkeep.backup import Places

READY, MARK = ".restoring-", ".restored"
BARE = (*PARTS, f"journal/{ledger.EXPORTS}")
"""Folders of a backup that may have nothing in them."""
LARGEST = 64 << 20
"""Bytes of a manifest, by far."""


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    manifest: dict[str, Any]
    sha256: str
    """Of the manifest."""
    line: int | None
    """Of the journal, that tells of it; None where the backup has no journal."""
    other_policy: tuple[str, ...]
    """Files of the policy that this software has otherwise."""


def restore(backup: Path, places: Places, event: Event) -> Restored:
    """Put a backup back; BackupRefused where it is damaged, or its place is not empty.

    `event` is the line by which the journal goes on.
    """
    manifest, digest = prove(backup)
    targets = {
        "journal": places.journal,
        "followup": places.followup,
        "snapshots": places.snapshots,
    }
    for place in targets.values():
        _refuse_full(place, digest)
    with ExitStack() as others:
        for parent in sorted({place.absolute().parent for place in targets.values()}):
            parent.mkdir(parents=True, exist_ok=True)
            others.enter_context(alone(parent))
        line = _put_back(backup, targets, manifest, digest, event)
    return Restored(manifest, digest, line, _other_policy(backup))


def _put_back(
    backup: Path,
    targets: Mapping[str, Path],
    manifest: Mapping[str, Any],
    digest: str,
    event: Event,
) -> int | None:
    """Put a backup that was proved in its places; return the journal's line of it."""
    for place in targets.values():  # all of them, before anything is removed
        _refuse_full(place, digest)
    for place in targets.values():
        _remove_left(place)
    line = None
    ready = {part: _beside(place) for part, place in targets.items()}
    try:
        for part, folder in ready.items():
            _copy(backup, part, folder, manifest["files"])
        if manifest["journal"]:
            journal = Journal(ready["journal"])
            line = forks.go_on(journal, event).seq
            binding.bind(ready["snapshots"], targets["journal"], journal.origin())
        for part in targets:
            text = f"{digest}\n{_state_of(ready['journal'])}\n"
            (ready[part] / MARK).write_text(text, encoding="ascii")
        for part, place in targets.items():
            if place.is_dir():
                place.rmdir()
            ready[part].rename(place)
            sync(place.parent)
    finally:
        for folder in ready.values():
            shutil.rmtree(folder, ignore_errors=True)
    for place in targets.values():
        (place / MARK).unlink()
        if not any(place.iterdir()):
            place.rmdir()
    return line


def prove(backup: Path) -> tuple[dict[str, Any], str]:
    """Hold a backup against its manifest; return that, and its hash."""
    path = backup / MANIFEST
    try:
        text = regular_file.read(path, LARGEST)
        manifest: dict[str, Any] = json.loads(text)
        files: dict[str, str] = manifest["files"]
        version = manifest["format"]
    except FileNotFoundError:
        raise BackupRefused(f"{backup} is no backup: it has no {MANIFEST}.") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise BackupRefused(f"{path} is no manifest of a backup.") from None
    if version != FORMAT:
        why = f"{backup} is of form {version}, and this software reads {FORMAT}."
        raise BackupRefused(f"{why} Restore it with the version that made it.")
    held = {
        each.relative_to(backup).as_posix(): each
        for each in backup.rglob("*")
        if each.is_symlink() or not each.is_dir() or _is_bare(each, backup)
    }
    del held[MANIFEST]
    for name in sorted(held.keys() ^ files.keys()):
        what = "is missing" if name in files else "was added"
        raise BackupRefused(_damaged(backup, name, what))
    for name, each in sorted(held.items()):
        if each.is_symlink() or not each.is_file() or _hash(each) != files[name]:
            raise BackupRefused(_damaged(backup, name, "was changed"))
    for day in snapshot.days(backup / "snapshots"):
        snapshot.verify(snapshot.locate(backup / "snapshots", day))
    return manifest, hashlib.sha256(text).hexdigest()


def _is_bare(folder: Path, backup: Path) -> bool:
    """Return whether a folder has nothing in it and is none that may be so."""
    return str(folder.relative_to(backup)) not in BARE and not any(folder.iterdir())


def _damaged(backup: Path, name: str, what: str) -> str:
    return (
        f"{backup} is damaged: {name} {what} since it was made. Nothing is put back; "
        "take another backup."
    )


def _hash(path: Path) -> str:
    with regular_file.open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_full(place: Path, digest: str) -> None:
    """Refuse a place with something in it that no killed restore of this left."""
    if not os.path.lexists(place):
        return
    if place.is_dir() and not place.is_symlink() and not any(place.iterdir()):
        return
    mark = place / MARK
    if mark.is_file():
        ours, _, state = mark.read_text(encoding="ascii").strip().partition("\n")
        is_used = (place / disk.STATE).exists() and _state_of(place) != state
        if ours == digest and not is_used:
            return
    raise BackupRefused(
        f"{place} is not empty. A backup is put back in an empty place alone: move "
        "what is there away first."
    )


def _remove_left(place: Path) -> None:
    """Remove what a killed restore left; a kill meanwhile leaves it to be removed."""
    ready = _beside(place)
    if ready.exists():
        shutil.rmtree(ready)
    if place.exists():
        place.rename(ready)
        shutil.rmtree(ready)


def _state_of(journal: Path) -> str:
    state = journal / disk.STATE
    return _hash(state) if state.exists() else "none"


def _beside(place: Path) -> Path:
    """Return where what comes in a place is made ready."""
    return place.with_name(f"{READY}{place.name}")


def _copy(backup: Path, part: str, ready: Path, files: Mapping[str, str]) -> None:
    """Copy a part beside its place, each file as the app itself would make it.

    What came is held against the manifest once more: it may be other than was proved.
    """
    is_sealed = part == "snapshots"
    shutil.copytree(backup / part, ready)
    held = {
        f"{part}/{path.relative_to(ready).as_posix()}": _hash(path)
        for path in ready.rglob("*")
        if not path.is_dir()
    }
    wanted = {n: sha256 for n, sha256 in files.items() if n.startswith(f"{part}/")}
    for name, _ in sorted(held.items() ^ wanted.items()):
        raise BackupRefused(_damaged(backup, name, "was changed"))
    for path in [ready, *ready.rglob("*")]:
        in_one = is_sealed and path.parent != ready and path != ready
        if path.is_dir():
            path.chmod(0o750 if is_sealed else 0o700)
        else:
            path.chmod(0o440 if in_one else 0o640 if is_sealed else 0o600)
        sync(path)


def _other_policy(backup: Path) -> tuple[str, ...]:
    folder = backup / "policy"
    names = {
        path.relative_to(root).as_posix()
        for root in (folder, policy.FOLDER)
        for kind in policy.KINDS
        for path in root.glob(kind)
    }
    return tuple(
        name
        for name in sorted(names)
        if not ((folder / name).is_file() and (policy.FOLDER / name).is_file())
        or _hash(folder / name) != _hash(policy.FOLDER / name)
    )
