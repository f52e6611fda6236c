"""Who asks: the reader that every question at the door is put by.

A reader is a process's engine as one person sees it. Who that is, in which role
and for what purpose is looked up again at each question, never remembered, so
that a role taken away is gone at the next one. The folder of a query decides who
may ask it (and which file it is put to); rows about single persons want a purpose
besides. What is answered from the records, and what is refused, is told to the
journal before it goes out: no line, no data.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from data.journal import Event, account

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.ask.engine import Engine
    from data.followup import Store
    from data.journal.chain import Line
    from data.snapshot import Snapshot
    from queries import Query

_Answer = TypeVar("_Answer")
_READS = ("summary", "organisation", "records")
_FOLLOWS = ("followup", "standing")
_LOOKS = ("journal", "journal_state")
MAY: dict[str, frozenset[str]] = {
    "management": frozenset({"summary", "organisation", "standing"}),
    "dpo": frozenset({*_READS, *_FOLLOWS, *_LOOKS, "followup_write"}),
    "auditor": frozenset({*_READS, *_FOLLOWS, *_LOOKS}),
    "owner": frozenset({"followup", "followup_write"}),
    "admin": frozenset({"journal_state"}),
}
"""What a role may ask: folders of queries, the lines of the journal and how it
stands (data/audit/journal_view.py), and whether it writes (data/ask/marking.py); what
is not named is refused. `organisation` is answered from the records and holds no row
about a person, no free text about one and no count of persons: what management decides
about as controller. `followup` is about what was marked, of which an owner gets the
part of their department alone; `standing` counts it."""
ROLES = tuple(MAY)
OWNER = "owner"
"""The role that is bound to a department: `owner:ict` in a table of roles."""

PURPOSES = (
    "oversight",
    "access",
    "rectification",
    "erasure",
    "restriction",
    "portability",
    "objection",
    "consent_withdrawal",
    "complaint",
    "retention",
    "audit",
    "incident",
)
"""For what somebody may look at rows about persons: a right of the data subject
(GDPR Art. 12 to 22 and 7(3)), the monitoring of Art. 39(1)(b), an audit, or an
incident (Art. 33)."""
PERSON = "client_id"
"""The column that makes a query's rows be about persons."""

_REFUSED = {
    "signed_out": "nobody is signed in. Sign in, then ask again",
    "idle": "the session ended after half an hour without use. Sign in again",
    "expired": "the session ended after eight hours. Sign in again",
    "no_role": "who is signed in has no role here. Ask {contact} for one",
    "demanded": "who is signed in did not do so in the way that is demanded here. Ask "
    "{contact} how",
    "not_offered": "this role is not one of those of who is signed in",
    "roles": "the table of roles cannot be read, so nobody has a role until it is "
    "mended. The server says what is wrong with it when it starts",
    "role": "the role {role} may not ask {query}. Ask the data protection officer",
    "purpose": "{query} has rows about persons, and no purpose was given. Choose one "
    "(--purpose, on the command line)",
}


class AccessRefused(Exception):
    """A question that may not be put. The message is safe to show.

    `reason` is a code that the screens say in the reader's language: signed_out,
    idle, expired, no_role, demanded, not_offered, roles, role or purpose; `contact`
    says whom to ask for a role.
    """

    def __init__(
        self,
        reason: str,
        contact: str = "",
        *,
        query: str = "this question",
        role: str = "",
    ) -> None:
        """Explain why there is no answer, and what to do."""
        self.reason, self.contact, self.role = reason, contact, role
        why = _REFUSED[reason].format(
            contact=contact or "the administrator", query=query, role=role
        )
        super().__init__(f"No access: {why}.")


@dataclass(frozen=True)
class Actor:
    """Who asks, in the one role that they have now, and for what purpose."""

    who: str
    role: str
    purpose: str | None = None
    department: str | None = None
    """The department whose follow-up it is, of an owner; None of any other role."""

    @classmethod
    def named(cls, who: str, role: str, purpose: str | None = None) -> Actor:
        """Return who asks in a role as a table of roles writes it: `owner:ict`."""
        name, _, department = role.partition(":")
        return cls(who, name, purpose, department or None)

    @property
    def role_named(self) -> str:
        """Return the role as a table of roles writes it."""
        return f"{self.role}:{self.department}" if self.department else self.role

    def may(self, folder: str) -> bool:
        """Return whether their role may ask the queries of a folder, or the journal."""
        return folder in MAY.get(self.role, ())


@dataclass(frozen=True)
class Reader:
    """An engine, how to find who reads with it, and where that is told.

    One reader serves one page run or one command.
    """

    engine: Engine
    identify: Callable[[], Actor]
    """Looks up who asks; called at each question. AccessRefused for nobody."""
    write: Callable[[Event], Line]
    """Writes a line of the journal; JournalUnavailable where it cannot."""
    via: str = "page"
    """By which way it is asked: page, export, command or server."""
    counted: set[tuple[str, str]] = field(default_factory=set)
    """Which lists of which snapshot this reader has counted, and was noted for."""
    followup: Store | None = None
    """What people wrote, where follow-up is used."""
    write_all: Callable[[Sequence[Event]], Sequence[Line]] | None = None
    """Writes several lines at once, where that is cheaper; as `write` does."""

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()

    def noting_together(self, answer: Callable[[Reader], _Answer]) -> _Answer:
        """Return what a reader like this one is answered, noted in one go before.

        Where it is refused, or breaks off, what was to be noted until then is noted.
        """
        events: list[Event] = []
        counted = set(self.counted)
        put = cast("Any", events.append)
        try:
            answered = answer(replace(self, write=put, counted=counted))
        finally:
            if self.write_all is not None and events:
                self.write_all(events)
            else:
                for event in events:
                    self.write(event)
        self.counted.update(counted)
        return answered

    def admit(
        self, query: Query, snapshot: Snapshot, *, persons: bool = False
    ) -> Actor:
        """Authorise a question, or journal its refusal and raise AccessRefused.

        `persons`: the answer has rows about single persons.
        """
        return self.let(query.folder, query.name, snapshot, persons=persons)

    def let(
        self,
        folder: str,
        name: str,
        snapshot: Snapshot | None = None,
        *,
        persons: bool = False,
    ) -> Actor:
        """Authorise a folder of questions, or the journal, as `admit` does."""
        actor: Actor | None = None
        try:
            actor = self.identify()
            if not actor.may(folder):
                raise AccessRefused("role", query=name, role=actor.role)
            if persons and actor.purpose not in PURPOSES:
                raise AccessRefused("purpose", query=name)
        except AccessRefused as refused:
            self.note(
                "access.refused",
                actor,
                snapshot,
                outcome="refused",
                query=name,
                reason=refused.reason,
            )
            raise
        return actor

    def note(
        self,
        event: str,
        actor: Actor | None,
        snapshot: Snapshot | None = None,
        **fields: Any,  # noqa: ANN401 - the fields of an Event
    ) -> Line:
        """Write a line about an event of this reader's; None: nobody is known."""
        who, role, purpose = "nobody", "nobody", None
        if actor is not None:
            who, purpose = actor.who or who, actor.purpose or None
            role = actor.role if actor.role in MAY else role
        seen: dict[str, Any] = {}
        if snapshot is not None:
            seen = {"day": snapshot.day, "digest": snapshot.digest}
        return self.write(
            Event(
                event=event,
                who=account(who),
                role=role,
                purpose=purpose,
                via=self.via,
                **seen,
                **fields,
            )
        )


def is_personal(query: Query) -> bool:
    """Return whether a query's rows are about single persons."""
    return PERSON in {column.name for column in query.columns}
