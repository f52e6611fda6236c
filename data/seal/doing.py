"""What is being done to a source, told as it goes and where it stops."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from data.seal import load
from data.seal.check import CheckBroken
from data.seal.publish import SealRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MEMORY, MUCH = "1GB", "2GB"
"""What the engine may take to stage a source, and one of more than `spread.ROWS`."""


def connect(work: Path) -> duckdb.DuckDBPyConnection:
    """Open a database in memory to stage in: it spills to `work`, uncompressed."""
    return load.connect(":memory:", work / "spill", MEMORY)


class Doing:
    """Reports what is being done, and names it when the engine refuses there."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """Take what to tell."""
        self._tell, self._what = tell, ""

    def __call__(self, what: str) -> None:
        """Report what is being done from here on."""
        self._what = what
        self._tell(what)

    @contextmanager
    def raising_seal_refused(self) -> Iterator[None]:
        """Turn engine errors into SealRefused; their own words can hold values."""
        try:
            yield
        except CheckBroken as broken:
            why = f"a check could not be made, {broken}; a fault of this software"
        except duckdb.OutOfMemoryException:
            why = f"it needs more than {MEMORY} of memory ({MUCH} for many rows)"
            why += ", or disk to make up for it"
        except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException):
            why = "the disk is full, or a file cannot be read or written"
        except duckdb.Error as error:
            why = f"{type(error).__name__}, which is a fault of this software"
        else:
            return
        raise SealRefused(
            f"Nothing is sealed. It stopped at '{self._what}': {why}."
        ) from None
