"""The bar at the foot of a list: how many rows are ticked, and what to do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Filter, FilterError, Question, count, find_query
from pages.parts.lists import download_menu, follow_up, grid
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

    from pages.parts.shell.context import PageContext

FORMS = ("xlsx", "csv")


def draw(
    ctx: PageContext,
    question: Question,
    rows: pl.DataFrame,
    places: Collection[int],
    key: str,
) -> None:
    """Offer what can be done with the ticked rows of a grid: open, follow up, take."""
    # the browser may still have a row chosen that is not there any more
    there = [place for place in places if 0 <= place < rows.height]
    if not there:
        if follow_up.is_offered(question.name):
            st.caption(ctx.words("followup.none_chosen"))
        return
    chosen = rows[there]
    with (
        st.bottom,
        st.container(
            horizontal=True, vertical_alignment="center", gap="small", key="selection"
        ),
    ):
        ticked = ctx.words.count("list.ticked", chosen.height)
        st.markdown(f"**{ticked}**", width="content")
        if chosen.height == 1:
            label = ctx.words("list.open")
            first = find_query(question.name).shown[0]
            st.button(label, on_click=grid.open_row, args=(key, there[0], first))
        follow_up.selected(ctx, question.name, chosen)
        _files(ctx, question, chosen)
        st.button(
            ctx.words("list.untick"), type="tertiary", on_click=grid.untick, args=(key,)
        )


def _files(ctx: PageContext, question: Question, chosen: pl.DataFrame) -> None:
    """Offer the ticked rows as a file, where their keys name exactly them."""
    named = [
        Filter(name, "|".join(map(str, chosen[name].unique(maintain_order=True))))
        for name in find_query(question.name)["key"].split()
    ]
    exactly = Question(question.name, tuple(named))
    try:
        if count(reader(), ctx.snapshot, exactly) != chosen.height:
            return
    except FilterError:  # too many to name
        return
    for form in FORMS:
        where = download_menu.address(ctx, exactly, form)
        st.link_button(ctx.words(f"files.{form}"), where, icon=":material/download:")
