"""Write a source in the contract's form from an organisation's own files.

What a seal does by itself, for those who go on with the tables: `pseudonymise` first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import regular_file
from data.regular_file import is_there
from data.seal import load, mapped, mapping, pseudonyms
from data.seal.doing import MEMORY, Doing
from data.seal.pseudonyms.pseudonymise import beside
from data.seal.publish import SealRefused
from data.seal.report import SourceRefused
from data.seal.source import NAME, book
from data.seal.source.describe import describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from data.contract.naming import Naming
    from data.seal.source.file import SourceFile


def apply(
    folder: Path,
    out: Path,
    tell: Callable[[str], None] = lambda _: None,
    naming: Naming = book.UNNAMED,
) -> list[str]:
    """Write a source by its mapping to a new folder; return the tables it mapped.

    SourceRefused names every error of mapping and files; SealRefused says why nothing
    can be written. Either way there is no folder.
    """
    if out.exists():
        raise SealRefused(f"{out} is there already. Name a folder that is not.")
    if not is_there(folder / NAME):
        raise SealRefused(f"{folder} is no source: it has no {NAME}.")
    doing = Doing(tell)
    doing("reading the files")
    with beside(out, ".map-") as here, doing.raising_seal_refused():
        ready = here / "source"
        ready.mkdir(0o700)
        con = load.connect(":memory:", here / "spill", MEMORY)
        try:
            in_book = book.read(folder, naming)
            missing = describe(folder, in_book).not_delivered
            files, failures = mapped.files(con, folder, missing, in_book, here, doing)
            failures += in_book.failures
            failures += [file.failure for file in files.values() if file.failure]
            if failures:
                raise SourceRefused(folder.resolve().name, failures, "written")
            for table, file in files.items():
                doing(f"writing {table}")
                _write(con, file, ready)
        finally:
            con.close()
        for name in (NAME, pseudonyms.NAME, mapping.APPLIED):
            if is_there(folder / name):
                regular_file.copy(folder / name, ready / name, regular_file.LARGEST)
        if is_there(folder / mapping.NAME):
            regular_file.copy(folder / mapping.NAME, ready / mapping.APPLIED)
        for path in ready.iterdir():
            path.chmod(0o600)
        ready.rename(out)
    return list(mapping.read(folder).tables)


def _write(con: DuckDBPyConnection, file: SourceFile, to: Path) -> None:
    """Write what was made of a file as CSV; one in the contract's form as it is."""
    if file.delivered is None and file.cells is None:
        regular_file.copy(file.path, to / file.path.name)
        return
    rows = load.rows_of(con, file)
    texts = (text.alias(name) for name, text in rows.texts.items())
    rows.relation.select(*texts).write_csv(str(to / f"{file.table}.csv"), header=True)
