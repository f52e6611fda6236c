"""What an export is: a file made of answers that are asked once and counted.

Each kind of file is a dataclass that says what it holds and how it is written
(csv_file, calendar, report, audit_pack). The command line, the download and the
audit pack all take their rows through `Answers`, which counts them, and whose
data they are, on their way to the file.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from data.ask import counting, door, marking
from data.ask.access import PERSON
from data.ask.failure import raising_ask_failed
from data.ask.spilling import KEY, Runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.ask.access import Reader
    from data.ask.door import Shaped
    from data.ask.question import Question
    from data.followup import Marks
    from data.snapshot import Snapshot


@dataclass
class Answers:
    """The answers of a snapshot that one file is written from."""

    reader: Reader
    snapshot: Snapshot
    rows: int = 0
    """Rows that were taken."""
    _clients: Runs = field(default_factory=Runs)
    """Pseudonyms of the batches that were taken, some of them in several."""

    @cached_property
    def marks(self) -> Marks:
        """Return what people wrote, as far as who asks may see it: read once."""
        return marking.read(self.reader)

    @property
    def clients(self) -> Iterator[str]:
        """Return the pseudonyms that the rows are about, in order, some repeated."""
        with raising_ask_failed():
            frames = self._clients.in_order()
        return chain.from_iterable(frame[KEY] for frame in frames)

    def ask(self, question: Question, *, limit: int) -> pl.DataFrame:
        """Return the first rows of an answer; raises as `door.ask` does."""
        return self.take(door.ask(self.reader, self.snapshot, question, limit=limit))

    def stream(self, question: Question, shaped: Shaped | None = None) -> door.Stream:
        """Return all rows of an answer, in batches; does as `door.stream` does."""

        def taken(batch: pl.DataFrame) -> pl.DataFrame:
            batch = self.take(batch)
            return batch if shaped is None else shaped(batch)

        return door.stream(self.reader, self.snapshot, question, taken)

    def count(self, question: Question) -> None:
        """Count the rows of a question that the file tells from and does not list."""
        self.rows += counting.count(self.reader, self.snapshot, question)

    def take(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Count rows that go to the file, and whose data they are."""
        self.rows += frame.height
        if PERSON in frame.columns:
            about = frame[PERSON].drop_nulls().unique()
            self._clients.put(pl.DataFrame({KEY: about}))
        return frame


class Export(ABC):
    """A file that is asked for. Each kind of file is a dataclass of its own."""

    @property
    @abstractmethod
    def holds(self) -> tuple[Question, ...]:
        """Return the questions whose rows it holds."""

    @property
    @abstractmethod
    def params(self) -> dict[str, str]:
        """Return what its bytes depend on besides, such as its language."""

    @abstractmethod
    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds."""

    @abstractmethod
    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the file; each of its questions is asked once.

        Raises as `ask` does; FilterError or ExportRefused where its form has no
        room for the answer.
        """


def make(export: Export, answers: Answers) -> BinaryIO:
    """Make the whole file on disk, under no name, and return it at its start.

    What fails gives no file. Nobody else can open it, and it is gone as soon as it
    is closed or the process ends, however that comes.
    """
    with raising_ask_failed():
        file: BinaryIO = tempfile.TemporaryFile()
        try:
            export.write(file, answers)
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file
