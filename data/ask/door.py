"""The door: one question, one snapshot, one Polars frame.

The folder of a query decides who may ask it (access.py) and the file it is put to
(engine.py). Every way out comes through here: who asks is looked up and may be
refused, and an answer from the records is noted first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import polars as pl

import queries
from data.ask import filters as filtering
from data.ask import marking, paging, undelivered
from data.ask import slices as slicing
from data.ask.access import is_personal
from data.ask.engine import ASKED
from data.ask.failure import raising_ask_failed
from data.ask.keepable import may_be_kept
from data.ask.question import Question, order_of, ordered
from data.ask.source_tables import TABLE, parameters, source_queries
from data.ask.spoken import with_sentences
from data.journal import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyRelation

    from data.ask.access import Actor, Reader
    from data.snapshot import Snapshot
    from queries import Query

_Answer = TypeVar("_Answer")
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


def rows_of(
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

    def answer() -> pl.DataFrame:
        rows = rows_of(reader, snapshot, question)
        order = order_of(rows, query, question)
        if limit is None and not offset:
            rows = paging.sorted_by(rows, order)
        elif limit is None:
            rows = paging.sorted_by(rows, order).limit(FURTHEST, offset=offset)
        else:
            whole, unsorted = rows, replace(question, order=None)

            def total() -> int:
                return once(reader, snapshot, unsorted, lambda: counted(whole))

            rows = paging.page(rows, order, limit, offset, total)
        return framed(with_sentences(rows, query))

    frame = once(reader, snapshot, question, answer, limit, offset, by=None).clone()
    params: dict[str, object] = {"limit": limit, "offset": offset}
    _note(reader, actor, snapshot, question, len(frame), params)
    return frame


def once(
    reader: Reader,
    snapshot: Snapshot,
    question: Question,
    answer: Callable[[], _Answer],
    *how: object,
    by: tuple[str, ...] | None = (),
) -> _Answer:
    """Return an answer, kept from the first time on where that may be (kept.py).

    What is kept is given only where the snapshot still is what was sealed, and the
    file that it is of was not erased meanwhile.
    """
    query = find_query(question.name)
    with raising_ask_failed():
        if is_compared(query, snapshot) or not may_be_kept(query, question, by):
            return answer()
        reader.engine.opened(snapshot, ASKED[query.folder])
        place = (snapshot.digest, question, by, answer.__qualname__, *how)
        return reader.engine.kept.get(place, answer)


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


def framed(rows: DuckDBPyRelation) -> pl.DataFrame:
    """Return rows as a frame."""
    frame: pl.DataFrame = rows.pl()
    return frame


def counted(rows: DuckDBPyRelation) -> int:
    """Count rows."""
    n: int = rows.aggregate("count(*)").fetchall()[0][0]
    return n


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
        rows = rows_of(reader, snapshot, question)
        table = query.entries.get(TABLE, query.name)
        known = {} if is_compared(query, snapshot) else snapshot.seal["rows"]
        if known.get(table, slicing.SLICE + 1) <= slicing.SLICE:
            frame = framed(with_sentences(ordered(rows, query, question), query))
            total, batches = frame.height, _pieces(frame)
        else:
            total = counted(rows)
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
            yield framed(with_sentences(rows, query))
        key = query.entries.get("key", "").split() if question.order is None else []
        for some in slicing.slices(rows, key, total) if total else ():
            rows_of_slice = with_sentences(ordered(some, query, question), query)
            for batch in rows_of_slice.to_arrow_reader(BATCH):
                yield pl.DataFrame(batch)
