"""From a key figure to the list behind it, and back.

A key figure names its list and the filters that make it (queries/key_figures);
it links to that list, which counts again and says the same number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import Question, ask, count
from data.ask.filters import parse_filters
from data.ask.lists import whole_list
from pages.parts.session import routes
from pages.parts.session.readers import reader
from pages.parts.shell import links

if TYPE_CHECKING:
    from data.ask.filters import Filter
    from data.figures.key_figures import Figure
    from pages.parts.shell.context import PageContext
    from queries import Query


FIGURE = "figure"
"""The address parameter that says which tile a reader came by."""
TRENDS = "trends"
"""The page that shows how a figure went, for those who see no records."""


def where_of(query: Query) -> tuple[Filter, ...]:
    """Return the filters that narrow a figure's list to what is considered."""
    return parse_filters(query.entries.get("where", ""))


def linked(
    ctx: PageContext, figure: Figure, text: str, where: tuple[Filter, ...] | None = None
) -> None:
    """Draw something of a figure, linked to its list, or to its trend without one.

    `where` narrows the list to another part of it than the figure considers.
    """
    narrowed = where or where_of(figure.query)
    if ctx.has_all(figure.query["list"], narrowed):
        params: dict[str, str | list[str]] = {
            applied.column: list(applied.values) for applied in narrowed
        }
        if not where:
            params[FIGURE] = figure.name
        links.link(figure.query["list"], text, **params)
    elif TRENDS in routes.PAGES:
        links.link(TRENDS, text, **{FIGURE: figure.name})
    else:
        st.markdown(text)


def behind(ctx: PageContext, question: Question) -> None:
    """Draw which figure a list was opened from, counted from the list itself."""
    query = queries.folder("key_figures").get(st.query_params.get(FIGURE, ""))
    if query is None or query["list"] != whole_list(question.name):
        return
    words = ctx.words
    considered = where_of(query)
    if not ctx.has_all(query["list"], considered):
        return
    if {str(applied) for applied in question.filters} != {
        str(applied) for applied in considered
    }:
        return
    total = count(reader(), ctx.snapshot, question)
    value = words.number(total)
    if "counted" in query.entries:
        counted = parse_filters(query["counted"])
        numerator = count(
            reader(), ctx.snapshot, Question(question.name, (*considered, *counted))
        )
        value = words(
            "figures.counts", numerator=words.number(numerator), denominator=value
        )
    if query["unit"] == "days":
        rows = ask(reader(), ctx.snapshot, "key_figures").filter(name=query.name)
        value = words.figure(rows["value"][0], "days")
    st.info(f"{words.title(query)}: **{value}**")
