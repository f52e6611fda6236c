"""Tables of texts, each drawn as one piece of HTML.

Streamlit's own table sets up Markdown in the browser for every cell, and goes by way of
pandas and Arrow at the server: a page with six hundred cells takes twice as long. Here
a cell is what a cell of that one was, a little Markdown: letters behind a backslash,
links, **strong** and `code`; all else stands as it is. It looks alike (tables.css), and
keeps the name by which the paper and the keyboard find it.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MARKED = re.compile(
    r"\\(?P<letter>[!-/:-@\[-`{-~])"
    r"|\[(?P<label>(?:\\.|[^\]\\])+)\]\((?P<to>(?:/(?!/)|https://)[^\s()]*)\)"
    r"|\*\*(?P<strong>(?:\\.|[^*\\])+)\*\*"
    r"|`(?P<code>[^`]+)`"
)
_SIGNS = re.compile(r"[\\\[*`&<>\"']")
"""What a cell has at least one of, unless it is the same in HTML."""


def draw(
    columns: Mapping[str, Sequence[str]], *, alt: str = "", keyed: bool = False
) -> None:
    """Draw columns as a table, by name for those who cannot see it; none without.

    `keyed`: the first column is of keys, which stay on one line where there is room.
    """
    if columns:
        st.html(table(columns, alt=alt, keyed=keyed))


def table(
    columns: Mapping[str, Sequence[str]], *, alt: str = "", keyed: bool = False
) -> str:
    """Return columns as a table in HTML, their names as heads."""
    kind = "texts keyed" if keyed else "texts"
    name = f' aria-label="{escape(alt.strip())}"' if alt.strip() else ""
    heads = "".join(f'<th scope="col"><p>{cell(each)}</p></th>' for each in columns)
    rows = zip(*columns.values(), strict=True)
    lines = "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in rows)
    return (
        f'<div class="{kind}" data-testid="stTable"><div>'
        f"<table{name}><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
        "</div></div>"
    )


def cell(text: str) -> str:
    """Return what a cell says as HTML, whatever it says."""
    if not _SIGNS.search(text):
        return text
    parts, end = [], 0
    for sign in _MARKED.finditer(text):
        parts += [escape(text[end : sign.start()]), _element(sign)]
        end = sign.end()
    return "".join([*parts, escape(text[end:])])


def _td(text: str) -> str:
    return f"<td><p>{cell(text)}</p></td>" if text else "<td></td>"


def _element(sign: re.Match[str]) -> str:
    if label := sign["label"]:  # which opens beside this page
        return f'<a href="{escape(sign["to"])}" target="_blank">{cell(label)}</a>'
    if strong := sign["strong"]:
        return f"<strong>{cell(strong)}</strong>"
    if code := sign["code"]:
        return f"<code>{escape(code)}</code>"
    return escape(sign["letter"])
