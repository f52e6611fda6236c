"""A breakdown in words: the sentence above its chart, and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.figures.hidden_counts import TOTAL, together

if TYPE_CHECKING:
    from pages.parts.charts.chart import Row
    from pages.parts.overview.breakdown_view import BreakdownView

BAD = ("overdue", "closed_late", "high")
"""Values of a second dimension of which is said where most are."""
REST = ("other", "earlier", "later")
"""Values that are many taken together: none of which has most."""


def sentence(view: BreakdownView) -> str:
    """Return in words where most of what is shown is; not ties or hidden counts.

    Of what is compared with the snapshot before: how many are new, solved and so on.
    """
    words = view.ctx.words
    if "compares" in view.query.entries and (text := _by_change(view)):
        return text
    total = view.counts.get(view.total)
    if total is None:
        return view.title
    counted = words.count(f"units.{view.unit}", total)
    for bad in BAD:
        if bad in view.values2:
            n = view.counts.get((TOTAL, bad))
            if n is None:
                break
            text = words(
                "breakdowns.bad",
                bad=view.named(2, bad).capitalize(),
                count=words.number(n),
                total=counted,
            )
            others = _other_bad(view, bad)
            return text + others if others or n <= 1 else text + _most(view, bad)
    return words("breakdowns.all", total=counted) + _most(view, view.total[1])


def _other_bad(view: BreakdownView, first: str) -> str:
    """Return in words what is bad besides, as what was late is beside what is."""
    counts = {bad: view.counts.get((TOTAL, bad)) for bad in BAD if bad != first}
    return "".join(
        view.ctx.words(
            "breakdowns.besides",
            bad=view.named(2, bad),
            count=view.ctx.words.number(n),
        )
        for bad, n in counts.items()
        if n and bad in view.values2
    )


def _by_change(view: BreakdownView) -> str:
    """Return how many there are of each change; nothing where one is hidden."""
    counts = {value: view.counts.get((TOTAL, value)) for value in view.values2}
    if not counts or None in counts.values():
        return ""
    number = view.ctx.words.number
    parts = [f"{view.named(2, value)} {number(n)}" for value, n in counts.items() if n]
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _most(view: BreakdownView, value2: str | None) -> str:
    """Return in words which value has most; not where a hidden one may have as many."""
    words = view.ctx.words
    every = (*view.values1, *view.unseen)
    places = [(value1, value2) for value1 in every if value1 not in REST]
    counts = [(view.counts.get(place, 0), place) for place in places]
    visible = sorted(((n, place) for n, place in counts if n), reverse=True)
    if not visible:
        return ""
    (count, most), *rest = visible
    at_most = (view.limits.get(place, count) for n, place in counts if n is None)
    if any(n >= count for n in (*at_most, *(n for n, _ in rest))):
        return ""
    return words("says.most", most=view.named(1, most[0]), count=words.number(count))


def table(view: BreakdownView) -> list[Row]:
    """Return the table: a row a value, a column for each of the second dimension."""
    name, unit = view.label(1), view.unit_label
    values1 = [*view.values1, *([TOTAL] if view.total in view.counts else [])]
    if view.query.entries.get("cells") == "given":
        return [
            {name: view.named(1, value1), view.label(2): view.named(2, value2 or "")}
            | {unit: view.written((value1, value2))}
            for value1 in values1
            for value2 in (*view.values2, TOTAL)
            if (value1, value2) in view.counts and (value1 == TOTAL or value2 != TOTAL)
        ]
    if not view.values2:
        return [
            {name: view.named(1, value1), unit: view.written((value1, None))}
            for value1 in values1
        ]
    rows = [_row(view, view.named(1, value1), value1) for value1 in values1]
    if view.unseen:
        rows.insert(-1, _together(view, "others", view.unseen))
    hidden = view.ctx.words("breakdowns.hidden")
    if 1 < len(view.unsplit) < len(view.values1):
        row = _together(view, "starred", view.unsplit)
        if list(row.values())[1:-1] != [hidden] * len(view.values2):
            rows.insert(-1, row)
    return rows


def _row(view: BreakdownView, named: str, value1: str) -> Row:
    """Return a line of a table; a sign in the place of parts of which none is shown."""
    return {view.label(1): named} | {
        view.named(2, value2): "*"
        if value1 in view.unsplit and value2 != TOTAL
        else view.written((value1, value2))
        for value2 in (*view.values2, TOTAL)
    }


def _together(view: BreakdownView, which: str, values: list[str]) -> Row:
    """Return the line of what some values come to, of which little is shown."""
    words = view.ctx.words
    sums = together(view.counts, values, view.threshold)
    return {view.label(1): words(f"breakdowns.{which}")} | {
        view.named(2, value2): words("breakdowns.hidden")
        if (n := sums.get((TOTAL, value2))) is None
        else words.number(n)
        for value2 in (*view.values2, TOTAL)
    }
