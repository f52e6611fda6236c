"""The row that was clicked, beside its list: what to do, why, findings, ways on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from data.ask.lists import whole_list
from data.explain.steps import steps_of
from data.figures.whatif import LIVE
from data.words.domains import domain_of
from pages.parts.lists import explanations, follow_up, grid, reached_clients, records
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

WORKED = {"retention": "retention_steps", "requests": "request_steps"}
"""Lists of which it can be told how the last day of a row came about."""
STATUSES = ("status", "agreement")
"""Columns whose code says what is left to do about a row."""


def offer(
    ctx: PageContext, table: str, rows: pl.DataFrame, place: int | None, key: str
) -> None:
    """Show the row that is chosen; hint at it before."""
    if place is None:
        st.caption(ctx.words("panel.hint"))
        return
    table = whole_list(table)
    row = rows.row(place, named=True)
    with st.container(key="row-panel", gap="small"):
        head(ctx, _title(ctx, table, row), key)
        follow_up.opened(ctx, table, row)
        show(ctx, table, row)


def head(ctx: PageContext, title: str, key: str) -> None:
    """Draw the head of the panel: what it is about, and the way to close it."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="top"):
        st.subheader(title, anchor=False, width="stretch")
        st.button(
            ctx.words("panel.close"),
            key="row-panel-close",
            type="tertiary",
            icon=":material/close:",
            shortcut="Escape",
            on_click=grid.close,
            args=(key,),
        )


def _title(ctx: PageContext, table: str, row: Row) -> str:
    """Name a row by its key, what it is of and how it stands."""
    key = str(next(iter(row.values())))
    parts = [key, records.called(ctx, table, row)]
    parts += [
        ctx.words.value(table, name, row[name]) for name in STATUSES if row.get(name)
    ]
    return markdown_escape(" · ".join(filter(None, parts)))


def show(ctx: PageContext, table: str, row: Row) -> None:
    """Draw all there is to say about a row of a list."""
    with st.container(gap="xsmall"):
        for way in _ways(ctx, table, row):
            way()
    if table == "findings":
        explanations.finding(ctx.words, row)
        return
    _todo(ctx, table, row)
    _working(ctx, table, row)
    if table == "transfers":
        reached_clients.show(ctx, row)
    if table in records.SUBJECT:
        subject, column = records.SUBJECT[table]
        st.markdown(f"**{ctx.words('dossier.findings_about')}**")
        explanations.findings(ctx, records.about(ctx, subject, str(row[column])))


def _todo(ctx: PageContext, table: str, row: Row) -> None:
    """Draw what is left to do: of a request its notes, else what its status asks."""
    words = ctx.words
    if table == "requests":
        notes = steps_of(reader(), ctx.snapshot, "request_notes", **_keys(table, row))
        todo = [note for note in notes if note.facts["part"] == "todo"]
        if todo:
            st.markdown(f"**{words('dossier.todo')}**")
            explanations.lines(ctx, "todo", todo)
        return
    for name in STATUSES:
        domain = domain_of(table, name) or ""
        sentence = words.texts.get(f"instructions.{domain}.{row.get(name)}")
        if sentence:
            st.markdown(f"**{words('dossier.todo')}**  \n{sentence}")


def _working(ctx: PageContext, table: str, row: Row) -> None:
    """Draw how the last day of a row came about, a step a line."""
    if table not in WORKED:
        return
    steps = steps_of(reader(), ctx.snapshot, WORKED[table], **_keys(table, row))
    st.markdown(f"**{ctx.words('dossier.working')}**")
    explanations.lines(ctx, "steps", steps)


def _keys(table: str, row: Row) -> dict[str, str | None]:
    _, key = records.SUBJECT[table]
    return {"client_id": row["client_id"], key: row[key]}


def _ways(ctx: PageContext, table: str, row: Row) -> Iterator[partial[None]]:
    """Return the ways on from a row, each to be drawn."""
    words = ctx.words
    if table == "findings":
        yield partial(records.link, ctx, row)
    elif row.get("request_id"):
        label = f"{words('dossier.to_request')}: {row['request_id']}"
        yield partial(links.link, "request", label, request=str(row["request_id"]))
    if row.get("client_id"):
        client = str(row["client_id"])
        params = {"client": client}
        if row.get("holding_id"):
            params["holding"] = str(row["holding_id"])
        label = f"{words('dossier.to_client')}: {client}"
        yield partial(links.link, "client", label, **params)
    if row.get("activity_id"):
        label = f"{words('activity_page.open')}: {row['activity_id']}"
        yield partial(links.link, "activity", label, activity=str(row["activity_id"]))
    if table == "grounds":
        held = {"item": row["item"], "ground": row["ground"], "status": [*LIVE]}
        label = words("activity_page.to_holdings")
        yield partial(links.link, "retention", label, **held)
    if table == "recipients":
        yield from _of_recipient(ctx, row)
    elif row.get("recipient_id"):
        name = markdown_escape(row["recipient_name"])
        label = f"{words('dossier.to_recipient')}: {name}"
        yield partial(links.link, "recipients", label, search=str(row["recipient_id"]))
    if table == "disclosures" and not row["is_registered"]:
        yield partial(_unregistered, ctx, row)


def _of_recipient(ctx: PageContext, row: Row) -> Iterator[partial[None]]:
    """Return the ways to what was disclosed to a recipient, and to its transfers."""
    words, recipient = ctx.words, str(row["recipient_id"])
    if ctx.offered("disclosures") is None:
        return
    if row["disclosures_12m"]:
        number = words.number(row["disclosures_12m"])
        label = f"{words.column('disclosures_12m')}: {number}"
        params = {"recipient_id": recipient, "disclosed_12m": "true"}
        yield partial(links.link, "disclosures", label, **params)
    if row["last_disclosed_on"]:
        label = words("dossier.to_disclosures")
        yield partial(links.link, "disclosures", label, recipient_id=recipient)


def _unregistered(ctx: PageContext, row: Row) -> None:
    """Draw why a disclosure is not in the register, with the way to what it lacks."""
    words = ctx.words
    kind = words.code("recipient_kind", row["recipient_kind"])
    category = words.code("category", row["category"])
    purpose = words.value("disclosures", "purpose", row["purpose"])
    text = words("panel.unregistered", kind=kind, category=category, purpose=purpose)
    st.markdown(markdown_escape(text))
    links.link("register", words("panel.to_register"), against="purpose")
