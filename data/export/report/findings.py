"""The part of the report on the findings: by severity, by age and by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries
from data.export.report import blocks
from data.export.report.counts import AGES, TOTAL
from data.export.report.figures import cells_of, courses
from data.export.report.sections import lines_of

if TYPE_CHECKING:
    from data.export.report.blocks import Block
    from data.export.report.counts import Breakdowns
    from data.figures.key_figures import Standing
    from data.words import Words

RULES = 10
"""Rules with the most findings that are told."""
CHANGES = ("new", "returned", "solved")
TALL = 70
"""Points that their lines are high."""


def findings(standing: Standing, counted: Breakdowns) -> list[Block]:
    """Return the section on findings: severity, change, course and age."""
    words = counted.words
    names = [f"findings_{severity}" for severity in queries.SEVERITIES]
    drawn = courses(standing, words, names, TALL)
    return [
        blocks.heading(words("report.findings.by_severity")),
        *_by_severity(standing, counted),
        *([drawn] if drawn else []),
        blocks.heading(words("report.findings.by_age")),
        _by_age(counted),
        *_by_rule(counted),
        blocks.note(words("breakdowns.why")),
    ]


def _by_severity(standing: Standing, counted: Breakdowns) -> list[Block]:
    words, changed = counted.words, counted["findings_change_by_severity"]
    changes = CHANGES if standing.before is not None and changed.rows else ()
    lines = []
    for severity in queries.SEVERITIES:
        figure = standing.figures.get(f"findings_{severity}")
        if figure is None:
            continue
        _, value, aim, light, *_ = cells_of(words, figure)
        # a change that no finding went through has no cell at all
        cells = (
            changed.said(severity, change)
            if (severity, change) in changed.counts
            else words.number(0)
            for change in changes
        )
        name = words.code("severity", severity)
        lines.append(blocks.row(name, value, aim, light, *cells))
    head = [
        words("dimensions.severity"),
        *(words(f"report.figures.{key}") for key in ("value", "target", "light")),
        *(words.code("finding_change", change).capitalize() for change in changes),
    ]
    right = (1, 2, *range(4, len(head)))
    made = [blocks.table(head, lines, (3, 2, 2, 3, *(2 for _ in changes)), right)]
    if standing.before is None:
        made.append(blocks.note(words("figures.first")))
    else:
        day = words.date(standing.before.as_of)
        made.append(blocks.note(words("figures.compared", day=day)))
    return made


def _by_age(counted: Breakdowns) -> Block:
    words, part = counted.words, counted["findings_by_age"]
    bands = [band for band in AGES if (TOTAL, band) in part.counts]
    head = [
        words("dimensions.severity"),
        *(words.code("age", band).capitalize() for band in bands),
        part.named(TOTAL),
    ]
    values = [each for each in queries.SEVERITIES if each in part.values()]
    if not values:
        return blocks.paragraph(words("breakdowns.none"))
    lines = lines_of(part, values, (*bands, TOTAL))
    return blocks.table(head, lines, (3, *(3 for _ in bands), 2), range(1, len(head)))


def _by_rule(counted: Breakdowns) -> list[Block]:
    """Return the rules with the most findings, of those whose count is shown."""
    words, part = counted.words, counted["findings_by_rule"]
    shown = [rule for rule in part.most_first() if part.value(rule, TOTAL)]
    if not shown:
        return []
    head = [words("dimensions.rule"), words("report.findings.says")]
    head += [words("dimensions.severity"), words("charts.count")]
    lines = [_rule(words, rule, part.said(rule, TOTAL)) for rule in shown[:RULES]]
    return [
        blocks.heading(words("report.findings.by_rule")),
        blocks.table(head, lines, (0, 9, 2, 2), (3,)),
    ]


def _rule(words: Words, code: str, count: str) -> Block:
    """Make the line of a rule; a rule of an older seal may be gone."""
    rule = queries.folder("findings").get(code)
    if rule is None:
        return blocks.row(code, "", "", count)
    severity = words.code("severity", rule["severity"])
    return blocks.row(code, words.title(rule), severity, count)
