"""The register of processing activities as one document (GDPR Art. 30(4)).

For whoever asks for it: who is controller and DPO, Art. 30(1) and Art. 30(2) apart,
in the reader's language, as a PDF, a workbook or a CSV file. It says which snapshot it
was made of. The same snapshot, policy and language give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl
import xlsxwriter

from data.ask.filters import Filter
from data.ask.question import Question
from data.export.csv_file import csv_bytes
from data.export.export import Export
from data.export.report import blocks, setting
from data.export.workbook import MOST, OPTIONS, TEXT
from data.followup import key
from data.words import contacts, register_text, words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.export.export import Answers
    from data.export.report.blocks import Block
    from data.snapshot import Snapshot
    from data.words import Words

FORMS = ("pdf", "xlsx", "csv")
"""How the name of the file ends."""
PARTS: dict[str, tuple[Question, tuple[str, ...]]] = {
    "controller": (
        Question("register", (Filter("role", "controller|joint_controller"),)),
        (
            "role",
            "owner",
            "purposes",
            "subjects",
            "categories",
            "recipient_kinds",
            "countries",
            "safeguards",
            "transfers_without_ground",
            "terms",
            "measures",
            "grounds",
            "interest",
            "special_ground",
            "dpia",
            "dpia_on",
            "automated",
            "reviewed_on",
            "missing",
        ),
    ),
    "processor": (
        Question("register_processor"),
        (
            "controllers",
            "principals",
            "purposes",
            "categories",
            "countries",
            "safeguards",
            "transfers_without_ground",
            "measures",
            "owner",
        ),
    ),
}
"""The parts of Art. 30: which activities, and what is said of each."""
MARKED = ("mark_owner", "mark_planned_on", "mark_read_on")
"""Columns of the follow-up."""
READ = ("activity", "transfer", "principal", "trajectory")
"""The tables of a source that it is written from."""
WIDE = 40
Row = dict[str, str]


@dataclass(frozen=True)
class RegisterExport(Export):
    """The document in one language and one of FORMS."""

    language: str
    form: str = "pdf"

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the questions of both parts."""
        return tuple(question for question, _ in PARTS.values())

    @property
    def params(self) -> dict[str, str]:
        """Return its form and its language."""
        return {"form": self.form, "lang": self.language}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds: day, snapshot, language."""
        name = f"article-30_{snapshot.day}_{snapshot.short}_{self.language}"
        return f"{name}.{self.form}"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write both parts, each with the activities in their order."""
        words, snapshot = words_for(self.language), answers.snapshot
        parts = {part: _rows(answers, words, part) for part in PARTS}
        if self.form != "pdf":
            _mark(answers, words, parts)
        if self.form == "pdf":
            file.write(setting.compiled(document(snapshot, words, parts)))
        elif self.form == "xlsx":
            _workbook(file, snapshot, words, parts)
        else:
            file.write(_csv(words, parts))


def _rows(answers: Answers, words: Words, part: str) -> list[Row]:
    """Return the activities of a part, each field in words by the field's name."""
    question, fields = PARTS[part]
    lacking = answers.snapshot.seal["not_delivered"]
    rows = answers.ask(question, limit=MOST).to_dicts()
    return [
        {
            name: register_text.field(words, question.name, row, name, lacking)
            for name in ("activity_id", "name", *fields)
        }
        for row in rows
    ]


def _mark(answers: Answers, words: Words, parts: dict[str, list[Row]]) -> None:
    """Put behind each activity whose it is, and for when it is planned.

    Not in the PDF, which goes to a supervisory authority; and no note, no reason.
    """
    marks = answers.marks
    if not marks.is_begun:
        return
    for row in (row for rows in parts.values() for row in rows):
        mark = marks.of(key("activity", row["activity_id"]))
        row |= {
            "mark_owner": words.department(mark.owner) if mark.owner else "",
            "mark_planned_on": words.date(mark.planned_on) if mark.planned_on else "",
            "mark_read_on": words.date(marks.today),
        }


def document(
    snapshot: Snapshot, words: Words, parts: dict[str, list[Row]]
) -> dict[str, Any]:
    """Return everything that the PDF says, as its template takes it."""
    seal, day = snapshot.seal, words.date(snapshot.as_of)
    statement = words.date(datetime.fromisoformat(seal["statement"]).date())
    sections = [{"title": "", "blocks": _front(snapshot, words)}]
    for part, rows in parts.items():
        title = words(f"register_document.{part}")
        sections.append({"title": title, "blocks": [*_entries(words, rows)]})
    return setting.frame(snapshot, words) | {
        "title": words("register_document.title"),
        "period": words("register_document.period", day=day),
        "seen": words(
            "report.seen", day=day, short=snapshot.short, statement=statement
        ),
        "sections": sections,
    }


