"""A client's dossier: all that is on record about one pseudonym, fit for print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.explain.steps import steps_of
from pages.parts.charts import timeline
from pages.parts.duties import case_lines, disclosed_table
from pages.parts.lists import explanations
from pages.parts.session.readers import reader
from pages.parts.shell import controls, links, url_state
from pages.parts.text import cell_labels, tables
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.explain.case import Case
    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

MOST = disclosed_table.MOST
"""Rows of a table in the dossier; the list itself has them all."""
_LATE_FIRST = ("overdue", "on_hold", "due_soon", "within", "running", "no_term")


def show(ctx: PageContext, case: Case) -> None:
    """Draw a client's dossier from top to bottom."""
    words = ctx.words
    _facts(ctx, case)
    lines = list(case_lines.lines(ctx, case))
    if lines:
        timeline.draw(ctx, lines, words("dossier.timeline_client"), key="client")
        st.caption(words("dossier.key_to_timeline"))
    _section(ctx, "trajectories", case.trajectories, _TRAJECTORY, "trajectories")
    holdings = sorted(case.holdings, key=_urgency)
    _section(ctx, "holdings", holdings, _HOLDING, "retention", "retention")
    _why(ctx, case, holdings)
    _section(ctx, "requests", case.requests, _REQUEST, "requests", "requests")
    for request in case.requests[:MOST]:
        key = request["request_id"]
        links.link("request", f"{words('dossier.to_request')}: {key}", request=key)
    _section(ctx, "restrictions", case.restrictions, _RESTRICTION, "restrictions")
    _section(ctx, "consents", case.consents, _CONSENT, "consents")
    st.header(words("dossier.disclosures"))
    if case.disclosures:
        disclosed_table.draw(ctx, case.disclosures)
    else:
        lacks = ctx.lacks("disclosures")
        st.markdown(words("key.not_delivered" if lacks else "dossier.disclosures_none"))
    st.header(words("dossier.findings"))
    explanations.findings(ctx, case.findings)
    links.link("clients", words("dossier.to_clients"))


def _urgency(holding: Row) -> tuple[bool, int, str, str]:
    """Sort holdings: what is held first, the latest of it first."""
    status = holding["status"]
    place = _LATE_FIRST.index(status) if status in _LATE_FIRST else len(_LATE_FIRST)
    erased = holding["erased_on"] is not None
    return erased, place, holding["category"], holding["holding_id"]


_FACTS = (
    "registered_on",
    "informed_on",
    "statement_version",
    "is_informed",
    "portal_account",
    "is_restricted",
    "holdings_live",
    "holdings_overdue",
    "requests_open",
)
_TRAJECTORY = (
    "trajectory_id",
    "kind",
    "principal_name",
    "started_on",
    "ended_on",
    "result",
)
_HOLDING = (
    "holding_id",
    "item",
    "category",
    "status",
    "clock_on",
    "effective_due_on",
    "erased_on",
)
_REQUEST = (
    "request_id",
    "kind",
    "received_on",
    "due_on",
    "closed_on",
    "status",
    "outcome",
)
_RESTRICTION = ("restriction_id", "kind", "started_on", "lifted_on")
_CONSENT = (
    "consent_id",
    "item",
    "purpose",
    "given_on",
    "form_version",
    "withdrawn_on",
)
_OPEN = {"ended_on": "runs", "lifted_on": "stands", "withdrawn_on": "stands"}
"""What is said where the last day of a thing is not there."""


def _facts(ctx: PageContext, case: Case) -> None:
    words = ctx.words
    with st.container(horizontal=True, gap="medium"):
        for name in _FACTS:
            value = words.value("clients", name, case.client[name])
            if ctx.lacks("clients", name):
                value = words("key.not_delivered")
            st.markdown(f"{words.column(name)}  \n**{value}**", width="content")


def _section(
    ctx: PageContext,
    name: str,
    rows: Sequence[Row],
    columns: Sequence[str],
    table: str,
    page: str | None = None,
) -> None:
    """Draw a table of the dossier under its header, or say that it is empty."""
    words = ctx.words
    st.header(words(f"dossier.{name}"))
    if not rows:
        lacks = ctx.lacks(table)
        st.markdown(words("key.not_delivered" if lacks else f"dossier.{name}_none"))
        return
    tables.draw(
        {
            words.column(column): [
                _cell(ctx, table, column, row) for row in rows[:MOST]
            ]
            for column in columns
        }
    )
    if len(rows) > MOST:
        st.caption(words.count("dossier.more", len(rows) - MOST))
        if page:
            links.link(page, words("dossier.more_link"))


def _cell(ctx: PageContext, table: str, column: str, row: Row) -> str:
    if row[column] is None and column in _OPEN:
        return ctx.words(f"dossier.{_OPEN[column]}")
    return markdown_escape(cell_labels.value(ctx.words, table, column, row[column]))


def _why(ctx: PageContext, case: Case, holdings: Sequence[Row]) -> None:
    """Show how the term of one item was worked out, for whichever is chosen."""
    if not holdings:
        return
    words = ctx.words
    known = {row["holding_id"]: row for row in holdings}
    linked = "".join(url_state.values("holding")[:1])
    chosen = controls.selectbox(
        words("dossier.why_choose"),
        list(known),
        default=linked if linked in known else None,
        format_func=lambda key: f"{words.item(known[key]['item'])} ({key})",
        placeholder=words("list.choose"),
        key=f"why.{ctx.snapshot.short}.{case.client['client_id']}",
    )
    if chosen:
        explanations.meaning(ctx, "retention_status", known[chosen]["status"])
        keys = {"client_id": case.client["client_id"], "holding_id": chosen}
        steps = steps_of(reader(), ctx.snapshot, "retention_steps", **keys)
        explanations.working(ctx, steps)
        findings = case.about("holding", chosen)
        if findings:
            explanations.findings(ctx, findings)
