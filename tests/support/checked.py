"""The tables of a source as a seal loads and checks them, without what it derives."""

from __future__ import annotations

from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from data import contract
from data.seal import checking, load
from data.seal.source import book
from data.seal.source.describe import describe
from tests.support.sealed import SAMPLE

if TYPE_CHECKING:
    import polars as pl

    from data.contract.naming import Naming
    from data.seal.report import Failure


def checked(
    folder: Path, work: Path, naming: Naming = book.UNNAMED
) -> tuple[dict[str, pl.DataFrame], list[Failure]]:
    """Return the tables of a source as they are loaded, and what is refused."""
    work.mkdir()
    with closing(load.connect(":memory:", work / "spill", "1GB")) as con:
        in_book = book.read(folder, naming)
        _, failures = checking.check(
            con, folder, describe(folder, in_book), in_book, work, lambda _: None
        )
        names = () if failures else contract.TABLES
        return {name: con.table(name).pl() for name in names}, failures


@cache
def sample_tables() -> dict[str, pl.DataFrame]:
    """Return the tables of the sample as they are loaded."""
    with TemporaryDirectory() as folder:
        return checked(SAMPLE / "source", Path(folder) / "work")[0]
