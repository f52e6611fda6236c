"""The request or the client that an address names, found or said not to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.explain import case as cases
from pages.parts.session.readers import reader
from pages.parts.shell import heading, links, purpose, url_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.explain.case import Case
    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext


def request(ctx: PageContext) -> tuple[Row, Case] | None:
    """Open the request that the address names; say so where there is none."""
    opened = _open(ctx, "request", cases.REQUEST.fullmatch, cases.of_request_id)
    if opened is None:
        return None
    case, key = opened
    row = case.request(key)
    return None if row is None else (row, case)


def client(ctx: PageContext) -> Case | None:
    """Open the client whom the address names; say so where there is none."""
    opened = _open(ctx, "client", cases.CLIENT.fullmatch, cases.of_client)
    return opened[0] if opened else None


def _open(
    ctx: PageContext,
    page: str,
    is_number: Callable[[str], object],
    find: Callable[..., Case | None],
) -> tuple[Case, str] | None:
    """Find what the address names; a number is only repeated where it is one."""
    words = ctx.words
    purpose.ask(words)
    key = "".join(url_state.values(page)[:1]).strip().upper()
    case = find(reader(), ctx.snapshot, key) if is_number(key) else None
    heading.of_one(ctx, page, key if case else "")
    if case is not None:
        return case, key
    if not key:
        st.info(words(f"pages.{page}.empty"))
    elif is_number(key):
        st.warning(words(f"pages.{page}.unknown", number=key))
    else:
        st.warning(words(f"pages.{page}.malformed"))
    links.link(f"{page}s", words(f"dossier.to_{page}s"))
    return None
