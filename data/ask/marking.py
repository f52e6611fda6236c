"""What people wrote, asked and written by whoever may: marks beside the records.

A reader gets the marks that their role may see: an owner those of their department.
What is written is told to the journal first, in the terms of data/followup.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from data import policy
from data.ask.access import OWNER, AccessRefused
from data.ask.filters import NONE, Filter
from data.ask.source_tables import MARKED
from data.followup import COLUMNS, Marks, key
from data.journal import account, fingerprint
from data.journal.events import FORMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.ask.access import Actor, Reader
    from data.followup import Change, Edit, Mark
    from data.snapshot import Snapshot
    from queries import Query

NAME = "followup"
"""What a question about the marks themselves is called in the journal."""
KEYS = {
    "findings": ("finding", "rule", "subject_table", "subject_key"),
    "marked_findings": ("finding", "rule", "subject_table", "subject_key"),
    "agenda": ("deadline", "deadline_id"),
    "requests": ("request", "request_id"),
    "register": ("activity", "activity_id"),
}
"""Lists whose rows can be marked: what a row is, and the columns that tell it from
every other, in every snapshot."""
OPEN = {
    "requests": Filter("closed_on", NONE),
    "register": Filter("is_complete", "false"),
}
"""Lists that have rows which are not to be dealt with any more, and what lets the
others through."""
_CLIENT = re.compile(r"/(C-[0-9]{6,8})(?:/|$)")


def owners() -> tuple[str, ...]:
    """Return the codes of the departments that follow-up may be given to."""
    return tuple(policy.organisation().departments)


def is_used(reader: Reader) -> bool:
    """Return whether the organisation follows up at all: it named departments."""
    return reader.followup is not None and bool(owners())


def may_write(reader: Reader) -> bool:
    """Return whether whoever asks may write marks."""
    return is_used(reader) and reader.identify().may("followup_write")


def keys_of(name: str, rows: pl.DataFrame) -> list[str]:
    """Return the key of the mark of each row of a list."""
    kind, *columns = KEYS[name]
    return [key(kind, *map(str, row)) for row in rows.select(columns).iter_rows()]


def read(reader: Reader) -> Marks:
    """Return the marks that whoever asks may see; FollowupUnavailable if unreadable.

    Where follow-up is not used, or their role sees none, there are none.
    """
    actor = reader.identify()
    if reader.followup is None or not owners():
        return Marks(date.min)
    marks = reader.followup.read()
    if not actor.may("followup"):
        return Marks(marks.today)
    return _seen(actor, marks)


def listed(reader: Reader, snapshot: Snapshot) -> Marks:
    """Return the marks as a list that is shown, with its line in the journal."""
    actor = reader.let("followup", NAME, snapshot)
    marks = read(reader)
    reader.note(
        "rows.read",
        actor,
        snapshot,
        query=NAME,
        params=fingerprint({"department": actor.department}),
        rows=len(marks.by_key),
    )
    return marks


def history(reader: Reader, snapshot: Snapshot, name: str) -> list[Mark]:
    """Return every state that a mark had, the newest first, with its line.

    AccessRefused where the role may see none; an owner gets what is of their own.
    """
    actor = reader.let("followup", NAME, snapshot)
    if reader.followup is None:
        return []
    if actor.role == OWNER and name not in read(reader).by_key:
        return []
    states = reader.followup.history(name)
    if states:
        client = _CLIENT.search(name)
        reader.note(
            "client.read" if client else "rows.read",
            actor,
            snapshot,
            query=NAME,
            params=fingerprint({"mark": named(name)}),
            client=client[1] if client else None,
            rows=len(states),
        )
    return states


def _seen(actor: Actor, marks: Marks) -> Marks:
    """Return the marks that a role gets."""
    if actor.role != OWNER:
        return marks
    own = marks.owned_by(actor.department or "")
    return Marks(marks.today, is_begun=marks.is_begun, by_key=own)


def depends_on_reader(query: Query) -> bool:
    """Return whether an answer depends on what people wrote, and on who asks."""
    return any(declared.name in MARKED for declared in query.params)


def parameters(
    reader: Reader, query: Query, snapshot: Snapshot
) -> dict[str, list[str]]:
    """Return the keys of marks that a question takes as its parameters.

    They are looked up at each question, and no reader can name others.
    """
    names = [p.name for p in query.params if p.name in MARKED]
    if not names or reader.followup is None or not owners():
        return {}
    marks = reader.followup.read()
    return {
        name: sorted(
            _seen(reader.identify(), marks).by_key
            if name == MARKED[0]
            else marks.keys(name, snapshot.as_of)
        )
        for name in names
    }


def write(
    reader: Reader, snapshot: Snapshot, seen: Mapping[str, int], edit: Edit
) -> list[Mark]:
    """Write an edit to marks, with the versions that were seen; return them as made.

    AccessRefused where the role may not; else raises as `Store.change` does. An owner
    writes what is of their department, and gives nothing away.
    """
    actor = reader.let("followup_write", NAME, snapshot)
    store = reader.followup
    if store is None:
        raise AccessRefused("role", query=NAME, role=actor.role)
    if actor.role == OWNER:
        own = _seen(actor, store.read()).by_key
        if "owner" in edit.fields or not seen.keys() <= own.keys():
            raise AccessRefused("role", query=NAME, role=actor.role)

    def tell(changes: list[Change], reason: str | None) -> None:
        outcome = "ok" if reason is None else "failed"
        for change in changes:
            reader.note(
                "followup.change",
                actor,
                snapshot,
                outcome=outcome,
                reason=reason,
                **_written(change),
            )

    who = account(actor.who)
    return store.change(seen, edit, by=who, role=actor.role, owners=owners(), tell=tell)


def _written(change: Change) -> dict[str, Any]:
    """Return what the journal says of a change."""
    name = change.before.key
    client = _CLIENT.search(name)
    return {
        "mark": named(name),
        "client": client[1] if client else None,
        "edition": change.before.version,
        "before": state(change.before),
        "after": state(change.after),
    }


def named(name: str) -> str:
    """Return the key of a mark as the journal has it; one of another form by a hash."""
    if FORMS["mark"].fullmatch(name):
        return name
    kind = name.partition("/")[0]
    return f"{kind}/sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def state(mark: Mark) -> str:
    """Return how a mark stands in codes, days and hashes of its texts."""
    days = {
        "owner": mark.owner,
        "planned": mark.planned_on,
        "accepted": mark.accepted_until,
        "done": mark.done_on,
    }
    texts = {"note": mark.note, "reason": mark.accepted_reason}
    parts = [f"{name}={value}" for name, value in days.items() if value is not None]
    parts += [
        f"{name}={hashlib.sha256(text.encode()).hexdigest()}"
        for name, text in texts.items()
        if text is not None
    ]
    return " ".join(parts) or "none"


def beside(name: str, rows: pl.DataFrame, marks: Marks, as_of: date) -> pl.DataFrame:
    """Return rows of a list with what was written of each in columns behind them.

    `as_of` is the day of the snapshot that the rows are of.
    """
    keys = keys_of(name, rows)
    pairs = zip(keys, holds(name, rows), strict=True)
    return rows.with_columns(
        columns([(marks.of(each), is_open) for each, is_open in pairs], marks, as_of)
    )


def holds(name: str, rows: pl.DataFrame) -> list[bool]:
    """Return of each row of a list whether it is still to be dealt with."""
    if name not in OPEN:
        return [True] * rows.height
    column, text = OPEN[name].column, OPEN[name].text
    cells = rows[column].to_list()
    return [cell is None if text == NONE else cell is False for cell in cells]


def columns(
    pairs: Sequence[tuple[Mark, bool]], marks: Marks, as_of: date
) -> list[pl.Series]:
    """Return marks, each with whether its thing still holds, as COLUMNS."""
    cells: dict[str, list[Any]] = {
        "mark_owner": [mark.owner for mark, _ in pairs],
        "mark_planned_on": [mark.planned_on for mark, _ in pairs],
        "mark_status": [
            mark.status(marks.today, as_of, holds=is_open) for mark, is_open in pairs
        ],
        "mark_accepted_until": [mark.accepted_until for mark, _ in pairs],
        "mark_reason": [mark.accepted_reason for mark, _ in pairs],
        "mark_note": [mark.note for mark, _ in pairs],
        "mark_read_on": [marks.today] * len(pairs),
    }
    types = {"varchar": pl.String, "date": pl.Date}
    return [pl.Series(c.name, cells[c.name], dtype=types[c.type]) for c in COLUMNS]
