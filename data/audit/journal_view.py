"""The journal as it is read: who may see it, and the line that says that they did.

Whoever sees lines of the journal stands in it from then on: `journal.read` is
written before they are handed out, once a view. A role that looks after the
machine learns how the journal stands and sees no line.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from data.journal import JournalUnavailable, fingerprint, ledger
from data.journal.disk import raising_journal_unavailable
from data.journal.events import OUTCOMES
from data.journal.reading import Limit, first_day

if TYPE_CHECKING:
    from data.ask.access import Actor, Reader
    from data.journal import Journal
    from data.journal.chain import Line

ROWS = 50
"""Lines of a view."""
MOST = 5_000
"""Lines that are found for a view and its neighbours; older ones are left out."""
LOOKED = 500_000
"""Lines of the period that are looked through for them."""

Row = TypeVar("Row")
Already = set[str]
"""Which views one session has been noted for."""


@dataclass(frozen=True)
class View:
    """Which lines are asked for; "" asks for any.

    `upto` is the number of the newest line that there is to see: what is written
    while somebody reads does not move what they read.
    """

    upto: int
    since: str = ""
    """First day or moment (UTC)."""
    until: str = ""
    """Last one, included."""
    who: str = ""
    client: str = ""
    event: str = ""
    role: str = ""
    outcome: str = ""
    is_oldest_first: bool = False
    page: int = 1

    def only(self) -> dict[str, str | int]:
        """Return the fields that a line must have, as they are written."""
        conditions: dict[str, str | int] = {
            name: getattr(self, name)
            for name in ("who", "client", "event", "role")
            if getattr(self, name)
        }
        return conditions | (
            {"outcome": OUTCOMES[self.outcome]} if self.outcome else {}
        )


@dataclass(frozen=True)
class Lines:
    """A page of the lines that were found."""

    rows: list[Line]
    total: int
    """Lines that were found, of all pages."""
    is_bounded: bool
    """Whether there may be older ones, which were not looked for."""


@dataclass(frozen=True)
class Ledger:
    """A page of the exports, newest first."""

    rows: list[tuple[Line, Line | None]]
    """Where each began, and where it was done if it was."""
    total: int
    is_bounded: bool


@dataclass(frozen=True)
class JournalOverview:
    """How the journal stands, without a word of what is in it."""

    lines: int = 0
    at: str = ""
    """When the last line was written (UTC); "" where there is none."""
    anchor: str = ""
    """The newest anchor; "" where there is none."""
    first_key: str = ""
    """Name of the file with the first key, where that still lies beside it."""
    reason: str = ""
    """Why no line can be written now, as JournalUnavailable says it; "" if one can."""
    since: str = ""
    """The day (UTC) of the first line that is kept; "" where there is none."""


def state(reader: Reader, journal: Journal) -> JournalOverview:
    """Return how the journal stands; raise AccessRefused where not allowed."""
    reader.let("journal_state", "journal")
    key = journal.first_key.name if journal.key_is_here else ""
    try:
        stands = journal.standing()
        with raising_journal_unavailable():
            last, since = next(journal.read(), None), first_day(journal.folder)
            kept = journal.anchors()
    except JournalUnavailable as error:
        return JournalOverview(first_key=key, reason=error.reason)
    return JournalOverview(
        lines=stands.chain.n if stands else 0,
        since=since,
        at=last.at if last else "",
        anchor=kept[-1] if kept else "",
        first_key=key,
    )


def seen(reader: Reader, journal: Journal, view: View, already: Already) -> Lines:
    """Return the lines of a view, after noting that they are seen.

    AccessRefused for who may not see them, JournalUnavailable when it cannot be
    noted; both are safe to show.
    """
    limit = Limit(LOOKED)
    actor = reader.let("journal", "journal", persons=True)
    lines = journal.read(since=view.since, until=view.until, limit=limit, **view.only())
    shown = list(islice((line for line in lines if line.seq <= view.upto), MOST + 1))
    is_bounded = limit.is_reached or len(shown) > MOST
    del shown[MOST:]
    if view.is_oldest_first:
        shown.reverse()
    rows = _page(shown, view.page)
    event = {"query": "journal", "client": view.client or None, "rows": len(rows)}
    _note(reader, actor, asdict(view), already, event)
    return Lines(rows, len(shown), is_bounded)


def exports(
    reader: Reader, journal: Journal, upto: int, page: int, already: Already
) -> Ledger:
    """Return a page of the ledger of exports, after noting that it is seen."""
    limit = Limit(LOOKED)
    actor = reader.let("journal", "exports", persons=True)
    every = ledger.exports(journal, limit)
    shown = list(islice((pair for pair in every if pair[0].seq <= upto), MOST + 1))
    is_bounded = limit.is_reached or len(shown) > MOST
    del shown[MOST:]
    rows = _page(shown, page)
    view = {"upto": upto, "page": page}
    _note(reader, actor, view, already, {"query": "exports", "rows": len(rows)})
    return Ledger(rows, len(shown), is_bounded)


def manifest(
    reader: Reader, journal: Journal, number: int, already: Already
) -> dict[str, Any]:
    """Make the manifest of an export anew, after noting that it is seen.

    KeyError where no export with this number was done.
    """
    actor = reader.let("journal", "exports", persons=True)
    made = ledger.manifest_of(journal, number)
    event = {"query": "exports", "export": number, "rows": 1}
    _note(reader, actor, {"export": number}, already, event)
    return made


def anchor(reader: Reader, journal: Journal) -> str:
    """Sign where the journal stands now, for who may see its lines."""
    reader.let("journal", "journal")
    return journal.anchor()


def _page(rows: list[Row], page: int) -> list[Row]:
    return rows[(page - 1) * ROWS : page * ROWS]


def _note(
    reader: Reader,
    actor: Actor,
    view: dict[str, Any],
    already: Already,
    fields: dict[str, Any],
) -> None:
    """Write that somebody sees a view, unless this session stands noted for it."""
    params = fingerprint(view)
    once = fingerprint([actor.who, actor.role, actor.purpose, fields, params])
    if once not in already:
        reader.note("journal.read", actor, params=params, **fields)
        already.add(once)
