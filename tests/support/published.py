"""The table of SECURITY.md: what was tried, how often, and what it came to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tests.support.sealed import ROOT

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tests.faults import Result, Suite

PAGE = ROOT / "SECURITY.md"
BEGIN, END = "<!-- faults -->", "<!-- /faults -->"
LINE = "| {} | {} | {} | {} | {} | {} |"


@dataclass(frozen=True)
class Row:
    """What one suite came to, on one day."""

    HEAD: ClassVar = ("What was done", "Cases", "Bad", "Seed", "Day", "Besides")
    RULE: ClassVar = ("---", "---:", "---", "---", "---", "---")

    name: str
    cases: int
    bad: str
    """How many were bad, and in which way: `0 served`."""
    seed: int
    day: str
    note: str

    def as_line(self) -> str:
        """Return the row as a line of Markdown."""
        cells = (self.name, f"{self.cases:,}", self.bad)
        return LINE.format(*cells, self.seed, self.day, self.note)


def row_of(suite: Suite, result: Result, seed: int, day: date) -> Row:
    """Make the row of a suite."""
    bad = f"{result.bad:,} {suite.BAD}"
    return Row(suite.NAME, result.cases, bad, seed, f"{day}", result.note)


def rows(text: str) -> list[Row]:
    """Read the rows that stand between the markers."""
    table = text.split(BEGIN)[1].split(END)[0]
    listed = []
    for line in table.strip().splitlines()[2:]:
        name, cases, bad, seed, day, note = (
            cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]
        )
        listed.append(Row(name, int(cases.replace(",", "")), bad, int(seed), day, note))
    return listed


def publish(row: Row, page: Path = PAGE) -> None:
    """Put a row in the place of the suite's earlier one, or at the end."""
    text = page.read_text(encoding="utf-8")
    held = {old.name: old for old in rows(text)} | {row.name: row}
    lines = [LINE.format(*Row.HEAD), LINE.format(*Row.RULE)]
    lines += [kept.as_line() for kept in held.values()]
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    made = "\n".join([BEGIN, "", *lines, "", END])
    page.write_text(before + made + after, encoding="utf-8")
