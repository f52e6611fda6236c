"""Periods and days below each other on one line of time, readable without colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts.charts import chart, drawing
from pages.parts.charts.looks import Look
from pages.parts.text.escaping import markdown_escape
from pages.parts.text.small_tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pages.parts.shell.context import PageContext

MOST = 40
"""Lines that are drawn; a table beside the chart has the rest."""
STEPS, MOST_TICKS = (1, 2, 3, 6, 12, 24, 60, 120), 8
"""Months between days that the axis names, and how many it names about."""
LAST_TICK = 90
"""How far to the right, of a hundred, there is still room for the name of a day."""
LOOKS = {
    "term": Look("#8fb4d9"),
    "paused": Look("#d9c48f", "/"),
    "held": Look("#a9bccf"),
    "request": Look("#8fb4d9", "."),
    "restricted": Look("#c9a9cf", "x"),
}


@dataclass(frozen=True)
class Span:
    """One line: what it is, its period or its one day, and what to say of it."""

    label: str
    start: date | None
    end: date | None = None
    look: str = "held"
    due: date | None = None
    """A last day, drawn as a diamond."""
    note: str = ""


def draw(ctx: PageContext, lines: Sequence[Span], title: str, *, key: str) -> None:
    """Draw lines of time under each other, with the day of the snapshot across."""
    drawn = [line for line in lines if line.start or line.due][:MOST]
    if not drawn:
        return
    alternative = "; ".join(text(ctx, line) for line in drawn)
    chart.draw(
        ctx,
        _Drawn(ctx, drawn, _reach(ctx, drawn)),
        title,
        key=key,
        alternative=alternative,
    )
    with st.expander(ctx.words("timeline.table")):
        table([_row(ctx, line) for line in drawn], alt=title)


def _row(ctx: PageContext, line: Span) -> dict[str, str]:
    """Write a line as a row of the table: what, from when until when, what of it."""
    words = ctx.words
    return {
        words("timeline.what"): markdown_escape(line.label),
        words("timeline.start"): words.date(line.start),
        words("timeline.end"): words.date(line.end),
        words("timeline.due"): words.date(line.due),
        words("timeline.note"): markdown_escape(line.note or words("key.none")),
    }


def text(ctx: PageContext, line: Span) -> str:
    """Return in words a line in words: what, when, and what of it."""
    words = ctx.words
    days = words.date(line.start or line.due)
    if line.end is not None and line.start is not None:
        last = words.date(line.end)
        days = words("dossier.period", first=days, last=last)
    if line.due is not None and line.start is not None:
        days += f", {words.column('due_on').lower()} {words.date(line.due)}"
    note = f" ({line.note})" if line.note else ""
    return words("dossier.lane", label=line.label, days=days) + note


@dataclass(frozen=True)
class _Drawn:
    """Lines of time under each other, as HTML."""

    ctx: PageContext
    lines: Sequence[Span]
    reach: tuple[date, date]
    """The first and the last day of the axis."""

    def html(self, alt: str) -> str:
        """Write it; `alt` is what it shows, in words."""
        as_of = self._at(self.ctx.snapshot.as_of)
        text = f"{self.ctx.words('dossier.as_of')} "
        text += self.ctx.words.date(self.ctx.snapshot.as_of)
        head = _beside("before", 100 - as_of, text)
        rows = [_laid("", head, as_of)]
        rows += [_laid(line.label, self._track(line), as_of) for line in self.lines]
        axis = "".join(
            f'<span style="left:{self._at(day):.2f}%">{escape(text)}</span>'
            for day, text in self._ticks()
        )
        rows.append(f'<span></span><span class="days">{axis}</span>')
        body = f'<div class="timeline">{"".join(rows)}</div>'
        return drawing.framed(body, alt, list(LOOKS.values()))

    def _at(self, day: date) -> float:
        """Return how far to the right a day is, of a hundred."""
        first, last = self.reach
        return 100 * (day - first).days / (last - first).days

    def _track(self, line: Span) -> str:
        """Draw a period as a bar, its one day as a dot, its last day as a diamond."""
        drawn = ""
        if line.start and line.end:
            left, right = self._at(line.start), self._at(line.end)
            fill = list(LOOKS).index(line.look)
            drawn = (
                f'<i style="left:{left:.2f}%;width:{max(right - left, 0.2):.2f}%;'
                f'background:var(--fill-{fill})"></i>'
            )
        elif line.start:
            drawn = f'<b class="dot" style="left:{self._at(line.start):.2f}%"></b>'
        if line.due:
            drawn += f'<b class="due" style="left:{self._at(line.due):.2f}%"></b>'
        return drawn + self._note(line)

    def _note(self, line: Span) -> str:
        """Write beside a line what it says, where there is more room for it."""
        first, last = self.reach
        days = [day for day in (line.start, line.end, line.due) if day]
        is_single = line.end is None
        parts = [self.ctx.words.date(line.start or line.due)] if is_single else []
        parts += [line.note] if line.note else []
        is_right = last - max(days) >= min(days) - first
        at = self._at(max(days)) if is_right else 100 - self._at(min(days))
        return _beside("after" if is_right else "before", at, ", ".join(parts))

    def _ticks(self) -> Iterator[tuple[date, str]]:
        """Return the first days of months, or of years, that the axis names."""
        first, last = self.reach
        months = (last.year - first.year) * 12 + last.month - first.month
        step = next((n for n in STEPS if months <= MOST_TICKS * n), STEPS[-1])
        for n in range(first.year * 12, last.year * 12 + last.month, step):
            day = date(n // 12, n % 12 + 1, 1)
            if day >= first and self._at(day) <= LAST_TICK:
                is_years = step % 12 == 0
                text = (
                    str(day.year) if is_years else self.ctx.words.month(day, short=True)
                )
                yield day, text


def _beside(side: str, at: float, text: str) -> str:
    """Write a text before or after a place, in the room that there is to the edge."""
    edge = "right" if side == "before" else "left"
    return f'<small class="{side}" style="{edge}:{at:.2f}%">{escape(text)}</small>'


def _laid(label: str, track: str, as_of: float) -> str:
    """Write a line: what it is, and its track with the day of the snapshot across."""
    return (
        f'<span class="name">{escape(label)}</span><span class="track">'
        f'<u style="left:{as_of:.2f}%"></u>{track}</span>'
    )


def _reach(ctx: PageContext, lines: Sequence[Span]) -> tuple[date, date]:
    """Return the first and the last day of the axis."""
    days = [ctx.snapshot.as_of]
    days += [d for line in lines for d in (line.start, line.end, line.due) if d]
    first, last = min(days), max(days)
    room = max(20, (last - first).days)
    return first - timedelta(days=room // 30), last + timedelta(days=room // 3)
