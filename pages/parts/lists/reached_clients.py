"""Whose data the recipient of a transfer got: how many, who, and the way to all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Filter, Question, ask, count
from pages.parts.lists import views
from pages.parts.lists.listing import CLIENTS
from pages.parts.session import visitor
from pages.parts.session.readers import reader
from pages.parts.shell import links

if TYPE_CHECKING:
    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

NAME = "transfer_clients"
MOST = 12
"""Clients that are linked to one by one."""


def show(ctx: PageContext, transfer: Row) -> None:
    """Draw the clients behind a transfer, for who may see records."""
    if ctx.offered(NAME) is None:
        return
    words, key = ctx.words, str(transfer["transfer_id"])
    question = Question(NAME, (Filter("transfer_id", key),))
    n = count(reader(), ctx.snapshot, question)
    st.markdown(f"**{words.count('panel.clients', n)}**")
    if not n:
        return
    if visitor.actor().purpose is not None:
        rows = ask(reader(), ctx.snapshot, question, limit=MOST)
        st.markdown(
            ", ".join(
                links.inline("client", client, client=client)
                for client in rows["client_id"]
            )
            + (" …" if n > MOST else "")
        )
    params = {views.VIEW: CLIENTS, "search": key}
    links.link("transfers", words("panel.all_clients"), **params)
