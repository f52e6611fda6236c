"""All that was written, what asks for attention first: of an owner, their department's.

A mark is not a record: of what it is about, an owner sees the findings that are their
own, and of the rest its number alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from data.ask import ask, marking
from data.ask.access import OWNER
from data.followup import key
from pages.parts.charts import looks
from pages.parts.lists import explanations, grid, mark_dialog, widths
from pages.parts.session import visitor
from pages.parts.session.readers import reader
from pages.parts.shell import controls, purpose
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from data.followup import Mark, Marks
    from data.words import Words
    from pages.parts.shell.context import PageContext

ATTENTION = ("late", "still_there", "lapsed")
"""What is late, what was done and is still there, and what came back."""
IN_ORDER = (*ATTENTION, "nobody", "owned", "planned", "accepted", "done", "solved")
SHOW, WHOSE = "followup.show", "followup.whose"
Line = tuple["Mark", str, dict[str, Any] | None]
"""A mark, how it stands, and the finding that it is of where it is there."""


def show(ctx: PageContext) -> None:
    """Show the marks that whoever looks may see, and one of them opened."""
    words = ctx.words
    if not marking.is_used(reader()):
        st.info(words("followup_page.not_set_up"))
        return
    purpose.ask(words)
    marks = marking.listed(reader(), ctx.snapshot)
    _stated(ctx, marks)
    if not any(not mark.is_blank for mark in marks.by_key.values()):
        st.info(words("pages.followup.empty"))
        return
    lines = _lines(ctx, marks)
    late = sum(status == "late" for _, status, _ in lines)
    text = words.count("followup_page.late", late)
    st.markdown(f"**{text if late else words('followup_page.none_late')}**")
    chosen = _chosen(words, lines)
    if not chosen:
        st.info(words("followup_page.nothing"))
        return
    _table(ctx, chosen)


def _stated(ctx: PageContext, marks: Marks) -> None:
    """Say of which day the follow-up is, and beside which snapshot, for whom."""
    words, actor = ctx.words, visitor.actor()
    day, today = words.date(ctx.snapshot.as_of), words.date(marks.today)
    text = words("followup_page.state", today=today, day=day)
    if actor.department is not None:
        department = words.department(actor.department)
        text += f". {words('followup_page.own', department=department)}"
    st.caption(markdown_escape(text))


def _lines(ctx: PageContext, marks: Marks) -> list[Line]:
    """Return the marks with how they stand, what asks for attention first."""
    still = set(ask(reader(), ctx.snapshot, "still_there")["mark"])
    rows = ask(reader(), ctx.snapshot, "marked_findings").to_dicts()
    _, *columns = marking.KEYS["marked_findings"]
    by_key = {key("finding", *(row[c] for c in columns)): row for row in rows}
    lines: list[Line] = []
    for name, mark in marks.by_key.items():
        holds = name in still
        status = mark.status(marks.today, ctx.snapshot.as_of, holds=holds)
        if status is not None and not mark.is_blank:
            lines.append((mark, status, by_key.get(name)))
    return sorted(lines, key=_gravity)


def _gravity(line: Line) -> tuple[int, str, str]:
    mark, status, _ = line
    return (IN_ORDER.index(status), str(mark.planned_on or "9999"), mark.key)


def _chosen(words: Words, lines: list[Line]) -> list[Line]:
    """Draw what is shown, and whose; return those lines."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = controls.segmented(
            words("list.view"),
            ("all", "attention"),
            format_func=lambda code: words(f"followup_page.{code}"),
            key=SHOW,
            parameter="show",
            label_visibility="collapsed",
        )
        whose = None
        if visitor.actor().role != OWNER:
            whose = controls.selectbox(
                words("followup_page.owner"),
                marking.owners(),
                default=None,
                format_func=words.department,
                placeholder=words("followup_page.everybody"),
                key=WHOSE,
                parameter="owner",
                may_be_emptied=True,
                width=260,
            )
    return [
        line
        for line in lines
        if (part == "all" or line[1] in ATTENTION) and whose in (None, line[0].owner)
    ]


def _table(ctx: PageContext, lines: list[Line]) -> None:
    """Draw the lines as a table, and the ones that are chosen below it."""
    words = ctx.words
    colours = {code: look.colour for code, look in looks.looks("mark_status").items()}
    called = {words.code("mark_status", code): colours[code] for code in colours}
    place = f"followup.{abs(hash(tuple(mark.key for mark, _, _ in lines)))}"
    shown = _cells(words, lines)
    pixels = {c.name: widths.width(c.name, c, words.column(c.name)) for c in shown}
    event = st.dataframe(
        shown.to_arrow(),
        hide_index=True,
        column_config={
            name: grid.text(words, name, "what", width=pixels[name])
            for name in shown.columns
        }
        | {
            "what": grid.text(words, "mark", "what", pinned=True, width=220),
            "mark_status": grid.chips(
                words.column("mark_status"), called, pixels["mark_status"]
            ),
        },
        key=place,
        placeholder=words("key.none"),
        alt=words("pages.followup.title"),
        height="content" if len(lines) <= grid.LOW else grid.TALL,
        on_select="rerun",
        selection_mode=("single-cell", "multi-row"),
    )
    places = [n for n in event.selection.rows if n < len(lines)]
    marks = [lines[n][0] for n in places]
    if marks:
        label = words.count("followup.rows", len(marks))
        mark_dialog.button(ctx, label, marks, "followup.rows")
    opened = [n for n, _ in event.selection.cells if n < len(lines)]
    if opened:
        _opened(ctx, lines[opened[0]])
    elif not marks:
        st.caption(words("panel.hint"))
    explanations.legend(ctx, ["mark_status"])


def _cells(words: Words, lines: list[Line]) -> pl.DataFrame:
    rows = [
        {
            "what": mark_dialog.called(words, mark.key),
            "mark_status": [words.code("mark_status", status)],
            "mark_planned_on": _day(words, mark.planned_on),
            "mark_owner": words.department(mark.owner) if mark.owner else None,
            "severity": words.code("severity", row["severity"]) if row else None,
            "mark_accepted_until": _day(words, mark.accepted_until),
            "mark_note": mark.note,
        }
        for mark, status, row in lines
    ]
    schema = dict.fromkeys(rows[0], pl.String) | {"mark_status": pl.List(pl.String)}
    return pl.DataFrame(rows, schema=schema)


def _day(words: Words, day: Any) -> str | None:  # noqa: ANN401
    return None if day is None else words.date(day)


def _opened(ctx: PageContext, line: Line) -> None:
    """Draw a mark beside the list: what it says, the finding, and the way to write."""
    words = ctx.words
    mark, status, row = line
    with st.container(key="row-panel", gap="small"):
        st.subheader(markdown_escape(mark_dialog.called(words, mark.key)), anchor=False)
        st.markdown(f"**{words.code('mark_status', status)}**")
        st.markdown(markdown_escape(mark_dialog.summary(words, mark)))
        mark_dialog.button(ctx, words("followup.button"), [mark], "followup.one")
        if row is not None:
            explanations.finding(words, row)
