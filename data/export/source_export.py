"""What a snapshot holds of the tables that people keep, as a workbook to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from data.ask.failure import ExportRefused
from data.ask.question import Question
from data.ask.source_tables import PREFIX
from data.export import source_book
from data.export.export import Export
from data.export.sheet_xml import LONGEST
from data.export.source_names import BY_HAND
from data.export.workbook import MOST
from data.words import words_for

if TYPE_CHECKING:
    from data.export.export import Answers
    from data.snapshot import Snapshot


@dataclass(frozen=True)
class SourceExport(Export):
    """The tables that people keep by hand, as they were delivered.

    Sealed again, with the other tables beside it, it gives the same rows.
    """

    language: str

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return a question for each table."""
        return tuple(Question(f"{PREFIX}{table}") for table in BY_HAND)

    @property
    def params(self) -> dict[str, str]:
        """Return its language."""
        return {"lang": self.language}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds: day, snapshot, language."""
        return f"source_{snapshot.day}_{snapshot.short}_{self.language}.xlsx"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the rows of what was delivered; the other sheets have an example."""
        rows: dict[str, list[source_book.Row]] = {}
        lacking = answers.snapshot.seal["not_delivered"]
        for table, question in zip(BY_HAND, self.holds, strict=True):
            stream = answers.stream(question)
            if stream.total > MOST:
                raise ExportRefused("rows", MOST, stream.total)
            kept = [row for frame in stream for row in frame.to_dicts()]
            texts = (text for row in kept for text in row.values())
            if any(isinstance(text, str) and len(text) > LONGEST for text in texts):
                raise ExportRefused("text", LONGEST)
            if table not in lacking:
                rows[table] = kept
        source_book.write(file, words_for(self.language), rows)
