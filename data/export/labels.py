"""A list as people read it: columns and codes by what they are called in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data.words import LANGUAGES, own_column, words_for

if TYPE_CHECKING:
    from queries import Declared, Query


def columns(query: Query, language: str | None) -> list[Declared]:
    """Return the columns of a list, of a text in each language the reader's own."""
    names = {column.name for column in query.columns}
    others = {
        name
        for column in query.columns
        for each in [[own_column(column.name, code) for code in LANGUAGES]]
        if language and names.issuperset(each)
        for name in set(each) - {own_column(column.name, language)}
    }
    return [column for column in query.columns if column.name not in others]


def heads(query: Query, language: str | None) -> dict[str, str]:
    """Return what stands above each column: its name, or what it is called.

    Two that are called the same keep their names behind it.
    """
    shown = columns(query, language)
    if language is None:
        return {column.name: column.name for column in shown}
    words = words_for(language)
    called = {column.name: words.column(column.name) for column in shown}
    alike = [text.casefold() for text in called.values()]
    return {
        name: f"{text} ({name})" if alike.count(text.casefold()) > 1 else text
        for name, text in called.items()
    }


def labelled(frame: pl.DataFrame, query: Query, language: str | None) -> pl.DataFrame:
    """Write codes by what they are called, several of them behind each other."""
    shown = columns(query, language)
    frame = frame.select(column.name for column in shown)
    if language is None:
        return frame
    words = words_for(language)
    made = []
    for column in shown:
        if not column.codes:
            continue
        codes = frame[column.name]
        is_list = isinstance(codes.dtype, pl.List)
        present = (codes.explode() if is_list else codes).drop_nulls().unique()
        if present.dtype != pl.String:
            continue
        called = {code: words.value(query.name, column.name, code) for code in present}
        text = pl.col(column.name)
        if is_list:
            each = text.list.eval(pl.element().replace(called))
            made.append(each.list.join(", "))
        else:
            made.append(text.replace(called))
    return frame.with_columns(made)
