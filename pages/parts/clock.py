"""A request opened: what is left to do, its clock with the working, its dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import todo
from pages.parts import dossier, links, timeline, why
from pages.parts.timeline import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.ask.case import Case
    from data.ask.working import Row
    from pages.parts.seen import Seen

EVENTS = (
    "received_on",
    "identity_requested_on",
    "id_copy_received_on",
    "identity_verified_on",
    "id_copy_deleted_on",
    "extended_on",
    "closed_on",
    "recipients_notified_on",
)
"""The days of a request that are drawn as points."""


def show(here: Seen, request: Row, case: Case) -> None:
    """Draw all there is to say about a request."""
    words = here.words
    working = case.clock(request)
    _head(here, request)
    st.header(words("dossier.todo"))
    left = todo.left(request, case)
    if left:
        why.lines(here, "todo", left)
    else:
        st.markdown(words("dossier.todo_nothing"))
    st.header(words("dossier.working"))
    why.meaning(here, "request_status", request["status"])
    why.working(here, working.steps)
    lines = list(_lines(here, request, case))
    timeline.draw(here, lines, words("dossier.timeline"), key="request.timeline")
    st.caption(words("dossier.key_to_timeline"))
    st.header(words("dossier.meaning"))
    why.lines(here, "meaning", todo.meaning(request, case))
    _recipients(here, request, case)
    st.header(words("dossier.findings"))
    why.findings(here, case.about("rights_request", request["request_id"]))
    _ways(here, request)


def _head(here: Seen, request: Row) -> None:
    """Say in one row what was asked, when it is due and how it stands."""
    words = here.words
    shown = ("kind", "status", "received_on", "due_on", "closed_on", "outcome")
    with st.container(horizontal=True, gap="medium"):
        for name in shown:
            value = links.plain(words.value("requests", name, request[name]))
            st.markdown(f"{words.column(name)}  \n**{value}**", width="content")
    told = (
        links.plain(words.value("requests", name, request[name])) for name in _WHERE
    )
    st.caption(" · ".join((request["client_id"], *told)))


_WHERE = ("channel", "department")


def _ways(here: Seen, request: Row) -> None:
    """Offer the ways on: the client's dossier, the list of requests."""
    words = here.words
    with st.container(horizontal=True):
        links.link("client", words("dossier.to_client"), client=request["client_id"])
        links.link("requests", words("dossier.to_requests"))


def _lines(here: Seen, request: Row, case: Case) -> Iterator[Line]:
    """Give the lines of a request's timeline: its term, its pause, its days."""
    words = here.words
    received, due = request["received_on"], request["due_on"]
    if due is not None:
        said = words.date(due)
        yield Line(words("dossier.term_bar"), received, due, "term", due, said)
    asked = request["identity_requested_on"]
    if request["is_awaiting"] or request["paused_days"]:
        ends = [request["identity_verified_on"], request["closed_on"]]
        until = min((day for day in ends if day), default=case.as_of)
        said = words.count("units.days", (until - asked).days)
        yield Line(words("dossier.paused_bar"), asked, until, "paused", None, said)
    if request["initial_due_on"] not in (None, due):
        day = request["initial_due_on"]
        yield Line(words.column("initial_due_on"), None, None, "term", day)
    for name in sorted(
        (name for name in EVENTS if request[name]), key=lambda name: request[name]
    ):
        yield Line(words.column(name), request[name])
    for one in case.restrictions:
        yield dossier.restricted(here, one)


def _recipients(here: Seen, request: Row, case: Case) -> None:
    """Draw who got the client's data up to the answer: whom to name or to tell."""
    known = todo.recipients(request, case)
    until = request["closed_on"] or case.as_of
    if known:
        title = here.words("dossier.recipients", day=here.words.date(until))
        st.markdown(f"**{title}**")
        rows = [row for group in known.values() for row in group]
        dossier.disclosed(here, rows)
