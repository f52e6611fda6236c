"""What a count in a chart opens: the list beside it, narrowed to what was counted.

In the chart's table a count is a link, for keyboard and screen reader too; a bar
that is clicked sets the same filters on the list of the page itself, or leads to the
page of the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from data.ask import Filter, Question, find_query
from data.ask.filters import NONE, SEARCH, narrow
from data.ask.lists import whole_list
from pages.parts.charts.chart import Linked
from pages.parts.lists import filter_values, views
from pages.parts.lists.listing import LIST
from pages.parts.session import routes
from pages.parts.shell import context, links, url_state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pages.parts.charts.chart import Cell, Opens
    from pages.parts.shell.context import PageContext

AWAY = "clicked, to another page"
"""Where it is kept which list was clicked, until the page can be left for it."""


def narrowed(question: Question, **more: object) -> Question:
    """Narrow a question to the rows with a value; None is a row without one."""
    filters = [
        Filter(column, NONE if value is None else _written(value))
        for column, value in more.items()
    ]
    return Question(
        question.name, narrow(find_query(question.name), question.filters, filters)
    )


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def cell(ctx: PageContext, question: Question | None, n: int) -> Cell:
    """Write a count as a link to its rows; none where there are none.

    What was typed to search for stays out of every address, so that a count of
    what was found by it is a number only.
    """
    text = ctx.words.number(n)
    if question is None or not n:
        return text
    searched = [
        applied.text for applied in question.filters if applied.column == SEARCH
    ]
    if searched != [value.strip() for value in url_state.values(SEARCH)]:
        return text
    params = dict(filter_values.parameters(question))
    return Linked(text, links.inline(whole_list(question.name), text, **params))


def follow(key: str, opens: Opens) -> None:
    """Show the rows that the bar clicked counts; runs before the page."""
    question = _clicked(st.session_state[key], opens)
    if question is not None:
        page = whole_list(question.name)
        filter_values.put(page, dict(filter_values.parameters(question)))
        views.put(page, LIST)


def lead(key: str, opens: Opens) -> None:
    """Keep what was clicked, for `leave`; a callback cannot go to another page."""
    st.session_state[AWAY] = _clicked(st.session_state[key], opens)


def leave() -> None:
    """Go to the list that was clicked in a chart of another page's list, if any."""
    question = st.session_state.pop(AWAY, None)
    if question is not None:
        params = {**context.kept(), **dict(filter_values.parameters(question))}
        st.switch_page(routes.path(whole_list(question.name)), query_params=params)


def _clicked(picked: Mapping[str, Any], opens: Opens) -> Question | None:
    for point in picked["selection"]["points"][:1]:
        return opens.get((point["curve_number"], point["point_index"]))
    return None
