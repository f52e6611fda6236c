"""How the organisation stands, on one screen and one A4: sentences and figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from data.figures import decisions, key_figures, sentences
from pages.parts.lists import key_figure_row
from pages.parts.overview import report_button
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from data.figures.key_figures import Standing
    from data.words import Words
    from pages.parts.shell.context import PageContext

COLUMNS = 2
"""Columns over which the groups of key figures are dealt, one after the other."""

STYLE = Path(__file__).with_suffix(".css")


def show(ctx: PageContext) -> None:
    """Show what was found, what is to be decided, what moved, and all figures."""
    standing = key_figures.of(reader(), ctx.snapshot, ctx.earlier())
    st.html(STYLE)
    with st.container(key="overview", gap="xsmall"):
        with st.container(
            key="finding",
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        ):
            st.markdown(f"**{sentences.finding(ctx.words, standing)}**")
            report_button.button(ctx)
        _sentences(ctx, standing)
        groups = list(key_figures.groups().items())
        for first, column in enumerate(st.columns(COLUMNS)):
            with column, st.container(gap=None):
                for place, (group, names) in enumerate(groups[first::COLUMNS]):
                    st.header(ctx.words(f"figures.groups.{group}"), anchor=False)
                    for name in names:
                        if name in standing.figures:
                            key_figure_row.row(
                                ctx, standing.figures[name], is_low=place > 0
                            )
        st.caption(f"{compared(ctx.words, standing)} {ctx.words('standing.rule')}")


def compared(words: Words, standing: Standing) -> str:
    """Return in words which snapshot this is, compared with which, without which."""
    which = words(
        "standing.snapshot",
        day=words.date(standing.snapshot.as_of),
        digest=standing.snapshot.short,
    )
    with_what = words("standing.first")
    if standing.before is not None:
        day = words.date(standing.before.as_of)
        with_what = f"{words('figures.compared', day=day)}."
    return f"{which} {with_what} {sentences.left_out(words, standing)}".rstrip()


def _sentences(ctx: PageContext, standing: Standing) -> None:
    """Draw what is to be decided, what worsened and what improved, three of each."""
    words = ctx.words
    decide, worst, best = st.columns([4, 3, 3], gap="medium")
    with decide, st.container(gap="xsmall"):
        st.header(words("standing.decide"), anchor=False)
        to_decide = decisions.decisions(reader(), standing)
        for decision in to_decide:
            key_figure_row.linked(
                ctx,
                decision.figure,
                sentences.decision(words, standing, decision),
                decision.where,
            )
        if not to_decide:
            st.markdown(words("standing.none_to_decide"))
    ways = ("worst", "none_worse"), ("best", "none_better")
    moved = zip((worst, best), ways, key_figures.movers(standing), strict=True)
    for column, (title, none), figures in moved:
        with column, st.container(gap="xsmall"):
            st.header(words(f"standing.{title}"), anchor=False)
            for figure in figures:
                key_figure_row.linked(ctx, figure, sentences.mover(words, figure))
            if not figures:
                key = none if standing.before else "first"
                st.markdown(words(f"standing.{key}"))
