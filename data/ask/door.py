"""The door: one question, one snapshot, one Polars frame.

The folder of a query decides who may ask it (access.py) and the file it is put to
(engine.py). Every way out comes through here: who asks is looked up and may be
refused, and an answer from the records is noted first.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import polars as pl
import pyarrow as pa
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call
from duckdb import StarExpression as Star

import queries
from data.ask import filters as filtering
from data.ask import marking, paging, spilling, undelivered
from data.ask.access import is_personal
from data.ask.engine import ASKED
from data.ask.failure import raising_ask_failed
from data.ask.keepable import is_kept_whole, may_be_kept
from data.ask.question import Question, order_of
from data.ask.source_tables import TABLE, parameters, source_queries
from data.ask.spoken import with_sentences
from data.journal import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyRelation, Expression

    from data.ask.access import Actor, Reader
    from data.snapshot import Snapshot
    from queries import Query

    Shaped = Callable[[pl.DataFrame], pl.DataFrame]
    """What makes of a batch of rows what is kept of each of them."""

_Answer = TypeVar("_Answer")
BATCH, READ = 20_000, 4_096
"""Rows that are handed out at once, and rows that are shaped at once."""
PART = 2_000_000
"""Rows of a table that are read at once: within the time that a question may take."""
WAIT = 15
"""Seconds for which the engine waits, at most, while its rows are shaped."""
COUNTED_IN = "counted_in"
"""What a header calls the table that has a row for each of its list, and no more."""
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
    reader: Reader,
    snapshot: Snapshot,
    question: Question,
    *by: str,
    is_counted: bool = False,
) -> DuckDBPyRelation:
    """Return the rows that the filters let through; `by` are columns put to use.

    Where they are but counted, no other column need be there: a list is counted in
    the table that its header names for it, without what is joined with that.
    """
    query = find_query(question.name)
    if is_compared(query, snapshot):
        cursor = reader.engine.compared(snapshot)
    else:
        cursor = reader.engine.cursor(snapshot, ASKED[query.folder])
    params = parameters(query, snapshot)
    params |= marking.parameters(reader, query, snapshot)
    used = (*by, *question.ordering, *(f.column for f in question.filters))
    rows = cursor.sql(query.sql, params=params or None)
    if is_counted and COUNTED_IN in query.entries:
        alone = cursor.table(query[COUNTED_IN])
        rows = alone if {*alone.columns}.issuperset(used) else rows
    if is_kept_whole(query):
        table = reader.engine.kept.get((snapshot.digest, query), rows.to_arrow_table)
        rows = cursor.from_arrow(table)
    rows = undelivered.emptied(rows, query, snapshot)
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
            # without the facts, which are many columns to sort and to name anew
            return framed(paging.sorted_by(with_sentences(rows, query), order))
        if limit is None:
            rows = paging.sorted_by(rows, order).limit(FURTHEST, offset=offset)
        else:
            whole, unsorted = rows, replace(question, order=None)

            def total() -> int:
                return once(reader, snapshot, unsorted, lambda: counted(whole))

            is_long = snapshot.seal["rows"].get(query.name, 0) >= paging.MANY
            is_wide = queries.FACTS in rows.columns
            key = query.entries["key"].split() if is_long and is_wide else ()
            rows = paging.page(rows, order, limit, offset, total, key)
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


def stream(
    reader: Reader,
    snapshot: Snapshot,
    question: Question,
    shaped: Shaped | None = None,
) -> Stream:
    """Return all rows in order, read once and noted before the first is handed out.

    `shaped` makes of a batch what is kept of its rows until they are, a row of each.
    Raises as `ask` does.
    """
    query = find_query(question.name)
    actor = reader.admit(query, snapshot, persons=is_personal(query))
    with raising_ask_failed():
        rows = rows_of(reader, snapshot, question)
        key = paging.sort_key(order_of(rows, query, question))
        table = query.entries.get(TABLE, query.name)
        parts = snapshot.seal["rows"].get(table, 0) // PART + 1
        each = (_keyed(some, query, key) for some in _parts(rows, key, parts))
        batches = chain.from_iterable(map(_read, each))
        total, frames = spilling.in_order(
            batch if shaped is None else _shaped(batch, shaped) for batch in batches
        )
    _note(reader, actor, snapshot, question, total, {})
    return Stream(total, _pieces(frames))


def _parts(
    rows: DuckDBPyRelation, key: Expression, parts: int
) -> Iterator[DuckDBPyRelation]:
    """Cut rows into parts that are each read within the engine's time."""
    part = Call("hash", key) % Value(parts)
    for n in range(parts):
        yield rows if parts == 1 else rows.filter(part == Value(n))


def _keyed(rows: DuckDBPyRelation, query: Query, key: Expression) -> DuckDBPyRelation:
    made = with_sentences(rows, query)
    return made.select(Star(), key.alias(spilling.KEY))


def _read(rows: DuckDBPyRelation) -> Iterator[pl.DataFrame]:
    """Return rows batch by batch, in no order; one at least.

    The engine's clock runs on while its rows are not fetched to the end: what has not
    come within WAIT is put on disk first, in a file without a name.
    """
    batches, begun = rows.to_arrow_reader(READ), time.monotonic()
    yield pl.DataFrame(batches.schema.empty_table())
    for batch in batches:
        yield pl.DataFrame(batch)
        if time.monotonic() - begun > WAIT:
            break
    with tempfile.TemporaryFile() as file:
        with pa.ipc.new_stream(file, batches.schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        file.seek(0)
        yield from map(pl.DataFrame, pa.ipc.open_stream(file))


def _shaped(batch: pl.DataFrame, shaped: Shaped) -> pl.DataFrame:
    key = batch.drop_in_place(spilling.KEY)
    kept = shaped(batch)
    return kept.insert_column(kept.width, key)


def _pieces(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    with raising_ask_failed():
        for frame in frames:
            yield from frame.iter_slices(BATCH) if frame.height else (frame,)
