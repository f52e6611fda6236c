"""The door: one question, one snapshot, one Polars frame.

The folder of a query decides who may ask it (access.py) and the file it is put to
(engine.py). Every way out comes through here: who asks is looked up and may be
refused, and an answer from the records is noted first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

import queries
from data.ask import filters as filtering
from data.ask import marking, undelivered
from data.ask import slices as slicing
from data.ask.access import PERSON, is_personal
from data.ask.engine import ASKED
from data.ask.failure import raising_ask_failed
from data.ask.question import Question, ordered
from data.ask.source_tables import TABLE, parameters, source_queries
from data.ask.spoken import with_sentences
from data.journal import fingerprint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from duckdb import DuckDBPyRelation

    from data.ask.access import Actor, Reader
    from data.snapshot import Snapshot
    from queries import Query

BATCH = 20_000
FURTHEST = 1 << 62
"""Rows that a page of a list can lie from the first, by far."""


def find_query(name: str) -> Query:
    """Return a question by its name; KeyError when nobody may ask it."""
    for folder in ASKED:
        if name in queries.folder(folder):
            return queries.folder(folder)[name]
    return source_queries()[name]


def is_compared(query: Query, snapshot: Snapshot) -> bool:
    """Return whether it is asked of a comparison with a snapshot that was chosen."""
    return snapshot.since is not None and query.entries.get("compares") == "any"


def _rows(
    reader: Reader, snapshot: Snapshot, question: Question, *by: str
) -> DuckDBPyRelation:
    """Return the rows that the filters let through; `by` are columns put to use."""
    query = find_query(question.name)
    if is_compared(query, snapshot):
        cursor = reader.engine.compared(snapshot)
    else:
        cursor = reader.engine.cursor(snapshot, ASKED[query.folder])
    params = parameters(query, snapshot)
    params |= marking.parameters(reader, query, snapshot)
    rows = cursor.sql(query.sql, params=params or None)
    rows = undelivered.emptied(rows, query, snapshot)
    used = (*by, *question.ordering, *(f.column for f in question.filters))
    rows = with_sentences(rows, query, used)
    return filtering.apply(rows, query, question.filters)


def ask(
    reader: Reader,
    snapshot: Snapshot,
    question: Question | str,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """Ask a snapshot a question and return its rows.

    AccessRefused when the reader may not ask it, SnapshotRefused when the snapshot
    is damaged, FilterError when the question cannot be filtered, sorted or paged
    so, AskFailed when the engine has no room or no time for it, JournalUnavailable
    when the answer cannot be noted; all are safe to show.
    """
    question = Question(question) if isinstance(question, str) else question
    if not (0 <= offset < FURTHEST and 0 <= (limit or 0) < FURTHEST):
        raise filtering.FilterError(f"{question.name} has no such page.")
    query = find_query(question.name)
    actor = reader.admit(query, snapshot, persons=is_personal(query))
    with raising_ask_failed():
        rows = ordered(_rows(reader, snapshot, question), query, question)
        if limit is not None or offset:
            rows = rows.limit(FURTHEST if limit is None else limit, offset=offset)
        frame = _frame(with_sentences(rows, query))
    params: dict[str, object] = {"limit": limit, "offset": offset}
    _note(reader, actor, snapshot, question, len(frame), params)
    return frame


def _note(
    reader: Reader,
    actor: Actor,
    snapshot: Snapshot,
    question: Question,
    rows: int,
    more: dict[str, object],
) -> None:
    """Journal the rows of an answer, before they are handed out."""
    query = find_query(question.name)
    if is_compared(query, snapshot) and snapshot.since:
        more["earlier"] = snapshot.since.digest
    if ASKED[query.folder] == "records":
        client = question.client if is_personal(query) else None
        reader.note(
            "client.read" if client else "rows.read",
            actor,
            snapshot,
            query=query.name,
            params=fingerprint(question.parameters(**more)),
            client=client,
            rows=rows,
        )


def _note_counted(reader: Reader, actor: Actor, snapshot: Snapshot, name: str) -> None:
    """Journal that a list was counted: once a reader, since it is no row."""
    once = (snapshot.digest, name)
    if ASKED[find_query(name).folder] == "records" and once not in reader.counted:
        reader.note("rows.count", actor, snapshot, query=name)
        reader.counted.add(once)


def _frame(rows: DuckDBPyRelation) -> pl.DataFrame:
    frame: pl.DataFrame = rows.pl()
    return frame


def count(reader: Reader, snapshot: Snapshot, question: Question) -> int:
    """Count the rows that a question would give, without fetching them."""
    actor = reader.admit(find_query(question.name), snapshot)
    with raising_ask_failed():
        rows = _rows(reader, snapshot, question)
        counted: int = rows.aggregate("count(*)").fetchall()[0][0]
    _note_counted(reader, actor, snapshot, question.name)
    return counted


def count_among(
    reader: Reader,
    snapshot: Snapshot,
    question: Question,
    *among: Collection[str],
) -> tuple[int, ...]:
    """Count the rows of a question, and those whose mark has one of some keys.

    Return the number of all, then that for each collection of keys.
    """
    actor = reader.admit(find_query(question.name), snapshot)
    kind, *columns = marking.KEYS[question.name]
    key = Call("concat_ws", Value("/"), Value(kind), *map(Column, columns))
    counts = [
        Call("count_if", key.isin(*map(Value, sorted(keys))) if keys else Value(False))
        for keys in among
    ]
    with raising_ask_failed():
        rows = _rows(reader, snapshot, question)
        counted = rows.aggregate([Call("count_star"), *counts]).fetchall()[0]
    _note_counted(reader, actor, snapshot, question.name)
    return tuple(map(int, counted))


MONTH = "month:"
"""In front of a date column's name in `tally`: by its month."""


