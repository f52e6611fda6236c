"""One version of the privacy statement (TOML), read into its classes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from data.policy.declared import (
    Controller,
    DeclaredTransfer,
    Entry,
    Group,
    Retention,
    Right,
    Statement,
    Text,
)
from data.policy.errors import PolicyError, Problem
from data.policy.files import FOLDER
from data.policy.shape import GROUPED, PLAIN, misshapen
from data.policy.vocabulary import LANGUAGES


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
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        versions = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml")))
        missing = f"the file is missing; known versions: {versions or 'none'}"
        raise PolicyError([Problem(f"statements/{path.name}", None, missing)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        unread = Problem(f"statements/{path.name}", None, f"cannot be read: {error}")
        raise PolicyError([unread]) from None
    problems = misshapen(path, text, raw)
    if problems:
        raise PolicyError(problems)
    return _build(raw)


def _text(entry: Mapping[str, Any], prefix: str = "") -> Text:
    return {language: entry[f"{prefix}{language}"] for language in LANGUAGES}


def _entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": entry["code"],
        "section": entry["section"],
        "text": _text(entry),
    }


def _group(entry: Mapping[str, Any], key: str) -> Group:
    return Group(**_entry(entry), codes=tuple(entry[key]))


def _build(raw: Mapping[str, Any]) -> Statement:
    lists: dict[str, Any] = {
        name: tuple(Entry(**_entry(entry)) for entry in raw[name]) for name in PLAIN
    }
    lists |= {
        name: tuple(_group(entry, key) for entry in raw[name])
        for name, (_, _, key, _) in GROUPED.items()
    }
    return Statement(
        version=raw["version"],
        sections=tuple(raw["sections"]),
        controller=Controller(**raw["controller"]),
        transfers=tuple(_transfer(entry) for entry in raw["transfers"]),
        retention=tuple(
            Retention(**_entry(entry), term=entry.get("term"))
            for entry in raw["retention"]
        ),
        rights=tuple(
            Right(**_entry(entry), how=_text(entry, "how_")) for entry in raw["rights"]
        ),
        **lists,
    )


def _transfer(entry: Mapping[str, Any]) -> DeclaredTransfer:
    return DeclaredTransfer(
        recipient=entry["recipient"],
        country=entry["country"],
        mechanism=entry["mechanism"],
        section=entry["section"],
        text=_text(entry),
    )
