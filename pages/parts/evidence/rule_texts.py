"""What the rules say whose findings are listed, and which were not tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import options, tally
from data.figures import untested
from pages.parts.session.readers import reader
from pages.parts.text import cell_labels, tables

if TYPE_CHECKING:
    from data.ask import Question
    from pages.parts.shell.context import PageContext


def show(ctx: PageContext, question: Question) -> None:
    """Draw the rules of the findings listed: text, severity, basis and number.

    Below them those that have no finding because they were not tested.
    """
    _listed(ctx, question)
    _untested(ctx)


def _listed(ctx: PageContext, question: Question) -> None:
    words = ctx.words
    known = queries.folder("findings")
    if question.filters:
        counted = tally(reader(), ctx.snapshot, question, "rule")
    else:  # as it is kept
        counted = options(reader(), ctx.snapshot, question.name, "rule")
    if counted.is_empty():
        return
    listed = [(known[rule], n) for rule, n in counted.iter_rows() if rule in known]
    with st.expander(words("list.rules")):
        tables.draw(
            {
                words.column("rule"): [query.name for query, _ in listed],
                words.column("title"): [words.title(query) for query, _ in listed],
                words.column("severity"): [
                    words.code("severity", query["severity"]) for query, _ in listed
                ],
                words.column("basis"): [
                    cell_labels.basis(words, query["basis"]) for query, _ in listed
                ],
                words.column("count"): [words.number(n) for _, n in listed],
            },
            keyed=True,
        )


def _untested(ctx: PageContext) -> None:
    words, rules = ctx.words, untested.rules(ctx.snapshot)
    if not rules:
        return
    with st.expander(untested.sentence(words, ctx.snapshot)):
        tables.draw(
            {
                words.column("rule"): [query.name for query in rules],
                words.column("title"): [words.title(query) for query in rules],
                words.column("severity"): [
                    words.code("severity", query["severity"]) for query in rules
                ],
                words("app.lacking"): [
                    words.join(
                        words("figures.previous")
                        if part == untested.PREVIOUS
                        else words.code("table", part)
                        for part in lacking
                    )
                    for lacking in rules.values()
                ],
            },
            keyed=True,
        )
