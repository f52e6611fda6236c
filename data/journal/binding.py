"""To which journal a folder of snapshots is bound: who reads these stands in that one.

    <snapshots>/journal.jsonl   a line each time it was bound; the last one counts

Sealing binds them, with the journal whose key signs the seal. Another journal, or a
copy of this one beside it, is refused: who looked would stand where nobody sees it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data import regular_file
from data.journal import disk
from data.journal.book import Journal, utc_now
from data.journal.disk import JournalUnavailable
from data.written import written

if TYPE_CHECKING:
    from data.journal.disk import State

NAME = "journal.jsonl"


@dataclass(frozen=True)
class Binding:
    """The journal that tells of snapshots: its name in anchors, and where it was."""

    origin: str
    folder: str
    at: str
    """When they were bound, in UTC."""

    def is_to(self, folder: Path, origin: str) -> bool:
        """Return whether a journal is that one, wherever it stands by now.

        A copy is not, as long as the one that it was made of stands in its place.
        """
        if _lasting(origin) != self.origin:
            return False
        place = Path(self.folder)
        try:
            return not (place / disk.STATE).exists() or place.samefile(folder)
        except OSError:  # another account, or another view of the disks
            return True


def read(snapshots: Path) -> Binding | None:
    """Return what snapshots are bound to; None where to nothing.

    JournalUnavailable where that cannot be read.
    """
    lines = _content(snapshots)
    if lines is None:
        return None
    try:
        return Binding(**json.loads(lines.decode().splitlines()[-1]))
    except (ValueError, TypeError, IndexError):
        raise JournalUnavailable("bound") from None


def bind(snapshots: Path, folder: Path, origin: str) -> None:
    """Bind snapshots to the journal in a folder; lines of before stay."""
    at = utc_now().isoformat(timespec="seconds")
    line = json.dumps(asdict(Binding(_lasting(origin), str(folder.resolve()), at)))
    lines = before(snapshots)
    if lines and not lines.endswith(b"\n"):  # it broke off
        lines += b"\n"
    with written(snapshots / NAME) as file:
        file.write(lines + line.encode() + b"\n")
    (snapshots / NAME).chmod(0o640)


def before(snapshots: Path) -> bytes:
    """Return every line by which snapshots were bound so far."""
    return _content(snapshots) or b""


def _content(snapshots: Path) -> bytes | None:
    """Return what the file says; None where there is none.

    A link is refused: what it leads to is written by somebody else, and would be by us.
    """
    try:
        return regular_file.read(snapshots / NAME, may_be_link=False)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        raise JournalUnavailable("binding") from None


def digest_of(snapshots: Path) -> str | None:
    """Return the SHA-256 of how snapshots are bound, None where they are not."""
    lines = before(snapshots)
    return hashlib.sha256(lines).hexdigest() if lines else None


def _lasting(origin: str) -> str:
    """Return the name of a journal without what a restore put behind it."""
    return origin.partition(".")[0]


class BoundJournal(Journal):
    """The journal of who reads a folder of snapshots, which may be bound to it."""

    def __init__(
        self, folder: Path, snapshots: Path, *, may_begin: bool = True
    ) -> None:
        """Name the folders; nothing is read or made before the first line."""
        super().__init__(folder, may_begin=may_begin)
        self.snapshots = snapshots

    def take(self) -> None:
        """Bind the snapshots to this journal, where they are bound to none."""
        origin = self.origin()  # refuses where they are bound to another
        if read(self.snapshots) is None:
            bind(self.snapshots, self.folder, origin)

    def _refuse_beginning(self) -> None:
        super()._refuse_beginning()
        if read(self.snapshots) is not None:
            raise JournalUnavailable("bound")

    def _own(self, state: State) -> State:
        state = super()._own(state)
        bound = read(self.snapshots)
        if bound is not None and not bound.is_to(self.folder, state.origin):
            raise JournalUnavailable("bound")
        return state
