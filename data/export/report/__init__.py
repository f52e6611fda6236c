"""The report for management: a PDF of a few pages, made from a summary.

Where there is a snapshot of three months before, it is the report on that quarter, and
compares with it; else it is a monthly one, and compares with the snapshot before.

It says what the overview says, in one language, with no data of any one
person and no number that the summary hides. The same snapshot, with the same
snapshots before it, and the same language give the same bytes; what people wrote is
counted beside the findings, and says of which day it is.

What is said goes to the template (report.typ, charts.typ) as JSON and is set as
text: nothing of it is ever read as markup, and nothing is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

import polars as pl

from data.ask.question import Question
from data.export.export import Export
from data.export.report import figures, findings, sections, setting
from data.export.report.counts import Breakdowns
from data.figures import decisions, forecast, key_figures
from data.snapshot import day_of
from data.words import LANGUAGES, words_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.ask.access import Reader
    from data.export.export import Answers
    from data.export.report.blocks import Block
    from data.figures.key_figures import Standing
    from data.snapshot import Snapshot
    from data.words import Words

HOLDS = (
    "key_figures",
    "breakdowns",
    "findings_change",
    "forecast",
    "requests_bridge",
    "shares",
)
"""The questions of the summary that it tells from."""

__all__ = ["LANGUAGES", "ReportExport", "make", "told"]


def make(reader: Reader, snapshot: Snapshot, language: str) -> bytes:
    """Set the report on a snapshot as a PDF.

    Raises what `ask` raises, and SnapshotRefused when the snapshot is damaged;
    earlier snapshots that are damaged are left out, as on the screen.
    """
    return setting.compiled(content(reader, snapshot, words_for(language)))


@dataclass(frozen=True)
class ReportExport(Export):
    """The report in one language."""

    language: str

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the questions of the summary that it tells from."""
        return tuple(map(Question, HOLDS))

    @property
    def params(self) -> dict[str, str]:
        """Return its form and its language."""
        return {"form": "pdf", "lang": self.language}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds: day, snapshot, language."""
        return f"report_{snapshot.day}_{snapshot.short}_{self.language}.pdf"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the report, which tells from rows and lists none."""
        file.write(make(answers.reader, answers.snapshot, self.language))
        for question in self.holds:
            answers.count(question)


def content(reader: Reader, snapshot: Snapshot, words: Words) -> dict[str, Any]:
    """Return everything that the report says, as the template takes it."""
    past = list(
        islice(key_figures.earlier(reader.engine, snapshot), key_figures.MOST - 1)
    )
    since = quarter_before(snapshot, past)
    stands = key_figures.of(reader, snapshot, past, since)
    seal = snapshot.seal
    day = words.date(snapshot.as_of, "long")
    statement = words.date(day_of(seal["statement"]))
    period = words("report.over_first", day=day)
    if stands.before is not None:
        before = words.date(stands.before.as_of, "long")
        period = words("report.over", day=day, before=before)
    return setting.frame(snapshot, words) | {
        "title": words(
            "report.title_month" if since is None else "report.title_quarter"
        ),
        "period": period,
        "seen": words(
            "report.seen",
            day=words.date(snapshot.as_of),
            short=snapshot.short,
            statement=statement,
        ),
        "sections": _sections(reader, stands, past, words),
    }


def quarter_before(snapshot: Snapshot, past: Iterable[Snapshot]) -> Snapshot | None:
    """Return the snapshot of three months before another, to the day; None without.

    Of days as they begin after them, so that the ends of months are three months apart.
    """
    next_days = {each.as_of + timedelta(1): each for each in past}
    start = pl.select(pl.lit(snapshot.as_of + timedelta(1)).dt.offset_by("-3mo")).item()
    return next_days.get(start)


def _sections(
    reader: Reader, stands: Standing, past: list[Snapshot], words: Words
) -> list[dict[str, Any]]:
    counted = Breakdowns(reader, stands.snapshot, words)
    first = stands.before.as_of if stands.before else stands.snapshot.as_of
    later = (each for each in past if each.as_of > first)
    snapshots = [stands.snapshot, *later]  # those of its period
    parts: dict[str, list[Block]] = {
        "brief": figures.brief(stands, decisions.decisions(reader, stands), words),
        "figures": figures.all_of_them(stands, words),
        "trends": figures.trends(stands, words),
        "requests": sections.requests(reader, snapshots, counted),
        "retention": sections.retention(counted, forecast.of(reader, stands.snapshot)),
        "findings": findings.findings(reader, stands, snapshots, counted),
        "definitions": figures.definitions(stands, words),
    }
    return [
        {
            "title": "" if name == "brief" else words(f"report.sections.{name}"),
            "blocks": made,
        }
        for name, made in parts.items()
        if made
    ]
