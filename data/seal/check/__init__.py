"""Check loaded tables against the contract: every error, in one run.

What a row can tell by itself is Pandera's, batch by batch (`data.seal.check.rows`);
what looks across rows or tables is SQL in the engine, with the class's own
declarations as parameters (queries/contract).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from pandera.config import ValidationDepth, config_context

import queries
from data import contract
from data.contract.fields import described_day
from data.identifiers import REFUSAL, direct_identifier, printable_name
from data.seal import load
from data.seal.check.rows import (
    codes_of,
    failing_cases,
    others_of,
    sentence_of,
    with_relations,
)
from data.seal.report import SHOWN, Example, Failure
from data.seal.source import value_hints
from data.seal.source.value_hints import RefusedCodes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from duckdb import DuckDBPyConnection

    from data.seal.source.file import SourceFile

BATCH = 122_880
"""Rows that Pandera sees at once: as many as the engine hands out as one."""
PART = 25_000_000
"""Rows whose keys are held at once, in the memory that there is."""
HITS = "create or replace temp table found (value varchar)"

_SHAPE: dict[Any, str] = {
    pl.Date: "a date, YYYY-MM-DD",
    pl.Datetime: "a time with offset (RFC 3339)",
    pl.Int64: "a whole number",
    pl.Boolean: "true or false",
}


class CheckBroken(RuntimeError):
    """A check that could not be made: a fault of this software, not the data."""


def header_failures(file: SourceFile) -> list[Failure]:
    """Check a file's columns by the class of its table, on no rows at all."""
    declared = load.types(file.table)
    if {*file.columns} == declared.keys() == file.declared:
        return []
    empty = pl.DataFrame(
        schema={name: declared.get(name, pl.String) for name in file.columns}
    )
    with config_context(validation_depth=ValidationDepth.SCHEMA_ONLY):
        cases = failing_cases(contract.TABLES[file.table].to_schema(), empty)
    missing = file.declared - {*file.columns}
    failures = []
    for name in file.columns:  # of which Pandera names the first alone
        if name not in file.declared:
            failure = Failure(file.table, printable_name(name), "unknown column")
            failure.hint = value_hints.of_unknown_column(name, missing)
            if file.sheet is not None:
                failure.hint = failure.hint or value_hints.NO_SUCH_HEAD
            failures.append(failure)
    for column, check, *_ in cases.rows():
        if check != "column_in_schema":
            failures.append(Failure(file.table, column, "missing column"))
    return failures


