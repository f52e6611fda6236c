"""Which answers may be kept (kept.py): counts and codes, the same for whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ask import marking
from data.ask.access import PERSON

if TYPE_CHECKING:
    from data.ask.question import Question
    from queries import Query

WHOLE = "whole"
"""What a header says that its list is `kept`: some rows of codes and counts, which all
rows of a large table are read for."""
_PLAIN = ("boolean", "date", "bigint", "double")


def may_be_kept(query: Query, question: Question, by: tuple[str, ...] | None) -> bool:
    """Return whether an answer may be kept: it is the same for whoever may ask it.

    `by`: the columns that rows are counted by; None for rows as they are. Of the
    records neither a person, nor a text of a row, may be in what was narrowed or
    counted by.
    """
    if marking.depends_on_reader(query):
        return False
    if query.folder == "summary" or by is None:
        return query.folder == "summary"
    codes = {column.name for column in query.columns if column.codes}
    plain = codes | {c.name for c in query.columns if c.type in _PLAIN}
    narrowed = {condition.column for condition in question.filters}
    return narrowed <= plain - {PERSON} and {*by} <= codes - {PERSON}


def is_kept_whole(query: Query) -> bool:
    """Return whether all rows of a list are reckoned once a snapshot, and kept."""
    return query.entries.get("kept") == WHOLE
