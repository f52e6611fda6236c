"""The facts that the rules lean on, read from the CSV files of a policy folder."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What Unicode calls white space; Python's own strip takes four characters more."""
UNLISTED = {"category": "unlisted", "retention_rule": "undeclared", "special": "no"}
"""What holds of an item that is not in the catalogue."""


def day(text: str) -> date | None:
    """Return a date of the policy."""
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Policy:
    """The files of a policy folder, every cell as text."""

    tables: dict[str, list[dict[str, str]]]

    @classmethod
    def read(cls, folder: Path) -> Policy:
        """Read every file of a folder."""
        tables = {}
        for path in folder.glob("*.csv"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                tables[path.stem] = list(csv.DictReader(file))
        return cls(tables)

    @cached_property
    def norms(self) -> dict[str, int]:
        """Return the house norms by name."""
        return {n["name"]: int(n["value"]) for n in self.tables["house_norms"]}

    @cached_property
    def catalog(self) -> dict[str, dict[str, str]]:
        """Return the catalogue by item."""
        return {row["item"]: row for row in self.tables["catalog"]}

    def item(self, name: str) -> dict[str, str]:
        """Return what the catalogue says of an item, listed or not."""
        return self.catalog.get(name, UNLISTED)

    @cached_property
    def special(self) -> set[str]:
        """Return the categories that have an item marked special."""
        return {c["category"] for c in self.catalog.values() if c["special"] == "yes"}

    @cached_property
    def purposes(self) -> dict[str, dict[str, str]]:
        """Return the purposes by name."""
        return {row["purpose"]: row for row in self.tables["purposes"]}

    def purpose_is(self, purpose: str, mark: str, answer: str) -> bool:
        """Return whether a purpose is known and has an answer in a column."""
        return self.purposes.get(purpose, {}).get(mark) == answer

    @cached_property
    def terms(self) -> dict[str, tuple[int, bool]]:
        """Return months and whether they can be extended by kind of request."""
        return {
            row["kind"]: (int(row["months"]), row["extendable"] == "yes")
            for row in self.tables["request_terms"]
        }

    @cached_property
    def mechanisms(self) -> dict[str, dict[str, str]]:
        """Return the mechanisms by name."""
        return {row["mechanism"]: row for row in self.tables["mechanisms"]}

    @cached_property
    def eea(self) -> set[str]:
        """Return the countries of the EEA."""
        return {row["country"] for row in self.tables["eea"]}

    def decisions(self, country: str) -> list[tuple[date, date | None]]:
        """Return from when until when the decisions on a country are in force."""
        return [
            (date.fromisoformat(row["valid_from"]), day(row["valid_until"]))
            for row in self.tables["adequacy"]
            if row["country"] == country
        ]

    def decisions_in_force(
        self, country: str, as_of: date
    ) -> list[tuple[date, date | None]]:
        """Return the decisions on a country that are in force on a day."""
        return [
            (begins, ends)
            for begins, ends in self.decisions(country)
            if begins <= as_of and (ends is None or ends >= as_of)
        ]

    def of_statement(self, name: str, statement: date) -> list[dict[str, str]]:
        """Return the rows of a file that belong to a version of the statement."""
        return [
            row
            for row in self.tables[name]
            if row["statement"] == statement.isoformat()
        ]

    @cached_property
    def no_answers(self) -> set[str]:
        """Return the texts that say nothing."""
        return {row["text"] for row in self.tables["no_answer"]}

    def says_nothing(self, text: str) -> bool:
        """Return whether a text says nothing."""
        bare = text.strip(WHITE_SPACE).casefold()
        categories = [unicodedata.category(character) for character in bare]
        has_word = any(c.startswith("L") or c == "Nd" for c in categories)
        return not has_word or bare in self.no_answers
