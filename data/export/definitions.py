"""What a workbook says of itself: its columns, its question, its snapshot.

All languages stand beside each other, so that one list is one file, whoever
asks for it. The words are those of the pages.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import queries
from data import snapshot as snapshots
from data.ask.door import find_query
from data.words import LANGUAGES, citing, words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.ask.question import Question
    from data.snapshot import Snapshot
    from queries import Query

SheetLine = tuple[str | int | date, ...]
"""The cells of a line, from left to right."""

EACH = tuple(map(words_for, LANGUAGES))
LANGUAGE_NAMES = tuple(words("language.name") for words in EACH)
LONGEST_NAME = 31
"""Letters that Excel takes in the name of a sheet."""
DEFINED = ("key_figures", "findings")
"""Tables whose rows are defined too, each by a file of the folder of that name."""


@cache
def texts(section: str) -> dict[str, tuple[str, ...]]:
    """Return a section of the words by key, each in every language."""
    prefix = f"{section}."
    return {
        key.removeprefix(prefix): tuple(words.texts[key] for words in EACH)
        for key in EACH[0].texts
        if key.startswith(prefix)
    }


def name() -> str:
    """Name the sheet in as many languages as there is room for."""
    titles = list(texts("definitions")["title"])
    while len(" - ".join(titles)) > LONGEST_NAME:
        titles.pop()
    return " - ".join(titles)


def about(
    snapshot: Snapshot, question: Question, rows: int, read_on: date | None = None
) -> Iterator[SheetLine]:
    """Yield which list this is: question, day, digest, filters, number of rows.

    `read_on`: the day of the follow-up that stands beside it, if any does.
    """
    query, seal = find_query(question.name), snapshot.seal
    yield _label("table"), question.name
    yield _label("question"), *(words.title(query) for words in EACH)
    yield _label("basis"), *(citing.basis(words, query["basis"]) for words in EACH)
    yield _label("grain"), query["grain"]
    yield _label("controller"), seal["controller"]
    yield _label("day"), snapshot.as_of
    yield _label("digest"), snapshot.digest
    if snapshot.since is not None:
        yield _label("since"), snapshot.since.as_of
        yield _label("digest"), snapshot.since.digest
    yield _label("statement"), snapshots.day_of(seal["statement"])
    for condition in question.filters or (None,):
        values = (str(condition),) if condition else texts("definitions")["none"]
        yield _label("filter"), *values
    yield _label("rows"), rows
    if read_on is not None:
        yield _label("followup"), read_on
    yield _label("times"), *texts("definitions")["utc"]
    if lacking := seal["not_delivered"]:
        label = " · ".join(dict.fromkeys(words("app.lacking") for words in EACH))
        yield (
            label,
            *(words.join(words.code("table", t) for t in lacking) for words in EACH),
        )


def columns(query: Query) -> Iterator[SheetLine]:
    """Return every column: its labels, its type and what it means."""
    yield _label("column"), *LANGUAGE_NAMES, _label("type"), _label("meaning")
    labels = texts("columns")
    for column in query.columns:
        yield column.name, *labels[column.name], column.type, column.meaning


def codes(query: Query) -> Iterator[SheetLine]:
    """Return what every code in the columns of a list is called."""
    coded = [column for column in query.columns if column.codes]
    if coded:
        yield _label("code"), *LANGUAGE_NAMES
    for column in coded:
        for code, names in texts(f"codes.{column.codes}").items():
            yield f"{column.name} = {code}", *names


def figures(question: Question) -> Iterator[SheetLine]:
    """Return what the rows of this list mean, where each is defined by itself."""
    if question.name == "key_figures":
        yield (
            *(_label("figure"), *LANGUAGE_NAMES, _label("unit")),
            *(*texts("definitions")["definition"], _label("basis")),
        )
    if question.name == "findings":
        yield (
            *(_label("rule"), *LANGUAGE_NAMES, _label("severity")),
            _label("basis"),
        )
    if question.name in DEFINED:
        for code, query in queries.folder(question.name).items():
            titles = [words.title(query) for words in EACH]
            if question.name == "key_figures":
                more = (query["unit"], *(words.definition(query) for words in EACH))
            else:
                more = (query["severity"],)
            yield code, *titles, *more, _basis(query["basis"])


def _basis(text: str) -> str:
    """Write a citation as each language cites, once where they do alike."""
    return " · ".join(dict.fromkeys(citing.basis(words, text) for words in EACH))


def _label(key: str) -> str:
    """Write a word in every language, once where they are the same."""
    return " · ".join(dict.fromkeys(texts("definitions")[key]))
