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
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from data.words.sentence import names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from data.words import Words

_TOKEN = re.compile(
    r"\{(?P<fact>[a-z_0-9]+)(?::(?P<form>[a-z_.]+))?\}"
    r"|(?P<mark>[\[\]|])|(?P<text>[^\[\]|{}]+)|(?P<wrong>.)"
)
KEPT = 1 << 15
"""Days and numbers whose texts are kept for the next rows."""
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
    rows = facts.with_row_index("_row")
    frames = [pl.DataFrame(schema={"_row": rows.schema["_row"], "said": pl.String})]
    for key in keys.unique():
        parts = parse(words.texts[key]) if key in words.texts else (Fact("_none"),)
        used = {fact.name for fact in facts_of(parts)}
        held = ["_row", *(name for name in facts.columns if name in used)]
        frames.append(_say(words, parts, rows.select(held).filter(keys == key)))
    return pl.concat(frames).sort("_row")["said"]


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
    kind, plural = values.dtype, fact.form
    if kind in (pl.String, pl.List):
        names = names_of(words, fact.form or fact.name)
        return _listed(names, values) if kind == pl.List else _named(names, values)
    if kind == pl.Boolean:
        return _each(values, lambda is_so: "" if is_so else None)
    if kind == pl.Date:
        return _each(values, lambda day: _day(words, day))
    if isinstance(kind, pl.Datetime):
        return _each(values, words.minute)
    if plural == DIGITS:
        return values.cast(pl.String)
    if plural:
        return _each(values, lambda n: words.count(plural, n))
    return _each(values, lambda n: _number(words, n))


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
    """Name the codes of a list, with `;` between names of which any has a comma."""
    between = "; " if any("," in name for name in names.values()) else ", "
    return values.list.eval(pl.element().replace(names)).list.join(between)
