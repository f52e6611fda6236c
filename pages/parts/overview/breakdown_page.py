"""The breakdowns of the summary, a part of them at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import Question, count
from pages.parts.lists import download_menu
from pages.parts.overview import breakdown, shares
from pages.parts.session.readers import reader
from pages.parts.shell import controls

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

PART = "part"
"""The address parameter that says which part is shown."""


def parts() -> dict[str, tuple[str, ...]]:
    """Return the breakdowns by what they are about, in the order of the page."""
    return queries.grouped("breakdowns", "part")


def choose(ctx: PageContext) -> str:
    """Choose a part; it stands in the address."""
    return controls.segmented(
        ctx.words("breakdowns.part"),
        list(parts()),
        format_func=lambda code: ctx.words(f"figures.groups.{code}"),
        key=PART,
        parameter=PART,
    )


def files(ctx: PageContext) -> None:
    """Offer all the breakdowns as a file, what is hidden hidden in it too."""
    question = Question(breakdown.offered(ctx))
    download_menu.draw(ctx, question, count(reader(), ctx.snapshot, question))


def show(ctx: PageContext, part: str) -> None:
    """Draw the breakdowns of a part, and what is a share of them."""
    by_name = breakdown.rows(ctx)
    for name in parts()[part]:
        with st.container(border=True):
            rows = by_name.get(name, breakdown.NONE)
            breakdown.draw(ctx, name, rows, beside=True)
        if name == "requests_in_time_by_kind":
            with st.container(border=True):
                shares.show(ctx)
