"""Where no command writes what it makes: into what is kept, which that would damage."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from data import snapshot
from data.followup.store import FILE
from data.journal import anchors, disk
from data.regular_file import is_there, resolved

if TYPE_CHECKING:
    import argparse

OUTS = ("out", "report", "key_out")
"""What options are called that name what is written."""


class PlaceRefused(Exception):
    """A place that something else has. The message is safe to show."""


def refuse_kept(args: argparse.Namespace) -> None:
    """Refuse what would be written in a snapshot, or between what belongs together."""
    for name in OUTS:
        out = getattr(args, name, None)
        if isinstance(out, Path):
            _refuse(out, resolved(args.snapshots))


def _refuse(out: Path, snapshots: Path) -> None:
    place = resolved(out)
    for folder in (place, *place.parents):
        if what := _kept_in(folder, snapshots):
            raise PlaceRefused(
                f"{out} is not written: {folder} is the place of {what}, which that "
                "would damage. Name another place."
            )


def _kept_in(folder: Path, snapshots: Path) -> str | None:
    """Return what has a folder for itself; None where nothing of ours has."""
    if snapshot.is_day(folder.name) and (
        folder.parent == snapshots or is_there(folder / snapshot.SEAL)
    ):
        return "a snapshot"
    if is_there(folder / disk.STATE) and is_there(folder / anchors.PUBLIC):
        return "a journal"
    return "the follow-up" if is_there(folder / FILE) else None
