"""The head of a page: what it is called and asks, on which snapshot and basis.

On screen it is as low as it can be: the legal basis is behind a sign, and pages that
share an entry of the navigation are a row of links. On paper it is the letterhead, and
the same stands at the foot of every sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import find_query
from pages.parts.session import routes
from pages.parts.session.readers import asker
from pages.parts.shell import links, purpose, theme
from pages.parts.text import cell_labels
from pages.parts.text.escaping import css_text, markdown_escape

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext


def draw(ctx: PageContext, page: str, *, of: str | None = None) -> None:
    """Draw the head of a page; require a purpose where its list is about persons.

    The basis is that of the list it shows: `of`, where that has another name.
    """
    listed, basis = of or page, None
    if any(listed in queries.folder(name) for name in ("organisation", "records")):
        text = cell_labels.basis(ctx.words, find_query(listed)["basis"])
        basis = f"{ctx.words('app.basis')}: {text}"
    of_one(ctx, page, basis=basis)
    purpose.require(ctx.words, page)


def of_one(
    ctx: PageContext, page: str, number: str = "", *, basis: str | None = None
) -> None:
    """Draw the head of a page about one thing, by its number where that is known."""
    words = ctx.words
    title = f"{words(f'pages.{page}.title')} {number}".rstrip()
    with st.container(key="head", gap=None):
        _tabs(ctx, page)
        with st.container(key="title", horizontal=True, vertical_alignment="bottom"):
            st.title(title, anchor=False, help=basis)
            st.markdown(_seal(ctx), width="content")
        st.markdown(words(f"pages.{page}.question"))
    _foot(ctx)


def _tabs(ctx: PageContext, page: str) -> None:
    """Link to the pages that share this one's entry, or to where it was opened."""
    names = routes.tabs(page, asker())
    is_one_thing = routes.PAGES[page].is_hidden
    if len(names) < (1 if is_one_thing else 2):
        return
    with st.container(key="tabs", horizontal=True, gap=None):
        for name in names:
            title = ctx.words(f"pages.{name}.title")
            if name == page:
                st.markdown(f"**{title}**", width="content")
            else:
                links.link(name, title)


def _seal(ctx: PageContext) -> str:
    """Return whose snapshot is shown, of which day, and what it is known by."""
    controller = markdown_escape(ctx.snapshot.seal["controller"])
    day = ctx.words.date(ctx.snapshot.as_of)
    return f"{controller} · {day} · `{ctx.snapshot.short}`"


def _foot(ctx: PageContext) -> None:
    """Put the same at the foot of every sheet of paper, with its number."""
    controller, day = (
        ctx.snapshot.seal["controller"],
        ctx.words.date(ctx.snapshot.as_of),
    )
    seal = css_text(f"{controller} · {day} · {ctx.snapshot.digest}")
    with theme.unseen("foot"):
        st.html(
            f"<style>@page {{ @bottom-left {{ content: {seal} }}"
            ' @bottom-right { content: counter(page) " / " counter(pages) } }</style>'
        )
