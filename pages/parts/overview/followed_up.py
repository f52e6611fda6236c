"""What is followed up, beside the figures: counts alone, for every reader of them.

A figure is what it was. Who sees no records sees the same numbers as who does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import marking, of_which
from data.ask.filters import parse_filters
from pages.parts.lists import follow_up
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.ask.of_which import OfWhich
    from data.figures.key_figures import Figure
    from pages.parts.shell.context import PageContext

HIGH = "findings_high"
"""The figure of which it is said whether somebody owns what it counts."""


def counts(ctx: PageContext, figures: Iterable[Figure]) -> Mapping[str, OfWhich]:
    """Return by figure how much of it is accepted, planned and nobody's.

    Of figures that count a list by how its rows stand; none before anybody wrote.
    """
    rows = of_which.standing(reader(), ctx.snapshot)
    if rows is None:
        return {}
    counted = {
        figure.name: of_which.of_figure(
            rows,
            figure.query.entries.get("list", ""),
            parse_filters(figure.query.entries.get("where", "")),
        )
        for figure in figures
        if figure.unit == "count" and figure.value is not None
    }
    return {name: each for name, each in counted.items() if each is not None}


def line(ctx: PageContext, counted: OfWhich | None) -> str:
    """Return what stands below a figure; empty where nothing is to be said of it."""
    if counted is None or not counted.things:
        return ""
    return follow_up.sentence(ctx, counted, "of_figure")


def nobodys(ctx: PageContext, counted: Mapping[str, OfWhich]) -> None:
    """Draw how many high findings nobody owns, and of which day that is said."""
    if HIGH not in counted:
        return
    words, number = ctx.words, counted[HIGH].nobodys
    text = words.count("followup.high_nobodys", number)
    if not number:
        text = words("followup.high_owned")
    day = words.date(marking.read(reader()).today)
    read_on = words("followup.read_on", day=day)
    st.markdown(f"{text}. {read_on}.")
