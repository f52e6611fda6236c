"""What the journal is told of who comes and goes, in which role and what for."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from data.ask import Actor
from data.journal import Event, JournalUnavailable, account
from pages.parts.session import readers

if TYPE_CHECKING:
    from pages.parts.session import visitor

EVENTS = {
    "sign_in": "login",
    "sign_out": "logout",
    "role_switch": "role.switch",
    "purpose": "purpose.given",
    "refused": "login",
}


def start() -> None:
    """Write that the server starts; without a journal it starts to say so."""
    with contextlib.suppress(JournalUnavailable):
        readers.journal().write(
            Event(event="app.start", who="server", role="system", via="server")
        )


def note(event: visitor.VisitorEvent) -> None:
    """Write who signed in or out, changed role or said for what purpose they look.

    JournalUnavailable stops what it is about.
    """
    actor = event.actor
    readers.journal().write(
        Event(
            event=EVENTS[event.kind],
            who=account(actor.who or "nobody"),
            role=Actor.named("", event.role).role or actor.role or "nobody",
            via="page",
            purpose=actor.purpose,
            outcome="refused" if event.reason else "ok",
            reason=event.reason,
        )
    )
