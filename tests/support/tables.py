"""The tables of texts among the elements of a page, which are drawn as HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from tests.support.nodes import nodes


def is_table(node: Any) -> bool:
    """Return whether an element is a table of texts."""
    return (
        getattr(node, "type", None) == "html"
        and 'data-testid="stTable"' in node.proto.body
    )


@dataclass(frozen=True)
class Shown:
    """A table as it stands on the page."""

    name: str
    """What it is called for those who cannot see it."""
    value: pd.DataFrame
    """Its cells as they read; a link as `[text](address)`."""


@dataclass
class _Table(HTMLParser):
    name: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    _to: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: text or "" for name, text in attrs}
        if tag == "table":
            self.name = values.get("aria-label", "")
        elif tag == "tr":
            self.rows.append([])
        elif tag == "th":
            assert values["scope"] == "col"
            self.heads.append("")
        elif tag == "td":
            self.rows[-1].append("")
        elif tag == "a":
            self._to = values["href"]
            self._add("[")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._add(f"]({self._to})")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, text: str) -> None:
        cells = self.rows[-1] or self.heads
        cells[-1] += text


def read(body: str) -> Shown:
    """Return the table that HTML draws."""
    table = _Table()
    table.feed(body)
    table.close()
    rows = [row for row in table.rows if row]
    return Shown(table.name, pd.DataFrame(rows, columns=table.heads))


def tables(within: Any) -> list[Shown]:
    """Return the tables of a page, or of a part of it, from top to bottom."""
    return [read(node.proto.body) for node in nodes(within) if is_table(node)]
