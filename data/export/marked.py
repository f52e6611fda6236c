"""What people wrote, in the files that go out: behind the columns of the records.

The columns of the records are what they were, to the byte; those of the follow-up say
of which day they are. Where nobody wrote anything yet, or whoever asks may see no
marks, a file has none.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from data.ask import door, marking
from data.followup import COLUMNS, Mark

if TYPE_CHECKING:
    from data.ask.access import Reader
    from data.ask.door import Shaped
    from data.ask.question import Question
    from data.export.export import Answers
    from queries import Query

PLACE, NAME = "followup/marks.csv", "marks"
"""The member of an audit pack with every state of every mark, and its name there."""
DAYS = ("planned_on", "accepted_until", "done_on")
MEANINGS = {
    "key": "what it is of: a finding, deadline, request or activity, and its key",
    "version": "number of the state; the highest of a key is how it stands",
    "owner": "department or function whose it is",
    "planned_on": "day that it is planned for",
    "note": "what was noted",
    "accepted_until": "last day on which it is accepted",
    "accepted_reason": "why it is accepted",
    "accepted_by": "account that accepted it",
    "accepted_role": "role in which it was accepted",
    "done_on": "day of the snapshot that showed it when it was called done",
    "changed_at": "moment of the change, in UTC",
    "changed_by": "account that made the change",
    "changed_role": "role in which it was made",
}
"""What each column of that member holds."""


def described() -> list[dict[str, Any]]:
    """Return what the columns of that member are, as a schema has it."""
    kinds = {"version": "integer", **dict.fromkeys(DAYS, "date")}
    return [
        {"name": name, "type": kinds.get(name, "string"), "description": meaning}
        for name, meaning in MEANINGS.items()
    ]


def read_on(answers: Answers, question: Question) -> date | None:
    """Return the day of the follow-up beside a list; None where there is none."""
    marks = answers.marks if question.name in marking.KEYS else None
    return marks.today if marks is not None and marks.is_begun else None


def query_of(answers: Answers, question: Question) -> Query:
    """Return what a list says of itself, with the columns of the follow-up if any."""
    query = door.find_query(question.name)
    if read_on(answers, question) is None:
        return query
    return replace(query, columns=(*query.columns, *COLUMNS))


def stream(
    answers: Answers, question: Question, shaped: Shaped | None = None
) -> door.Stream:
    """Return all rows of an answer, in batches, with the follow-up behind them."""
    if read_on(answers, question) is None:
        return answers.stream(question, shaped)
    as_of, marks = answers.snapshot.as_of, answers.marks

    def beside(batch: pl.DataFrame) -> pl.DataFrame:
        rows = marking.beside(question.name, batch, marks, as_of)
        return rows if shaped is None else shaped(rows)

    return answers.stream(question, beside)


def states(reader: Reader) -> pl.DataFrame | None:
    """Return every state of every mark that the reader may see; None without any."""
    marks, store = marking.read(reader), reader.followup
    if store is None or not marks.is_begun:
        return None
    rows = [vars(state) for state in store.states() if state.key in marks.by_key]
    kinds: dict[str, Any] = {each.name: pl.String for each in fields(Mark)}
    kinds |= {"version": pl.Int64, **dict.fromkeys(DAYS, pl.Date)}
    return pl.DataFrame(rows, schema=kinds)
