"""What a page shows, read from the elements it draws; no browser needed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from html.parser import HTMLParser
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import queries
from data.ask import Actor
from data.ask.identity.sessions import Session
from data.export.csv_file import TABLES
from data.words import words_for
from pages.parts.session import routes, visitor
from pages.parts.session.readers import folder
from tests.support.drawings import is_drawing
from tests.support.nodes import nodes
from tests.support.sealed import DAY, LATER
from tests.support.tables import is_table
from tests.support.web import exported

# Every start of a page in a test would look through all that is installed.
manifest_scanner.scan_component_manifests = cache(
    manifest_scanner.scan_component_manifests
)

DUTCH, ENGLISH = words_for("nl"), words_for("en")
ANSWERS = queries.folder("records") | queries.folder("organisation")
LISTS = [page for page in routes.PAGES if page in TABLES and page in ANSWERS]

PATIENCE = 30
"""Seconds that a page may take where everything is slow."""

_NOT_READ = {
    *("id", "tag", "url", "type", "theme", "format", "min", "max", "config", "spec"),
    *("page", "page_script_hash", "query_string", "columns", "default"),
}
"""Fields of an element that hold no text for a reader, or none as it stands."""


def menu(role: str) -> list[re.Pattern[str]]:
    """Return what the entries of the menu say to a role, each after its icon."""
    leading = map(routes.PAGES.__getitem__, routes.entries_of(Actor("a-test", role)))
    titles = [
        DUTCH.texts.get(f"pages.{page.entry}.entry", DUTCH(f"pages.{page.name}.title"))
        for page in leading
    ]
    return [re.compile(rf"{re.escape(title)}( · \d+)?$") for title in titles]


Address = Mapping[str, str | Sequence[str]]
"""Parameters of an address, each with one value or several."""


def opened(
    page: str, address: Address | None = None, *, role: str = "dpo", **more: str
) -> AppTest:
    """Run a page by itself, without its frame, at an address."""
    at = AppTest.from_file(routes.path(page), default_timeout=PATIENCE)
    at = looking(at, role)
    at.query_params.update({**(address or {}), **more})
    return at.run()


def looking(at: AppTest, role: str = "dpo", purpose: str | None = "audit") -> AppTest:
    """Let a page be looked at in a role, for a purpose that was given before."""
    at.session_state[visitor._OPEN] = Session("", {}, 0, 0, role=role, purpose=purpose)
    return at


def framed(
    page: str, *, role: str = "dpo", purpose: str | None = "audit", **address: str
) -> AppTest:
    """Run a page within the frame, as a reader who followed a link."""
    frame = routes.FOLDER / "frame.py"
    at = looking(AppTest.from_file(frame, default_timeout=PATIENCE), role, purpose)
    at.run()  # the front page leads on to the first page of the role
    at.query_params.clear()
    at.query_params.update(address)
    return at.switch_page(str(routes.path(page))).run()


def texts(within: Any) -> list[str]:
    """Return every text of a page or a block that its reader can come to see."""
    return [text for node in nodes(within) for text in _said(node) if text]


def cells(at: AppTest) -> list[str]:
    """Return the cells of the page's tables, and the names within its charts."""
    drawn = ("dataframe", "table", "plotly_chart", "multiselect")
    return [
        text
        for node in nodes(at)
        if getattr(node, "type", None) in drawn or is_drawing(node) or is_table(node)
        for text in _said(node)
    ]


def charts(at: AppTest) -> list[dict[str, Any]]:
    """Return the figures of the page's charts."""
    return [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]


def _said(node: Any) -> Iterator[str]:
    kind, proto = getattr(node, "type", None), getattr(node, "proto", None)
    if proto is None or not hasattr(proto, "ListFields"):
        return
    if kind == "html":
        yield from html_texts(proto.body)
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
            # a null is shown as the placeholder, which is a text of its own
            for cell in node.value[column].dropna():
                yield from [str(cell)] if isinstance(cell, str | int | float) else cell


