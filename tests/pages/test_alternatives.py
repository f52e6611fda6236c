"""Every chart says in words what it shows, and has its table beside it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from data.words import LANGUAGES
from pages.parts.session import routes
from pages.parts.session.readers import folder
from tests.support import drawings, walk
from tests.support.grey import alike
from tests.support.nodes import nodes
from tests.support.screen import opened, pictured
from tests.support.tables import is_table

pytestmark = pytest.mark.usefixtures("shown")

ENDS = ("header", "title")
"""What ends the place of a chart, as the next one does."""


@cache
def known(snapshots: Path, language: str) -> dict[str, str]:
    return walk.addresses(snapshots, language)


def drawn(name: str, language: str) -> AppTest:
    """Run a page with something on it: one about one thing at its address."""
    if name not in routes.HIDDEN:
        return pictured(name, language)
    query = urlsplit(known(folder(), language)[name]).query
    return opened(name, dict(parse_qsl(query)))


def charts(at: AppTest) -> list[tuple[Any, list[Any]]]:
    """Return each chart with the elements in its place, which follow it."""
    pairs: list[tuple[Any, list[Any]]] = []
    place: list[Any] | None = None
    for node in nodes(at):
        if getattr(node, "type", None) in ENDS:
            place = None
        if drawings.is_chart(node):
            place = []
            pairs.append((node, place))
        elif place is not None:
            place.append(node)
    return pairs


def tabulates(node: Any) -> bool:
    """Return whether an element is a table, whoever draws it."""
    return getattr(node, "type", None) == "dataframe" or is_table(node)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", routes.PAGES)
def test_every_chart_tells_its_numbers_in_words(name: str, language: str) -> None:
    for chart, _ in charts(drawn(name, language)):
        alt = drawings.alternative(chart)
        assert len(alt) > 40
        assert re.search(r"\d", alt), alt


@pytest.mark.parametrize("name", routes.PAGES)
def test_every_chart_has_its_table_in_its_place(name: str) -> None:
    without = [
        drawings.alternative(chart)
        for chart, place in charts(drawn(name, "nl"))
        if not any(map(tabulates, place))
    ]
    assert without == []


@pytest.mark.parametrize("name", routes.PAGES)
def test_parts_of_a_chart_are_told_apart_in_grey(name: str) -> None:
    for chart, _ in charts(drawn(name, "nl")):
        assert alike(drawings.told_apart(chart)) == []


def test_charts_in_parts_are_found_on_the_pages_that_draw_them() -> None:
    drawing = {
        name
        for name in routes.PAGES
        for chart, _ in charts(drawn(name, "nl"))
        if len(drawings.told_apart(chart)) > 1
    }
    assert drawing >= {"retention", "recipients", "findings", "breakdowns", "transfers"}


def test_charts_are_found_on_the_pages_that_draw_them() -> None:
    drawing = {name for name in routes.PAGES if charts(drawn(name, "nl"))}
    assert drawing >= {"retention", "requests", "request", "client", "transfers"}
