"""Who is asking: what is told of it before it takes effect, and what stops it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import cache
from typing import Any

import pytest

from data.ask import Engine
from data.ask.access import ROLES, AccessRefused, Actor
from data.ask.identity.roles import RolesError, RoleTable
from data.ask.identity.sessions import Sessions
from pages.parts.session import oidc, readers, routes, visitor
from pages.parts.session.oidc import SignIn
from pages.parts.session.visitor import VisitorEvent


class Unwritten(Exception):
    """A journal that cannot be written."""


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[VisitorEvent]:
    """Return the list that fills with the events that are told."""
    events: list[VisitorEvent] = []
    monkeypatch.setattr(visitor, "on_event", [events.append])
    return events


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, tuple[str, ...]]]:
    """Have people sign in, with this table of roles; claims come in a cookie `c`."""
    people: dict[str, tuple[str, ...]] = {"both": ("management", "dpo")}
    monkeypatch.setattr(oidc, "configured", lambda: SignIn("http://127.0.0.1"))
    monkeypatch.setattr(oidc, "table", lambda: RoleTable("the desk", people=people))
    monkeypatch.setattr(oidc, "claims", lambda cookies: cookies.get("c", {}))
    monkeypatch.setattr(visitor, "sessions", Sessions(time.time))
    yield people


def token(sub: str = "both", nonce: str = "n") -> dict[str, Any]:
    now = time.time()
    return {"sub": sub, "iat": now, "exp": now + 60, "nonce": nonce, "name": "B."}


def asking(claims: dict[str, Any], what: Callable[[], Any]) -> Any:
    """Do something as the visitor whose token says this."""

    def run() -> Any:
        visitor.answering({"c": claims})  # type: ignore[dict-item]
        return what()

    return copy_context().run(run)


def test_sign_in_switch_and_sign_out_are_told(
    events: list[VisitorEvent], table: dict[str, tuple[str, ...]]
) -> None:
    claims = token()
    visitor.begin(claims)
    assert asking(claims, visitor.actor) == Actor("both", "management")
    asking(claims, lambda: visitor.switch("dpo"))
    assert asking(claims, visitor.actor) == Actor("both", "dpo")
    asking(claims, lambda: visitor.switch("dpo"))  # no change, nothing to tell
    visitor.end(claims)
    visitor.end(claims)
    assert events == [
        VisitorEvent("sign_in", Actor("both", "management"), "management"),
        VisitorEvent("role_switch", Actor("both", "management"), "dpo"),
        VisitorEvent("sign_out", Actor("both", "dpo"), ""),
    ]
    with pytest.raises(AccessRefused):
        asking(claims, visitor.actor)


def test_a_purpose_is_told_and_another_role_takes_it_away(
    events: list[VisitorEvent], table: dict[str, tuple[str, ...]]
) -> None:
    claims = token()
    visitor.begin(claims)
    asking(claims, lambda: visitor.declare("audit"))
    assert asking(claims, visitor.actor) == Actor("both", "management", "audit")
    asking(claims, lambda: visitor.declare(None))
    asking(claims, lambda: visitor.declare("incident"))
    asking(claims, lambda: visitor.switch("dpo"))
    assert asking(claims, visitor.actor) == Actor("both", "dpo")
    purposes = [e.actor.purpose for e in events if e.kind == "purpose"]
    assert purposes == ["audit", "incident"]


def test_who_has_no_role_is_told_of(
    events: list[VisitorEvent], table: dict[str, tuple[str, ...]]
) -> None:
    visitor.begin(token("stranger"))
    assert events == [VisitorEvent("refused", Actor("stranger", ""), "", "no_role")]


def test_what_cannot_be_told_does_not_happen_but_for_signing_out(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, tuple[str, ...]]
) -> None:
    def fail(_: VisitorEvent) -> None:
        raise Unwritten

    claims, later = token(), token(nonce="later")
    visitor.begin(claims)
    asking(claims, visitor.actor)
    monkeypatch.setattr(visitor, "on_event", [fail])
    with pytest.raises(Unwritten):
        visitor.begin(later)
    with pytest.raises(AccessRefused):
        asking(later, visitor.actor)
    with pytest.raises(Unwritten):
        asking(claims, lambda: visitor.switch("dpo"))
    assert asking(claims, visitor.actor).role == "management"
    with pytest.raises(Unwritten):
        visitor.end(claims)
    with pytest.raises(AccessRefused):
        asking(claims, visitor.actor)


def test_purpose_does_not_outlive_the_role_it_was_declared_in(
    events: list[VisitorEvent], table: dict[str, tuple[str, ...]]
) -> None:
    claims = token()
    visitor.begin(claims)
    asking(claims, lambda: visitor.declare("audit"))
    assert asking(claims, visitor.actor).purpose == "audit"
    asking(claims, lambda: visitor.switch("dpo"))
    assert asking(claims, visitor.actor).purpose is None
    asking(claims, lambda: visitor.declare("incident"))
    table["both"] = ("management",)
    assert asking(claims, visitor.actor) == Actor("both", "management")


def test_who_is_refused_learns_whom_to_ask(table: dict[str, tuple[str, ...]]) -> None:
    claims = token("stranger")
    visitor.begin(claims)
    with pytest.raises(AccessRefused) as refused:
        asking(claims, visitor.actor)
    assert str(refused.value).endswith("Ask the desk for one.")


def test_table_that_cannot_be_read_refuses_everybody(
    monkeypatch: pytest.MonkeyPatch, table: dict[str, tuple[str, ...]]
) -> None:
    claims = token()
    visitor.begin(claims)

    def fail() -> RoleTable:
        raise RolesError("The table of roles cannot be read.")

    monkeypatch.setattr(oidc, "table", fail)
    with pytest.raises(AccessRefused) as refused:
        asking(claims, visitor.actor)
    assert refused.value.reason == "roles"


def test_request_without_a_session_is_nobody(
    table: dict[str, tuple[str, ...]],
) -> None:
    for claims in ({}, token(), {"is_logged_in": True, "sub": "both"}):
        with pytest.raises(AccessRefused):
            asking(claims, visitor.actor)


def test_demonstration_keeps_a_bounded_number_of_visitors() -> None:
    def visit(name: str) -> str:
        visitor.answering({visitor.VISITOR: name})
        visitor.switch("management")
        return visitor.actor().role

    for n in range(visitor.MOST_VISITORS + 50):
        assert copy_context().run(visit, f"v-{n}") == "management"
    assert len(visitor._demo) <= visitor.MOST_VISITORS


@pytest.mark.parametrize("role", ROLES)
def test_page_about_one_thing_is_for_readers_of_records(role: str) -> None:
    actor = Actor("a-test", role)
    mine = [page for page in routes.PAGES if routes.is_open_to(page, actor)]
    mine = [page for page in mine if routes.PAGES[page].asks == routes.RECORDS]
    assert not set(mine) & set(routes.HIDDEN) or actor.may("records")


def test_journal_is_open_to_who_reads_it_and_to_who_looks_after_it() -> None:
    may = {role for role in ROLES if routes.is_open_to("journal", Actor("x", role))}
    assert may == {"dpo", "auditor", "admin"}


def test_page_that_is_not_named_is_one_of_records() -> None:
    assert not routes.is_open_to("a page to come", Actor("a-test", "management"))
    assert routes.is_open_to("a page to come", Actor("a-test", "dpo"))


def test_what_is_open_is_closed_when_the_server_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A signal ends the server without what Python does at the end of a process."""
    opened = cache(Engine)
    monkeypatch.setattr(readers, "engine", opened)
    here = opened()._here

    async def serve() -> None:
        async with readers.closed_at_the_end(None):
            assert here.exists()

    asyncio.run(serve())
    assert not here.exists()
