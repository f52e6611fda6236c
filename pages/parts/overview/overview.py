"""How the organisation stands, on one screen and one A4.

A sentence and a shape for each target, what is to be decided, the figures that are
farthest from their target, and every target by month; the other figures are folded.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.figures import decisions, heat_strip, key_figures, ranking, sentences
from pages.parts.overview import (
    decision_card,
    figure_tile,
    followed_up,
    month_table,
    report_button,
)
from pages.parts.session.readers import reader
from pages.parts.shell import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.ask.of_which import OfWhich
    from data.figures.key_figures import Figure, Standing
    from data.words import Words
    from pages.parts.shell.context import PageContext

TILES = 10
"""Figures that stand in sight; the others are folded."""
COLUMNS, FOLDED = 2, 4
"""Tiles beside each other, in sight and folded."""


def show(ctx: PageContext) -> None:
    """Show how it stands, what is to be decided, and every figure and target."""
    words = ctx.words
    standing = key_figures.of(reader(), ctx.snapshot, ctx.earlier())
    with theme.unseen("sheet"):  # of this page alone, which is one sheet
        st.html("<style>@page { size: A4; margin: 10mm }</style>")
    with st.container(key="overview", gap="xsmall"):
        counted = followed_up.counts(ctx, standing.figures.values())
        _finding(ctx, standing, counted)
        _decisions(ctx, standing)
        ordered = ranking.ranked(standing)
        left, right = st.columns([9, 8], gap="small")
        with left, st.container(gap=None):
            st.header(words("standing.figures"), anchor=False)
            _tiles(ctx, ordered[:TILES], COLUMNS, counted)
        with right, st.container(gap=None):
            st.header(words("standing.months"), anchor=False)
            st.html(month_table.table(words, heat_strip.of(standing)))
        rest = ordered[TILES:]
        if rest:
            n = words.number(len(rest))
            with st.expander(words("standing.other_figures", n=n)):
                _tiles(ctx, rest, FOLDED, counted)
        st.caption(
            f"{compared(words, standing)} {words('standing.rule')} "
            f"{words('standing.calls')} {words('standing.months_about')}"
        )


def _finding(
    ctx: PageContext, standing: Standing, counted: Mapping[str, OfWhich]
) -> None:
    """Draw how it stands: a sentence, a shape for each target, and the report."""
    with st.container(
        key="finding",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        with st.container(gap=None):
            st.html(_shapes(ctx.words, ranking.aimed(standing)))
            st.markdown(f"**{sentences.finding(ctx.words, standing)}**")
            followed_up.nobodys(ctx, counted)
        report_button.button(ctx)


def _shapes(words: Words, figures: Sequence[Figure]) -> str:
    """Return a shape for each target, its figure in words for who hovers or listens."""
    shapes = []
    for figure in figures:
        text = f"{sentences.title(words, figure)}: {sentences.state(words, figure)}"
        shapes.append(
            f'<span role="img" class="{sentences.light(figure)}" '
            f'title="{escape(text)}" aria-label="{escape(text)}">'
            f"{sentences.shape(figure)}</span>"
        )
    return f'<div class="shapes">{"".join(shapes)}</div>'


def _decisions(ctx: PageContext, standing: Standing) -> None:
    """Draw what is to be decided, a card each."""
    words = ctx.words
    st.header(words("standing.decide"), anchor=False)
    to_decide = decisions.decisions(reader(), standing)
    if not to_decide:
        st.markdown(words("standing.none_to_decide"))
        return
    with st.grid(decisions.MOST, border=True, gap="xsmall", key="decisions") as grid:
        for decision in to_decide:
            with grid.cell():
                decision_card.draw(ctx, standing, decision)


def _tiles(
    ctx: PageContext,
    figures: Sequence[Figure],
    columns: int,
    counted: Mapping[str, OfWhich],
) -> None:
    key = f"tiles-{columns}"
    with st.grid(columns, border=True, gap="xxsmall", min_column_width=180, key=key):
        for place, figure in enumerate(figures):
            is_low = columns == FOLDED or place >= TILES // 2
            beside = followed_up.line(ctx, counted.get(figure.name))
            figure_tile.draw(ctx, figure, is_low=is_low, beside=beside)


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
