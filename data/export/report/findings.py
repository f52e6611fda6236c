"""The part of the report on the findings: by severity, by age and by rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries
from data.ask import of_which
from data.ask.filters import Filter
from data.export.report import blocks
from data.export.report.counts import AGES, TOTAL, Breakdowns
from data.export.report.figures import cells_of
from data.export.report.sections import lines_of
from data.figures import untested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.ask.access import Reader
    from data.export.report.blocks import Block
    from data.export.report.counts import Breakdown
    from data.figures.key_figures import Standing
    from data.snapshot import Snapshot
    from data.words import Words

OTHERS = 5
"""Rules of lower severity that are named, those with the most findings."""
CHANGES = ("new", "returned", "solved")


def findings(
    reader: Reader,
    standing: Standing,
    snapshots: Sequence[Snapshot],
    counted: Breakdowns,
) -> list[Block]:
    """Return the section on findings: severity, change, age and rule.

    `snapshots` are those of the period, the newest first; `counted` are its counts.
    """
    words = counted.words
    not_tested = untested.sentence(words, standing.snapshot)
    return [
        *([blocks.paragraph(f"{not_tested}.")] if not_tested else []),
        blocks.heading(words("report.findings.by_severity")),
        *_by_severity(words, standing, _changes(reader, standing, snapshots, counted)),
        *_followed_up(reader, standing, words),
        blocks.heading(words("report.findings.by_age")),
        _by_age(counted),
        *_by_rule(counted),
    ]


def _changes(
    reader: Reader,
    standing: Standing,
    snapshots: Sequence[Snapshot],
    counted: Breakdowns,
) -> list[Breakdown]:
    """Return what changed in each snapshot of the period; none where that has a gap."""
    before = (Breakdowns(reader, each, counted.words) for each in snapshots[1:])
    parts = [each["findings_change_by_severity"] for each in (counted, *before)]
    starts = [*snapshots[1:], standing.before]
    follow = all(
        (each.seal["previous"] or {}).get("day") == (start and start.day)
        for each, start in zip(snapshots, starts, strict=True)
    )
    return parts if follow and all(part.rows for part in parts) else []


def _by_severity(
    words: Words, standing: Standing, changed: Sequence[Breakdown]
) -> list[Block]:
    """Return the findings by severity, and what changed added up over the period."""
    changes = CHANGES if changed else ()
    lines = []
    for severity in queries.SEVERITIES:
        figure = standing.figures.get(f"findings_{severity}")
        if figure is None:
            continue
        _, value, aim, light, *_ = cells_of(words, figure)
        cells = (_added(words, changed, severity, change) for change in changes)
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
        return [*made, blocks.note(words("figures.first"))]
    day = words.date(standing.before.as_of)
    key = "report.findings.added" if len(changed) > 1 else "figures.compared"
    return [*made, blocks.note(words(key, day=day))]


def _followed_up(reader: Reader, standing: Standing, words: Words) -> list[Block]:
    """Return how many findings are accepted, planned and nobody's, by severity.

    Counts alone, which change none of the others; nothing before anybody wrote.
    """
    counts = of_which.standing(reader, standing.snapshot)
    if counts is None or reader.followup is None:
        return []
    lines = []
    for severity in queries.SEVERITIES:
        counted = of_which.of_figure(counts, "findings", [Filter("severity", severity)])
        if counted is not None:
            numbers = map(words.number, vars(counted).values())
            lines.append(blocks.row(words.code("severity", severity), *numbers))
    head = [words("dimensions.severity"), words("charts.count")]
    for status in ("accepted", "planned", "nobody"):
        head.append(words.code("mark_status", status).capitalize())
    day = words.date(reader.followup.reading_day())
    return [
        blocks.heading(words.column("mark_status")),
        blocks.table(head, lines, (3, 2, 2, 2, 2), range(1, 5)),
        blocks.note(words("followup.read_on", day=day)),
    ]


def _added(
    words: Words, changed: Sequence[Breakdown], severity: str, change: str
) -> str:
    """Write a change over the period; hidden where it is in any snapshot of it.

    A change that no finding went through has no cell at all.
    """
    parts = [part for part in changed if (severity, change) in part.counts]
    if len(parts) == 1:
        return parts[0].written(severity, change)
    counts = [part.value(severity, change) for part in parts]
    if None in counts:
        return words("breakdowns.hidden")
    return words.number(sum(n or 0 for n in counts))


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
    """Return every broken rule of high severity, and the others with most findings."""
    words, part = counted.words, counted["findings_by_rule"]
    severities = {
        rule: severity or ""
        for rule, severity in part.counts
        if TOTAL not in (rule, severity)
    }
    if not severities:
        return []
    broken = [rule for rule in part.most_first() if rule in severities]
    high = [rule for rule in broken if severities[rule] == "high"]
    lower = [rule for rule in broken if severities[rule] != "high"]
    shown = [rule for rule in lower if part.value(rule, TOTAL)]
    lines = []
    for name, rules in (("high", high), ("others", shown[:OTHERS])):
        if rules:
            lines.append(blocks.group(words(f"report.findings.{name}")))
        for rule in rules:
            count = part.written(rule, severities[rule])
            lines.append(_rule(words, rule, severities[rule], count))
    head = [words("dimensions.rule"), words("report.findings.says")]
    head += [words("dimensions.severity"), words("charts.count")]
    return [
        blocks.heading(words("report.findings.by_rule")),
        blocks.table(head, lines, (0, 14, 2, 2), (3,)),
        *_left_out(part, [rule for rule in lower if rule not in shown[:OTHERS]]),
    ]


def _left_out(part: Breakdown, rules: list[str]) -> list[Block]:
    """Return how many rules are not named; hidden where the count of any of them is."""
    if not rules:
        return []
    words, counts = part.words, [part.value(rule, TOTAL) for rule in rules]
    count = words("breakdowns.hidden")
    if None not in counts:
        count = words.number(sum(n or 0 for n in counts))
    sentence = words.count("report.findings.left_out", len(rules), count=count)
    return [blocks.note(sentence)]


def _rule(words: Words, code: str, severity: str, count: str) -> Block:
    """Make the line of a rule; a rule of an older seal may be gone."""
    rule = queries.folder("findings").get(code)
    title = words.title(rule) if rule else ""
    return blocks.row(code, title, words.code("severity", severity), count)
