"""How the organisation stands, on one screen and one A4: sentences and figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from data.ask import deciding, standing
from data.words import standing as said
from pages.parts import figures, reporting
from pages.parts.opened import reader

if TYPE_CHECKING:
    from data.ask.standing import Standing
    from data.words import Words
    from pages.parts.seen import Seen

COLUMNS = (("retention", "flows"), ("requests", "evidence"))
"""The groups of key figures (data/ask/standing.py) as they stand on the screen."""

STYLE = Path(__file__).with_suffix(".css")


def show(here: Seen) -> None:
    """Show what was found, what is to be decided, what moved, and all figures."""
    now = standing.of(reader(), here.snapshot, here.earlier())
    st.html(STYLE)
    with st.container(key="overview", gap="xsmall"):
        with st.container(
            key="finding",
            horizontal=True,
            horizontal_alignment="distribute",
            vertical_alignment="center",
        ):
            st.markdown(f"**{said.finding(here.words, now)}**")
            reporting.button(here)
        _sentences(here, now)
        for groups, column in zip(COLUMNS, st.columns(2), strict=True):
            with column, st.container(gap=None):
                for place, group in enumerate(groups):
                    st.header(here.words(f"figures.groups.{group}"), anchor=False)
                    for name in standing.GROUPS[group]:
                        if name in now.figures:
                            figures.row(here, now.figures[name], is_low=place > 0)
        st.caption(f"{compared(here.words, now)} {here.words('standing.rule')}")


def compared(words: Words, now: Standing) -> str:
    """Say which snapshot this is and with which it is compared, on paper too."""
    which = words(
        "standing.snapshot",
        day=words.date(now.snapshot.as_of),
        digest=now.snapshot.short,
    )
    if now.before is None:
        return f"{which} {words('standing.first')}"
    return f"{which} {words('figures.compared', day=words.date(now.before.as_of))}."


def _sentences(here: Seen, now: Standing) -> None:
    """Say what is to be decided, what worsened and what improved, three of each."""
    words = here.words
    decide, worst, best = st.columns([4, 3, 3], gap="medium")
    with decide, st.container(gap="xsmall"):
        st.header(words("standing.decide"), anchor=False)
        made = deciding.decisions(reader(), now)
        for one in made:
            figures.linked(here, one.figure, said.decision(words, now, one), one.where)
        if not made:
            st.markdown(words("standing.none_to_decide"))
    ways = ("worst", "none_worse"), ("best", "none_better")
    moved = zip((worst, best), ways, standing.movers(now), strict=True)
    for column, (title, none), some in moved:
        with column, st.container(gap="xsmall"):
            st.header(words(f"standing.{title}"), anchor=False)
            for figure in some:
                figures.linked(here, figure, said.mover(words, figure))
            if not some:
                key = none if now.before else "first"
                st.markdown(words(f"standing.{key}"))
