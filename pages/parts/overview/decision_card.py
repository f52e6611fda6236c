"""What is to be decided, as a card: how many, whom it concerns, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import AskFailed
from data.figures import concerned, sentences
from data.snapshot import SnapshotRefused
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from data.figures.decisions import Decision
    from data.figures.key_figures import Standing
    from pages.parts.shell.context import PageContext

BREAKDOWNS = "breakdowns"
"""Where the figures of who sees no records are broken down without persons."""


def draw(ctx: PageContext, standing: Standing, decision: Decision) -> None:
    """Draw a decision, with the way to exactly the rows that it is about."""
    words = ctx.words
    sentence = sentences.decision(words, standing, decision)
    number = words.number(decision.count)
    if decision.count is None:
        number = sentences.value(words, decision.figure)
    # nearly all begin with their number, which is not said twice
    rest = sentence.removeprefix(f"{number} ")
    st.markdown(f"**{markdown_escape(number)}** {markdown_escape(rest)}")
    try:
        known = concerned.of(reader(), ctx.snapshot, decision)
    except (AskFailed, SnapshotRefused):  # the summary has what is decided
        known = concerned.Concerned()
    lines = (
        sentences.concerning(words, known),
        sentences.outcome(words, standing, decision),
    )
    if any(lines):
        st.caption(markdown_escape(" ".join(filter(None, lines))))
    _link(ctx, decision)


def _link(ctx: PageContext, decision: Decision) -> None:
    """Link to its rows; without a way to them, to the counts they are part of."""
    words, query = ctx.words, decision.figure.query
    page = query["list"]
    if decision.count is not None and ctx.has_all(page, decision.where):
        title = words(f"pages.{page}.title")
        text = words.count("decisions.look", decision.count, page=title)
        params = {each.column: list(each.values) for each in decision.where}
        links.link(page, text, **params)
        return
    title = words(f"pages.{BREAKDOWNS}.title")
    text = words("decisions.look_page", page=title)
    links.link(BREAKDOWNS, text, part=query["group"])
