"""Numbers of rows at the door: of a list, of parts of it, by its columns.

As `door.ask` does, they look up who asks and may refuse; that a list of the records was
counted is noted once a run, since it is no row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duckdb import ColumnExpression as Column
from duckdb import ConstantExpression as Value
from duckdb import FunctionExpression as Call

from data.ask import filters as filtering
from data.ask import marking
from data.ask.access import PERSON, is_personal
from data.ask.door import counted, find_query, framed, is_compared, once, rows_of
from data.ask.engine import ASKED
from data.ask.failure import raising_ask_failed
from data.ask.question import Question

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

    from data.ask.access import Actor, Reader
    from data.snapshot import Snapshot


def _note(reader: Reader, actor: Actor, snapshot: Snapshot, name: str) -> None:
    """Journal that a list was counted: once a reader, since it is no row."""
    once = (snapshot.digest, name)
    if ASKED[find_query(name).folder] == "records" and once not in reader.counted:
        reader.note("rows.count", actor, snapshot, query=name)
        reader.counted.add(once)


def count(reader: Reader, snapshot: Snapshot, question: Question) -> int:
    """Count the rows that a question would give, without fetching them."""
    query = find_query(question.name)
    actor = reader.admit(query, snapshot)

    def answer() -> int:
        return counted(rows_of(reader, snapshot, question, is_counted=True))

    n = once(reader, snapshot, question, answer)
    _note(reader, actor, snapshot, question.name)
    return n


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
        rows = rows_of(reader, snapshot, question, *columns, is_counted=True)
        numbers = rows.aggregate([Call("count_star"), *counts]).fetchall()[0]
    _note(reader, actor, snapshot, question.name)
    return tuple(int(n or 0) for n in numbers)  # of no rows the engine counts null


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

    def answer() -> pl.DataFrame:
        rows = rows_of(reader, snapshot, question, *names, is_counted=True)
        values = [Column(name) for name in names]
        each = rows.aggregate([*values, Call("count_star").alias("count")])
        # the month of each day is made once, not of each row
        n = Call("sum", Column("count")).cast("BIGINT").alias("count")
        return framed(each.aggregate([*groups, n]).sort(*values))

    coded = tuple(name for name in by if not name.startswith(MONTH))
    frame = once(reader, snapshot, question, answer, by, by=coded).clone()
    _note(reader, actor, snapshot, question.name)
    return frame


def options(reader: Reader, snapshot: Snapshot, name: str, *by: str) -> pl.DataFrame:
    """Return what a whole list has in some of its columns, tallied once a snapshot.

    The tally is kept with the engine, under the snapshot's hash: codes and counts,
    never a pseudonym or a single row about a person. Whoever asks is admitted
    and noted, and the snapshot held against its seal, as at any other question.
    """
    query = find_query(name)
    actor = reader.admit(query, snapshot)
    is_row = is_personal(query) and set(query.entries["key"].split()) <= set(by)
    if is_row or PERSON in by:
        raise filtering.FilterError(f"{name} offers no persons to choose from.")

    def answer() -> pl.DataFrame:
        return tally(reader, snapshot, Question(name), *by)

    if marking.depends_on_reader(query):  # what is kept is the same for all
        return answer()
    since = snapshot.since if is_compared(query, snapshot) else None
    with raising_ask_failed():
        reader.engine.opened(snapshot, ASKED[query.folder])
        place = (snapshot.digest, since and since.digest, name, by)
        frame = reader.engine.kept.get(place, answer)
    _note(reader, actor, snapshot, name)
    return frame


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
        rows = rows_of(reader, snapshot, question, column, *by, is_counted=True)
        each = rows.select(*names, Column(column)).distinct()
        counted = each.aggregate([*names, Call("count_star").alias("count")])
        frame = framed(counted.sort(*names) if names else counted)
    _note(reader, actor, snapshot, question.name)
    return frame
