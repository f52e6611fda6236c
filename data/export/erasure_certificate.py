"""The proof of erasure on one page: what became of data past their last day.

For an auditor: of which two snapshots, by their hashes, and how many items were erased
as required, are still there, are gone without an erasure, or are there again. It
counts, and names no person. The same two snapshots and language give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl

from data.ask import tally
from data.ask.comparing import compared
from data.ask.failure import raising_ask_failed
from data.ask.filters import FilterError
from data.ask.question import Question
from data.compare import PROOF
from data.export.export import Export
from data.export.report import blocks, setting
from data.journal import seals
from data.snapshot import day_of
from data.words import words_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.export.export import Answers
    from data.export.report.blocks import Block
    from data.journal import Journal
    from data.snapshot import Snapshot
    from data.words import Words

BY = ("category", "system", "principal")
"""What the items are counted by, a table each."""
OUTCOMES = ("erased", "still_there", "gone", "back")
MOST = 12
"""Lines of one table: what has fewest is told together, so that all is on a page."""
Counts = dict[str | None, dict[str, int]]
"""How many items, by a value and their outcome."""


@dataclass(frozen=True)
class CertificateExport(Export):
    """The certificate in one language."""

    language: str
    earlier: Snapshot | None = None
    """What is compared with; None for the snapshot before, as it was sealed."""
    journal: Journal | None = None
    """Whose key signed both, if it did."""

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the question that it counts the answer of."""
        return (Question(PROOF),)

    @property
    def params(self) -> dict[str, str]:
        """Return its form, its language and the snapshot that is compared with."""
        own = {"earlier": self.earlier.digest} if self.earlier else {}
        return {"form": "pdf", "lang": self.language, **own}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds: day, snapshot, language."""
        return f"proof-of-erasure_{snapshot.day}_{snapshot.short}_{self.language}.pdf"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the page; FilterError where there is nothing to compare with."""
        snapshot, words = answers.snapshot, words_for(self.language)
        if self.earlier is not None:
            answers.reader.let("records", PROOF, snapshot)
            before = {"day": self.earlier.day, "digest": self.earlier.digest}
            lacking = {*self.earlier.seal["not_delivered"]}
        else:
            before, lacking = _previous(snapshot), set[str]()
        if "holding" in {*snapshot.seal["not_delivered"], *lacking}:
            raise FilterError(
                "The table holding was not delivered: no certificate can be made."
            )
        counts = self._counted(answers)
        keys = [
            self._key(each["day"], each["digest"])
            for each in (before, {"day": snapshot.day, "digest": snapshot.digest})
        ]
        made = document(snapshot, before, counts, words, keys)
        file.write(setting.compiled(made))
        if self.earlier is None:
            answers.count(Question(PROOF))

    def _key(self, day: str, digest: str) -> str | None:
        """Return which key signed a snapshot, if one did."""
        book = self.journal
        signature = seals.signature_of(book, day, digest) if book else None
        return signature.key_id if signature else None

    def _counted(self, answers: Answers) -> dict[str, Counts]:
        if self.earlier is None:
            question = (answers.reader, answers.snapshot, Question(PROOF))
            return {by: _counts(tally(*question, by, "outcome"), by) for by in BY}
        with (
            raising_ask_failed(),
            compared(self.earlier, answers.snapshot) as con,
        ):
            rows = con.table(PROOF)
            counts = "count(*) as count"
            return {
                by: _counts(rows.aggregate(f"{by}, outcome, {counts}").pl(), by)
                for by in BY
            }


def _previous(snapshot: Snapshot) -> dict[str, str]:
    """Return which snapshot this one was compared with at its seal."""
    previous = snapshot.seal["previous"]
    if previous is None or previous["refused"] is not None:
        raise FilterError(
            f"The snapshot of {snapshot.day} was compared with none before it: no "
            "certificate can be made. Choose a later one."
        )
    return {name: previous[name] for name in ("day", "digest")}


def _counts(rows: pl.DataFrame, by: str) -> Counts:
    made: Counts = {}
    for row in rows.sort(by, "outcome", nulls_last=True).to_dicts():
        made.setdefault(row[by], {})[row["outcome"]] = row["count"]
    return made


def document(
    snapshot: Snapshot,
    before: dict[str, str],
    counts: dict[str, Counts],
    words: Words,
    keys: Sequence[str | None] = (None, None),
) -> dict[str, Any]:
    """Return everything that the page says, as its template takes it.

    `keys`: which key signed the earlier and the later snapshot, if one did.
    """
    since, on = words.date(day_of(before["day"])), words.date(snapshot.as_of)
    statement = words.date(day_of(snapshot.seal["statement"]))
    total = _total(counts["category"])
    made = [blocks.paragraph(_sentence(words, total)), *_tables(words, counts, total)]
    made += _seals(snapshot, before, words, keys)
    made.append(blocks.note(words("certificate.what")))
    return setting.frame(snapshot, words) | {
        "title": words("certificate.title"),
        "period": words("certificate.period", since=since, on=on),
        "seen": words("report.seen", day=on, short=snapshot.short, statement=statement),
        "sections": [{"title": "", "blocks": made}],
    }


def _total(counts: Counts) -> dict[str, int]:
    return {
        outcome: sum(each.get(outcome, 0) for each in counts.values())
        for outcome in OUTCOMES
    }


def _sentence(words: Words, total: dict[str, int]) -> str:
    numbers = {name: words.number(n) for name, n in total.items()}
    if not any(total.values()):
        return words("certificate.nothing")
    return words("certificate.sentence", **numbers)


def _tables(
    words: Words, counts: dict[str, Counts], total: dict[str, int]
) -> Iterator[Block]:
    names = [words.code("erasure_outcome", outcome) for outcome in OUTCOMES]
    for by in BY:
        lines = [
            (_named(words, by, value), each)
            for value, each in _longest(counts[by]).items()
        ]
        head = (words.column(by), *names)
        rows = [blocks.row(name, *_cells(words, each)) for name, each in lines]
        rows.append(blocks.row(words("key.total"), *_cells(words, total), total=True))
        yield blocks.table(head, rows, (4, 2, 2, 3, 3), right=(1, 2, 3, 4))


def _longest(counts: Counts) -> dict[str | None, dict[str, int]]:
    """Return the values with most items, and the others together under an ellipsis."""
    by_size = sorted(counts.items(), key=lambda pair: -sum(pair[1].values()))
    made = dict(by_size[:MOST])
    if rest := by_size[MOST:]:
        made["…"] = _total(dict(rest))
    return made


def _cells(words: Words, counts: dict[str, int]) -> list[str]:
    return [words.number(counts.get(outcome, 0)) for outcome in OUTCOMES]


def _named(words: Words, by: str, value: str | None) -> str:
    if value == "…":
        return words("certificate.others")
    return (
        words("certificate.no_principal")
        if value is None
        else words.value(PROOF, by, value)
    )


def _seals(
    snapshot: Snapshot,
    before: dict[str, str],
    words: Words,
    keys: Sequence[str | None],
) -> Iterator[Block]:
    """Name both snapshots by their hashes, and by which key each was signed."""
    head = (
        words("app.snapshot"),
        words("report.seal.digest"),
        words("certificate.sign"),
    )
    pairs = ((before["day"], before["digest"]), (snapshot.day, snapshot.digest))
    rows = [
        blocks.row(
            words.date(day_of(day)),
            digest,
            words("certificate.key", id=key) if key else words("certificate.unsigned"),
        )
        for (day, digest), key in zip(pairs, keys, strict=True)
    ]
    yield blocks.table(head, rows, (2, 7, 2))
