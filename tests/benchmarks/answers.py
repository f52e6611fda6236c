"""Questions at the door: from the summary, from the records, far down a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import snapshot as snapshots
from data.ask import Filter, Question, ask, count
from tests.benchmarks.measured import Measured
from tests.benchmarks.storage import timed
from tests.support.sealed import a_reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.ask import Reader
    from data.snapshot import Snapshot
    from tests.benchmarks.material import Material

LIST, PAGE, ROUNDS = "retention", 50, 5
ORDER = "status -days_overdue"
"""The longest list there is, as its page asks for it."""


def measure(material: Material) -> Iterator[Measured]:
    """Measure questions to the newest snapshot of a size, warm."""
    newest, reader = snapshots.find(material.snapshots), a_reader()
    try:
        yield from _measured(reader, newest)
    finally:
        reader.close()


def _measured(reader: Reader, snapshot: Snapshot) -> Iterator[Measured]:
    whole = Question(LIST, order=ORDER)
    total = count(reader, snapshot, whole)

    def page(question: Question, offset: int = 0) -> float:
        return timed(
            lambda: ask(reader, snapshot, question, limit=PAGE, offset=offset), ROUNDS
        )

    first = page(whole)
    with reader.engine.cursor(snapshot, "records") as cursor:
        columns = ", ".join(
            f"max({name})"
            for name in cursor.sql("select * exclude (working) from retention").columns
        )
        statement = f"select {columns} from retention"  # noqa: S608
        scan = timed(lambda: cursor.execute(statement).fetchall(), ROUNDS)
    yield Measured(
        "the first page of the longest list",
        "a scan of the columns it needs",
        *(first, scan, 2),
        note=f"{total:,} rows",
    )
    yield Measured(
        "a question to the summary",
        "",
        timed(lambda: ask(reader, snapshot, "key_figures"), ROUNDS),
        most=0.03,
    )
    key = ask(reader, snapshot, whole, limit=1, offset=total // 2)["holding_id"][0]
    last = (total - 1) // PAGE * PAGE
    search = Question(LIST, (Filter("search", key),), ORDER)
    for what, took in {
        "the page in the middle of it": page(whole, last // 2 // PAGE * PAGE),
        "the last page of it": page(whole, last),
        "a search in it": page(search),
        "the number of its rows": timed(lambda: count(reader, snapshot, whole), ROUNDS),
    }.items():
        yield Measured(what, "its first page", took, first, 2)
