"""The answers to the sample, as files beside it: held against, or written anew.

`python -m tests.support.expected` writes them from what the software answers now,
for when a new rule or key figure changes them; the difference is for people to read.
"""

from __future__ import annotations

import csv
import io
from contextlib import closing
from typing import TYPE_CHECKING

from tests.support.exported import list_file
from tests.support.sealed import SAMPLE, a_reader, sample

if TYPE_CHECKING:
    from data.snapshot import Snapshot

FOLDER = SAMPLE / "expected"
ANSWERS = sorted(path.stem for path in FOLDER.glob("*.csv"))
Rows = list[dict[str, str]]


def rows_of(text: str, columns: list[str] | None = None) -> tuple[list[str], Rows]:
    """Return the columns of a CSV, and its rows with some of them or all."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = list(reader.fieldnames or ())
    return header, [{c: row[c] for c in columns or header} for row in reader]


def expected_answers(answer: str) -> tuple[list[str], Rows]:
    """Return what an answer to the sample must be: its columns, and its rows."""
    return rows_of((FOLDER / f"{answer}.csv").read_text(encoding="utf-8"))


def exported(snapshot: Snapshot, answer: str) -> str:
    """Return an answer of a snapshot as the text of its file."""
    with closing(a_reader()) as reader:
        return list_file(reader, snapshot, answer).decode()


def differences(snapshot: Snapshot, answer: str) -> list[object]:
    """Compare an export with the expected file, on the columns named there."""
    columns, expected = expected_answers(answer)
    _, rows = rows_of(exported(snapshot, answer), columns)
    pairs = zip(rows, expected, strict=False)
    wrong: list[object] = [pair for pair in pairs if pair[0] != pair[1]]
    return wrong + [len(rows)] * (len(rows) != len(expected))


def write() -> None:
    """Write every expected file anew, with the columns that it has."""
    for answer in ANSWERS:
        path = FOLDER / f"{answer}.csv"
        columns, _ = expected_answers(answer)
        rows = csv.DictReader(io.StringIO(exported(sample(), answer), newline=""))
        with path.open("w", encoding="utf-8", newline="") as file:
            made = csv.DictWriter(file, columns, "", "ignore", lineterminator="\n")
            made.writeheader()
            made.writerows(rows)


if __name__ == "__main__":
    write()
