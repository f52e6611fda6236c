"""What a statement file (TOML) must look like, every mistake with its line.

The file has one `[controller]` table and lists of entries (`[[rights]]`, …);
each entry has `code`, `section` and its text in every language of the policy
(`nl`, `en`), some lists have keys of their own. Codes are checked against the
closed lists and the CSV files beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from data.policy import cells, vocabulary
from data.policy.errors import Problem
from data.policy.files import known, known_pairs

_CONTROLLER = (
    "section",
    "name",
    "registration",
    "address",
    "email",
    "contact_section",
)
_ENTRY = ("code", "section", *vocabulary.LANGUAGES)
_TRANSFER = ("recipient", "country", "mechanism", "section", *vocabulary.LANGUAGES)
PLAIN = (
    "sources",
    "grounds",
    "interests",
    "recipients",
    "security",
    "automated",
    "cookies",
    "identification",
    "obligation",
    "limits",
    "changes",
)
"""The lists whose entries have no keys of their own."""
KEYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(PLAIN, _ENTRY),
    "categories": (*_ENTRY, "items"),
    "purposes": (*_ENTRY, "purposes"),
    "transfers": _TRANSFER,
    "retention": _ENTRY,
    "rights": (*_ENTRY, *(f"how_{language}" for language in vocabulary.LANGUAGES)),
}
_OPTIONAL = {"retention": ("term",)}
_CODES: dict[str, tuple[str, ...]] = {
    "sources": vocabulary.SOURCES,
    "grounds": vocabulary.GROUNDS,
    "recipients": vocabulary.RECIPIENT_KINDS,
    "retention": vocabulary.RETENTION_RULES,
    "rights": vocabulary.REQUEST_KINDS,
}
GROUPED = {
    "categories": ("catalog", "category", "items", "item"),
    "purposes": ("purposes", "group", "purposes", "purpose"),
}
"""List: the file that knows its codes, and the key and column of what is in it."""


def misshapen(path: Path, text: str, raw: Mapping[str, Any]) -> list[Problem]:
    """Return every mistake in a statement file that parses as TOML."""
    reader = _Reader(path, text, raw)
    reader.check()
    return reader.problems


@dataclass
class _Reader:
    """Walks the parsed file and collects what is wrong with it."""

    path: Path
    text: str
    raw: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def check(self) -> None:
        """Check the whole file."""
        self.top()
        self.table("controller", 0, self.raw.get("controller", {}), _CONTROLLER, ())
        for name in KEYS:
            self.entries(name)

    def top(self) -> None:
        """Check the keys outside the tables, and the version."""
        known_keys = {"version", "sections", "controller", *KEYS}
        for key in known_keys - self.raw.keys():
            self.add(None, f"`{key}` is missing")
        for key in self.raw.keys() - known_keys:
            self.add(self.line("", 0, key), f"unknown key `{key}`; remove it")
        version, line = self.raw.get("version"), self.line("", 0, "version")
        if type(version) is not date:
            self.add(line, f"version: {version!r} is no date; write 2018-05-25")
        elif version.isoformat() != self.path.stem:
            self.add(line, f"version: {version} differs from the file's name")

    def entries(self, name: str) -> None:
        """Check one list and that no code is in it twice."""
        seen = set()
        entries = self.raw.get(name, [])
        if not isinstance(entries, list) or not entries:
            self.add(None, f"`{name}` is no list of entries ([[{name}]])")
            return
        for index, entry in enumerate(entries):
            self.table(name, index, entry, KEYS[name], _OPTIONAL.get(name, ()))
            code = entry.get("code", (entry.get("recipient"), entry.get("country")))
            if str(code) in seen:
                self.at(name, index, "code", f"{code!r} is there twice")
            seen.add(str(code))
            self.codes(name, index, entry)

    def table(
        self,
        name: str,
        index: int,
        entry: Mapping[str, Any],
        keys: tuple[str, ...],
        optional: tuple[str, ...],
    ) -> None:
        """Check the keys of one entry and that their values are texts."""
        for key in keys:
            if key not in entry:
                self.at(name, index, key, "is missing")
        for key, value in entry.items():
            if key not in (*keys, *optional):
                self.at(name, index, key, "unknown key; remove it")
            elif key in ("items", "purposes"):
                if not isinstance(value, list) or not value:
                    self.at(name, index, key, "is no list of codes")
            elif key != "country" and not (isinstance(value, str) and value.strip()):
                self.at(name, index, key, f"{value!r} is no text; fill it in")
            elif key.endswith("section") and value not in self.raw.get("sections", ()):
                self.at(name, index, key, f"{value!r} is not among `sections`")

    def codes(self, name: str, index: int, entry: Mapping[str, Any]) -> None:
        """Check the codes of one entry."""
        code = entry.get("code")
        if name in _CODES and code not in _CODES[name]:
            allowed = ", ".join(_CODES[name])
            text = f"unknown code {code!r}; write one of {allowed}"
            self.at(name, index, "code", text)
        if name in GROUPED:
            self.grouped(name, index, entry)
        if name == "transfers":
            self.transfer(index, entry)
        if name == "retention" and "term" in entry:
            try:
                cells.term(str(entry["term"]))
            except ValueError as error:
                self.at(name, index, "term", str(error))

    def grouped(self, name: str, index: int, entry: Mapping[str, Any]) -> None:
        """Check a category and its items, or a group and its purposes."""
        file, group, key, _ = GROUPED[name]
        members = entry.get(key, [])
        if entry.get("code") not in known(file, group, self.folder):
            text = f"unknown code {entry.get('code')!r}; {file}.csv does not have it"
            self.at(name, index, "code", text)
        for member in members if isinstance(members, list) else ():
            if (entry.get("code"), member) not in self.members[name]:
                text = f"unknown code {member!r}; {file}.csv does not have it here"
                self.at(name, index, key, text)
            if members.count(member) > 1:
                self.at(name, index, key, f"{member!r} is there twice")

    def transfer(self, index: int, entry: Mapping[str, Any]) -> None:
        """Check the mechanism and the country of one declared transfer."""
        mechanism, country = entry.get("mechanism"), entry.get("country")
        if mechanism not in known("mechanisms", "mechanism", self.folder):
            text = f"unknown code {mechanism!r}; mechanisms.csv does not have it"
            self.at("transfers", index, "mechanism", text)
        try:
            cells.country(str(country))
        except ValueError as error:
            self.at("transfers", index, "country", str(error))
            return
        if country not in known("countries", "country", self.folder):
            text = f"unknown code {country!r}; countries.csv does not have it"
            self.at("transfers", index, "country", text)

    @property
    def folder(self) -> Path:
        """Return the policy folder that the file belongs to."""
        return self.path.parent.parent

    @cached_property
    def members(self) -> dict[str, set[tuple[Any, Any]]]:
        """Which item belongs to which category, which purpose to which group."""
        return {
            name: known_pairs(file, group, column, self.folder)
            for name, (file, group, _, column) in GROUPED.items()
        }

    def at(self, name: str, index: int, key: str, text: str) -> None:
        """Note a mistake under a key of an entry."""
        self.add(self.line(name, index, key), f"{name} {key}: {text}")

    def add(self, line: int | None, text: str) -> None:
        """Note a mistake on a line."""
        self.problems.append(Problem(f"statements/{self.path.name}", line, text))

    def line(self, name: str, index: int, key: str) -> int | None:
        """Find the key in the index-th table of that name; else the table."""
        place, count, inside = None, -1, name == ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = re.fullmatch(r"\[\[?(\w+)\]\]?.*", line)
            if header:
                count += header[1] == name
                inside = header[1] == name and count == index
                place = number if inside else place
            elif inside and re.match(rf"{re.escape(key)}\s*=", line):
                return number
        return place
