"""Read a journal as it grows: from where it stands, over the end of a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.journal import disk
from data.journal.chain import WrongLine, read
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
        self._origin = state.origin

    def new(self) -> list[Line]:
        """Return what was written since; JournalUnavailable where it is another."""
        state = self._journal.standing()
        is_same = state is not None and state.origin == self._origin
        if state is None or not is_same or state.chain.n < self.line:
            raise disk.JournalUnavailable("another")
        lines: list[Line] = []
        with disk.raising_journal_unavailable():
            for month in disk.segments(self._journal.folder):
                if self._month <= month <= state.month:
                    lines += self._of(month, state)
        numbers = [line.seq for line in lines]
        if numbers != [*range(self.line + 1, state.chain.n + 1)]:
            raise disk.JournalUnavailable("damaged")
        self._month, self._size = state.month, state.size
        self.line = state.chain.n
        return lines

    def _of(self, month: str, state: State) -> list[Line]:
        """Return the lines of a month behind the place, up to those of the state."""
        start = self._size if month == self._month else 0
        with open_regular(disk.segment(self._journal.folder, month)) as file:
            file.seek(start)
            length = state.size - start if month == state.month else -1
            raws = file.read(length).splitlines()
        try:
            return [read(raw) for raw in raws]
        except WrongLine:
            raise disk.JournalUnavailable("damaged") from None
