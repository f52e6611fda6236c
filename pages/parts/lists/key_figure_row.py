"""A key figure in a row, and the list behind it.

A key figure names its list and the filters that make it (queries/key_figures);
its row links to that list, which counts again and says the same number. What
stands in columns within a row is HTML of our own, since elements of the page
would be hundreds; all that it says is escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import Question, ask, count
from data.ask.filters import parse_filters
from data.ask.lists import whole
from data.figures import sentences
from pages.parts.charts import sparkline
from pages.parts.session import routes
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from data.ask.filters import Filter
    from data.figures.key_figures import Figure
    from data.words import Words
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


def row(ctx: PageContext, figure: Figure, *, is_low: bool) -> None:
    """Draw a key figure in a row: name, light and target, value, change, line."""
    title = sentences.title(ctx.words, figure)
    with st.container(
        key=f"figure-{figure.name}",
        horizontal=True,
        vertical_alignment="center",
        gap="xsmall",
    ):
        linked(ctx, figure, title)
        st.html(_row(ctx.words, figure, is_low=is_low), width="content")


def _row(words: Words, figure: Figure, *, is_low: bool) -> str:
    """Return the row of a figure as HTML; nothing in it is told by colour alone.

    Where it is low on the page, its definition opens above it.
    """
    title, code = sentences.title(words, figure), sentences.light(figure)
    target = sentences.target(words, figure)
    aim = words("figures.target_short", target=target) if target else ""
    known = "unknown" if figure.value is None else "known"
    light = f"{sentences.SHAPES[code]} {words(f'standing.short.{code}')}"
    return f"""<div class="figure">
<div><span class="{code}">{escape(light)}</span>
<span>{escape(aim)}</span></div>
<div class="right"><b class="{known}">{escape(sentences.value(words, figure))}</b>
<span>{escape(sentences.way(words, figure))}</span></div>
{sparkline.line(words, figure)}
<details name="definition">
<summary aria-label="{escape(words("standing.definition_of", title=title))}">i</summary>
<div class="definition{" above" if is_low else ""}">{_definition(words, figure)}</div>
</details></div>"""


def _definition(words: Words, figure: Figure) -> str:
    """Return what a figure means as HTML: definition, counts, target, basis."""
    entries = {words("figures.value"): sentences.value(words, figure)}
    if figure.denominator is not None:
        entries[words("figures.numerator")] = words.number(figure.numerator)
        entries[words("figures.denominator")] = words.number(figure.denominator)
    if figure.target is not None:
        entries[words("figures.target")] = (
            f"{sentences.target(words, figure)}. {sentences.margin(words, figure)}."
        )
    entries[words("app.basis")] = cell_labels.basis(words, figure.query["basis"])
    parts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>"
        for name, text in entries.items()
    )
    definition = words.definition(figure.query)
    return f"<p>{escape(definition)}</p><dl>{parts}</dl>"


def behind(ctx: PageContext, question: Question) -> None:
    """Draw which figure a list was opened from, counted from the list itself."""
    query = queries.folder("key_figures").get(st.query_params.get(FIGURE, ""))
    if query is None or query["list"] != whole(question.name):
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
