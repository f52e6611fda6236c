"""One file of a source, and why it cannot be read."""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO, cast

from data import contract
from data.regular_file import open_regular

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from data.seal.report import Failure

TABLE = "snapshot"
"""What the report calls the folder and its snapshot.toml."""


@dataclass
class SourceFile:
    """One file of a source, as found on disk."""

    table: str
    path: Path
    columns: list[str] = field(default_factory=list)
    delimiter: str | None = None
    """What stands between fields; None until the header tells."""
    heads: frozenset[str] | None = None
    """The columns that a mapping reads, if it has one."""
    delivered: Path | None = None
    """The file as it was delivered, where `path` is what was made of it."""
    header_row: int = 1
    """Line of the delivered file in which its header is; 0 where it has none."""
    by_place: bool = False
    """Whether its columns are cell_0, cell_1, … whatever they are called."""
    rows: int = 0
    """Records of a CSV file, its header aside."""
    longest: int = 0
    """Bytes of its longest record."""
    is_quoted: bool = False
    """Whether any of its records holds a quote."""
    folds: list[tuple[int, int]] = field(default_factory=list)
    """Rows that hold line ends, each with the lines added so far."""
    failure: Failure | None = None
    sheet: str | None = None
    """The sheet of a workbook that it is."""
    places: dict[str, int] = field(default_factory=dict)
    """Where on the sheet each column is, from 0."""
    cells: pl.DataFrame | None = None
    """The rows of the sheet, each with its `row`, as a CSV would have them."""

    def open(self) -> BinaryIO:
        """Open the file for reading; a packed one gives what is in it."""
        file = open_regular(self.path)
        if self.path.suffix != ".gz":
            return file
        file.close()
        return cast("BinaryIO", gzip.open(self.path, "rb"))

    @property
    def origin(self) -> Path:
        """Return the file as it was delivered."""
        return self.delivered or self.path

    @property
    def is_parquet(self) -> bool:
        """Return whether the file is Parquet rather than CSV."""
        return self.path.suffix == ".parquet"

    @property
    def pattern(self) -> str:
        """Return the path for the engine, which takes a bare one for a glob."""
        return re.sub(r"[\[*?]", r"[\g<0>]", str(self.path))

    @property
    def declared(self) -> frozenset[str]:
        """Return the columns that the contract, or a mapping, looks for in it."""
        if self.heads is not None:
            return self.heads
        return frozenset(contract.TABLES[self.table].to_schema().columns)

    def line(self, row: int) -> int:
        """Return the line of the delivered file on which a row (from 1) begins."""
        if self.cells is not None:
            return row
        folds_before = bisect_left(self.folds, (row, 0))
        folded = self.folds[folds_before - 1][1] if folds_before else 0
        return row + self.header_row + folded

    def locate(self, failure: Failure) -> None:
        """Mark in which cells of its sheet a failure is."""
        if self.sheet is None:
            return
        place = self.places.get(failure.column or "")
        letters = "" if place is None else _letters(place)
        failure.place = f"{self.sheet}!{letters}".removesuffix("!")
        failure.examples = [
            replace(example, cell=f"{self.sheet}!{letters}{example.line}")
            for example in failure.examples
        ]


def _letters(place: int) -> str:
    """Return what a sheet calls its column at a place from 0: A, B, … Z, AA."""
    rest, last = divmod(place, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


class FormBroken(Exception):
    """A file that cannot be read; its text says why, without a value."""

    def __init__(self, why: str, lines: list[int], rows: int | None = None) -> None:
        """Take why, on which lines, and of how many rows."""
        super().__init__(why)
        self.lines, self.rows = lines, rows
