"""Turn an organisation's own client numbers into pseudonyms, before anything is sealed.

A source whose `client_id` is whatever the organisation numbers its clients by
becomes a source with `C-…` pseudonyms, in every table that has the column. Rows stand
in the order of the pseudonyms, so that the order of the source tells nothing. All
else is left as it stands: other keys, and free text, in which the seal searches for
direct identifiers. No client number is printed, logged or left behind.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from duckdb import ColumnExpression as Column

from data import regular_file
from data.regular_file import is_there
from data.seal import load, mapping, pseudonyms, source
from data.seal.pseudonyms import KeyRefused, assigned
from data.seal.source import NAME, book
from data.seal.source.describe import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection, DuckDBPyRelation, Expression

    from data.seal.source.file import SourceFile

CLIENT = "client_id"
MEMORY = "1GB"
_TEXTS = (
    *("varchar", "uuid", "tinyint", "smallint", "integer", "bigint", "hugeint"),
    *("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"),
)
"""Types that a client number is written in one way only."""


@dataclass(frozen=True)
class Pseudonymised:
    """What was written."""

    path: Path
    clients: int
    fresh: int
    """Clients among them who had no pseudonym yet."""
    key: str
    """Id of the key."""


def pseudonymise(
    folder: Path,
    out: Path,
    key_file: Path,
    *,
    new_key: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Pseudonymised:
    """Write a source with pseudonyms to a new folder, whole or not at all.

    KeyRefused says what is not taken: a key that is missing, open to others or in a
    repository, a source that does not read, a folder that is there already.
    """
    files = _files(folder, out)
    refuse_inside(key_file, folder, out)
    key = pseudonyms.new_key(key_file) if new_key else pseudonyms.read_key(key_file)
    if new_key:
        assigned.start(key, key_file)
    with alone(key_file), raising_key_refused(), beside(out, ".pseudonymise-") as here:
        con = load.connect(":memory:", here / "spill", MEMORY)
        try:
            tell("reading the client numbers")
            _numbers(con, files)
            fresh = assigned.assign(con, key, key_file)
            ready = here / "source"
            ready.mkdir(0o700)
            for table, file in files.items():
                tell(f"writing {table}")
                write_table(con, file, ready / file.path.name)
            count: int = con.table("number").aggregate("count(*)").fetchall()[0][0]
        finally:
            con.close()
        for name in (NAME, mapping.APPLIED):
            if is_there(folder / name):
                regular_file.copy(folder / name, ready / name, regular_file.LARGEST)
        put_in_place(ready, out, key)
    return Pseudonymised(out, count, fresh, pseudonyms.id_of(key))


def _files(folder: Path, out: Path) -> dict[str, SourceFile]:
    """Find the files of a source that is fit to be turned."""
    refuse_existing(out)
    if not is_there(folder / NAME):
        raise KeyRefused(f"{folder} is no source: it has no {NAME}.")
    if is_there(folder / mapping.NAME):
        raise KeyRefused(
            f"{folder} has a {mapping.NAME}: `python -m data map apply` first writes "
            "its tables as the contract has them."
        )
    if is_there(folder / pseudonyms.NAME):
        raise KeyRefused(f"{folder} has pseudonyms already ({pseudonyms.NAME}).")
    for name in book.NAMES:
        if is_there(folder / name):
            raise KeyRefused(
                f"{folder / name} is not pseudonymised: clients stand in a workbook "
                "under the pseudonyms that you give them. Where it has their numbers, "
                "save the sheets that name them as CSV, named after their tables."
            )
    files = source.find_all(folder, describe(folder).not_delivered)
    failures = [
        f"\n{file.failure.as_text()}" for file in files.values() if file.failure
    ]
    if failures:
        raise KeyRefused(
            f"Source {folder.name} cannot be read:{''.join(failures)}\nNothing is "
            "written. Correct the export and try again."
        )
    if "client" in files and CLIENT not in files["client"].columns:
        raise KeyRefused(f"The table client has no column {CLIENT}.")
    return files


def refuse_existing(out: Path) -> None:
    """Refuse to write where something is already."""
    if out.exists():
        raise KeyRefused(f"{out} is there already. Name a folder that is not.")


def refuse_inside(key_file: Path, *folders: Path) -> None:
    """Refuse a key that would travel with the data."""
    for folder in folders:
        if folder.resolve() in regular_file.resolved(key_file).parents:
            raise KeyRefused(
                f"The key {key_file} would be beside the data, in {folder}."
            )


@contextmanager
def alone(key_file: Path) -> Iterator[None]:
    """Keep other runs away from the pseudonyms of a key."""
    with key_file.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise KeyRefused(
                f"Another run has the key {key_file}. Try again when it has ended."
            ) from None
        yield


@contextmanager
def raising_key_refused() -> Iterator[None]:
    """Replace the engine's message by ours; its own can hold client numbers."""
    try:
        yield
    except duckdb.OutOfMemoryException:
        why = f"it needs more than {MEMORY} of memory, or disk to make up for it"
    except duckdb.IOException:
        why = "the disk is full, or a file cannot be read or written"
    except duckdb.Error as error:
        why = f"a file does not read through ({type(error).__name__})"
    else:
        return
    raise KeyRefused(f"Nothing is written: {why}.") from None


