"""A request opened: what is left to do, its clock with the working, its dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from data.explain.steps import steps_of
from pages.parts.charts import timeline
from pages.parts.charts.timeline import Span
from pages.parts.duties import case_lines, disclosed_table
from pages.parts.lists import explanations
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.explain.case import Case
    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

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


def show(ctx: PageContext, request: Row, case: Case) -> None:
    """Draw all there is to say about a request."""
    words = ctx.words
    keys = {name: request[name] for name in ("client_id", "request_id")}
    steps, notes = reader().noting_together(
        lambda together: [
            steps_of(together, ctx.snapshot, name, **keys)
            for name in ("request_steps", "request_notes")
        ]
    )
    todo = [note for note in notes if note.facts["part"] == "todo"]
    meanings = [note for note in notes if note.facts["part"] == "meaning"]
    _head(ctx, request)
    st.header(words("dossier.todo"))
    if todo:
        explanations.lines(ctx, "todo", todo)
    else:
        st.markdown(words("dossier.todo_nothing"))
    st.header(words("dossier.working"))
    explanations.meaning(ctx, "request_status", request["status"])
    explanations.working(ctx, steps)
    lines = list(_lines(ctx, request, case))
    timeline.draw(ctx, lines, words("dossier.timeline"), key="request.timeline")
    st.caption(words("dossier.key_to_timeline"))
    st.header(words("dossier.meaning"))
    explanations.lines(ctx, "meaning", meanings)
    _recipients(ctx, request, case)
    st.header(words("dossier.findings"))
    explanations.findings(ctx, case.about("rights_request", request["request_id"]))
    _ways(ctx, request)


def _head(ctx: PageContext, request: Row) -> None:
    """Draw in one row what was asked, when it is due and how it stands."""
    words = ctx.words
    columns = ("kind", "status", "received_on", "due_on", "closed_on", "outcome")
    with st.container(horizontal=True, gap="medium"):
        for name in columns:
            value = markdown_escape(words.value("requests", name, request[name]))
            st.markdown(f"{words.column(name)}  \n**{value}**", width="content")
    ways = (
        markdown_escape(words.value("requests", name, request[name])) for name in _WHERE
    )
    st.caption(" · ".join((_who(ctx, request), *ways)))


_WHERE = ("channel", "department")


def _who(ctx: PageContext, request: Row) -> str:
    """Return who asks: the client's pseudonym, or what else they are."""
    client: str | None = request["client_id"]
    return client or ctx.words.code("subjects", request["subject"])


def _ways(ctx: PageContext, request: Row) -> None:
    """Offer the ways on: the client's dossier, the list of requests."""
    words = ctx.words
    with st.container(horizontal=True):
        if request["client_id"] is not None:
            client = request["client_id"]
            links.link("client", words("dossier.to_client"), client=client)
        links.link("requests", words("dossier.to_requests"))


def _lines(ctx: PageContext, request: Row, case: Case) -> Iterator[Span]:
    """Return the lines of a request's timeline: its term, its pause, its days."""
    words = ctx.words
    received, due = request["received_on"], request["due_on"]
    if due is not None:
        note = words.date(due)
        yield Span(words("dossier.term_bar"), received, due, "term", due, note)
    requested = request["identity_requested_on"]
    if request["is_awaiting"] or request["paused_days"]:
        until = requested + timedelta(request["paused_days"])
        until = case.as_of if request["is_awaiting"] else until
        note = words.count("units.days", (until - requested).days)
        yield Span(words("dossier.paused_bar"), requested, until, "paused", None, note)
    if request["initial_due_on"] not in (None, due):
        day = request["initial_due_on"]
        yield Span(words.column("initial_due_on"), None, None, "term", day)
    for name in sorted(
        (name for name in EVENTS if request[name]), key=lambda name: request[name]
    ):
        yield Span(words.column(name), request[name])
    for restriction in case.restrictions:
        yield case_lines.restriction_line(ctx, restriction)


def _recipients(ctx: PageContext, request: Row, case: Case) -> None:
    """Draw who got the client's data up to the answer: whom to name or to tell."""
    until = request["closed_on"] or case.as_of
    rows = case.disclosed_until(until)
    if rows:
        title = ctx.words("dossier.recipients", day=ctx.words.date(until))
        st.markdown(f"**{title}**")
        disclosed_table.draw(ctx, rows)
