"""Read a journal as it grows: from where it stands, over the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.journal import disk
from data.journal.chain import read
from data.regular_file import open_regular

if TYPE_CHECKING:
    from data.journal.book import Journal
    from data.journal.chain import Line
    from data.journal.disk import State


class Follower:
    """What is written in a journal from a place on, as far as it was acknowledged."""

    def __init__(self, journal: Journal, state: State) -> None:
        """Begin behind the last line of a state."""
        self._journal = journal
        self.line = state.chain.n
        """Number of the last line that was read."""
        self._month, self._size = state.month, state.size

    def new(self) -> list[Line]:
        """Return what was written since; JournalUnavailable where it is another."""
        state = self._journal.standing()
        if state is None or state.chain.n < self.line:
            raise disk.JournalUnavailable("another")
        lines: list[Line] = []
        with disk.raising_journal_unavailable():
            for month in disk.segments(self._journal.folder):
                if self._month <= month <= state.month:
                    lines += self._of(month, state)
        self._month, self._size = state.month, state.size
        self.line = state.chain.n
        return lines

    def _of(self, month: str, state: State) -> list[Line]:
        """Return the lines of a month behind the place, up to those of the state."""
        start = self._size if month == self._month else 0
        with open_regular(disk.segment(self._journal.folder, month)) as file:
            file.seek(start)
            length = state.size - start if month == state.month else -1
            return [read(raw) for raw in file.read(length).splitlines()]
