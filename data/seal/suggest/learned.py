"""What columns and codes are called in a mapping that is sound, for another one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data import contract
from data.contract.naming import loose, plain
from data.seal import mapping

if TYPE_CHECKING:
    from pathlib import Path

    from data.contract.naming import Naming

_Words = dict[tuple[str, str], dict[str, str]]


def learned(naming: Naming, folder: Path) -> Naming:
    """Return names with those of the mapping of a folder, which go before others.

    A word for a code in one column is one in every column with the same codes.
    """
    tables = mapping.read(folder).tables
    codes: _Words = {pair: dict(words) for pair, words in naming.also_codes.items()}
    heads = {table: dict(names) for table, names in naming.also_heads.items()}
    for table, made in tables.items():
        for name, column in made.columns.items():
            if column.head:
                _add_head(heads, name, column.head)
            words = {plain(word): code for word, code in (column.codes or {}).items()}
            for pair in codes if words else ():
                if _list_of(naming, *pair) == _list_of(naming, table, name):
                    codes[pair] |= words
    return replace(naming, also_codes=codes, also_heads=heads)


def _add_head(heads: dict[str, dict[str, str]], name: str, head: str) -> None:
    for table, names in heads.items():
        if name in contract.TABLES[table].to_schema().columns:
            names.setdefault(loose(head), name)


def _list_of(naming: Naming, table: str, name: str) -> frozenset[str]:
    """Return the codes of a column, by which it is known to have those of another."""
    words = (naming.codes.get((table, name), {}), naming.also_codes[table, name])
    return frozenset(code for each in words for code in each.values())
