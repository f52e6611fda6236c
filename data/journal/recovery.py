"""Where a journal stands after a crash, which kept lines from its state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.journal import disk
from data.journal.chain import WrongLine
from data.journal.disk import JournalUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from data.journal.disk import State


def recovered(folder: Path, state: State) -> State:
    """Take up lines that a crash kept from the state; cut half a line.

    JournalUnavailable when the files are not as they were left.
    """
    months = [month for month in disk.segments(folder) if month >= state.month]
    if state.month and state.month not in months:
        raise JournalUnavailable("damaged")
    for month in months:
        size = state.size if month == state.month else 0
        rest = disk.rest(disk.segment(folder, month), size, state.chain.head)
        whole, _, torn = rest.rpartition(b"\n")
        if torn and month != months[-1]:
            raise JournalUnavailable("damaged")
        try:
            for raw in whole.split(b"\n") if whole else ():
                _take_up(state, state.chain.follow(raw).fields)
        except WrongLine:
            raise JournalUnavailable("damaged") from None
        if whole:
            state.month, state.size = month, size + len(whole) + 1
        if torn:
            disk.cut(disk.segment(folder, month), size + len(rest) - len(torn))
    return state


def _take_up(state: State, fields: dict[str, Any]) -> None:
    if fields["event"] == "export.start":
        state.exports += 1