def facts(snapshot: Snapshot, words: Words) -> Iterator[tuple[str, str]]:
    """Return of what it was made, and what of that was not delivered."""
    yield words("report.seal.day"), words.date(snapshot.as_of)
    yield words("report.seal.digest"), snapshot.digest
    lacking = [table for table in READ if table in snapshot.seal["not_delivered"]]
    if lacking:
        named = words.join(words.code("table", table) for table in lacking)
        yield words("app.lacking"), named


def _front(snapshot: Snapshot, words: Words) -> list[Block]:
    named = contacts.of(words, snapshot.seal)
    made: list[Block] = []
    for title, lines in named.parts.items():
        made += [blocks.heading(title), _table(words, lines)]
    made += [blocks.note(named.note)] * bool(named.note)
    made += [
        blocks.heading(words("register_document.made_of")),
        _table(words, list(facts(snapshot, words))),
        blocks.note(words("register_document.lacks")),
        blocks.note(words("register_document.safeguards")),
    ]
    return made


def _entries(words: Words, rows: list[Row]) -> Iterator[Block]:
    if not rows:
        yield blocks.paragraph(words("register_document.none"))
    for row in rows:
        yield blocks.heading(f"{row['activity_id']} · {row['name']}")
        fields = [name for name in row if name not in ("activity_id", "name")]
        yield _table(words, [(words.column(name), row[name]) for name in fields])


def _table(words: Words, lines: list[tuple[str, str]]) -> Block:
    head = (words("activity_page.field"), words("activity_page.content"))
    return blocks.table(head, [blocks.row(*line) for line in lines], (2, 5))


def _workbook(
    file: BinaryIO, snapshot: Snapshot, words: Words, parts: dict[str, list[Row]]
) -> None:
    """Write a sheet of who and of what, and one a part."""
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        known = datetime.combine(snapshot.as_of, time())
        title = words("register_document.title")
        book.set_properties({"title": title, "created": known})
        text = {"num_format": TEXT, "text_wrap": True, "valign": "top"}
        plain, bold = book.add_format(text), book.add_format(text | {"bold": True})
        named = contacts.of(words, snapshot.seal)
        front = [(title, ""), *facts(snapshot, words)]
        for who, lines in named.parts.items():
            front += [(who, ""), *lines]
        front.append(("", named.note))
        front.append(("", words("register_document.lacks")))
        front.append(("", words("register_document.safeguards")))
        sheet = book.add_worksheet(words("register_document.sheet_front"))
        sheet.set_column(0, 1, WIDE)
        for at, (name, value) in enumerate(front):
            sheet.write_string(at, 0, name, bold)
            sheet.write_string(at, 1, value, plain)
        for part, rows in parts.items():
            sheet = book.add_worksheet(words(f"register_document.sheet_{part}"))
            names = _names(part, rows)
            sheet.set_column(1, len(names) - 1, WIDE)
            sheet.freeze_panes(1, 2)
            for at, name in enumerate(names):
                sheet.write_string(0, at, words.column(name), bold)
                for line, row in enumerate(rows, start=1):
                    sheet.write_string(line, at, row[name], plain)


def _names(part: str, rows: list[Row]) -> tuple[str, ...]:
    """Return the columns of a part: those of the follow-up where anybody wrote."""
    marked = MARKED if rows and MARKED[0] in rows[0] else ()
    return ("activity_id", "name", *PARTS[part][1], *marked)


def _csv(words: Words, parts: dict[str, list[Row]]) -> bytes:
    """Write both parts as one table; what a part does not ask stands empty."""
    names = dict.fromkeys(n for part, rows in parts.items() for n in _names(part, rows))
    names = dict.fromkeys(sorted(names, key=lambda name: name in MARKED))
    part_of = words("register_document.part")
    lines = [
        {part_of: words(f"register_document.{part}")}
        | {words.column(name): row.get(name, "") for name in names}
        for part, rows in parts.items()
        for row in rows
    ]
    schema = dict.fromkeys([part_of, *map(words.column, names)], pl.String)
    return csv_bytes(pl.DataFrame(lines, schema=schema), header=True, excel=True)
