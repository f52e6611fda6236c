"""Sentences made of facts, such as the evidence of a finding.

A template stands in the message files, once for each language:

    Item {item}[, kept until {keep_until}]; [notified on {told_on}|not notified]

`{item}` is a fact as the language writes it: a day, a moment, a number, a text as
it is, and a code by its name where the fact is called as a list of codes is
(`codes.item`), or names one (`{declared:mechanism}`). `{year:d}` writes a number in
plain digits, `{items:units.items}` counts with the right plural.

What stands in brackets is said where all its facts are known; else what follows
after `|`, else nothing. A fact that is yes or no only decides that: `[{is_late}, too
late]`. A sentence that lacks a fact outside brackets is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from data.words.sentence import names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from data.words import Words

_TOKEN = re.compile(
    r"\{(?P<fact>[a-z_0-9]+)(?::(?P<form>[a-z_.]+))?\}"
    r"|(?P<mark>[\[\]|])|(?P<text>[^\[\]|{}]+)|(?P<wrong>.)"
)
KEPT = 1 << 15
"""Days and numbers whose texts are kept for the next rows."""
FEW = 200
"""Rows that are written one by one, which takes less than expressions of a frame."""
DIGITS = "d"
"""The form of a number that is written in plain digits, such as a year."""


class TemplateError(ValueError):
    """A template that does not follow the grammar; says which."""


@dataclass(frozen=True)
class Fact:
    """A place in a template where a fact is written."""

    name: str
    form: str | None = None


@dataclass(frozen=True)
class Choice:
    """Alternatives of which the first is said whose facts are all known."""

    alternatives: tuple[tuple[Part, ...], ...]


Part = str | Fact | Choice


@cache
def parse(template: str) -> tuple[Part, ...]:
    """Read a template; TemplateError where it does not follow the grammar."""
    tokens = list(_TOKEN.finditer(template))
    (parts, *others), end = _alternatives(tokens, 0)
    if others or end < len(tokens) or any(token["wrong"] for token in tokens):
        raise TemplateError(f"brackets, bars or braces that do not fit: {template!r}")
    return parts


def _alternatives(
    tokens: list[re.Match[str]], at: int
) -> tuple[list[tuple[Part, ...]], int]:
    """Read up to the bracket that closes; return where it stands."""
    alternatives: list[list[Part]] = [[]]
    while at < len(tokens) and tokens[at]["mark"] != "]":
        token = tokens[at]
        if token["mark"] == "[":
            inner, at = _alternatives(tokens, at + 1)
            if at == len(tokens):
                raise TemplateError(f"a bracket stays open: {token.string!r}")
            alternatives[-1].append(Choice(tuple(inner)))
        elif token["mark"] == "|":
            alternatives.append([])
        elif token["fact"]:
            alternatives[-1].append(Fact(token["fact"], token["form"]))
        else:
            alternatives[-1].append(token["text"] or "")
        at += 1
    return [tuple(parts) for parts in alternatives], at


def facts_of(parts: tuple[Part, ...]) -> Iterator[Fact]:
    """Return every fact of a template, wherever it stands in it."""
    for part in parts:
        if isinstance(part, Fact):
            yield part
        elif isinstance(part, Choice):
            for alternative in part.alternatives:
                yield from facts_of(alternative)


def say(words: Words, keys: pl.Series, facts: pl.DataFrame) -> pl.Series:
    """Return each row as a sentence: its key's template, filled with its facts.

    Null for a row whose key has no template, and for one that lacks a fact.
    """
    if facts.height <= FEW:
        each = zip(keys, facts.iter_rows(named=True), strict=True)
        texts = [_written(words, _parts_of(words, key), row) for key, row in each]
        return pl.Series("said", texts, dtype=pl.String)
    rows = facts.with_row_index("_row")
    frames = [pl.DataFrame(schema={"_row": rows.schema["_row"], "said": pl.String})]
    for key in keys.unique():
        parts = _parts_of(words, key)
        used = {fact.name for fact in facts_of(parts)}
        held = ["_row", *(name for name in facts.columns if name in used)]
        frames.append(_say(words, parts, rows.select(held).filter(keys == key)))
    return pl.concat(frames).sort("_row")["said"]


def _parts_of(words: Words, key: str) -> tuple[Part, ...]:
    """Return the template of a key; one that is never said where it has none."""
    return parse(words.texts[key]) if key in words.texts else (Fact("_none"),)


def _written(
    words: Words, parts: tuple[Part, ...], row: Mapping[str, Any]
) -> str | None:
    """Fill a template with the facts of one row; None where one outside a choice is."""
    texts = []
    for part in parts:
        text: str | None
        if isinstance(part, Choice):
            written = (_written(words, inner, row) for inner in part.alternatives)
            text = next((text for text in written if text is not None), "")
        elif isinstance(part, Fact):
            text = _text(words, part, row.get(part.name))
        else:
            text = part
        if text is None:
            return None
        texts.append(text)
    return "".join(texts)


def _say(words: Words, parts: tuple[Part, ...], facts: pl.DataFrame) -> pl.DataFrame:
    """Fill one template with rows of facts; columns: the row, its sentence."""
    texts = facts.select("_row").with_columns(
        fact_texts(words, fact, facts).alias(str(fact)) for fact in {*facts_of(parts)}
    )
    return texts.select("_row", _joined(parts).alias("said"))


def _joined(parts: tuple[Part, ...]) -> pl.Expr:
    """Return the text that parts come to; null where a fact outside a choice is."""
    return pl.concat_str([pl.lit(""), *map(_part, parts)])


def _part(part: Part) -> pl.Expr:
    if isinstance(part, Choice):
        return pl.coalesce(*map(_joined, part.alternatives), pl.lit(""))
    return pl.lit(part) if isinstance(part, str) else pl.col(str(part))


def fact_texts(words: Words, fact: Fact, facts: pl.DataFrame) -> pl.Series:
    """Write a fact of every row; null where it is not known, or not of old."""
    if fact.name not in facts.columns:
        return pl.Series([None] * facts.height, dtype=pl.String)
    values = facts[fact.name]
    if values.dtype in (pl.String, pl.List):
        names = names_of(words, fact.form or fact.name)
        is_list = values.dtype == pl.List
        return _listed(names, values) if is_list else _named(names, values)
    return _each(values, lambda value: _text(words, fact, value))


def _text(words: Words, fact: Fact, value: Any) -> str | None:  # noqa: ANN401
    """Write one fact; None where it is not known, or is a no."""
    if value is None:
        return None
    if isinstance(value, str | list):
        names = names_of(words, fact.form or fact.name)
        if isinstance(value, str):
            return names.get(value, value)
        known: list[str] = [code for code in value if code is not None]
        return _between(names).join(names.get(code, code) for code in known)
    if isinstance(value, bool):
        return "" if value else None
    if isinstance(value, datetime):
        return words.minute(value)
    if isinstance(value, date):
        return _day(words, value)
    if fact.form == DIGITS:
        return str(value)
    return words.count(fact.form, value) if fact.form else _number(words, value)


def _each(values: pl.Series, write: Callable[[Any], str | None]) -> pl.Series:
    """Write every value that there is once."""
    listed = values.to_list()
    texts = {value: write(value) for value in {*listed} if value is not None}
    return pl.Series([texts.get(value) for value in listed], dtype=pl.String)


@lru_cache(maxsize=KEPT)
def _day(words: Words, day: date) -> str:
    return words.date(day)


@lru_cache(maxsize=KEPT)
def _number(words: Words, n: int) -> str:
    return words.number(n)


def _named(names: dict[str, str], values: pl.Series) -> pl.Series:
    """Name codes; a text that is no code stays as it is."""
    return _each(values, lambda code: names.get(code, code)) if names else values


def _listed(names: dict[str, str], values: pl.Series) -> pl.Series:
    """Name the codes of a list."""
    named = values.list.eval(pl.element().replace(names))
    return named.list.join(_between(names))


def _between(names: dict[str, str]) -> str:
    """Return what stands between codes: `;` where the name of any has a comma."""
    return "; " if any("," in name for name in names.values()) else ", "
