"""What is wrong with a source: every error of every table, never a value."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 20
"""Examples given of a failing check; the count goes on."""


AGAIN = {
    "sealed": "seal it again",
    "written": "its mapping.toml, and apply it again",
}
"""What to do after an error, by what was not done."""


@dataclass(frozen=True)
class Example:
    """A failing row: its line in the source file, and its key where printable."""

    line: int
    key: str | None
    cell: str | None = None
    """Where it is in a workbook."""

    def as_json(self) -> dict[str, Any]:
        """Return the row in the report's form for machines."""
        made = {"line": self.line, "key": self.key}
        return made | ({"cell": self.cell} if self.cell else {})

    def as_text(self) -> str:
        """Return where the row is, and its key."""
        return (self.cell or f"line {self.line}") + (f" {self.key}" if self.key else "")


@dataclass
class Failure:
    """A check that a table fails; column None where the whole table is meant."""

    table: str
    column: str | None
    check: str
    rows: int | None = None
    examples: list[Example] = field(default_factory=list)
    hint: str | None = None
    """What it looks like, and what to do about it; never a value of the source."""
    place: str | None = None
    """Where in a workbook its column or its table is."""

    def as_json(self) -> dict[str, Any]:
        """Return the failure in the report's form for machines."""
        return {
            "table": self.table,
            "column": self.column,
            "check": self.check,
            "rows": self.rows,
            "examples": [example.as_json() for example in self.examples],
            "hint": self.hint,
        }

    def as_text(self) -> str:
        """Return the failure in one line for people."""
        where = self.table if self.column is None else f"{self.table}.{self.column}"
        if self.place:
            where = f"{self.place} ({where})"
        text = f"- {where}: {self.check}"
        if self.rows is not None:
            text += f" ({self.rows:,} {'row' if self.rows == 1 else 'rows'})"
        if self.examples:
            examples = (example.as_text() for example in self.examples)
            more = ", …" if (self.rows or 0) > len(self.examples) else ""
            text += f": {', '.join(examples)}{more}"
        return f"{text}. {self.hint}" if self.hint else text


class SourceRefused(Exception):
    """A source that does not keep the contract. The message is safe to show."""

    def __init__(
        self, folder: str, failures: Iterable[Failure], done: str = "sealed"
    ) -> None:
        """Keep the failures in the contract's order; `done` is what is not."""
        self.failures = list(failures)
        count = len(self.failures)
        super().__init__(
            "\n".join(
                [
                    f"Source {folder} breaks the contract in {count} "
                    f"{'place' if count == 1 else 'places'}:",
                    *(failure.as_text() for failure in self.failures),
                    f"Nothing is {done}. Correct the export and {AGAIN[done]}.",
                ]
            )
        )

    def as_json(self, **facts: object) -> str:
        """Return the report for machines: what it is of, how many errors, and each."""
        errors = [failure.as_json() for failure in self.failures]
        made = {**facts, "total": len(errors), "errors": errors}
        return json.dumps(made, indent=1, ensure_ascii=False) + "\n"