def tally(
    reader: Reader, snapshot: Snapshot, question: Question, *by: str
) -> pl.DataFrame:
    """Count a question's rows by some of its columns; columns: `by`, then count.

    What a chart shows is counted from the very list beside it.
    """
    names = [name.removeprefix(MONTH) for name in by]
    query = find_query(question.name)
    if not {column.name for column in query.columns}.issuperset(names):
        raise filtering.FilterError(f"{question.name} has no such column to count by.")
    actor = reader.admit(query, snapshot, persons=PERSON in names)
    groups = [
        Call("date_trunc", Value("month"), Column(name)).cast("DATE").alias(name)
        if asked_by.startswith(MONTH)
        else Column(name)
        for asked_by, name in zip(by, names, strict=True)
    ]
    with raising_ask_failed():
        rows = _rows(reader, snapshot, question, *names)
        counted = rows.aggregate([*groups, Call("count_star").alias("count")])
        frame = _frame(counted.sort(*(Column(name) for name in names)))
    _note_counted(reader, actor, snapshot, question.name)
    return frame


def options(reader: Reader, snapshot: Snapshot, name: str, *by: str) -> pl.DataFrame:
    """Return what a whole list has in some of its columns, tallied once a snapshot.

    The tally is kept with the engine, under the snapshot's hash: codes and counts,
    never a pseudonym or a single row about a person. Whoever asks is admitted
    and noted, and the snapshot held against its seal, as at any other question.
    """
    query, kept = find_query(name), reader.engine.options
    actor = reader.admit(query, snapshot)
    is_row = is_personal(query) and set(query.entries["key"].split()) <= set(by)
    if is_row or PERSON in by:
        raise filtering.FilterError(f"{name} offers no persons to choose from.")
    since = snapshot.since if is_compared(query, snapshot) else None
    place = (snapshot.digest + (since.digest if since else ""), name, by)
    if marking.depends_on_reader(query):  # what is kept is the same for all
        return tally(reader, snapshot, Question(name), *by)
    if place not in kept:
        kept[place] = tally(reader, snapshot, Question(name), *by)
    with raising_ask_failed():
        reader.engine.verified(snapshot)
    _note_counted(reader, actor, snapshot, name)
    return kept[place]


def distinct(
    reader: Reader, snapshot: Snapshot, question: Question, column: str, *by: str
) -> pl.DataFrame:
    """Count the different values of a column; columns: `by`, then count."""
    query = find_query(question.name)
    if not {declared.name for declared in query.columns}.issuperset((column, *by)):
        raise filtering.FilterError(f"{question.name} has no such column to count.")
    actor = reader.admit(query, snapshot, persons=PERSON in by)
    names = [Column(name) for name in by]
    with raising_ask_failed():
        rows = _rows(reader, snapshot, question, column, *by)
        each = rows.select(*names, Column(column)).distinct()
        counted = each.aggregate([*names, Call("count_star").alias("count")])
        frame = _frame(counted.sort(*names) if names else counted)
    _note_counted(reader, actor, snapshot, question.name)
    return frame


@dataclass(frozen=True)
class Stream:
    """An answer that comes a batch at a time; how many rows it has is known before."""

    total: int
    batches: Iterator[pl.DataFrame]

    def __iter__(self) -> Iterator[pl.DataFrame]:
        """Return the batches, in order; one at least."""
        return self.batches


def stream(reader: Reader, snapshot: Snapshot, question: Question) -> Stream:
    """Return all rows in order, noted before the first is handed out.

    A table that is no longer than a slice is asked once; a longer one is counted
    first, and then fetched slice by slice. Raises as `ask` does.
    """
    query = find_query(question.name)
    actor = reader.admit(query, snapshot, persons=is_personal(query))
    with raising_ask_failed():
        rows = _rows(reader, snapshot, question)
        table = query.entries.get(TABLE, query.name)
        known = {} if is_compared(query, snapshot) else snapshot.seal["rows"]
        if known.get(table, slicing.SLICE + 1) <= slicing.SLICE:
            frame = _frame(with_sentences(ordered(rows, query, question), query))
            total, batches = frame.height, _pieces(frame)
        else:
            total = rows.aggregate("count(*)").fetchall()[0][0]
            batches = _batches(rows, question, total)
    _note(reader, actor, snapshot, question, total, {})
    return Stream(total, batches)


def _pieces(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return frame.iter_slices(BATCH) if frame.height else iter([frame])


def _batches(
    rows: DuckDBPyRelation, question: Question, total: int
) -> Iterator[pl.DataFrame]:
    query = find_query(question.name)
    with raising_ask_failed():
        if total == 0:
            yield _frame(with_sentences(rows, query))
        key = query.entries.get("key", "").split() if question.order is None else []
        for some in slicing.slices(rows, key, total) if total else ():
            rows_of_slice = with_sentences(ordered(some, query, question), query)
            for batch in rows_of_slice.to_arrow_reader(BATCH):
                yield pl.DataFrame(batch)
