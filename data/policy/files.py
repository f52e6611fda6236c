"""The CSV files of a policy folder, read row by row by the classes of rows.py."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import polars as pl
from pydantic import ValidationError

from data import regular_file
from data.policy.errors import PolicyError, Problem, says, unreadable
from data.policy.fields import IS_TERM, term
from data.policy.rows import FILES, Row
from data.policy.vocabulary import Text

FOLDER = Path(__file__).parent
KINDS = ("*.csv", "*.toml", "statements/*.toml")
"""The files of a policy folder."""


@dataclass
class PolicyFile:
    """A file as it was read."""

    header: list[str] = field(default_factory=list)
    lines: dict[int, dict[str, str]] = field(default_factory=dict)
    """The cells of each line that are filled, also those that are wrong."""
    rows: list[Row] = field(default_factory=list)
    """The rows that are sound."""
    problems: list[Problem] = field(default_factory=list)


def read(name: str, folder: Path, beside: dict[str, Any] | None = None) -> PolicyFile:
    """Read a file; it never raises, the problems are in the answer.

    Without what is beside it, its codes are not looked up in other files.
    """
    file, table = f"{name}.csv", PolicyFile()
    try:
        content = regular_file.read(folder / file).decode("utf-8-sig")
        reader = csv.reader(io.StringIO(content, newline=""), strict=True)
        table.header = next(reader, [])
        lines = [(reader.line_num, cells) for cells in reader]
    except FileNotFoundError:
        return PolicyFile(problems=[Problem(file, None, "the file is missing")])
    except (OSError, csv.Error, UnicodeDecodeError) as error:
        return PolicyFile(problems=[Problem(file, None, unreadable(error))])
    header, columns = Counter(table.header), Counter([*FILES[name].columns()])
    wrong = [(1, f"column `{c}` is missing") for c in columns - header]
    wrong += [(1, f"column `{c}` is one too many; remove it") for c in header - columns]
    for line, cells in lines:
        if len(cells) != (width := len(table.header)):
            wrong += [(line, f"has {len(cells)} fields where the header has {width}")]
            continue
        filled = {c: cell for c, cell in zip(table.header, cells, strict=True) if cell}
        table.lines[line] = filled
        try:
            table.rows.append(FILES[name].model_validate(filled, context=beside))
        except ValidationError as error:
            known = [e for e in error.errors() if e["loc"][0] in table.header]
            wrong += [(line, says(e, missing="is empty; fill it in")) for e in known]
    table.problems = [Problem(file, line, text) for line, text in wrong]
    return table


def held_against(folder: Path) -> dict[str, Any]:
    """Return what codes are held against: `held`, what stands in columns of a file."""

    @cache
    def held(name: str, *columns: str) -> set[tuple[str | None, ...]]:
        lines = read(name, folder).lines.values()
        return {tuple(map(cells.get, columns)) for cells in lines}

    return {"held": held}


@cache
def load(name: str, folder: Path = FOLDER) -> pl.DataFrame:
    """Return one file as a typed frame; PolicyError where a row is not sound.

    A column of terms (`2 years`) has two more at the end, its months and its days
    (`term_months`, `term_days`), null where it says `none`.
    """
    table, hints = read(name, folder), get_type_hints(FILES[name])
    if table.problems:
        raise PolicyError(table.problems)
    fields = FILES[name].model_fields
    frame = pl.DataFrame(table.rows, schema={name: hints[name] for name in fields})
    names = {name: of.alias for name, of in fields.items() if of.alias}
    frame = frame.rename(names).select(table.header)
    for column in [name for name, of in fields.items() if IS_TERM in of.metadata]:
        parts = [term(text) or (None, None) for text in frame[column]]
        schema = {f"{column}_months": int, f"{column}_days": int}
        frame = frame.hstack(pl.DataFrame(parts, schema=schema, orient="row"))
    return frame


@cache
def codes(name: str, column: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the codes of a column once each, in the order of the file."""
    values = load(name, folder)[column].drop_nulls()
    return tuple(values.unique(maintain_order=True))


@cache
def labels(name: str, column: str, folder: Path = FOLDER) -> dict[str, Text]:
    """Return what the codes of a column are called, by language."""
    frame = load(name, folder)
    texts = frame.select(pl.selectors.starts_with("label_").name.replace("label_", ""))
    return dict(zip(frame[column], texts.iter_rows(named=True), strict=True))


def tables(folder: Path = FOLDER) -> dict[str, pl.DataFrame]:
    """Return every file by its name."""
    return {name: load(name, folder) for name in FILES}
