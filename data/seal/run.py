"""Seal a source: the heavy wing from one end to the other."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

import queries
from data import FORMAT, VERSION, contract, policy
from data.seal import (
    checking,
    contents,
    mapping,
    provenance,
    pseudonyms,
    publish,
    source,
)
from data.seal.check import CheckBroken
from data.seal.check.continuity import NOTHING_MEANT, Meant
from data.seal.derive import derive
from data.seal.derive.history import read_previous
from data.seal.doing import Doing, connect
from data.seal.ranges.spread import ALONE
from data.seal.report import SourceRefused
from data.seal.source import EVERY_KIND, book
from data.seal.source.describe import Description, describe, notes
from data.snapshot import DATABASES, days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from data.contract.naming import Naming
    from data.seal.ranges.spread import Spread
    from data.seal.source.book import Book

Stamps = dict[str, tuple[int, int, int]]


@dataclass(frozen=True)
class Sealed:
    """What a seal came to."""

    path: Path
    digest: str
    rows: int
    """Rows of the source."""
    findings: dict[str, int]
    """Findings by severity: high, medium, low."""
    seconds: float
    notes: tuple[str, ...] = ()
    """What it, or a later snapshot, is not compared with, and why."""


class _Parts(NamedTuple):
    """What is read of a source before its tables are."""

    description: Description
    book: Book
    stamps: Stamps


def seal(
    folder: Path,
    root: Path,
    *,
    replace: bool = False,
    new_key: bool = False,
    meant: Meant = NOTHING_MEANT,
    tell: Callable[[str], None] = lambda _: None,
    note: Callable[[str, str], None] = lambda _, __: None,
    naming: Naming = book.UNNAMED,
    spread: Spread = ALONE,
) -> Sealed:
    """Check a source, derive its answers and publish them as a snapshot.

    SourceRefused holds every error of the source; SealRefused says why a sound
    one cannot be published. Either way earlier snapshots are untouched.
    `note` is told the day and the digest before the snapshot takes its place.
    `naming`: what a workbook calls tables, columns and codes. `new_key`: its pseudonyms
    may be by another key than those before it; `meant`: what else may be other than in
    the snapshot before. `spread`: in how many ranges of clients, and where.
    """
    began = perf_counter()
    policy.check()
    with publish.alone(root):
        parts = _read(folder, naming)
        description = parts.description
        if description.as_of is not None:
            day = description.as_of.isoformat()
            publish.refuse_sealed(root, day, replace=replace)
            if not new_key:
                pseudonyms.refuse_other(root, day, pseudonyms.read_id(folder))
        with publish.building(root) as here:
            made, digest = _sealed(folder, root, here, parts, meant, spread, tell, note)
    return Sealed(
        path=root / made["as_of"],
        digest=digest,
        rows=sum(made["rows"][table] for table in contract.TABLES),
        findings=made["findings"],
        seconds=perf_counter() - began,
        notes=(
            *_notes(root, made),
            *notes(description, made["sealed_at"]),
            *parts.book.notes(),
        ),
    )


def check(
    folder: Path,
    root: Path,
    tell: Callable[[str], None] = lambda _: None,
    naming: Naming = book.UNNAMED,
) -> dict[str, int]:
    """Check a source as a seal does, and seal nothing; return the rows of its tables.

    What it needs to write meanwhile is where a seal writes, and gone afterwards.
    """
    doing = Doing(tell)
    with publish.alone(root), publish.building(root) as here:
        description, in_book, _ = _read(folder, naming)
        with doing.raising_seal_refused():
            con = connect(here)
            try:
                doing("reading the files")
                files, failures = checking.check(
                    con, folder, description, in_book, here, doing
                )
                if failures:
                    raise SourceRefused(_name(folder), failures)
                return {table: checking.rows(con, table) for table in files}
            finally:
                con.close()


def _read(folder: Path, naming: Naming) -> _Parts:
    """Read what a source says of itself, or say why nothing else of it is checked."""
    stamps = _stamps(folder)
    in_book = book.read(folder, naming)
    if in_book.is_broken:
        raise SourceRefused(_name(folder), in_book.failures)
    description = describe(folder, in_book)
    if description.is_other_contract:
        raise SourceRefused(_name(folder), description.failures)
    return _Parts(description, in_book, stamps)


def _notes(root: Path, record: dict[str, Any]) -> Iterator[str]:
    """Return which neighbouring snapshots are not compared."""
    previous = record["previous"]
    if previous and previous["refused"]:
        yield f"Not compared with {previous['day']}. {previous['refused']}"
    later = [day for day in days(root) if day > record["as_of"]]
    if later:
        yield (
            f"{later[-1]} was sealed earlier and is not compared with this one; seal "
            "its source again with --replace, and those after it."
        )


def _sealed(
    folder: Path,
    root: Path,
    here: Path,
    parts: _Parts,
    meant: Meant,
    spread: Spread,
    tell: Callable[[str], None],
    note: Callable[[str, str], None],
) -> tuple[dict[str, Any], str]:
    """Build in `here` and publish; return what the seal says, and its digest."""
    description, in_book, stamps = parts
    doing = Doing(tell)
    doing("reading the files")
    if not source.present(folder) and in_book.path is None:
        raise SourceRefused(_name(folder), [source.NO_TABLE])
    work = here / "work"
    work.mkdir()
    spread.look(work)
    with doing.raising_seal_refused():
        con = connect(work)
        try:
            files, failures = checking.check(
                con, folder, description, in_book, work, doing
            )
            if failures:
                raise SourceRefused(_name(folder), failures)
            record = _build(con, root, here, description, meant, spread, doing)
        finally:
            con.close()
    shutil.rmtree(work)
    doing("publishing")
    record |= provenance.made_of(folder, files)
    if _stamps(folder) != stamps:
        raise publish.SealRefused(
            f"The files of {folder} changed while they were sealed. Nothing is sealed; "
            "seal the source again when its export has ended."
        )
    day = record["as_of"]
    return record, publish.publish(here, root, record, lambda digest: note(day, digest))


def _name(folder: Path) -> str:
    return folder.resolve().name


def _stamps(folder: Path) -> Stamps:
    """Return what changes of every file of a source when it is written to."""
    names = [
        *provenance.NAMES,
        *book.NAMES,
        *mapping.read(folder).files.values(),
        *(f"{t}.{kind}" for t in contract.TABLES for kind in EVERY_KIND),
    ]
    here = {name: (folder / name).stat() for name in names if (folder / name).is_file()}
    return {name: (t.st_ino, t.st_size, t.st_mtime_ns) for name, t in here.items()}


def _build(
    con: duckdb.DuckDBPyConnection,
    root: Path,
    here: Path,
    description: Description,
    meant: Meant,
    spread: Spread,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Derive what is checked into databases in `here`; return what the seal says."""
    as_of, statement = description.as_of, description.statement
    exported_at = description.exported_at
    if as_of is None or statement is None or exported_at is None:
        raise CheckBroken("a description without failures has every part")
    databases = [name.removesuffix(".duckdb") for name in DATABASES]
    for name in databases:
        con.execute(f"attach $path as {name}", {"path": str(here / f"{name}.duckdb")})
    tell("reading the previous snapshot")
    missing = tuple(t for t in contract.TABLES if t in description.not_delivered)
    previous = read_previous(con, root, as_of, here / "work", meant, missing)
    derive(con, as_of, statement, tell, previous, missing, spread, here / "work")
    con.execute("use memory")
    tell("describing the tables")
    contents.describe(con, _row_of(description))
    tell("hashing the tables")
    rows, hashes = contents.rows_and_hashes_of(con)
    findings = dict.fromkeys(queries.SEVERITIES, 0)
    counted = con.table("records.findings").aggregate("severity, count(*)")
    findings |= dict(counted.fetchall())
    for name in databases:
        con.execute(f"checkpoint {name}")
        con.execute(f"detach {name}")
    return {
        "format": FORMAT,
        "contract": contract.VERSION,
        "as_of": as_of.isoformat(),
        "controller": description.controller,
        "exported_at": exported_at.isoformat(),
        "statement": statement.isoformat(),
        "not_delivered": missing,
        "previous": previous and previous.facts,
        "rows": rows,
        "tables": hashes,
        "findings": findings,
    }


def _row_of(description: Description) -> dict[str, Any]:
    """Return what the databases say of themselves."""
    return {
        "as_of": description.as_of,
        "controller": description.controller,
        "statement": description.statement,
        "exported_at": description.exported_at,
        "format": FORMAT,
        "contract": contract.VERSION,
        "software": VERSION,
    }
