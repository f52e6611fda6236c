"""Fetch a source: from the organisation's database to a folder that is sealed.

The queries run in one transaction, so that all of them see the same moment. What
they give is staged without client numbers, and turned into a source with pseudonyms
that takes its place whole or not at all.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from data import contract
from data.contract.fields import HOME
from data.fetch import database, map_folder, staging
from data.identifiers import printable_name
from data.refusal import nearest
from data.seal import load, mapping, pseudonyms
from data.seal.check import header_failures
from data.seal.pseudonyms import assigned, pseudonymise
from data.seal.report import Failure
from data.seal.source import NAME
from data.seal.source.describe import described
from data.seal.source.file import SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from data.fetch.database import Database
    from data.fetch.map_folder import MapFolder


@dataclass(frozen=True)
class Fetched:
    """What was written."""

    path: Path
    rows: int
    exported_at: datetime
    """When the transaction began, by the clock of the server."""
    clients: int
    fresh: int
    """Clients among them who had no pseudonym yet."""
    key: str
    """Id of the key."""


def fetch(
    folder: Path,
    out: Path,
    key_file: Path,
    *,
    new_key: bool = False,
    beside: Collection[str] = (),
    tell: Callable[[str], None] = lambda _: None,
) -> Fetched:
    """Write what the queries of a folder give as a source, whole or not at all.

    `beside`: tables that are added to it from elsewhere.
    FetchRefused says what is wrong with the queries or the database, KeyRefused what
    is with the key or the place.
    """
    pseudonymise.refuse_existing(out)
    pseudonymise.refuse_inside(key_file, folder, out)
    asked_for = map_folder.read(folder, beside)
    tell("connecting")
    with database.opened() as base:
        began = base.begin()
        entries = _entries(asked_for, began)
        schemas = _schemas(base, asked_for, entries, beside)
        key = _key(key_file, new_key=new_key)
        with (
            pseudonymise.alone(key_file),
            pseudonymise.raising_key_refused(),
            pseudonymise.beside(out, ".fetch-") as here,
        ):
            numbers = staging.Numbers()
            rows = _stage(base, asked_for, schemas, here, numbers, tell)
            base.end()
            mapped, fresh = _assigned(numbers, key, key_file)
            ready = here / "source"
            ready.mkdir(0o700)
            _write(here, ready, asked_for, schemas, mapped, tell)
            if asked_for.forms:
                shutil.copyfile(folder / mapping.NAME, ready / mapping.NAME)
            (ready / NAME).write_text(_toml(entries), encoding="utf-8")
            pseudonymise.put_in_place(ready, out, key)
    return Fetched(out, rows, began, mapped.height, fresh, pseudonyms.id_of(key))


def _key(key_file: Path, *, new_key: bool) -> bytes:
    if not new_key:
        return pseudonyms.read_key(key_file)
    key = pseudonyms.new_key(key_file)
    assigned.start(key, key_file)
    return key


def _entries(asked_for: MapFolder, began: datetime) -> dict[str, Any]:
    """Return what the snapshot.toml of the source is to say."""
    today = began.astimezone(ZoneInfo(HOME)).date()
    seconds = began.replace(microsecond=0)
    return {"as_of": today} | asked_for.entries | {"exported_at": seconds}


def _schemas(
    base: Database,
    asked_for: MapFolder,
    entries: dict[str, Any],
    beside: Collection[str],
) -> dict[str, pa.Schema]:
    """Return the columns of every query; FetchRefused names all that is wrong."""
    there = frozenset(asked_for.queries) | {*beside}
    failures: list[Failure] = [*described(entries, there).failures]
    schemas: dict[str, pa.Schema] = {}
    for table, query in asked_for.queries.items():
        try:
            schemas[table] = base.schema(query)
        except database.QueryBroken as broken:
            failures.append(_broken(table, broken))
            continue
        names = schemas[table].names
        failures += _wrong_heads(asked_for, table, names)
        if len(set(names)) < len(names):
            failures.append(Failure(table, None, "names no column twice"))
        failures += (
            Failure(table, name, "is of a type that is taken", hint=f"Here, {what}.")
            for name, what in staging.not_taken(schemas[table], asked_for.client(table))
        )
    if failures:
        raise map_folder.refusal(asked_for.folder, failures)
    return schemas


def _wrong_heads(
    asked_for: MapFolder, table: str, names: list[str]
) -> Iterator[Failure]:
    """Report the columns of a query that are too few or too many."""
    if (form := asked_for.forms.get(table)) is None:
        file = SourceFile(table, asked_for.folder / f"{table}.sql", names)
        yield from header_failures(file)
        return
    for head in sorted(form.heads - {*names}):
        check = f"mapping: its query has no column {printable_name(head)}"
        hint = nearest(printable_name(head), map(printable_name, names)).strip()
        yield Failure(table, None, check, hint=hint or None)
    for head in names:
        if head not in form.heads:
            check = f"mapping: reads no column {printable_name(head)}"
            yield Failure(table, None, check, hint="Take it out of the query.")


def _broken(table: str, broken: database.QueryBroken) -> Failure:
    return Failure(table, None, f"{table}.sql runs to its end; found: {broken}")


def _stage(
    base: Database,
    asked_for: MapFolder,
    schemas: dict[str, pa.Schema],
    here: Path,
    numbers: staging.Numbers,
    tell: Callable[[str], None],
) -> int:
    """Write the rows of every query in `here`, without a client number."""
    rows = 0
    for table, schema in schemas.items():
        tell(f"fetching {table}")
        try:
            rows += staging.stage(
                base.batches(asked_for.queries[table]),
                schema,
                here / map_folder.made_file(table),
                numbers,
                partial(_tell_rows, tell, table),
                asked_for.client(table),
            )
        except database.QueryBroken as broken:
            failure = _broken(table, broken)
            raise map_folder.refusal(asked_for.folder, [failure]) from None
        except staging.Endless:
            check = "has an end to every date; found: infinity"
            failure = Failure(table, None, check, hint="What has no end is null.")
            raise map_folder.refusal(asked_for.folder, [failure]) from None
    return rows


def _tell_rows(tell: Callable[[str], None], table: str, count: int) -> None:
    tell(f"fetching {table}: {count:,} rows")


def _assigned(
    numbers: staging.Numbers, key: bytes, key_file: Path
) -> tuple[pl.DataFrame, int]:
    """Return the pseudonym of every place, in an engine that has no disk to write on.

    How many of them are new is the second.
    """
    places = pl.DataFrame(
        {"number": [*numbers.places], "place": [*map(str, numbers.places.values())]},
        schema={"number": pl.String, "place": pl.String},
    )
    with duckdb.connect(
        ":memory:", config={"temp_directory": "", "memory_limit": pseudonymise.MEMORY}
    ) as con:
        con.from_arrow(places.select("number").to_arrow()).create("number")
        fresh = assigned.assign(con, key, key_file)
        mapped = pl.DataFrame(con.table("mapped").to_arrow_table())
    placed = mapped.join(places, on="number")
    return placed.select(number="place", pseudonym="pseudonym"), fresh


def _write(
    here: Path,
    ready: Path,
    asked_for: MapFolder,
    schemas: dict[str, pa.Schema],
    mapped: pl.DataFrame,
    tell: Callable[[str], None],
) -> None:
    """Write every table with pseudonyms in their order."""
    spill = here / "spill"
    with closing(load.connect(":memory:", spill, pseudonymise.MEMORY)) as con:
        con.from_arrow(mapped.to_arrow()).create("mapped")
        for table, schema in schemas.items():
            tell(f"writing {table}")
            path = here / map_folder.made_file(table)
            file = SourceFile(table, path, schema.names)
            to = ready / file.path.name
            pseudonymise.write_table(con, file, to, asked_for.client(table))
            file.path.unlink()


def _toml(entries: dict[str, Any]) -> str:
    """Return the snapshot.toml of a source; JSON's texts and lists are TOML's too."""
    made = {
        "contract": contract.VERSION,
        "as_of": entries["as_of"].isoformat(),
        "controller": json.dumps(entries["controller"], ensure_ascii=False),
        "exported_at": entries["exported_at"].isoformat(),
        "statement": json.dumps(entries["statement"]),
    }
    if entries.get("not_delivered"):
        made["not_delivered"] = json.dumps(entries["not_delivered"])
    return "".join(f"{name} = {value}\n" for name, value in made.items())
