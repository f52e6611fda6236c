"""The recall list: which exports still hold clients whose data were since erased.

What an export held is kept beside the journal; what has been erased since is
asked of a snapshot, as any question is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ask.door import stream
from data.ask.question import Question
from data.journal import ledger

if TYPE_CHECKING:
    from data.ask.access import Reader
    from data.journal import Journal
    from data.journal.ledger import Recall
    from data.snapshot import Snapshot

NAME = "erasures"


def recall(reader: Reader, snapshot: Snapshot, journal: Journal) -> list[Recall]:
    """Return the exports to recall as of a snapshot, newest first (GDPR Art. 17, 19).

    Raises as `ask` does. That the list was seen is noted before it is given.
    """
    actor = reader.let("journal", NAME, snapshot)
    rows = list(ledger.recall(journal, snapshot.day, _state(reader, snapshot)))
    reader.note("recall.read", actor, snapshot, query=NAME, rows=len(rows))
    return rows


def _state(reader: Reader, snapshot: Snapshot) -> dict[str, tuple[bool, str]]:
    """Return for every client whether anything is held and the last erasure."""
    alike: dict[tuple[bool, str], tuple[bool, str]] = {}
    state = {}
    for batch in stream(reader, snapshot, Question(NAME)):
        columns = batch.select("client_id", "holdings_live", "last_erased_on")
        for client, live, last in columns.iter_rows():
            held = (live > 0, last.isoformat() if last else "")
            state[client] = alike.setdefault(held, held)
    return state