@contextmanager
def beside(out: Path, prefix: str) -> Iterator[Path]:
    """Return a private folder beside the one to be; gone afterwards."""
    here = Path(tempfile.mkdtemp(prefix=prefix, dir=out.resolve().parent))
    try:
        yield here
    finally:
        shutil.rmtree(here, ignore_errors=True)


def put_in_place(ready: Path, out: Path, key: bytes) -> None:
    """Write by which key a source is, keep it for its owner, and rename it to `out`."""
    pseudonyms.write_id(ready, key)
    for file in ready.iterdir():
        file.chmod(0o600)
    ready.rename(out)


def _rows(
    con: DuckDBPyConnection, file: SourceFile
) -> tuple[DuckDBPyRelation, dict[str, Expression]]:
    """Return the rows of a file and its columns, of Parquet in their own types."""
    if not file.is_parquet:
        lines = load.csv_rows(con, file)
        return lines.relation, lines.texts
    rows = con.sql(source.PARQUET, params={"path": file.pattern})
    kinds = dict(zip(rows.columns, rows.types, strict=True))
    if CLIENT in kinds and kinds[CLIENT].id not in _TEXTS:
        raise KeyRefused(
            f"{file.path.name}: {CLIENT} is neither text nor whole number."
        )
    return rows, {name: Column(name) for name in file.columns}


def _numbers(con: DuckDBPyConnection, files: dict[str, SourceFile]) -> None:
    """Fill table `number` with every client number that any table has, once."""
    con.execute("create table every_number (number varchar)")
    for file in files.values():
        if CLIENT in file.columns:
            rows, columns = _rows(con, file)
            number = columns[CLIENT].cast("VARCHAR")
            there = rows.select(number.alias("number")).filter("number is not null")
            there.distinct().insert_into("every_number")
    con.table("every_number").distinct().create("number")
    con.execute("drop table every_number")


def write_table(
    con: DuckDBPyConnection, file: SourceFile, to: Path, client: str = CLIENT
) -> None:
    """Write a table with pseudonyms in their order; one without clients as it is.

    `client` is the column that has the clients.
    """
    if client not in file.columns:
        regular_file.copy(file.path, to)
        return
    rows, columns = _rows(con, file)
    places = {name: f"column_{place}" for place, name in enumerate(file.columns)}
    numbers = columns[client].cast("VARCHAR").alias("asked")
    cells = [columns[name].alias(place) for name, place in places.items()]
    joined = rows.select(*cells, numbers).join(
        con.table("mapped"), "asked = number", how="left"
    )
    others = [Column(place) for name, place in places.items() if name != client]
    ordered = joined.sort(Column("pseudonym"), *others)
    pseudonymised = ordered.select(
        *(
            Column("pseudonym" if name == client else place).alias(name)
            for name, place in places.items()
        )
    )
    if file.is_parquet:
        pseudonymised.write_parquet(str(to))
    else:
        pseudonymised.write_csv(str(to), header=True)
