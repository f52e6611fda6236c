"""Chips above a list: the parts of it that are asked for most, with their counts.

A chip is filters like any other, so that a link opens the same list; what else it is
filtered by stays, and is counted along.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import timedelta
from typing import TYPE_CHECKING

from data.ask import Question, count, find_query
from data.ask.filters import SPAN, parse_filters
from data.snapshot import day_of
from pages.parts.lists import filter_values
from pages.parts.session.readers import reader
from pages.parts.shell import controls

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from streamlit.delta_generator import DeltaGenerator

    from data.ask import Filter
    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

    Chips = dict[str, tuple[Filter, ...]]
    """What each chip filters by."""

AHEAD = timedelta(weeks=13)
"""How far is looked ahead where nobody picked a day: about a quarter."""
ALL, NEW = "all", "new"
"""The last chip, none of the others; and one that compares with the snapshot before."""


def month_of(day: date, later: int = 0) -> tuple[date, date]:
    """Return the first and the last day of a month, that of a day or a later one."""
    years, month = divmod(day.month - 1 + later, 12)
    first = day.replace(year=day.year + years, month=month + 1, day=1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _days(as_of: date) -> dict[str, str]:
    """Return the days that the filters of chips name, as a filter writes them."""
    spans = {
        "this_month": month_of(as_of),
        "next_month": month_of(as_of, 1),
        "as_of": (as_of, as_of),
        "quarter": ("", as_of + AHEAD),
    }
    return {name: SPAN.join(map(str, ends)) for name, ends in spans.items()}


def of(ctx: PageContext, listing: Listing) -> Chips:
    """Return the chips of a list, those that the list of this role has columns for."""
    columns = {column.name for column in find_query(listing.name).columns}
    days = _days(ctx.snapshot.as_of)
    chips = {
        name: parse_filters(text.format_map(days))
        for name, text in listing.chips.items()
        if name != NEW or ctx.snapshot.seal["previous"] is not None
    }
    return {
        name: filters
        for name, filters in chips.items()
        if columns.issuperset(applied.column for applied in filters)
    }


def draw(
    ctx: PageContext, where: DeltaGenerator, listing: Listing, question: Question
) -> set[str]:
    """Draw the chips of a list with their counts, among what else is filtered by.

    Return the columns whose filters the chosen one tells.
    """
    chips = of(ctx, listing)
    if not chips:
        return set()
    columns = {applied.column for filters in chips.values() for applied in filters}
    rest = tuple(each for each in question.filters if each.column not in columns)
    narrowed = _alike(set(question.filters) - set(rest))
    known: Chips = {**chips, ALL: ()}
    counts = {
        name: count(reader(), ctx.snapshot, Question(question.name, (*rest, *filters)))
        for name, filters in known.items()
    }
    offered = [name for name in known if counts[name] or name in (ALL, *_first(chips))]
    same = (name for name in offered if _alike(known[name]) == narrowed)
    chosen = next(same, None)
    controls.pills(
        where,
        ctx.words("list.chips"),
        offered,
        format_func=lambda name: _label(ctx, listing, name, counts[name]),
        key=listing.key("chip"),
        chosen=chosen,
        on_change=_choose,
        args=(listing, known),
        label_visibility="collapsed",
    )
    return columns if chosen else set()


def _alike(filters: Iterable[Filter]) -> set[tuple[str, frozenset[str]]]:
    """Return filters so that the order of their values does not matter."""
    return {(applied.column, frozenset(applied.values)) for applied in filters}


def _first(chips: Mapping[str, object]) -> list[str]:
    """Name the chip that stands there at nought too: the first, which is the worst."""
    return list(chips)[:1]


def _label(ctx: PageContext, listing: Listing, name: str, n: int) -> str:
    words, as_of = ctx.words, ctx.snapshot.as_of
    previous = ctx.snapshot.seal["previous"]
    text = words(
        f"chips.{ALL}" if name == ALL else f"chips.{listing.page}.{name}",
        this_month=words.month(as_of),
        next_month=words.month(month_of(as_of, 1)[0]),
        quarter=words.date(as_of + AHEAD),
        previous=words.date(day_of(previous["day"]) if previous else None),
    )
    needed = {applied.column for applied in parse_filters(listing.chips.get(name, ""))}
    if needed & listing.lacking:
        return f"**?** {text} ({words('key.not_assessable')})"
    return f"**{words.number(n)}** {text}"


def _choose(listing: Listing, known: Chips) -> None:
    """Set the filters to the chip chosen; runs before the page does."""
    filters = known.get(controls.value(listing.key("chip")) or "")
    if filters is None:
        return
    cleared: dict[str, str | list[str]] = {
        parameter: "" if column.is_period else []
        for each in known.values()
        for column in (filter_values.column(listing.name, f.column) for f in each)
        for parameter in column.parameters
    }
    chosen = dict(filter_values.parameters(Question(listing.name, filters)))
    filter_values.put(listing.page, {**cleared, **chosen})
