"""One button with every file that a list can be taken as."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from data.ask.question import SINCE
from data.export import calendar as deadlines
from data.export.csv_file import FORMATS
from data.export.workbook import MOST

if TYPE_CHECKING:
    from data.ask import Question
    from pages.parts.shell.context import PageContext

LARGE = 250_000
"""Rows of a file that takes seconds to make, before its first byte is sent."""


def draw(ctx: PageContext, question: Question, total: int) -> None:
    """Offer exactly these rows as a file, in each form, and all of it as evidence."""
    words = ctx.words
    with st.popover(words("list.download"), icon=":material/download:"):
        st.caption(words.count("list.download_rows", total))
        for form in FORMATS:
            _file(ctx, question, form, total)
        if question.name == deadlines.NAME:
            _calendar(ctx, question, total)
        if ctx.sees_records:
            _link(words("pack.button"), pack(ctx), words("pack.button_help"))
        if total > LARGE:
            st.caption(words("list.export_large"))


def _file(ctx: PageContext, question: Question, form: str, total: int) -> None:
    words = ctx.words
    fits = form != "xlsx" or total <= MOST
    about = words(f"files.{form}_help")
    if not fits:
        about = words("list.export_xlsx_rows", most=words.number(MOST))
    _link(words(f"files.{form}"), address(ctx, question, form), about, fits)


def _calendar(ctx: PageContext, question: Question, total: int) -> None:
    """Offer deadlines as a calendar, which without an event is none (RFC 5545, 3.4)."""
    words = ctx.words
    fits = 0 < total <= deadlines.MOST
    about = words("agenda.calendar_help")
    if total > deadlines.MOST:
        about = words("agenda.calendar_full", n=words.number(deadlines.MOST))
    where = address(ctx, question).replace(".csv?", ".ics?", 1)
    where = f"{where}&{urlencode({'lang': words.language})}"
    _link(words("agenda.calendar"), where, about, fits)


def _link(label: str, where: str, about: str, fits: bool = True) -> None:
    st.link_button(label, where, help=about, disabled=not fits, width="stretch")


def address(ctx: PageContext, question: Question, form: str = "csv") -> str:
    """Return the address of exactly these rows as a file."""
    params = [("snapshot", ctx.snapshot.day)]
    params += [(applied.column, applied.text) for applied in question.filters]
    if ctx.snapshot.since:
        params.append((SINCE, ctx.snapshot.since.day))
    if form == "xlsx":
        params.append(("lang", ctx.words.language))
    return f"/export/{question.name}.{FORMATS[form]}?{urlencode(params)}"


def pack(ctx: PageContext) -> str:
    """Return the address of the audit pack of a snapshot."""
    return f"/export/pack.zip?snapshot={ctx.snapshot.day}"
