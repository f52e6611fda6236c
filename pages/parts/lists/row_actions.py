"""A row chosen in a list: the ways to open it, and what was found about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Filter, Question, ask
from data.ask.lists import whole
from data.figures.whatif import LIVE
from pages.parts.lists import explanations
from pages.parts.session.readers import reader
from pages.parts.shell import links, purpose
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

SUBJECT = {
    "retention": ("holding", "holding_id"),
    "requests": ("rights_request", "request_id"),
    "clients": ("client", "client_id"),
    "recipients": ("recipient", "recipient_id"),
    "trajectories": ("trajectory", "trajectory_id"),
    "consents": ("consent", "consent_id"),
    "transfers": ("transfer", "transfer_id"),
    "register": ("activity", "activity_id"),
    "register_processor": ("activity", "activity_id"),
    "impact_assessments": ("activity", "activity_id"),
    "authorisations": ("authorisation", "authorisation_id"),
    "breaches": ("breach", "breach_id"),
}
"""Lists whose rows findings are about: the subject's table and its key."""
OPENABLE = frozenset({"client_id", "request_id", "ground_verdict"})
"""Columns that lead somewhere, in lists whose rows no finding is about."""


def offer(
    ctx: PageContext, table: str, rows: pl.DataFrame, places: Sequence[int]
) -> None:
    """Offer what can be opened of the row that is chosen; hint at it before."""
    table = whole(table)
    if table not in SUBJECT and OPENABLE.isdisjoint(rows.columns):
        return
    # the browser may still have a row chosen that is not there any more
    chosen = [place for place in places if 0 <= place < rows.height]
    if not chosen:
        st.caption(ctx.words("dossier.select"))
        return
    with st.container(border=True):
        row = rows.row(chosen[0], named=True)
        _ways(ctx, table, row)
        if table == "findings":
            explanations.finding(ctx.words, row)
        elif table in SUBJECT:
            purpose.require(ctx.words, "findings")
            st.markdown(f"**{ctx.words('dossier.findings_about')}**")
            explanations.findings(ctx, about(ctx, *_subject(table, row)))


def _subject(table: str, row: Row) -> tuple[str, str]:
    subject, key = SUBJECT[table]
    return subject, str(row[key])


def _ways(ctx: PageContext, table: str, row: Row) -> None:
    """Link to the request, the client, the recipient and the disclosures of a row."""
    words = ctx.words
    request = row.get("request_id")
    if row.get("subject_table") == "rights_request":
        request = row["subject_key"]
    with st.container(horizontal=True):
        if request:
            label = f"{words('dossier.to_request')}: {request}"
            links.link("request", label, request=str(request))
        if row.get("client_id"):
            params = {"client": str(row["client_id"])}
            holding = row.get("holding_id")
            if row.get("subject_table") == "holding":
                holding = row["subject_key"]
            if holding:
                params["holding"] = str(holding)
            label = f"{words('dossier.to_client')}: {row['client_id']}"
            links.link("client", label, **params)
        if row.get("activity_id"):
            label = f"{words('activity_page.open')}: {row['activity_id']}"
            links.link("activity", label, activity=str(row["activity_id"]))
        if table == "grounds":
            held = {"item": row["item"], "ground": row["ground"], "status": [*LIVE]}
            links.link("retention", words("activity_page.to_holdings"), **held)
        if table == "recipients":
            _disclosures(ctx, row)
        elif row.get("recipient_id"):
            name = markdown_escape(row["recipient_name"])
            label = f"{words('dossier.to_recipient')}: {name}"
            links.link("recipients", label, search=str(row["recipient_id"]))


def _disclosures(ctx: PageContext, row: Row) -> None:
    """Link to what was disclosed to a recipient: in the last 12 months, and ever."""
    words, recipient = ctx.words, str(row["recipient_id"])
    if ctx.offered("disclosures") is None:
        return
    if row["disclosures_12m"]:
        number = words.number(row["disclosures_12m"])
        label = f"{words.column('disclosures_12m')}: {number}"
        links.link("disclosures", label, recipient_id=recipient, disclosed_12m="true")
    if row["last_disclosed_on"]:
        label = words("dossier.to_disclosures")
        links.link("disclosures", label, recipient_id=recipient)


def about(ctx: PageContext, subject: str, key: str) -> list[Row]:
    """Return the findings about a row; a recipient's keys may name more than it."""
    filters = [Filter("subject_table", subject)]
    if subject != "recipient":
        filters.append(Filter("subject_key", key))
    name = ctx.offered("findings")
    if name is None:
        return []
    findings = ask(reader(), ctx.snapshot, Question(name, tuple(filters)))
    return [
        row for row in findings.to_dicts() if row["subject_key"].split("/")[0] == key
    ]
