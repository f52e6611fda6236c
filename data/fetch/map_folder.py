"""The folder that says what is fetched: one query a table, and a snapshot.toml.

    <folder>/
        client.sql       a select whose columns are those of the contract's `client`
        …                one for each table that can be delivered
        mapping.toml     if need be: what the columns and words of a query mean
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
from data.regular_file import is_there, open_regular
from data.seal import mapping
from data.seal.mapping.rules import CLIENT
from data.seal.report import SHOWN, Failure
from data.seal.source import NAME
from data.seal.source.file import TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from data.seal.mapping.form import TableMap

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
    forms: dict[str, TableMap]
    """How the query of a table is mapped, where it is."""

    def client(self, table: str) -> str:
        """Return the column of a query that has the client numbers, if one has."""
        form = self.forms.get(table)
        column = form.columns.get(CLIENT) if form else None
        return (column and column.head) or CLIENT


def made_file(table: str) -> str:
    """Return the file that a fetch makes of the query of a table."""
    return f"{table}.parquet"


def read(folder: Path, beside: Collection[str] = ()) -> MapFolder:
    """Read the queries of a folder; FetchRefused names all that is wrong with it.

    `beside`: tables that come from elsewhere, and need not be said to be missing.
    """
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
    if isinstance(missing, list) and beside:
        missing = [table for table in missing if table not in beside]
        entries["not_delivered"] = missing
    for table in contract.TABLES:
        file = folder / f"{table}{ENDING}"
        if is_there(file):
            text = query(file)
            if text is None:
                check = f"{file.name} holds a query in UTF-8, of {LONGEST >> 20} MB"
                failures.append(Failure(table, None, f"{check} at the most"))
            else:
                queries[table] = text
        elif table not in beside and (
            not isinstance(missing, list) or table not in missing
        ):
            check = f"has a query {file.name}, or is named in not_delivered of {NAME}"
            failures.append(Failure(table, None, check))
    forms = mapping.read(folder)
    failures += [*forms.failures, *_wrongly_mapped(forms, queries)]
    if failures:
        raise refusal(folder, failures)
    return MapFolder(folder, queries, entries, forms.tables)


def _wrongly_mapped(
    forms: mapping.Mapping, queries: dict[str, str]
) -> Iterator[Failure]:
    """Report tables that are mapped and are not made of a query."""
    for table, file in forms.files.items():
        if table not in queries:
            check = f"mapping: has a query {table}{ENDING}"
            yield Failure(table, None, check)
        elif file != made_file(table):
            check = f'mapping: `file` is "{made_file(table)}", which its query becomes'
            yield Failure(table, None, check)


def query(file: Path) -> str | None:
    """Return the one statement of a file, without the semicolon behind it."""
    try:
        with open_regular(file) as opened:
            text = opened.read(LONGEST + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    statement = text.rstrip().rstrip(";")
    is_sound = statement and len(text) <= LONGEST and "\0" not in text
    # a comment in the last line ends with it
    return f"{statement}\n" if is_sound else None


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
