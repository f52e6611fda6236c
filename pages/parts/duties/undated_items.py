"""What is open without a last day: it cannot stand in the agenda, so it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

import queries
from data.ask import Filter, Question, ask, count
from data.ask.filters import SPAN
from data.snapshot import day_of
from pages.parts.session import routes
from pages.parts.session.readers import reader
from pages.parts.shell import context

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from data.words import Words
    from pages.parts.shell.context import PageContext

WAITING = {
    "awaiting": ("requests", "status", "awaiting_identity"),
    "on_hold": ("retention", "status", "on_hold"),
}
"""What waits: the list that it stands in, and what it is filtered by there."""


def show(ctx: PageContext) -> None:
    """Draw what waits without a last day, with the way to each list."""
    for page, label, filters in _new_findings(ctx):
        link(page, label, {**context.kept(), **filters})
    lines = [*_waiting(ctx), *_never_reviewed(ctx), *_high_findings(ctx)]
    if lines:
        st.markdown(f"**{ctx.words('agenda.undated')}**")
    for page, label, filters in lines:
        link(page, label, {**context.kept(), **filters})


def _new_findings(ctx: PageContext) -> list[tuple[str, str, dict[str, str]]]:
    """Return the findings that the snapshot before did not have, where there is one."""
    previous, as_of = ctx.snapshot.seal["previous"], ctx.snapshot.as_of
    if previous is None:
        return []
    n = _count(ctx.snapshot, "findings", Filter("first_seen", f"{as_of}{SPAN}{as_of}"))
    day = ctx.words.date(day_of(previous["day"]))
    ends = {f"first_seen.{end}": as_of.isoformat() for end in ("from", "to")}
    return [("findings", ctx.words.count("agenda.new", n, day=day), ends)] if n else []


def _waiting(ctx: PageContext) -> list[tuple[str, str, dict[str, str]]]:
    lines = []
    for name, (page, column, value) in WAITING.items():
        n = _count(ctx.snapshot, page, Filter(column, value))
        if n:
            label = ctx.words.count(f"agenda.{name}", n)
            lines.append((page, label, {column: value}))
    return lines


def _never_reviewed(ctx: PageContext) -> list[tuple[str, str, dict[str, str]]]:
    reviewed, rule = Filter("reviewed_on", ".."), Filter("rule", "REG-02")
    n = _count(ctx.snapshot, "register") - _count(ctx.snapshot, "register", reviewed)
    if not n:
        return []
    total = _count(ctx.snapshot, "findings", rule)
    label = ctx.words.count("agenda.never", n, total=ctx.words.number(total))
    return [("findings", label, {rule.column: rule.text})]


def _high_findings(ctx: PageContext) -> list[tuple[str, str, dict[str, str]]]:
    """Return the rules of high severity that find what no line of the agenda is about.

    Else whoever works the agenda off would still have them all.
    """
    rows = ask(reader(), ctx.snapshot, "undated_findings").iter_rows()
    return [
        ("findings", high_label(ctx.words, rule, n, total), {"rule": rule})
        for rule, n, total in rows
    ]


def high_label(words: Words, rule: str, n: int, total: int) -> str:
    """Return how many findings of a rule have no day; of how many, where others do."""
    title = words.title(queries.folder("findings")[rule])
    if n == total:
        return words.count("agenda.high", n, rule=rule, title=title)
    of = words.number(total)
    return words.count("agenda.high_part", n, rule=rule, title=title, of=of)


def _count(snapshot: Snapshot, page: str, *filters: Filter) -> int:
    return count(reader(), snapshot, Question(page, filters))


def link(page: str, label: str, params: dict[str, str]) -> None:
    """Link to a page; by a whole new page where there is no frame to stay in."""
    try:
        st.page_link(
            routes.path(page),
            label=label,
            query_params=params,
            icon=":material/chevron_right:",
        )
    except StreamlitPageNotFoundError:
        st.markdown(f"[{label}](/{page}?{urlencode(params)})")
