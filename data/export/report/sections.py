"""The parts of the report on requests and on retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ask.door import ask
from data.export.report import blocks
from data.export.report.counts import AGES, TOTAL
from data.figures import forecast, requests_bridge
from data.words import shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.ask.access import Reader
    from data.export.report.blocks import Block
    from data.export.report.counts import Breakdown, Breakdowns
    from data.figures.forecast import Months
    from data.snapshot import Snapshot
    from data.words import Words

NAMED = 13
"""Columns of a chart that have room for a name."""
BY_MONTH = ("requests_received_by_month", "requests_closed_by_month")
TALL = 92
"""Points that a chart of columns is high."""


def requests(
    reader: Reader, snapshots: Sequence[Snapshot], counted: Breakdowns
) -> list[Block]:
    """Return the section on requests: bridge, months, kinds, departments.

    `snapshots` are those of the period, the newest first; `counted` are its counts.
    """
    words = counted.words
    return [
        blocks.heading(words("bridge.requests_heading")),
        *_bridges(reader, snapshots, words),
        *_months(counted),
        blocks.heading(words("report.requests.by_kind")),
        _kinds(reader, snapshots[0], counted),
        blocks.heading(words("report.requests.by_department")),
        _departments(counted),
        blocks.note(f"{words('breakdowns.why')} {words('shares.why')}"),
    ]


def _bridges(
    reader: Reader, snapshots: Sequence[Snapshot], words: Words
) -> list[Block]:
    chain = requests_bridge.chain(reader, snapshots)
    if not chain:
        return [blocks.paragraph(words("figures.first"))]
    both = ("open_before", *requests_bridge.STEPS, "open_now")
    lines: list[Block] = []
    for bridge in chain if len(chain) == 1 else [*chain, requests_bridge.total(chain)]:
        first, last = words.date(bridge.first), words.date(bridge.last)
        cells = (words.number(getattr(bridge, step)) for step in both)
        period = words("report.period", first=first, last=last)
        lines.append(blocks.row(period, *cells, total=len(lines) >= len(chain)))
    head = [words.code("bridge_step", step).capitalize() for step in both]
    return [
        blocks.table(
            [words("bridge.period"), *head], lines, (4, *(2,) * 5), range(1, 6)
        ),
        blocks.note(words("report.requests.bridge_note")),
    ]


def _months(counted: Breakdowns) -> list[Block]:
    words, parts = counted.words, [counted[name] for name in BY_MONTH]
    months = sorted({month for part in parts for month in part.values()})
    received, closed = (part.written(TOTAL) for part in parts)
    made = _columns(parts, months) | {
        "title": words("report.requests.months"),
        "told": words("report.requests.months_told", received=received, closed=closed),
        "series": [words("charts.received"), words("charts.closed")],
    }
    return _headed(made, words)


def _columns(parts: Sequence[Breakdown], months: Sequence[str]) -> Block:
    """Make a chart of columns, a group a month; hidden ones say so."""
    words = parts[0].words
    known = [part.value(month) or 0 for part in parts for month in months]
    grid, at = blocks.placed(blocks.ticks(0, max([1, *known])), words.number)
    step = -(-len(months) // NAMED) or 1

    def column(part: Breakdown, month: str) -> Block:
        count, text = part.value(month), part.written(month)
        if count is None:  # hidden; there is no room for the word
            label = "*" if text == words("breakdowns.hidden") else text
            return {"at": None, "said": text, "label": label}
        return {"at": round(at(count), 4), "said": text, "label": text}

    return {
        "kind": "columns",
        "heading": "",
        "ticks": grid,
        "groups": [
            {
                "name": parts[0].named(month),
                "is_named": place % step == 0,
                "values": [column(part, month) for part in parts],
            }
            for place, month in enumerate(months)
        ],
    }


def _headed(chart: Block, words: Words) -> list[Block]:
    """Return a column chart below its title, every number in its alt text."""
    shown = [value for group in chart["groups"] for value in group["values"]]
    if all(value["at"] == 0 for value in shown):
        nothing = blocks.paragraph(words("breakdowns.none"))
        return [blocks.heading(chart["title"]), nothing]
    lines = []
    for group in chart["groups"]:
        named = zip(chart["series"], group["values"], strict=True)
        text = ", ".join(f"{name} {value['said']}" for name, value in named)
        lines.append(f"{group['name']}: {text}")
    chart["alt"] = f"{chart['title']}. {chart['told']}. " + "; ".join(lines)
    return [blocks.heading(chart["title"]), blocks.charts(1, [chart], TALL)]


def _kinds(reader: Reader, snapshot: Snapshot, counted: Breakdowns) -> Block:
    """Return each kind's requests and the share that was in time."""
    words, by_kind = counted.words, counted["requests_by_kind"]
    hidden = words("breakdowns.hidden")
    lines = []
    for row in ask(reader, snapshot, "shares").iter_rows(named=True):
        kind, below = row["value"], row["denominator"]
        part = shares.share(row["numerator"], below)
        share = hidden if row["suppressed"] else words.percent(part)
        cells = (
            by_kind.named(kind),
            by_kind.written(kind, TOTAL),
            by_kind.written(kind, "overdue"),
            hidden if below is None else words.number(below),
            share,
        )
        lines.append(blocks.row(*cells, total=kind == TOTAL))
    if not by_kind.values():
        return blocks.paragraph(words("breakdowns.none"))
    lines.sort(key=lambda line: line["kind"] == "total")
    keys = ("all", "overdue", "judged", "in_time")
    head = [words("dimensions.kind"), *(words(f"report.requests.{k}") for k in keys)]
    return blocks.table(head, lines, (5, 2, 2, 3, 3), range(1, 5))


