"""One version of the privacy statement (TOML), every mistake in it by its line.

The file has one `[controller]` table and lists of entries (`[[rights]]`, …), as the
classes of data/policy/declared.py say.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from data import regular_file
from data.policy.declared import Statement
from data.policy.errors import PolicyError, Problem, says, unreadable
from data.policy.files import FOLDER, held_against


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
        text = regular_file.read(path).decode()
        raw = tomllib.loads(text)
    except FileNotFoundError:
        versions = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml")))
        missing = f"the file is missing; known versions: {versions or 'none'}"
        raise PolicyError([Problem(name, None, missing)]) from None
    except (OSError, ValueError, RecursionError) as error:
        unread = Problem(name, None, unreadable(error))
        raise PolicyError([unread]) from None
    context = held_against(path.parent.parent)
    context |= {"version": path.stem, "sections": raw.get("sections"), "seen": set()}
    try:
        return Statement.model_validate(raw, context=context)
    except ValidationError as error:
        wrong = [Problem(name, _line(text, e["loc"]), says(e)) for e in error.errors()]
    raise PolicyError(wrong)


def _line(text: str, loc: tuple[int | str, ...]) -> int | None:
    """Find the line of a key, as in ("rights", 2, "code"); else that of its table."""
    lines, names = text.splitlines(), [part for part in loc if isinstance(part, str)]
    index = next((part for part in loc if isinstance(part, int)), 0)
    heads = [n for n, line in enumerate(lines) if re.match(rf"\[+{names[0]}\]", line)]
    head = heads[index] + 1 if len(loc) > 1 and index < len(heads) else 0
    for number, line in enumerate(lines[head:], start=head + 1):
        if line.startswith("["):
            break
        if re.match(rf"{re.escape(names[-1])}\s*=", line):
            return number
    return head or None
