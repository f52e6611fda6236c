"""What the monthly runs came to, and how old the newest snapshot is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data import contract, runs
from data.snapshot import day_of
from pages.parts.session.readers import folder
from pages.parts.shell import freshness
from pages.parts.text import small_tables

if TYPE_CHECKING:
    from data.runs import MonthlyRun
    from data.words import Words

SHOWN = 6


def show(words: Words) -> None:
    """Draw the last runs; that there is none on record is said too."""
    st.header(words("runs.title"), anchor=False)
    if newest := freshness.newest():
        day, age = words.date(newest[0]), newest[1]
        ago = words.count("runs.age", age, day=day)
        st.markdown(ago if age > 0 else words("runs.of", day=day))
    last = runs.read(folder())[:SHOWN]
    if not last:
        st.markdown(words("runs.none"))
    small_tables.table([_row(words, run) for run in last], alt=words("runs.title"))
    if any(run.why for run in last):
        st.caption(words("runs.in_full"))


def _row(words: Words, run: MonthlyRun) -> dict[str, str]:
    came_to = "runs.done" if run.why is None else "runs.refused"
    return {
        words("runs.at"): words.moment(run.moment),
        words("runs.step"): words(f"runs.steps.{run.step}"),
        words("runs.came_to"): words(came_to),
        words("runs.day"): words.date(day_of(run.day) if run.day else None),
        words("runs.digest"): f"`{run.digest[:12]}`"
        if run.digest
        else words("key.none"),
        words("runs.why"): _why(words, run) if run.why else "",
    }


def _why(words: Words, run: MonthlyRun) -> str:
    """Return in words what refused a run, and which tables it is about."""
    because = words(f"runs.because.{run.cause or 'fault'}")
    named = [table for table in (run.about or "").split() if table in contract.TABLES]
    tables = words.join(words.code("table", table) for table in named)
    return f"{because} {words('runs.about', tables=tables)}" if named else because
