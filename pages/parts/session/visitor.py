"""Who is asking, looked up at each question; and who signs in, out and switches.

The same lookup serves a page, which Streamlit runs for a websocket, and a route,
which the server runs for a request: the one takes the sign-in from the handshake,
the other from the request's cookies. What counts is the record of the session.
"""

from __future__ import annotations

import secrets
import time
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from data import policy
from data.ask.access import OWNER, ROLES, AccessRefused, Actor
from data.ask.identity.roles import RolesError
from data.ask.identity.sessions import Session, Sessions
from pages.parts.session import oidc

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.ask.identity.roles import RoleTable

VISITOR = "visitor"
"""The cookie that tells the visitors of a demonstration apart."""
MOST_VISITORS = 1000
DEMONSTRATION = "demonstration"
"""Who asks where nobody signs in."""
FIRST_ROLE = "dpo"
"""The role in which a demonstration begins."""


@dataclass(frozen=True)
class VisitorEvent:
    """Something that a journal tells about who is asking."""

    kind: Literal["sign_in", "refused", "sign_out", "role_switch", "purpose"]
    actor: Actor
    """Who it is, in the role that they had before; the purpose is the new one."""
    role: str
    """The role that they have from now on; '' for none."""
    reason: str | None = None
    """The code of why somebody was not let in; None where nobody was refused."""


on_event: list[Callable[[VisitorEvent], None]] = []
"""Told of each event before it takes effect; what one raises stops the event."""

sessions = Sessions(time.time)
_request: ContextVar[Mapping[str, str] | None] = ContextVar("request", default=None)
_demo: dict[str, Session] = {}
_OPEN = "visitor without a cookie"


def answering(cookies: Mapping[str, str]) -> None:
    """Set the visitor of this context by these cookies."""
    _request.set(cookies)


def actor() -> Actor:
    """Return who asks now, in their one role; AccessRefused where that is nobody."""
    session, own_roles = _current()
    role = session.role or own_roles[0]
    return Actor.named(_name(session), role, session.purpose)


def roles() -> tuple[str, ...]:
    """Return the roles between which who asks may switch; AccessRefused as above.

    As a table of roles has them: that of an owner names the department.
    """
    return _current()[1]


def display_name() -> str:
    """Return the name that who asks goes by, for their own eyes."""
    session = _current()[0]
    name = session.claims.get("name")
    return name if isinstance(name, str) and name else _name(session)


def switch(role: str) -> None:
    """Take another of one's roles; AccessRefused where it is not one of them.

    The purpose that was declared in the one role does not hold in the other.
    """
    session, own_roles = _current()
    if role not in own_roles:
        raise AccessRefused("not_offered")
    asker = actor()
    if role != asker.role_named:
        _notify(VisitorEvent("role_switch", asker, role))
        session.role, session.purpose = role, None


def key() -> str:
    """Return what tells the session of who asks from every other; it tells nobody."""
    return _current()[0].key


def declare(purpose: str | None) -> None:
    """Keep for what purpose who asks does so, for the rest of the session."""
    session, asker = _current()[0], actor()
    if purpose is not None:
        _notify(VisitorEvent("purpose", replace(asker, purpose=purpose), asker.role))
    session.purpose = purpose


def begin(claims: dict[str, Any]) -> None:
    """Begin the session of a sign-in that just came in; AccessRefused where stale.

    Who has no role is signed in, and told so by the page.
    """
    session = sessions.begin(claims)
    try:
        asker, reason = _coming_in(session)
        kind: Literal["sign_in", "refused"] = "refused" if reason else "sign_in"
        _notify(VisitorEvent(kind, asker, asker.role_named, reason))
    except BaseException:
        sessions.end(claims)
        raise
    session.role = asker.role_named or None


def _coming_in(session: Session) -> tuple[Actor, str | None]:
    """Return who comes in with their first role, or with none and why."""
    who = ""
    try:
        who = _name(session)
        return Actor.named(who, _roles(session.claims)[0]), None
    except AccessRefused as refused:
        return Actor(who, ""), refused.reason


def not_let_in(reason: str) -> None:
    """Tell that somebody was not let in of whom nothing is known for certain."""
    _notify(VisitorEvent("refused", Actor("", ""), "", reason))


def end(claims: dict[str, Any]) -> None:
    """End the session of somebody who signs out, whatever becomes of telling it."""
    session = sessions.end(claims)
    if session is not None and session.role is not None:
        actor = Actor.named(_name(session), session.role)
        _notify(VisitorEvent("sign_out", actor, ""))


def leave() -> None:
    """Sign out who is asking from a page."""
    end(_claims())
    st.logout()


def _notify(event: VisitorEvent) -> None:
    for handler in on_event:
        handler(event)


def _claims() -> dict[str, Any]:
    """Return the claims of who asks, from the request or else from the handshake."""
    cookies = _request.get()
    if cookies is not None:
        return oidc.claims(cookies)
    claims: dict[str, Any] = dict(st.user.to_dict())
    return claims if claims.get("is_logged_in") is True else {}


def _current() -> tuple[Session, tuple[str, ...]]:
    """Return the session of who asks, and the roles that they have at this moment."""
    if oidc.configured() is None:
        session = _visit()
        own_roles = _of_demonstration()
    else:
        session = sessions.of(_claims())
        own_roles = _roles(session.claims)
    if session.role not in own_roles:  # none was chosen yet, or it was taken away
        session.role, session.purpose = own_roles[0], None
    return session, own_roles


def _of_demonstration() -> tuple[str, ...]:
    """Return every role there is, that of an owner for each department."""
    departments = policy.organisation().departments
    others = [role for role in ROLES if role not in (FIRST_ROLE, OWNER)]
    return (FIRST_ROLE, *others, *(f"{OWNER}:{code}" for code in departments))


def _table() -> RoleTable:
    try:
        return oidc.table()
    except RolesError:
        raise AccessRefused("roles") from None


def _roles(claims: dict[str, Any]) -> tuple[str, ...]:
    table = _table()
    if not table.is_as_demanded(claims):
        raise AccessRefused("demanded", table.contact)
    own_roles = table.roles(claims)
    if not own_roles:
        raise AccessRefused("no_role", table.contact)
    return own_roles


def _name(session: Session) -> str:
    if oidc.configured() is None:
        return DEMONSTRATION
    return _table().named(session.claims)


def _visit() -> Session:
    """Return the record of a visitor of the demonstration; a new one begins as the DPO.

    Who sends no cookie is another visitor at each request, and on a page for as
    long as it is open.
    """
    cookies = _request.get()
    key = (st.context.cookies if cookies is None else cookies).get(VISITOR)
    if isinstance(key, str):
        while len(_demo) >= MOST_VISITORS and key not in _demo:
            _demo.pop(next(iter(_demo)), None)
        return _demo.setdefault(key, _new(key))
    if cookies is not None:
        return _new()
    if _OPEN not in st.session_state:
        st.session_state[_OPEN] = _new()
    session: Session = st.session_state[_OPEN]
    return session


def _new(key: str = "") -> Session:
    return Session(key or secrets.token_urlsafe(24), {}, 0, 0)
