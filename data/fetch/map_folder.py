"""The folder that says what is fetched: one query a table, and a snapshot.toml.

    <folder>/
        client.sql       a select whose columns are those of the contract's `client`
        …                one for each table that can be delivered
        snapshot.toml    as in a source, without `exported_at`, which the database tells

`as_of` may be left out too: it is then the day of the fetch.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from data import contract, regular_file
from data.identifiers import printable_name
from data.regular_file import open_regular
from data.seal.report import SHOWN, Failure
from data.seal.source import NAME
from data.seal.source_file import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ENDING = ".sql"
LONGEST = 1 << 20
"""Bytes of a query that is taken."""


class FetchRefused(Exception):
    """A fetch that is not made. The message is safe to show."""


def refusal(folder: Path, failures: Iterable[Failure]) -> FetchRefused:
    """Return a refusal that names everything that is wrong with the queries."""
    lines = [failure.as_text() for failure in failures]
    places = "place" if len(lines) == 1 else "places"
    return FetchRefused(
        "\n".join(
            [
                f"The queries of {folder} cannot be used, in {len(lines)} {places}:",
                *lines,
                "Nothing is written. Correct them and fetch again.",
            ]
        )
    )


@dataclass(frozen=True)
class MapFolder:
    """What a folder asks for."""

    folder: Path
    queries: dict[str, str]
    """The query of each table that is delivered, in the contract's order."""
    entries: dict[str, Any]
    """What its snapshot.toml says."""


def read(folder: Path) -> MapFolder:
    """Read the queries of a folder; FetchRefused names all that is wrong with it."""
    failures = [*_strangers(folder)]
    entries: dict[str, Any] = {}
    try:
        entries = tomllib.loads(regular_file.read(folder / NAME).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        failures.append(
            Failure(TABLE, None, f"{NAME} is there and reads as TOML in UTF-8")
        )
    if "exported_at" in entries:
        hint = "It is the time of the database itself: leave it out."
        failures.append(Failure(TABLE, "exported_at", "unknown key", hint=hint))
    queries: dict[str, str] = {}
    missing = entries.get("not_delivered", [])
    for table in contract.TABLES:
        file = folder / f"{table}{ENDING}"
        if file.is_file():
            query = _query(file)
            if query is None:
                check = f"{file.name} holds a query in UTF-8, of {LONGEST >> 20} MB"
                failures.append(Failure(table, None, f"{check} at the most"))
            else:
                queries[table] = query
        elif not isinstance(missing, list) or table not in missing:
            check = f"has a query {file.name}, or is named in not_delivered of {NAME}"
            failures.append(Failure(table, None, check))
    if failures:
        raise refusal(folder, failures)
    return MapFolder(folder, queries, entries)


def _query(file: Path) -> str | None:
    """Return the one statement of a file, without the semicolon behind it."""
    try:
        with open_regular(file) as opened:
            text = opened.read(LONGEST + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    query = text.rstrip().rstrip(";")
    is_sound = query and len(text) <= LONGEST and "\0" not in text
    # a comment in the last line ends with it
    return f"{query}\n" if is_sound else None


def _strangers(folder: Path) -> Iterator[Failure]:
    """Report queries that are of no table of the contract."""
    for file in sorted(folder.glob(f"*{ENDING}"))[: SHOWN + len(contract.TABLES)]:
        if file.stem in contract.TABLES:
            continue
        likely = get_close_matches(file.stem.casefold(), contract.TABLES, 1)
        hint = f"Did you mean {likely[0]}{ENDING}?" if likely else None
        name = f"{printable_name(file.stem)}{ENDING}"
        check = f"holds no queries beside the tables'; found: {name}"
        yield Failure(TABLE, None, check, hint=hint)
