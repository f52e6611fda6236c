"""The parts of the report that the key figures fill: as the overview shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import queries
from data.export.report import blocks
from data.figures import heat_strip, ranking
from data.figures import sentences as says
from data.figures.key_figures import groups, movers
from data.snapshot import day_of
from data.words import citing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.export.report.blocks import Block, Cell
    from data.figures.decisions import Decision
    from data.figures.heat_strip import MonthCell, Strip
    from data.figures.key_figures import Figure, Standing
    from data.words import Words

LIGHTS = ("green", "amber", "red", "unknown")
TALL, DRAWN = 64, 8
"""Points that a line is high, and figures that have one."""


def brief(
    standing: Standing, decisions: Sequence[Decision], words: Words
) -> list[Block]:
    """Return the first page: the lights, what to decide, the months, what moved."""
    made: list[Block] = [
        blocks.heading(words("report.brief.lights")),
        _lights(standing, words),
        blocks.note(words("standing.rule")),
        blocks.heading(words("standing.decide")),
    ]
    if decisions:
        made.append(
            blocks.numbered(
                (
                    says.decision(words, standing, each),
                    says.outcome(words, standing, each),
                )
                for each in decisions
            )
        )
    else:
        made.append(blocks.paragraph(words("standing.none_to_decide")))
    made += [
        blocks.heading(words("standing.months")),
        _months(words, heat_strip.of(standing)),
        blocks.note(words("standing.months_about")),
    ]
    if standing.before is not None:
        worst, best = movers(standing)
        day = words.date(standing.before.as_of)
        worse = _moved(words, worst, "worst", "none_worse")
        better = _moved(words, best, "best", "none_better")
        made += [
            blocks.heading(words("report.brief.moved", day=day)),
            blocks.beside((1, 1), worse, better),
        ]
    return [*made, blocks.note(words("report.brief.about"))]


def _months(words: Words, strip: Strip) -> Block:
    """Draw every target by month: a light each, the value of the last one."""
    lines, alt = [], []
    for figure, cells in strip.lines:
        title = says.title(words, figure)
        lines.append(
            {
                "name": title,
                "cells": [cell.state for cell in cells],
                "value": says.value(words, figure),
            }
        )
        months = (f"{words.month(c.month)} {_state(words, c)}" for c in cells)
        alt.append(f"{title}: {', '.join(months)}")
    return {
        "kind": "strip",
        "months": [words.month(month, short=True) for month in strip.months],
        "lines": lines,
        "alt": ". ".join(alt),
    }


def _state(words: Words, cell: MonthCell) -> str:
    if cell.state == "absent":
        return words("standing.absent")
    return words(f"standing.short.{cell.state}")


def _lights(standing: Standing, words: Words) -> Block:
    """Count the figures by their light."""
    lit = [says.light(figure) for figure in standing.figures.values()]
    return {
        "kind": "lights",
        "lights": [
            {
                "light": light,
                "count": words.number(lit.count(light)),
                "text": words(f"standing.light.{light}"),
            }
            for light in LIGHTS
            if light != "unknown" or light in lit
        ],
    }


def _moved(
    words: Words, figures: Sequence[Figure], heading: str, nothing: str
) -> list[Block]:
    """Return in a sentence each which figures moved most, one way."""
    moves = [says.mover(words, figure) for figure in figures]
    return [
        blocks.subheading(words(f"standing.{heading}")),
        *map(blocks.paragraph, moves or [words(f"standing.{nothing}")]),
    ]


def all_of_them(standing: Standing, words: Words) -> list[Block]:
    """Return every key figure, the farthest from its target first, with its course."""
    head = [words(f"report.figures.{key}") for key in ("figure", "value", "target")]
    head.append(words("report.figures.light"))
    widths, is_compared = [8, 4, 3, 5], standing.before is not None
    if standing.before is not None:
        before = words.date(standing.before.as_of)
        head += [words(f"report.figures.{k}", day=before) for k in ("change", "ago")]
        head.append(words("report.figures.course"))
        widths += [4, 4, 0]
    head.append(words("report.figures.gap"))
    lines = []
    for figure in ranking.ranked(standing):
        cells = cells_of(words, figure)[: 7 if is_compared else 4]
        lines.append(blocks.row(*cells, _gap(figure)))
    made = [blocks.table(head, lines, (*widths, 0), (1, 2, 4, 5))]
    made.append(blocks.note(words("report.figures.order")))
    if standing.before is None:
        made.append(blocks.note(words("report.one_snapshot")))
    return made


def _gap(figure: Figure) -> Cell:
    """Draw a value against its target; nothing where either is not there."""
    if figure.value is None or figure.target is None:
        return ""
    known = [value for _, value in figure.series if value is not None]
    whole = 1.0 if figure.unit == "ratio" else max(1, figure.target, *known)
    value, target = figure.value / whole, figure.target / whole
    return blocks.bar(value, target, says.light(figure))


def cells_of(words: Words, figure: Figure) -> list[Any]:
    """Write a figure: title, value, target, light, change, value then, course."""
    value: Cell = says.value(words, figure)
    if figure.denominator is not None:
        counts = words(
            "figures.counts",
            numerator=words.number(figure.numerator),
            denominator=words.number(figure.denominator),
        )
        value = {"text": value, "below": counts}
    light = says.light(figure)
    return [
        says.title(words, figure),
        value,
        says.target(words, figure) or words("key.none"),
        {"light": light, "text": words(f"standing.short.{light}")},
        says.change(words, figure),
        words.figure(figure.before, figure.unit),
        blocks.spark(figure.series),
    ]


def trends(standing: Standing, words: Words) -> list[Block]:
    """Draw over the snapshots the figures that are farthest from their target."""
    names = [figure.name for figure in ranking.aimed(standing)[:DRAWN]]
    drawn = courses(standing, words, names, TALL)
    if drawn is None:
        return []
    days = [day for day, _ in next(iter(standing.figures.values())).series]
    ends = {"first": words.date(days[0], "long"), "last": words.date(days[-1], "long")}
    made = [blocks.paragraph(words("report.trends.lead", **ends)), drawn]
    if standing.left_out:
        made.append(blocks.note(says.left_out(words, standing)))
    return made


def courses(
    standing: Standing, words: Words, names: Sequence[str], height: int
) -> Block | None:
    """Draw the course of figures; None with one snapshot, which has none."""
    figures = [standing.figures[n] for n in names if n in standing.figures]
    figures = [figure for figure in figures if len(figure.series) > 1]
    if not figures:
        return None
    return blocks.charts(4, [_course(words, figure) for figure in figures], height)


def _course(words: Words, figure: Figure) -> Block:
    known = [value for _, value in figure.series if value is not None]
    aims = [] if figure.target is None else [figure.target]
    lines = blocks.scale([*known, *aims], figure.unit)
    grid, at = blocks.placed(
        lines,
        lambda x: words.percent(x) if figure.unit == "ratio" else words.number(int(x)),
    )
    runs = blocks.runs(figure.series, at)
    reading = says.value(words, figure)
    if aims:
        aim = words("figures.target_is", target=says.target(words, figure))
        reading = f"{reading} · {aim} · {words(f'standing.short.{says.light(figure)}')}"
    return {
        "kind": "lines",
        "heading": says.title(words, figure),
        "light": says.light(figure),
        "told": reading,
        "ticks": grid,
        "marks": blocks.days(words, figure.series),
        "runs": runs,
        "last": runs[-1][-1] if runs and figure.value is not None else None,
        "target": round(at(figure.target), 4) if figure.target is not None else None,
        "alt": _alt(words, figure, reading),
    }


def _alt(words: Words, figure: Figure, reading: str) -> str:
    """Return the alt text of a line: every value that it shows."""
    course = "; ".join(
        f"{words.date(day)}: {words.figure(value, figure.unit)}"
        for day, value in figure.series
    )
    return f"{says.title(words, figure)}. {reading}. {course}"


def definitions(standing: Standing, words: Words) -> list[Block]:
    """Return how every key figure is counted, and what the report rests on."""
    known = queries.folder("key_figures")
    head = [words(f"report.figures.{key}") for key in ("figure", "definition", "basis")]
    lines = []
    for name, members in groups().items():
        lines.append(blocks.group(words(f"figures.groups.{name}")))
        lines += [
            blocks.row(
                words.title(known[member]),
                words.definition(known[member]),
                citing.basis(words, known[member]["basis"]),
            )
            for member in members
        ]
    return [
        blocks.table(head, lines, (4, 12, 4)),
        blocks.heading(words("report.seal.title")),
        _seal(standing, words),
    ]


def _seal(standing: Standing, words: Words) -> Block:
    snapshot, seal = standing.snapshot, standing.snapshot.seal
    before = standing.before
    facts = {
        "controller": seal["controller"],
        "day": words.date(snapshot.as_of, "long"),
        "digest": snapshot.digest,
        "statement": words.date(day_of(seal["statement"]), "long"),
        "compared": f"{words.date(before.as_of, 'long')} · {before.digest}"
        if before
        else words("key.none"),
        "verify": f"python -m data verify {snapshot.day}",
    }
    lines = [blocks.row(words(f"report.seal.{key}"), facts[key]) for key in facts]
    if seal["not_delivered"]:
        named = words.join(words.code("table", each) for each in seal["not_delivered"])
        lines.append(blocks.row(words("app.lacking"), named))
    head = [words("snapshot.name"), words("snapshot.value")]
    return blocks.table(head, lines, (4, 13))
