"""Propose the mapping of a table from the heads and the words of a file of theirs.

A word stands in the proposal only where it is known as what a code is called; of all
others it says how many there are, and where: they could be a person's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import polars as pl
from duckdb import ConstantExpression as Constant
from duckdb import FunctionExpression as Call

from data import contract, policy
from data.contract.fields import HOME
from data.contract.naming import plain
from data.identifiers import printable_name
from data.seal import delivery, load, mapping_rules
from data.seal.doing import MEMORY, Doing
from data.seal.pseudonymise import beside
from data.seal.publish import SealRefused
from data.seal.value_hints import MOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from data.contract.naming import Naming
    from data.seal.mapping_form import TableMap
    from data.seal.source_file import SourceFile

_DAYS = (
    *("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"),
    *("%m/%d/%Y", "%m-%d-%Y", "%Y-%m-%d %H:%M:%S", "%d-%m-%Y %H:%M:%S"),
)
_CLOCKS = tuple(
    f"{day}{between}{clock}{offset}"
    for day in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
    for between in " T"
    for clock in ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
    for offset in ("%z", "")
)
_FORMS = {pl.Date: _DAYS, pl.Datetime: _CLOCKS}
"""The forms that days and times are looked for in."""
_TRUE = {"ja", "j", "yes", "y", "waar", "true", "t", "1"}
_FALSE = {"nee", "n", "no", "onwaar", "false", "f", "0"}
_Reading = Mapping[str, Any]
_LOOK = "  # by the form: look whether it holds of each row"
_BETWEEN = (";", "|", ",", "/")


@dataclass(frozen=True)
class _Words:
    """The words of a column, the commonest first: how often each, and where first."""

    counts: Mapping[str, tuple[int, int]]

    def but(self, known: Callable[[str], bool]) -> str:
        """Return a comment on the words that are not known; nothing for none."""
        others = {word: at for word, at in self.counts.items() if not known(word)}
        if not others:
            return ""
        rows = sum(count for count, _ in others.values())
        first = min(line for _, line in others.values())
        words = f"{len(others):,} other {'word' if len(others) == 1 else 'words'}"
        return f"  # {words} ({rows:,} {'row' if rows == 1 else 'rows'}), line {first}"


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
    form = delivery.form_of(path, options)
    if wrong := list(mapping_rules.of_file(form)):
        raise SealRefused(f"{printable_name(path.name)}: {wrong[0]}")
    doing = Doing(lambda _: None)
    doing("reading the file")
    with beside(path, ".map-") as work, doing.raising_seal_refused():
        file = delivery.find_theirs(path.parent, table, form, work)
        if file.failure is not None:
            raise SealRefused(file.failure.as_text().removeprefix("- "))
        con = load.connect(":memory:", work / "spill", MEMORY)
        try:
            return _suggest(con, file, form, naming, reading or {})
        finally:
            con.close()


def _suggest(
    con: DuckDBPyConnection,
    file: SourceFile,
    form: TableMap,
    naming: Naming,
    reading: _Reading,
) -> str:
    empty = {text.casefold() for text in policy.load("no_answer")["text"]}
    lines, missing, unlike = [], Counter[str](), []
    heads = _heads(file, naming, reading)
    for name, about in contract.TABLES[file.table].to_schema().columns.items():
        if isinstance(whole := reading.get(name), dict):
            lines.append(f"{name} = {_value(whole)}{_LOOK}")
            continue
        if name not in heads and about.nullable:
            unlike.append(name)
            continue
        if name not in heads:
            lines.append(f'# {name} = {{ from = "…" }}  # no head is like it')
            continue
        words = _words(con, file, heads[name])
        is_free = (about.metadata or {}).get("search")
        codes = naming.codes.get((file.table, name), {})
        nothing = [
            word
            for word in words.counts
            if word.casefold() in empty and plain(word) not in codes and not is_free
        ]
        missing.update(nothing)
        kept = {w: at for w, at in words.counts.items() if w not in nothing}
        line = _column(file.table, name, heads[name], _Words(kept), naming)
        is_known = heads[name] == reading.get(name)
        if not is_known and plain(heads[name]) not in naming.heads[file.table]:
            line += f"{'; ' if '  # ' in line else '  # '}a guess, by its head"
        is_key = (about.metadata or {}).get("key")
        if is_key and any(count > 1 for count, _ in words.counts.values()):
            line = f"# {line}  # not another in each row"
        lines.append(line)
    unused = [head for head in file.columns if head and head not in heads.values()]
    if unused:
        lines.append(f"# not used: {', '.join(map(_value, unused))}")
    head = _table(file.table, form, [*missing], unlike)
    return "\n".join([*head, *lines]) + "\n"


def _table(
    table: str, form: TableMap, missing: list[str], unlike: list[str]
) -> Iterator[str]:
    yield f"[{table}]"
    for option, value in form.model_dump(exclude_defaults=True, by_alias=True).items():
        if option != "columns" and value is not None:
            yield f"{option} = {json.dumps(value, ensure_ascii=False)}"
    if missing:
        yield f"missingValues = {json.dumps(missing, ensure_ascii=False)}"
    if unlike:
        yield f"# notKept = {json.dumps(unlike)}  # no head is like these"
    yield f"\n[{table}.columns]"


def _heads(file: SourceFile, naming: Naming, reading: _Reading) -> dict[str, str]:
    """Return the head of each column: by the form, its name, or what it is called."""
    known = naming.heads[file.table]
    heads = {c: h for c, h in reading.items() if h in file.columns}
    for head in file.columns:
        if column := known.get(plain(head)):
            heads.setdefault(column, head)
    for head in file.columns:
        left = {name: c for name, c in known.items() if c not in heads}
        if head not in heads.values():
            for close in _like(plain(head), left):
                heads[left[close]] = head
    return heads


def _like(head: str, names: Iterable[str]) -> list[str]:
    """Return the name that a head is nearly, or that alone is a part of it."""
    close = get_close_matches(head, [*names], 1, 0.75)
    longer = [name for name in names if min(len(name), len(head)) >= 4]
    within = [name for name in longer if name in head or head in name]
    return close or (within if len(within) == 1 else [])


def _words(con: DuckDBPyConnection, file: SourceFile, head: str) -> _Words:
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
    return _Words({word: (n, file.line(p)) for word, n, p in counted.fetchall()})


def _column(table: str, name: str, head: str, words: _Words, naming: Naming) -> str:
    """Return the line of a column."""
    kind, about = mapping_rules.kind_of(table, name), ""
    options: dict[str, Any] = {"from": head}
    columns = contract.TABLES[table].to_schema().columns
    metadata = columns[name].metadata or {}
    if metadata.get("key") or metadata.get("references"):
        is_key = _is_key(metadata.get("references") or table, words)
        if name == mapping_rules.CLIENT and not is_key:
            about = "  # their own numbers: `map apply`, then `pseudonymise`"
        elif not is_key:
            options = {"key": [head]}
    elif kind in _FORMS:
        about = _add_form(kind, words, options)
    elif kind == pl.Boolean:
        about = _add_flags(words, options)
    elif codes := naming.codes.get((table, name)):
        about = _add_codes(kind, codes, words, options)
    if list(options) == ["from"]:
        return f"{name} = {_value(head)}{about}"
    written = ", ".join(f"{option} = {_value(v)}" for option, v in options.items())
    return f"{name} = {{ {written} }}{about}"


def _is_key(table: str, words: _Words) -> bool:
    columns = contract.TABLES[table].to_schema().columns.values()
    of_key = next(c for c in columns if (c.metadata or {}).get("key"))
    pattern: str = of_key.checks[0].statistics["pattern"]
    return bool(pl.Series([*words.counts], dtype=pl.String).str.contains(pattern).all())


def _add_form(kind: Any, words: _Words, options: dict[str, Any]) -> str:  # noqa: ANN401
    """Add the form that most cells have; say which others fit all of them too."""
    fits = {form: sum(map(_reads(form), words.counts)) for form in _FORMS[kind]}
    best = max(fits, key=lambda form: fits[form])
    if not fits[best]:
        return words.but(lambda _: False)
    if best != _DAYS[0]:
        options["format"] = best
    if kind == pl.Datetime and "%z" not in best:
        options["timezone"] = HOME
    also = [f for f, n in fits.items() if n == len(words.counts) and f != best]
    return words.but(_reads(best)) or (f"  # or {', '.join(also)}?" if also else "")


def _reads(form: str) -> Callable[[str], bool]:
    def reads(text: str) -> bool:
        try:
            datetime.strptime(text, form)
        except ValueError:
            return False
        return True

    return reads


def _add_flags(words: _Words, options: dict[str, Any]) -> str:
    if words.counts.keys() <= {"true", "false"}:
        return ""
    options["trueValues"] = [w for w in words.counts if w.casefold() in _TRUE]
    options["falseValues"] = [w for w in words.counts if w.casefold() in _FALSE]
    return words.but(lambda word: word.casefold() in _TRUE | _FALSE)


def _add_codes(
    kind: Any,  # noqa: ANN401
    codes: Mapping[str, str],
    words: _Words,
    options: dict[str, Any],
) -> str:
    """Add the words that are what a code is called."""
    if kind == pl.List:
        splits = {
            sign: sum(plain(p) in codes for w in words.counts for p in w.split(sign))
            for sign in _BETWEEN
        }
        sign = max(splits, key=lambda each: splits[each])
        options |= {} if sign == mapping_rules.LISTED else {"delimiter": sign}
        parts: dict[str, tuple[int, int]] = {}
        for word, (count, line) in words.counts.items():
            for part in word.split(sign):
                before, first = parts.get(part.strip(), (0, line))
                parts[part.strip()] = before + count, min(first, line)
        words = _Words(parts)
    known = {word: codes[plain(word)] for word in words.counts if plain(word) in codes}
    if any(word != code for word, code in known.items()) or len(known) < len(
        words.counts
    ):
        options["codes"] = known
    return words.but(lambda word: word in known)


def _value(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict) and value:
        pairs = ", ".join(f"{_value(word)} = {_value(c)}" for word, c in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False)
