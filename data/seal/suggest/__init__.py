"""Propose the mapping of a table from the heads and the words of a file of theirs.

A word stands in the proposal only where it is known as what a code is called; of all
others it says how many there are, and where: they could be a person's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl
from duckdb import ConstantExpression as Constant
from duckdb import FunctionExpression as Call

from data import contract, policy
from data.contract.naming import loose, plain
from data.identifiers import printable_name
from data.seal import load
from data.seal.doing import MEMORY, Doing
from data.seal.mapping import rules
from data.seal.pseudonyms.pseudonymise import beside
from data.seal.publish import SealRefused
from data.seal.source import delivery, sheets
from data.seal.source.file import FormBroken
from data.seal.source.value_hints import MOST
from data.seal.suggest.heads import Heads, repeats
from data.seal.suggest.options import (
    FORMS,
    Known,
    TheirWords,
    add_codes,
    add_flags,
    add_form,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from data.contract.naming import Naming
    from data.seal.mapping.form import TableMap
    from data.seal.source.file import SourceFile

_Reading = Mapping[str, Any]
_ABOVE = 20
"""Rows of a sheet, the heads among them at the latest."""
_OTHER_ROW = "do they stand in another row (--header-row)?"
_UNLIKE = "  # no head is like these; without the # each stays empty: see `not used`"
_LOOK = "  # by the form: look whether it holds of each row"


def suggested(
    path: Path,
    table: str,
    naming: Naming,
    options: dict[str, Any],
    reading: _Reading | None = None,
) -> str:
    """Return a mapping of a file of theirs, as TOML to be looked at and mended.

    `options`: what is known of the file; `reading`: where columns are in a form that
    is known, a head or all that a mapping says. SealRefused says why it cannot be read.
    """
    form = delivery.form_of(path, options | _found(path, table, naming, options))
    if wrong := list(rules.of_file(form)):
        raise SealRefused(f"{printable_name(path.name)}: {wrong[0]}")
    doing = Doing(lambda _: None)
    doing("reading the file")
    with beside(path, ".map-") as work, doing.raising_seal_refused():
        file = delivery.find_theirs(path.parent, table, form, work)
        if file.failure is not None:
            raise SealRefused(file.failure.as_text().removeprefix("- "))
        con = load.connect(":memory:", work / "spill", MEMORY)
        try:
            words = partial(_words, con, file)
            heads = file.columns
            return proposed(table, form, heads, words, naming, reading or {})
        finally:
            con.close()


def proposed(
    table: str,
    form: TableMap,
    theirs: list[str],
    words_of: Callable[[str], TheirWords],
    naming: Naming,
    reading: _Reading,
) -> str:
    """Return a mapping from their heads, and the words below each of these."""
    lines, missing, unlike = list[str](), Counter[str](), list[str]()
    words_of = cache(words_of)
    heads = Heads(table, theirs, naming, reading, words_of)
    for name, about in contract.TABLES[table].to_schema().columns.items():
        if isinstance(whole := reading.get(name), dict):
            lines.append(f"{name} = {_value(whole)}{_LOOK}")
            continue
        if name not in heads.of:
            if about.nullable:
                unlike.append(name)
            else:
                there = 'key = ["…"]' if heads.is_made(name) else 'from = "…"'
                lines.append(f"# {name} = {{ {there} }}  # no head is like it")
            continue
        words = words_of(heads.of[name])
        known = heads.known(name)
        is_free = (about.metadata or {}).get("search") or not about.nullable
        nothing = [] if is_free else _no_answers(words, known)
        missing.update(nothing)
        line = _column(table, name, heads.of[name], words.without(nothing), known)
        if why := heads.why[name]:
            line += f"{'; ' if '  # ' in line else '  # '}{why}"
        if name == heads.key and repeats(words):
            line = f"# {line}  # not another in each row"
        lines.append(line)
    unused = [head for head in theirs if head and head not in heads.of.values()]
    if not heads.are_known:
        lines.append(f"# {len(unused):,} heads, none of them known: {_OTHER_ROW}")
    elif unused:
        hidden = [_value(h) if h in heads.unused else "…" for h in unused]
        lines.append(f"# not used: {', '.join(hidden)}")
    kept = _table(table, form, [*missing], unlike, is_all=not unused)
    return "\n".join([*kept, *lines, ""])


def _no_answers(words: TheirWords, known: Known) -> list[str]:
    """Return the words that say nothing, and are no code."""
    empty = {text.casefold() for text in policy.load("no_answer")["text"]}
    return [w for w in words.counts if w.casefold() in empty and not known.is_called(w)]


def _table(
    table: str, form: TableMap, missing: list[str], unlike: list[str], *, is_all: bool
) -> Iterator[str]:
    """Return the options of a table; `is_all`: each head is of a column."""
    yield f"[{table}]"
    for option, value in form.model_dump(exclude_defaults=True, by_alias=True).items():
        if option != "columns" and value is not None:
            yield f"{option} = {json.dumps(value, ensure_ascii=False)}"
    if missing:
        yield f"missingValues = {json.dumps(missing, ensure_ascii=False)}"
    if unlike:
        none = f"notKept = {json.dumps(unlike)}"
        yield none if is_all else f"# {none}{_UNLIKE}"
    yield f"\n[{table}.columns]"


def _words(con: DuckDBPyConnection, file: SourceFile, head: str) -> TheirWords:
    """Return what stands in the column of a head, without the empty cells."""
    rows = load.rows_of(con, file)
    cell = Call("their_cell", rows.texts[head], Constant([""])).alias("word")
    counted = (
        rows.relation.select(cell, rows.place.alias("place"))
        .filter("word is not null")
        .aggregate("word, count(*) as n, min(place) as place", "word")
        .order("n desc, word")
        .limit(MOST)
    )
    return TheirWords({word: (n, file.line(p)) for word, n, p in counted.fetchall()})


def _column(table: str, name: str, head: str, words: TheirWords, known: Known) -> str:
    """Return the line of a column."""
    kind, about = rules.kind_of(table, name), ""
    options: dict[str, Any] = {"from": head}
    columns = contract.TABLES[table].to_schema().columns
    metadata = columns[name].metadata or {}
    if metadata.get("key") or metadata.get("references"):
        is_key = _is_key(metadata.get("references") or table, words)
        if name == rules.CLIENT and not is_key:
            about = "  # their own numbers: `month` and `fetch` make pseudonyms"
        elif not is_key:
            options = {"key": [head]}
    elif kind in FORMS:
        about = add_form(kind, words, options)
    elif kind == pl.Boolean:
        about = add_flags(words, options)
    elif known:
        about = add_codes(kind, known, words, options)
    if list(options) == ["from"]:
        return f"{name} = {_value(head)}{about}"
    written = ", ".join(f"{option} = {_value(v)}" for option, v in options.items())
    return f"{name} = {{ {written} }}{about}"


def _found(
    path: Path, table: str, naming: Naming, options: dict[str, Any]
) -> dict[str, Any]:
    """Return the sheet and the row of the heads, where a workbook shows which."""
    if not path.name.casefold().endswith(sheets.KINDS):
        return {}
    try:
        with sheets.opened(path) as book:
            named = [n for n in book.sheets if naming.sheets.get(plain(n)) == table]
            sheet = options.get("sheet") or (named[0] if len(named) == 1 else None)
            row = options.get("header_row") or _header_row(
                islice(book.rows(sheet or book.only_sheet()), _ABOVE), table, naming
            )
    except FormBroken:  # which is said where the file is read
        return {}
    return {"sheet": sheet, "header_row": row}


def _header_row(rows: Iterable[sheets.Row], table: str, naming: Naming) -> int:
    """Return the row with most heads that are known, or else with most cells."""
    known = {*naming.heads[table], *naming.also_heads.get(table, ())}
    best = (0, 0, 0)
    for number, cells in rows:
        texts = [text for text in cells if text]
        heads = sum(plain(text) in known or loose(text) in known for text in texts)
        best = max(best, (heads, len(texts), -number))
    return -best[2] or 1


def _is_key(table: str, words: TheirWords) -> bool:
    columns = contract.TABLES[table].to_schema().columns.values()
    of_key = next(c for c in columns if (c.metadata or {}).get("key"))
    pattern: str = of_key.checks[0].statistics["pattern"]
    return bool(pl.Series([*words.counts], dtype=pl.String).str.contains(pattern).all())


def _value(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict) and value:
        pairs = ", ".join(f"{_value(word)} = {_value(c)}" for word, c in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False)
