"""One version of the privacy statement (TOML), every mistake in it by its line.

The file has one `[controller]` table and lists of entries (`[[rights]]`, …), as the
classes of data/policy/declared.py say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from data.policy.declared import Statement
from data.policy.errors import PolicyError, Problem
from data.policy.files import FOLDER, known, known_pairs

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SAYS = {
    "missing": "is missing",
    "extra_forbidden": "unknown key; remove it",
    "model_type": "is no table of keys",
}
"""What is said of a mistake that pydantic finds by itself."""


@cache
def statement(version: str, folder: Path = FOLDER) -> Statement:
    """Return one version of the statement, by its date; PolicyError if it has none."""
    return read_statement(folder / "statements" / f"{version}.toml")


@cache
def statements(folder: Path = FOLDER) -> tuple[Statement, ...]:
    """Return every version of the statement, oldest first."""
    files = sorted((folder / "statements").glob("*.toml"))
    return tuple(statement(path.stem, folder) for path in files)


def read_statement(path: Path) -> Statement:
    """Read one version; PolicyError names every mistake in the file."""
    name = f"statements/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        versions = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml")))
        missing = f"the file is missing; known versions: {versions or 'none'}"
        raise PolicyError([Problem(name, None, missing)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        unread = Problem(name, None, f"cannot be read: {error}")
        raise PolicyError([unread]) from None
    sections = raw.get("sections")
    context = {
        "known": cache(partial(known, folder=path.parent.parent)),
        "pairs": cache(partial(known_pairs, folder=path.parent.parent)),
        "version": path.stem,
        "sections": sections if isinstance(sections, list) else (),
    }
    problems = [Problem(name, _line(text, loc), says) for loc, says in _repeated(raw)]
    try:
        made = Statement.model_validate(raw, context=context)
    except ValidationError as error:
        told = error.errors(include_url=False)
        problems += [Problem(name, _line(text, e["loc"]), _text(e)) for e in told]
    if problems:
        raise PolicyError(problems)
    return made


def _text(error: ErrorDetails) -> str:
    """Return what is wrong, behind the keys that lead to it."""
    keys = " ".join(part for part in error["loc"] if isinstance(part, str))
    wrong = error.get("ctx", {}).get("error")
    if len(error["loc"]) == 1 and error["type"] == "extra_forbidden":
        return f"unknown key `{keys}`; remove it"
    return f"{keys}: {wrong or _SAYS.get(error['type'], error['msg'])}"


def _repeated(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Find the codes that stand twice in one list."""
    for name, entries in raw.items():
        seen = set()
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if not isinstance(entry, dict):
                continue
            code = entry.get("code", (entry.get("recipient"), entry.get("country")))
            if str(code) in seen:
                yield (name, index, "code"), f"{name} code: {code!r} is there twice"
            seen.add(str(code))


def _line(text: str, loc: tuple[int | str, ...]) -> int | None:
    """Find the line of a key, as in ("rights", 2, "code"); else that of its table."""
    keys = [part for part in loc if isinstance(part, str)]
    index = next((part for part in loc if isinstance(part, int)), 0)
    name, key = (keys[0], keys[1]) if len(keys) > 1 else ("", keys[0])
    place, count, inside = None, -1, name == ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.fullmatch(r"\[\[?(\w+)\]\]?.*", line)
        if header:
            count += header[1] == name
            inside = header[1] == name and count == index
            place = number if inside else place
        elif inside and re.match(rf"{re.escape(key)}\s*=", line):
            return number
    return place
