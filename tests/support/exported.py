"""Files as they go out, made for a test to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ask import Question
from data.export.calendar import CalendarExport
from data.export.csv_file import ListExport
from data.export.export import Answers, make

if TYPE_CHECKING:
    from data.ask import Reader
    from data.export.export import Export
    from data.snapshot import Snapshot


def content(reader: Reader, snapshot: Snapshot, export: Export) -> bytes:
    """Return all bytes of a file."""
    with make(export, Answers(reader, snapshot)) as file:
        return file.read()


def list_file(
    reader: Reader, snapshot: Snapshot, wanted: Question | str, form: str = "csv"
) -> bytes:
    """Return an answer's file."""
    question = Question(wanted) if isinstance(wanted, str) else wanted
    return content(reader, snapshot, ListExport(question, form))


def calendar_file(reader: Reader, snapshot: Snapshot, language: str) -> bytes:
    """Return the calendar with every deadline of a snapshot."""
    return content(reader, snapshot, CalendarExport(Question("agenda"), language))