class Checker:
    """Checks one source; `failures` fills as it goes."""

    def __init__(
        self,
        con: DuckDBPyConnection,
        files: dict[str, SourceFile],
        as_of: date | None,
    ) -> None:
        """Take the connection that the sound files of a source are loaded on."""
        self.con, self.files, self.as_of = con, files, as_of
        self.failures: list[Failure] = []
        self._counts: dict[str, int] = {}

    def run(self, tell: Callable[[str], None]) -> list[Failure]:
        """Check every table; a table that could not be read is said so once."""
        for table, file in self.files.items():
            tell(f"checking {table}")
            before = len(self.failures)
            if file.failure is not None:
                self.failures.append(file.failure)
                continue
            self._read_alike(file)
            self.failures += header_failures(file)
            self._unread(file)
            with described_day(self.as_of):
                self._values(file)
            self._across(file)
            self._identifiers(file)
            for failure in self.failures[before:]:
                file.locate(failure)
        return self.failures

    # -- one table ------------------------------------------------------------

    def _read_alike(self, file: SourceFile) -> None:
        """Compare the engine's reading of a CSV file with our own walk through it."""
        count = self._count(file.table)
        if not file.is_parquet and count != file.rows:
            raise CheckBroken(f"{file.table}: {count} rows read of {file.rows}")

    def _unread(self, file: SourceFile) -> None:
        unread = self.con.table(file.table).filter("len(unread) > 0").select("row")
        if not unread.limit(1).fetchall():
            return
        for name, kind in load.types(file.table).items():
            if name in file.columns and kind.base_type() not in (pl.String, pl.List):
                sentence = f"reads as {_SHAPE[kind.base_type()]}"
                failure = self._rows(file, name, sentence, "unread_cells", name=name)
                if failure:
                    failure.hint = value_hints.of_cells(
                        kind.base_type(), load.unread_texts(self.con, file, name)
                    )
                    if file.sheet is not None:
                        remedy = value_hints.IN_A_SHEET[kind.base_type()]
                        failure.hint = " ".join(filter(None, [failure.hint, remedy]))

    def _values(self, file: SourceFile) -> None:
        """Check values in batches, leaving out what did not parse."""
        schema = with_relations(file.table)
        failures: dict[tuple[str, str], tuple[int, list[int]]] = {}
        refused: dict[tuple[str, str], RefusedCodes] = {}
        stream = self.con.cursor().table(file.table).to_arrow_reader(BATCH)
        for batch in stream:
            rows = pl.DataFrame(batch)
            cases = failing_cases(schema, rows.drop("row", "unread"))
            for (column, number), failing in cases.group_by(
                "column", "check_number", maintain_order=True
            ):
                sentence = sentence_of(schema, column, number)
                touched = {column, *others_of(file.table, column, sentence)}
                if failing["index"].null_count():
                    raise CheckBroken(f"{file.table}.{column}: {sentence}")
                if not touched <= set(file.columns):
                    continue
                at = rows[failing["index"].unique().sort()]
                read = at["unread"].list.set_intersection(list(touched)).list.len() == 0
                at = at.filter(read)
                places = at["row"].to_list()
                if allowed := codes_of(schema, column, number):
                    kept_codes = refused.setdefault(
                        (column, sentence), RefusedCodes(allowed)
                    )
                    kept_codes.add(at[column])
                count, first = failures.get((column, sentence), (0, []))
                kept = [*first, *places[:SHOWN]][:SHOWN]
                failures[column, sentence] = count + len(places), kept
        for (column, sentence), (count, first) in failures.items():
            if not count:
                continue
            examples = self._examples(file, first)
            failure = Failure(file.table, column, sentence, count, examples)
            if (column, sentence) in refused:
                failure.hint = refused[column, sentence].hint()
                if file.sheet is not None:
                    is_list = load.types(file.table)[column].base_type() == pl.List
                    pick = [value_hints.CHOOSE, *[value_hints.APART] * is_list]
                    failure.hint = " ".join([*pick, failure.hint])
            self.failures.append(failure)

    def _across(self, file: SourceFile) -> None:
        """Check keys and references, as the class declares them."""
        key = contract.key_of(file.table)
        if key in file.columns:
            self._by_key(file, key, "no key twice", "repeated_key", key=key)
        columns = contract.TABLES[file.table].to_schema().columns
        for name, column in columns.items():
            referred = (column.metadata or {}).get("references")
            if referred is None or name not in file.columns:
                continue
            other = self.files.get(referred)
            if other is None or other.failure is not None:
                continue
            about = {
                "reference": name,
                "referred": referred,
                "key": contract.key_of(referred),
            }
            if about["key"] not in other.columns:
                continue
            self._by_key(file, name, f"is a key of {referred}", "orphan", **about)
            same = column.metadata["same"]
            if same and same in file.columns and same in other.columns:
                sentence = f"refers to a {referred} with the same {same}"
                self._by_key(file, name, sentence, "of_another", same=same, **about)

    def _identifiers(self, file: SourceFile) -> None:
        """Search every text that is no code and no key for direct identifiers."""
        columns = contract.TABLES[file.table].to_schema().columns
        for name, column in columns.items():
            if not (column.metadata or {}).get("search") or name not in file.columns:
                continue
            suspects = queries.folder("contract")["suspect_text"]
            about = {"table": file.table, "searched": name}
            stream = self.con.cursor().sql(suspects.sql, params=about)
            has_hits = False
            for batch in stream.to_arrow_reader(BATCH):
                values = pl.DataFrame(batch)["value"].to_list()
                hits = pl.DataFrame(
                    {"value": [v for v in values if direct_identifier(v)]},
                    schema={"value": pl.String},
                )
                if hits.is_empty():
                    continue
                if not has_hits:
                    self.con.execute(HITS)
                    has_hits = True
                self.con.from_arrow(hits.to_arrow()).insert_into("found")
            if has_hits:
                self._rows(file, name, REFUSAL, "rows_with", searched=name)

    # -- examples ---------------------------------------------------------------

    def _rows(
        self, file: SourceFile, column: str, sentence: str, query: str, **about: str
    ) -> Failure | None:
        """Ask which rows fail; keep, and return, how many there are and the first."""
        count, first = self._failing(query, {"table": file.table, **about})
        return self._fail(file, column, sentence, count, first)

    def _fail(
        self, file: SourceFile, column: str, sentence: str, count: int, first: list[int]
    ) -> Failure | None:
        """Keep, and return, that so many rows fail, if any does."""
        if not count:
            return None
        examples = self._examples(file, first)
        failure = Failure(file.table, column, sentence, count, examples)
        self.failures.append(failure)
        return failure

    def _by_key(
        self, file: SourceFile, column: str, sentence: str, query: str, **about: str
    ) -> None:
        """Ask which rows fail by their keys, part by part where many are held."""
        # whoever refers to them goes past
        parts = 1 + self._count(about.get("referred", file.table)) // PART
        params = {"table": file.table, **about, "parts": parts}
        count, first = 0, list[int]()
        for part in range(parts):
            more, rows = self._failing(query, {**params, "part": part})
            count, first = count + more, sorted([*first, *rows])[:SHOWN]
        self._fail(file, column, sentence, count, first)

    def _failing(self, query: str, about: dict[str, Any]) -> tuple[int, list[int]]:
        """Return how many rows fail, and the first of them."""
        failing = self.con.sql(queries.folder("contract")[query].sql, params=about)
        count: int = failing.aggregate("count(*)").fetchall()[0][0]
        if not count:
            return 0, []
        first = failing.order("row").limit(SHOWN).fetchall()
        return count, [row for (row,) in first]

    def _count(self, table: str) -> int:
        if table not in self._counts:
            counted = self.con.table(table).aggregate("count(*)").fetchall()
            self._counts[table] = counted[0][0]
        return self._counts[table]

    def _examples(self, file: SourceFile, rows: list[int]) -> list[Example]:
        key = contract.key_of(file.table)
        keys: dict[int, str | None] = {}
        if key in file.columns:
            params = {"table": file.table, "key": key, "rows": rows}
            sql = queries.folder("contract")["keys_of_rows"].sql
            keys = dict(self.con.sql(sql, params=params).fetchall())
        form = contract.TABLES[file.table].to_schema().columns[key].checks[0]
        pattern = form.statistics["pattern"]
        return [
            Example(file.line(row), printable(keys.get(row), pattern)) for row in rows
        ]


def printable(key: str | None, pattern: str) -> str | None:
    """Return a key that has its form and looks like no direct identifier."""
    if key is None or not pl.Series([key]).str.contains(pattern)[0]:
        return None
    digits = key.rsplit("-", 1)[-1]
    return None if direct_identifier(digits) else key