class _Html(HTMLParser):
    """Reads what HTML says: its texts, and what it says of pictures and buttons.

    What it quotes as `code` stands between backticks, as in Markdown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.spoken: list[str] = []
        self._silent = self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # the numbers at an axis count nothing
        self._silent = tag in ("style", "script") or ("class", "tick") in attrs
        self._is_code = tag == "code"
        self.spoken += [text or "" for name, text in attrs if name in _SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._is_code = False

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            text = data.strip()
            self.spoken.append(f"`{text}`" if self._is_code else text)


_SPOKEN = ("alt", "aria-label", "title")


def html_texts(body: str) -> list[str]:
    """Return every text of HTML that a reader can come to see or hear."""
    parser = _Html()
    parser.feed(body)
    parser.close()
    return parser.spoken


def _strings(proto: Any) -> Iterator[str]:
    for field, value in proto.ListFields():
        if field.name in _NOT_READ:
            continue
        for item in value if field.is_repeated else [value]:
            if hasattr(item, "ListFields"):
                yield from _strings(item)
            elif isinstance(item, str):
                yield item


def _drawn(part: Any) -> Iterator[str]:
    """Return the texts of a figure: names, labels at the axes, what hovering says."""
    spoken = ("name", "text", "x", "y", "hovertemplate", "ticktext")
    if isinstance(part, dict):
        for key, value in part.items():
            values = value if isinstance(value, list) else [value]
            if key in spoken:
                yield from (text for text in values if isinstance(text, str))
            for inner in values:
                yield from _drawn(inner)


@cache
def _reader(language: str, day: str) -> AppTest:
    """Start the session of a reader, who looks at one page after another."""
    return framed("overview", lang=language, snapshot=day)


@cache
def seen(
    name: str, language: str = "nl", day: str = LATER, view: str = "list"
) -> AppTest:
    """Run a page within the frame, once for all tests that only look at it.

    Not to be touched: what is given is a view of a session that went on.
    """
    at = _reader(language, day)
    for parameter in at.query_params.keys() - {"lang", "snapshot"}:
        del at.query_params[parameter]  # as the menu leads to a page
    if name in CHARTED:
        at.session_state[f"{name}.view"] = view
    page: AppTest = copy(at.switch_page(str(routes.path(name))).run())
    page.query_params = {**at.query_params}
    return page


CHARTED = tuple(
    name
    for name, page in routes.PAGES.items()
    if "views=(CHART" in page.file.read_text()
)
"""Pages that show their charts in the place of their rows."""


def pictured(name: str, language: str = "nl", day: str = LATER) -> AppTest:
    """Return a page with its charts, where it has them beside its rows."""
    return seen(name, language, day, "chart" if name in CHARTED else "list")


def is_quiet(at: AppTest) -> bool:
    """Return whether a page raised nothing, refused nothing and warned of nothing."""
    return not (at.exception or at.error or at.warning)


def listed(at: AppTest) -> int:
    """Read how many rows a list says that it has."""
    matches = [re.fullmatch(r"([\d.]+) rij(en)?", each.value) for each in at.header]
    (count,) = (int(match[1].replace(".", "")) for match in matches if match)
    return count


def export_link(at: AppTest) -> str:
    """Return the address behind the button for the file."""
    urls = [str(each.proto.url) for each in at.get("link_button")]
    (url,) = (url for url in urls if re.match(r"/export/[a-z_]+\.csv\?", url))
    return url


def letters(text: str) -> str:
    """Return a text of Markdown as a reader sees it: without what marks a sign."""
    return re.sub(r"\\(?=[!-/:-@\[-`{-~])|\u2060", "", text)


def notices(at: AppTest) -> list[str]:
    """Return what a page says in its blue boxes."""
    return [each.value for each in at.info]


@cache
def filters_of(name: str) -> tuple[str, ...]:
    """Name the filters of a page as they stand in its address."""
    at = seen(name)
    keys = [widget.key for widget in (*at.multiselect, *at.date_input)]
    return tuple(key.removeprefix(f"{name}.") for key in keys)


def file_of(name: str, day: str = DAY) -> bytes:
    """Return the whole file of a list, as the command line writes it."""
    return exported(name, folder(), day)
