"""What a workbook says of itself: its columns, its question, its snapshot.

Dutch and English stand beside each other, so that one list is one file, whoever
asks for it. The words are those of the pages: `data/words/*.toml`, read here
as the data that they are.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import TYPE_CHECKING, Any

import queries
from data import snapshot as snapshots
from data.ask.door import find_query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.ask.door import Question
    from data.snapshot import Snapshot

Line = tuple[str | int | date, ...]
"""The cells of a line, from left to right."""

WORDS = Path(__file__).parents[1] / "words"
LANGUAGES = ("nl", "en")
DEFINED = ("key_figures", "findings")
"""Tables whose rows are defined too, each by a file of the folder of that name."""


@cache
def texts(section: str) -> dict[str, tuple[str, str]]:
    """Return a section of the words, Dutch and English by key."""
    dutch, english = (
        reduce(getitem, section.split("."), _words(code)) for code in LANGUAGES
    )
    return {key: (dutch[key], english[key]) for key in dutch}


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))


def name() -> str:
    """Name the sheet, in both languages."""
    return " - ".join(texts("definitions")["title"])


def about(snapshot: Snapshot, asked: Question, rows: int) -> Iterator[Line]:
    """Say which list this is: question, day, digest, filters, number of rows."""
    query, seal = find_query(asked.name), snapshot.seal
    yield _both("table"), asked.name
    yield _both("question"), query["title_nl"], query["title"]
    yield _both("basis"), query["basis"]
    yield _both("grain"), "", query["grain"]
    yield _both("controller"), seal["controller"]
    yield _both("day"), snapshot.as_of
    yield _both("digest"), snapshot.digest
    yield _both("statement"), snapshots.day_of(seal["statement"])
    for one in asked.filters or (None,):
        told = (str(one),) if one else texts("definitions")["none"]
        yield _both("filter"), *told
    yield _both("rows"), rows
    yield _both("times"), *texts("definitions")["utc"]


def columns(asked: Question) -> Iterator[Line]:
    """Return every column: its labels, its type and what it means."""
    yield _both("column"), "Nederlands", "English", _both("type"), _both("meaning")
    labels = texts("columns")
    for column in find_query(asked.name).columns:
        yield column.name, *labels[column.name], column.type, column.meaning


def figures(asked: Question) -> Iterator[Line]:
    """Return what the rows of this list mean, where each is defined by itself."""
    if asked.name == "key_figures":
        yield (
            *(_both("figure"), "Nederlands", "English", _both("unit")),
            *(*texts("definitions")["definition"], _both("basis")),
        )
    if asked.name == "findings":
        yield (
            *(_both("rule"), "Nederlands", "English", _both("severity")),
            _both("basis"),
        )
    if asked.name in DEFINED:
        for code, query in queries.folder(asked.name).items():
            told = query.entries
            kind = told.get("unit", told.get("severity", ""))
            more = (told[key] for key in ("definition_nl", "definition") if key in told)
            yield code, told["title_nl"], told["title"], kind, *more, told["basis"]


def _both(key: str) -> str:
    """Write a word in both languages, once where they are the same."""
    return " · ".join(dict.fromkeys(texts("definitions")[key]))