def _departments(counted: Breakdowns) -> Block:
    words, by_department = counted.words, counted["requests_by_department"]
    if not by_department.values():
        return blocks.paragraph(words("breakdowns.none"))
    statuses = ("closed_on_time", "closed_late", "overdue")
    head = [
        words("dimensions.department"),
        words("report.requests.all"),
        *(words.code("request_status", status).capitalize() for status in statuses),
    ]
    lines = lines_of(by_department, by_department.most_first(), (TOTAL, *statuses))
    return blocks.table(head, lines, (5, 2, 3, 3, 2), range(1, 5))


def lines_of(
    part: Breakdown, values: Sequence[str], columns: Sequence[str | None]
) -> list[Block]:
    """Make a line of each value and of their total, a cell for each column."""
    return [
        blocks.row(
            part.named(value),
            *(part.written(value, column) for column in columns),
            total=value == TOTAL,
        )
        for value in [*values, TOTAL]
    ]


def retention(counted: Breakdowns, ahead: Months) -> list[Block]:
    """Return the section on retention: due by month, at what pace, and overdue."""
    words, due = counted.words, counted["holdings_due_by_month"]
    months = [value for value in sorted(due.values()) if value[:1].isdigit()]
    chart = _columns([due], months) | {
        "title": words("bridge.due_heading"),
        "told": words("report.retention.months_told", later=due.written("later")),
        "series": [words("charts.holdings")],
    }
    left = ("holdings_by_principal", "principal")
    right = ("holdings_by_trajectory_kind", "trajectory_kind")
    ages = counted["holdings_overdue_by_age"]
    overdue = words("report.retention.overdue")
    return [
        *_headed(chart, words),
        *_ahead(ahead, words),
        blocks.beside(
            (5, 4),
            _held(counted, *left),
            [
                *_held(counted, *right),
                blocks.heading(words("report.retention.by_age")),
                blocks.table(
                    [words("dimensions.age"), overdue],
                    lines_of(ages, sorted(ages.values(), key=AGES.index), (None,)),
                    (5, 2),
                    (1,),
                ),
            ],
        ),
    ]


def _ahead(months: Months, words: Words) -> list[Block]:
    """Return in words what is late at the end, if nothing and at today's pace."""
    sentences = forecast.holdings(words, months), forecast.requests(words, months)
    text = " ".join(filter(None, sentences))
    return [blocks.note(text)] if text else []


def _held(counted: Breakdowns, name: str, dimension: str) -> list[Block]:
    words, part = counted.words, counted[name]
    keys = ("live", "overdue")
    head = [
        words(f"dimensions.{dimension}"),
        *(words(f"report.retention.{key}") for key in keys),
    ]
    lines = lines_of(part, part.most_first(), (TOTAL, "overdue"))
    made = blocks.table(head, lines, (5, 2, 2), (1, 2))
    if not part.values():
        made = blocks.paragraph(words("breakdowns.none"))
    return [blocks.heading(words(f"report.retention.{dimension}")), made]
