"""The agenda as a month: how much is due on each day, and of what kind.

A click on a day shows its deadlines in the list. The days that were picked do not
narrow it, since the month does; what else the list is filtered by does.
"""

from __future__ import annotations

from calendar import Calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from data.ask import Filter, Question, tally
from data.ask.counting import MONTH
from data.ask.filters import SPAN
from pages.parts.duties import agenda
from pages.parts.lists import chips, filter_values, views
from pages.parts.lists.listing import LIST
from pages.parts.session.readers import reader
from pages.parts.shell import controls

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

SHOWN = "month"
"""The address parameter that says which month is shown."""
DAYS = ("period", "due_on")
"""What the agenda is filtered by that the month takes the place of."""


def show(ctx: PageContext, question: Question) -> None:
    """Draw a month of the deadlines asked for; a button a day that has any."""
    rest = tuple(each for each in question.filters if each.column not in DAYS)
    month = _month(ctx, Question(question.name, rest))
    first, last = chips.month_of(month)
    within = Filter("due_on", f"{first}{SPAN}{last}")
    rows = tally(
        reader(),
        ctx.snapshot,
        Question(question.name, (*rest, within)),
        "due_on",
        "kind",
    )
    by_day: dict[date, dict[str, int]] = {}
    for day, kind, n in rows.iter_rows():
        by_day.setdefault(day, {})[kind] = n
    names = ctx.words.locale.days["stand-alone"]["abbreviated"]
    st.caption(ctx.words("agenda.whole_month"))
    with st.container(key="calendar", gap="xsmall"):
        for n, cell in enumerate(st.columns(7)):
            cell.caption(names[n])
        for week in Calendar().monthdatescalendar(month.year, month.month):
            for day, cell in zip(week, st.columns(7), strict=True):
                with cell:
                    _day(
                        ctx, day, by_day.get(day, {}), is_shown=day.month == month.month
                    )


def _month(ctx: PageContext, question: Question) -> date:
    """Choose among the months that have a deadline; at first the one that comes."""
    rows = tally(reader(), ctx.snapshot, question, f"{MONTH}due_on")
    counts = {month.isoformat(): n for month, n in rows.iter_rows()}
    now = (ctx.snapshot.as_of + timedelta(days=1)).replace(day=1).isoformat()
    months = sorted({*counts, now})
    chosen = controls.selectbox(
        ctx.words("charts.month"),
        months,
        default=now,
        format_func=lambda month: (
            f"{ctx.words.month(date.fromisoformat(month))} · "
            f"{ctx.words.count('units.rows', counts.get(month, 0))}"
        ),
        key=agenda.LISTING.key(SHOWN),
        parameter=SHOWN,
        label_visibility="collapsed",
        width=270,
    )
    return date.fromisoformat(chosen or now)


def _day(ctx: PageContext, day: date, kinds: dict[str, int], *, is_shown: bool) -> None:
    """Draw a day of the month: its number, or a button with what is due on it."""
    words = ctx.words
    if not is_shown:
        st.markdown("&nbsp;")
    elif not kinds:
        st.markdown(f":gray[{day.day}]")
    else:
        total = sum(kinds.values())
        is_late = day < ctx.snapshot.as_of
        lines = [
            f"{words.number(n)} × {words.code('deadline', kind)}"
            for kind, n in kinds.items()
        ]
        st.button(
            f"{day.day} · **{words.number(total)}**",
            key=f"calendar-{'late' if is_late else 'due'}-{day}",
            help=f"{words.date(day)}: {', '.join(lines)}",
            width="stretch",
            on_click=_open,
            args=(day,),
        )
        with st.container(key=f"kinds-{day}"):
            st.caption("  \n".join(lines))


def _open(day: date) -> None:
    """Show the deadlines of a day in the list; runs before the page does."""
    name = agenda.LISTING.name
    only = Question(name, (Filter("due_on", f"{day}{SPAN}{day}"),))
    filter_values.put(
        agenda.LISTING.page,
        {"period": [], **dict(filter_values.parameters(only))},
    )
    views.put(agenda.LISTING.page, LIST)
