"""Parts of the front end that a page will ask for, named in its document beforehand.

Streamlit brings a kind of element when it first meets one, and what that needs in its
turn, one round after another while the page is drawn. What every page has is asked for
with the document instead, while the front end starts, and what a list has with that of
a page that shows one: on another page it would only keep the processor busy. The chart
of Plotly, larger than all the rest, waits until a page has one.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts.session import routes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVERYWHERE = ("TextInput", "Html", "ButtonGroup")
"""Kinds of element that every page has, as the front end's files are called."""
LISTS = ("Multiselect", "Selectbox", "Checkbox", "DataFrame", "Pagination")
"""Kinds that a page with a list has besides."""
FRONT_END = Path(st.__file__).parent / "static"
_IMPORTED = re.compile(r"""(?:from|import)\s*["'`]\./([^"'`/]+\.js)["'`]""")
_NAMED = re.compile(r"static/js/([^\"]+\.js)\"")


@cache
def pages_with_a_list() -> frozenset[str]:
    """Return the addresses of the pages whose files draw what lists are made of."""
    return frozenset(
        f"/{name}"
        for name, page in routes.PAGES.items()
        if "pages.parts.lists" in page.file.read_text(encoding="utf-8")
    )


@cache
def links(*, with_list: bool) -> str:
    """Return the links that bring the parts of a page, but those each document has."""
    kinds = (*EVERYWHERE, *LISTS) if with_list else EVERYWHERE
    document = (FRONT_END / "index.html").read_text(encoding="utf-8")
    named = {*_NAMED.findall(document)}
    folder = FRONT_END / "static" / "js"
    return "".join(_link(each) for each in parts(folder, kinds) if each not in named)


def parts(folder: Path, kinds: Iterable[str]) -> list[str]:
    """Name the files of kinds of element, and all that these import."""
    needed: dict[str, None] = {}
    for kind in kinds:
        for path in sorted(folder.glob(f"{kind}.*.js")):
            _take(folder, path.name, needed)
    return list(needed)


def _take(folder: Path, name: str, needed: dict[str, None]) -> None:
    if name not in needed and (folder / name).exists():
        needed[name] = None
        for other in _imports(folder / name):
            _take(folder, other, needed)


def _imports(path: Path) -> Iterator[str]:
    yield from _IMPORTED.findall(path.read_text(encoding="utf-8"))


def _link(name: str) -> str:
    return f'<link rel="modulepreload" crossorigin href="./static/js/{name}">\n'
