"""The parts of the report that the key figures fill: as the overview shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import queries
from data.export.report import blocks
from data.figures import sentences as says
from data.figures.key_figures import MOVERS, groups, movers
from data.snapshot import day_of
from data.words import citing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.export.report.blocks import Block, Cell
    from data.figures.decisions import Decision
    from data.figures.key_figures import Figure, Standing
    from data.words import Words

LIGHTS = ("green", "amber", "red", "unknown")
TALL, LOW = 92, 56
"""Points that a line is high on its own page, and on the first."""
ELSEWHERE = "findings"
"""The list whose figures are drawn in a part of the report of their own."""


def brief(
    standing: Standing, decisions: Sequence[Decision], words: Words
) -> list[Block]:
    """Return the first page: the lights, what to decide, what moved most."""
    worst, best = movers(standing)
    made: list[Block] = [
        blocks.heading(words("report.brief.lights")),
        _lights(standing, words),
        blocks.note(words("standing.rule")),
        blocks.heading(words("standing.decide")),
    ]
    if decisions:
        made.append(
            blocks.numbered(
                [says.decision(words, standing, decision) for decision in decisions]
            )
        )
    else:
        made.append(blocks.paragraph(words("standing.none_to_decide")))
    if standing.before is not None:
        day = words.date(standing.before.as_of)
        made += [
            blocks.heading(words("report.brief.moved", day=day)),
            *_moved(words, worst, "worst", "none_worse"),
            *_moved(words, best, "best", "none_better"),
        ]
    return [*made, blocks.note(words("report.brief.about"))]


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
    made = [
        _course(words, figure) | {"below": says.mover(words, figure)}
        for figure in figures
    ]
    if not made:
        return [blocks.paragraph(words(f"standing.{nothing}"))]
    return [
        blocks.subheading(words(f"standing.{heading}")),
        blocks.charts(MOVERS, made, LOW),
    ]


def all_of_them(standing: Standing, words: Words) -> list[Block]:
    """Return every key figure: value, target, light, change, value then, course."""
    head = [words(f"report.figures.{key}") for key in ("figure", "value", "target")]
    head.append(words("report.figures.light"))
    if standing.before is not None:
        before = words.date(standing.before.as_of)
        head += [words(f"report.figures.{k}", day=before) for k in ("change", "ago")]
        head.append(words("report.figures.course"))
    lines = []
    for name, members in groups().items():
        known = [standing.figures[m] for m in members if m in standing.figures]
        if known:
            lines.append(blocks.group(words(f"figures.groups.{name}")))
        lines += [blocks.row(*cells_of(words, figure)[: len(head)]) for figure in known]
    widths = (8, 4, 3, 0, 4, 4, 0)[: len(head)]
    made = [blocks.table(head, lines, widths, (1, 2, 4, 5), is_roomy=True)]
    if standing.before is None:
        made.append(blocks.note(words("report.one_snapshot")))
    return made


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
    """Draw the figures with a target over the snapshots; findings are elsewhere."""
    names = [name for members in groups().values() for name in members]
    aimed = [name for name in names if _has_aim(standing.figures.get(name))]
    drawn = courses(standing, words, aimed, TALL)
    if drawn is None:
        return []
    days = [day for day, _ in next(iter(standing.figures.values())).series]
    ends = {"first": words.date(days[0], "long"), "last": words.date(days[-1], "long")}
    made = [blocks.paragraph(words("report.trends.lead", **ends)), drawn]
    if standing.left_out:
        made.append(blocks.note(says.left_out(words, standing)))
    return made


def _has_aim(figure: Figure | None) -> bool:
    if figure is None or figure.query["list"] == ELSEWHERE:
        return False
    return figure.target is not None


def courses(
    standing: Standing, words: Words, names: Sequence[str], height: int
) -> Block | None:
    """Draw the course of figures; None with one snapshot, which has none."""
    figures = [standing.figures[n] for n in names if n in standing.figures]
    figures = [figure for figure in figures if len(figure.series) > 1]
    if not figures:
        return None
    return blocks.charts(3, [_course(words, figure) for figure in figures], height)


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
        blocks.table(head, lines, (4, 9, 4)),
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
    head = [words("snapshot.name"), words("snapshot.value")]
    return blocks.table(head, lines, (4, 13))
