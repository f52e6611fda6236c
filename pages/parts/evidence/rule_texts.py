"""What the rules say whose findings are listed, with their basis in law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import tally
from pages.parts.session.readers import reader
from pages.parts.text import cell_labels
from pages.parts.text.small_tables import folded

if TYPE_CHECKING:
    from data.ask import Question
    from pages.parts.shell.context import PageContext


def show(ctx: PageContext, question: Question) -> None:
    """Draw the rules of the findings listed: text, severity, basis and number."""
    words = ctx.words
    known = queries.folder("findings")
    counted = tally(reader(), ctx.snapshot, question, "rule")
    if counted.is_empty():
        return
    listed = [(known[rule], n) for rule, n in counted.iter_rows() if rule in known]
    with st.expander(words("list.rules")):
        folded(
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
            }
        )
