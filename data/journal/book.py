"""The journal as it is written and read back.

Threads of one process share a sync: who comes while another writes goes along
with the next. Processes take turns by a lock on the folder. A crash between a
line and the state is made good by the next line; half a line was never
acknowledged and is cut.
"""

from __future__ import annotations

import errno
import secrets
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.journal import anchors, disk, reading
from data.journal.chain import Chain, Line, genesis
from data.journal.disk import JournalUnavailable, State
from data.journal.events import Event
from data.journal.recovery import recovered
from data.regular_file import is_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from data.journal.reading import Limit, Values


def utc_now() -> datetime:
    """Read the clock: when a line is written is when it happened."""
    return datetime.now(UTC)


@dataclass
class _Waiting:
    """An event that waits for its line."""

    event: Event
    line: Line | None = None
    reason: str | None = None

    @property
    def is_done(self) -> bool:
        return self.line is not None or self.reason is not None


class Journal:
    """The journal in a folder; may be used by any number of threads and processes.

    A folder without a journal gets one with its first line. The first key is then
    laid beside the folder, in `first_key`; until somebody moves it off this machine
    (`key_is_here`), the journal proves no more than its anchors do. `init` lays it
    where it is told.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        may_begin: bool = True,
    ) -> None:
        """Name the folder; nothing is read or made before the first line.

        `may_begin`: whether the first line may begin a journal, or `init` alone.
        """
        self.folder = folder
        self._clock = clock
        self._may_begin = may_begin
        self._last: tuple[str, int] | None = None
        """The journal in which this process wrote, and how many lines it had then."""
        self._turn = threading.Condition()
        self._queue: list[_Waiting] = []
        self._is_writing = False

    @property
    def first_key(self) -> Path:
        """Return the file in which a first key is laid that nobody asked for."""
        return self.folder.with_name(f"{self.folder.name}.first.key")

    @property
    def key_is_here(self) -> bool:
        """Return whether the first key still lies beside the journal."""
        return self.first_key.exists()

    def init(self, key_out: Path, event: Event) -> Line:
        """Begin the journal with a line; its first key goes to a new file.

        FileExistsError where there is a journal or such a file already.
        """
        with disk.locked(self.folder):
            if disk.load(self.folder) is not None:
                reason = "there is a journal already"
                raise FileExistsError(errno.EEXIST, reason, str(self.folder))
            self._begin(key_out)
        return self.write(event)

    def write(self, event: Event) -> Line:
        """Write a line as `write_all` does."""
        return self.write_all((event,))[0]

    def write_all(self, events: Sequence[Event]) -> list[Line]:
        """Write lines, with one sync; they are on the disk when this returns.

        One event at least. JournalUnavailable when they cannot be: then nothing may
        be given. An `export.start` gets its number here.
        """
        mine = [_Waiting(event) for event in events]
        with self._turn:
            self._queue += mine
            self._turn.wait_for(lambda: mine[-1].is_done or not self._is_writing)
            if not mine[-1].is_done:
                batch, self._queue = self._queue, []
                self._is_writing = True
        if not mine[-1].is_done:
            try:
                self._commit(batch)
            finally:
                with self._turn:
                    self._is_writing = False
                    self._turn.notify_all()
        lines = [each.line for each in mine if each.line is not None]
        if len(lines) < len(mine):
            raise JournalUnavailable(mine[-1].reason or "failed")
        return lines

    def anchor(self) -> str:
        """Sign where the journal stands; kept in its folder and given to be kept."""
        with self._locked():
            state = self._state()
            signed = anchors.Anchor(state.origin, state.chain.n, state.chain.head)
            note = anchors.sign(self.folder, anchors.text_of(signed))
            anchors.keep(self.folder / anchors.ANCHORS, note)
        return note

    def anchors(self) -> list[str]:
        """Return the anchors that are kept in its folder, as they were made."""
        path = self.folder / anchors.ANCHORS
        with disk.raising_journal_unavailable():
            return anchors.notes(disk.text(path) if is_there(path) else "")

    def anchor_at(self, line: int) -> str | None:
        """Return the first anchor that covers a line; None where none does yet."""
        return next((n for n in self.anchors() if anchors.lines_of(n) >= line), None)

    def standing(self) -> State | None:
        """Return where the journal stands; None where none was begun.

        JournalUnavailable where a line could not be written now.
        """
        if not disk.is_begun(self.folder) and self._last is None:
            return None
        with self._locked():
            return self._state()

    def anchor_of(self, digest: str) -> str | None:
        """Return the anchor made when a snapshot was sealed; None where there is none.

        It is the first one that covers the line of the seal.
        """
        lines = [line.seq for line in self.read(event="snapshot.seal", digest=digest)]
        return self.anchor_at(min(lines)) if lines else None

    def origin(self) -> str:
        """Return the journal's name in its anchors."""
        with self._locked():
            return self._state().origin

    def now(self) -> str:
        """Return the time as lines tell it: UTC, to the microsecond."""
        moment = self._clock().astimezone(UTC).isoformat(timespec="microseconds")
        return moment.replace("+00:00", "Z")

    def read(
        self,
        *,
        since: str = "",
        until: str = "",
        limit: Limit | None = None,
        **only: Values,
    ) -> Iterator[Line]:
        """Return lines newest first, as they are taken; none where there is no journal.

        `since` and `until` are days or moments (UTC, both included); `only` names
        fields and the values they must have, such as who, client, event or export;
        several in a tuple are alternatives.
        """
        return reading.newest_first(self.folder, since, until, only, limit)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Lock the journal; JournalUnavailable where it is gone since the last line."""
        if not disk.is_begun(self.folder):  # a new one could hide a disk not mounted
            self._refuse_beginning()
        with disk.raising_journal_unavailable(), disk.locked(self.folder):
            yield

    def _refuse_beginning(self) -> None:
        if self._last is not None:
            raise JournalUnavailable("gone")
        if not self._may_begin:
            raise JournalUnavailable("not_begun")

    def _commit(self, batch: list[_Waiting]) -> None:
        """Write the lines of a batch with one sync; each has its line or a reason."""
        try:
            with self._locked():
                lines = self._appended([waiting.event for waiting in batch])
            for waiting, line in zip(batch, lines, strict=True):
                waiting.line = line
        except JournalUnavailable as error:
            for waiting in batch:
                waiting.reason = error.reason
        finally:
            for waiting in batch:  # an interrupt leaves nobody waiting
                if not waiting.is_done:
                    waiting.reason = "failed"

    def _appended(self, events: list[Event]) -> list[Line]:
        state = self._state()
        at = self.now()
        month = max(state.month, at[:7])
        size = state.size if month == state.month else 0
        lines, raws = [], []
        for event in events:
            fields = event.fields() | {"at": at}
            if event.event == "export.start":
                state.exports += 1
                fields["export"] = state.exports
            line, raw = state.chain.append(fields)
            lines.append(line)
            raws.append(raw + b"\n")
        content = b"".join(raws)
        path = disk.segment(self.folder, month)
        disk.append(path, content, size)
        state.month, state.size = month, size + len(content)
        try:
            disk.save(self.folder, state)
        except OSError:
            disk.cut(path, size)
            raise
        self._last = state.origin, state.chain.n
        return lines

    def _state(self) -> State:
        """Return where the journal stands, after a crash too; begins one if need be."""
        state = disk.load(self.folder)
        if state is None:
            self._refuse_beginning()
            return self._begin(self.first_key)
        return self._own(recovered(self.folder, state))

    def _own(self, state: State) -> State:
        """Return the state of the journal in which this process wrote; else refuse."""
        if self._last is not None:
            origin, lines = self._last
            if state.origin != origin or state.chain.n < lines:
                raise JournalUnavailable("another")
        return state

    def _begin(self, key_out: Path) -> State:
        if key_out == self.first_key and self.key_is_here:
            raise JournalUnavailable("first_key")
        key = secrets.token_bytes(32)
        disk.put(key_out, key.hex().encode() + b"\n", new=True)
        anchors.make_keys(self.folder)
        first = genesis(key)
        state = State(Chain(0, first, key), anchors.origin(first))
        disk.save(self.folder, state)
        disk.sync_folder(self.folder)
        disk.sync_folder(key_out.parent)
        return state
