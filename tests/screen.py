"""What a page shows, read from the elements it draws; no browser needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from pages.parts import plan

PATIENCE = 30
"""Seconds that a page may take where everything is slow."""

_NOT_READ = {
    *("id", "tag", "url", "type", "theme", "format", "min", "max", "config", "spec"),
    *("page", "page_script_hash", "query_string", "columns", "default"),
}
"""Fields of an element that hold no text for a reader, or none as it stands."""


def opened(page: str, **address: str | list[str]) -> AppTest:
    """Run a page by itself, without its frame, at an address."""
    at = AppTest.from_file(plan.path(page), default_timeout=PATIENCE)
    at.query_params.update(address)
    return at.run()


def framed(page: str, **address: str | list[str]) -> AppTest:
    """Run a page within the frame, as a reader who followed a link."""
    at = AppTest.from_file(plan.FOLDER / "frame.py", default_timeout=PATIENCE)
    at.query_params.update(address)
    at.run()
    return at.switch_page(str(plan.path(page))).run()


def nodes(at: AppTest) -> Iterator[Any]:
    """Give every element and every block of a page, from top to bottom."""

    def below(node: Any) -> Iterator[Any]:
        yield node
        for child in getattr(node, "children", {}).values():
            yield from below(child)

    yield from below(at._tree)


def texts(at: AppTest) -> list[str]:
    """Give every text that a reader of the page can come to see."""
    return [text for node in nodes(at) for text in _said(node) if text]


def cells(at: AppTest) -> list[str]:
    """Give the cells of the page's tables, and the names within its charts."""
    drawn = ("dataframe", "table", "plotly_chart", "multiselect")
    return [
        text
        for node in nodes(at)
        if getattr(node, "type", None) in drawn
        for text in _said(node)
    ]


def charts(at: AppTest) -> list[dict[str, Any]]:
    """Give the figures of the page's charts."""
    return [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]


def _said(node: Any) -> Iterator[str]:
    kind, proto = getattr(node, "type", None), getattr(node, "proto", None)
    if kind == "html" or not isinstance(proto, Message):
        return
    yield from _strings(proto)
    if kind == "plotly_chart":
        yield from _drawn(json.loads(proto.spec))
    if kind == "dataframe":
        for column in json.loads(proto.columns).values():
            yield column.get("label", "")
    if kind == "table":
        yield from map(str, node.value.columns)
    if kind in ("dataframe", "table"):
        for column in node.value.columns:
            yield from map(str, node.value[column])


def _strings(proto: Message) -> Iterator[str]:
    for field, value in proto.ListFields():
        if field.name in _NOT_READ:
            continue
        for one in value if field.is_repeated else [value]:
            if isinstance(one, Message):
                yield from _strings(one)
            elif isinstance(one, str):
                yield one


def _drawn(part: Any) -> Iterator[str]:
    """Give the texts of a figure: names, labels at the axes, what hovering says."""
    spoken = ("name", "text", "x", "y", "hovertemplate", "ticktext")
    if isinstance(part, dict):
        for key, value in part.items():
            told = value if isinstance(value, list) else [value]
            if key in spoken:
                yield from (one for one in told if isinstance(one, str))
            for one in told:
                yield from _drawn(one)
