"""What people wrote, beside the rows of a list: columns, counts and ways to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from data.ask import marking, of_which
from data.followup import SHOWN
from data.followup import key as key_of
from pages.parts.lists import mark_dialog
from pages.parts.session.readers import reader
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    import polars as pl

    from data.ask import Question
    from data.explain.steps import Row
    from data.followup import Mark
    from pages.parts.shell.context import PageContext


def is_offered(name: str) -> bool:
    """Return whether the rows of a list can be written about by whoever looks."""
    return name in marking.KEYS and marking.may_write(reader())


def marked(
    ctx: PageContext, name: str, rows: pl.DataFrame
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Return rows with what was written of each, and the columns of it to show.

    None where nobody wrote anything yet, or the reader may see no marks.
    """
    if name not in marking.KEYS:
        return rows, ()
    marks = marking.read(reader())
    if not marks.is_begun:
        return rows, ()
    return marking.beside(name, rows, marks, ctx.snapshot.as_of), SHOWN


def count(ctx: PageContext, question: Question) -> None:
    """Draw how many of the rows asked for are accepted, planned and nobody's."""
    counted = of_which.of_list(reader(), ctx.snapshot, question)
    if counted is None:
        return
    key = "of_open" if question.name in marking.OPEN else "of_which"
    day = ctx.words.date(marking.read(reader()).today)
    read_on = ctx.words("followup.read_on", day=day)
    st.caption(f"{sentence(ctx, counted, key)}. {read_on}")


def sentence(ctx: PageContext, counted: of_which.OfWhich, key: str = "of_which") -> str:
    """Return in words how many are accepted, planned and nobody's."""
    names = ("things", "accepted", "planned", "nobodys")
    numbers = {name: ctx.words.number(getattr(counted, name)) for name in names}
    return ctx.words(f"followup.{key}", **numbers)


def selected(ctx: PageContext, name: str, chosen: pl.DataFrame) -> None:
    """Offer to write about the rows that are ticked."""
    if not is_offered(name):
        return
    label = ctx.words.count("followup.rows", chosen.height)
    mark_dialog.button(ctx, label, _marks(name, chosen), f"followup.rows.{name}")


def opened(ctx: PageContext, name: str, row: Row | dict[str, Any]) -> None:
    """Draw what was written of the row that is opened, and offer to write."""
    if name not in marking.KEYS or not marking.is_used(reader()):
        return
    kind, *columns = marking.KEYS[name]
    name_of_mark = key_of(kind, *(str(row[column]) for column in columns))
    mark = marking.read(reader()).of(name_of_mark)
    if not mark.is_blank:
        st.markdown(markdown_escape(mark_dialog.summary(ctx.words, mark)))
    mark_dialog.button(ctx, ctx.words("followup.button"), [mark], f"followup.{name}")


def _marks(name: str, rows: pl.DataFrame) -> list[Mark]:
    marks = marking.read(reader())
    return [marks.of(key) for key in marking.keys_of(name, rows)]
