"""The register in a form that others use: their columns, filled from ours.

Which of our columns fills which of theirs is data (register_forms/). A column that ours
say nothing of is there and empty, and a sheet beside it names what fills each. By the
same data a register that is kept in such a form is read (`python -m data map suggest`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

import xlsxwriter

from data import contract
from data.ask.door import find_query
from data.contract.naming import SEVERAL
from data.export.export import Export
from data.export.register_document import PARTS, WIDE, facts
from data.export.register_forms import form
from data.export.source_book import MADE
from data.export.workbook import MOST, OPTIONS, TEXT
from data.words import words_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from xlsxwriter.format import Format

    from data.ask.question import Question
    from data.export.export import Answers
    from data.snapshot import Snapshot
    from data.words import Words

RULES = {"terms": "retention_rules"}
"""What a form says of ours in other words, and the column that it is read into."""
QUESTION = PARTS["controller"][0]
"""The activities that a form lists: those of a controller (GDPR Art. 30(1))."""


@dataclass(frozen=True)
class RegisterFormExport(Export):
    """The register in one of FORMS, as a workbook in one language."""

    name: str
    language: str

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the question of the activities."""
        return (QUESTION,)

    @property
    def params(self) -> dict[str, str]:
        """Return its form and its language."""
        return {"form": self.name, "lang": self.language}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds: form, day, snapshot, language."""
        return f"{self.name}_{snapshot.day}_{snapshot.short}_{self.language}.xlsx"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write a sheet with their columns, and one that says what fills them."""
        words, snapshot = words_for(self.language), answers.snapshot
        columns: dict[str, str] = form(self.name)["columns"]
        lacking = snapshot.seal["not_delivered"]
        rows = [
            [_cell(words, row, ours, lacking) for ours in columns.values()]
            for row in answers.ask(QUESTION, limit=MOST).to_dicts()
        ]
        with xlsxwriter.Workbook(file, OPTIONS) as book:
            about = {"title": form(self.name)["title"], "created": MADE}
            book.set_properties(about)
            text = {"num_format": TEXT, "text_wrap": True, "valign": "top"}
            plain, bold = book.add_format(text), book.add_format(text | {"bold": True})
            sheet = words.code("table", "activity")
            _table(book, sheet, [[*columns], *rows], plain, bold)
            name = words("workbook.sheet_about")
            _table(book, name, _about(words, snapshot, self.name), plain, bold)


def _cell(
    words: Words, row: Mapping[str, Any], ours: str, lacking: Collection[str]
) -> str:
    """Write a field so that it can be read back: several with `;`, a day as ISO."""
    if not ours or row[ours] in (None, []):
        is_known = not ours or {*_needs(ours)}.isdisjoint(lacking)
        return "" if is_known else words("key.not_delivered")
    value = row[ours]
    if isinstance(value, date):
        return value.isoformat()
    each = value if isinstance(value, list) else [value]
    texts = (words.value(QUESTION.name, ours, part) for part in each)
    return f"{SEVERAL} ".join(texts)


def _needs(ours: str) -> tuple[str, ...]:
    return find_query(QUESTION.name).needs_of(ours)


def reading(name: str) -> dict[str, Any]:
    """Return where each of our columns is in a form: a head, or as a mapping has it."""
    made = form(name)
    read = {RULES.get(ours, ours): head for head, ours in made["columns"].items()}
    known = contract.TABLES["activity"].to_schema().columns
    otherwise: dict[str, Any] = made["reading"]
    return {c: head for c, head in read.items() if c in known} | otherwise


def _about(words: Words, snapshot: Snapshot, name: str) -> list[Sequence[str]]:
    """Return which form it is, of what it was made, and what fills each column."""
    made = form(name)
    filled = [
        (head, words.column(ours) if ours else words("register_form.empty"))
        for head, ours in made["columns"].items()
    ]
    return [
        (made["title"], words("register_form.check", day=words.date(made["read_on"]))),
        *facts(snapshot, words),
        (words("register_document.part"), words("register_document.controller")),
        (words("register_form.theirs"), words("register_form.ours")),
        *filled,
    ]


def _table(
    book: xlsxwriter.Workbook,
    name: str,
    rows: Iterable[Sequence[str]],
    plain: Format,
    bold: Format,
) -> None:
    """Write a sheet of texts, its first row in bold."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows):
        sheet.set_column(0, len(row) - 1, WIDE)
        for at, text in enumerate(row):
            sheet.write_string(line, at, text, plain if line else bold)
