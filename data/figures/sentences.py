"""How the organisation stands, in sentences: for the page and the report alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import queries
from data.figures import effects, ranking

if TYPE_CHECKING:
    from data.figures.concerned import Concerned
    from data.figures.decisions import Decision
    from data.figures.key_figures import Figure, Standing
    from data.words import Words

NAMED = 3
"""How many things that a decision is about are named."""
HOLLOW = "□"
"""The shape of a red light that asks for nothing to be done now."""
SHAPES = {"green": "●", "amber": "▲", "red": "■", "none": "–", "unknown": "?"}
"""A shape per light, so that no light is told by its colour alone."""


def left_out(words: Words, standing: Standing) -> str:
    """Return in words which snapshots could not be opened; empty where all could."""
    if not standing.left_out:
        return ""
    days = words.join(map(words.date, standing.left_out))
    return words("errors.left_out", days=days)


def title(words: Words, figure: Figure) -> str:
    """Name a key figure."""
    return words.title(figure.query)


def value(words: Words, figure: Figure) -> str:
    """Write the value of a key figure in its unit, or why it has none.

    With ≥ where there may be more.
    """
    if figure.lacks:
        return words("key.not_delivered")
    written = words.figure(figure.value, figure.unit)
    is_least = figure.is_least and figure.value is not None
    return f"≥\N{NO-BREAK SPACE}{written}" if is_least else written


def light(figure: Figure) -> str:
    """Return the code of a light, also of one that is not lit: none or unknown."""
    if figure.target is None:
        return "none"
    return figure.light or "unknown"


def target(words: Words, figure: Figure) -> str:
    """Write what the target asks, `≥ 95 %`; empty where there is none.

    All, and nothing, are asked for without a sign.
    """
    if figure.target is None:
        return ""
    if figure.target == (1 if figure.unit == "ratio" and figure.rises else 0):
        return words.figure(figure.target, figure.unit)
    sign = "≥" if figure.rises else "≤"
    return f"{sign}\N{NO-BREAK SPACE}{words.figure(figure.target, figure.unit)}"


def margin(words: Words, figure: Figure) -> str:
    """Return in words how far a target may be missed and still be amber."""
    if not figure.margin:
        return words("standing.no_margin")
    return words("standing.margin", margin=_amount(words, figure, figure.margin))


def gap(words: Words, figure: Figure) -> str:
    """Return in words how far a figure is from its target; empty where it meets it."""
    missed = figure.missed
    if missed is None or missed <= 0:
        return ""
    key = "lacks" if figure.rises else "above"
    return words(f"standing.gap.{key}", gap=_amount(words, figure, missed))


def state(words: Words, figure: Figure) -> str:
    """Return in a few words how a figure stands, and why a red one does not call."""
    if figure.lacks:
        return words("key.not_delivered")
    why = ranking.calm(figure)
    return words(f"standing.calm.{why}" if why else f"standing.short.{light(figure)}")


def shape(figure: Figure) -> str:
    """Return the shape of its light: hollow where it is red and does not call."""
    return HOLLOW if ranking.calm(figure) else SHAPES[light(figure)]


def change(words: Words, figure: Figure) -> str:
    """Write the change with its sign, of a share in percentage points; or a dash."""
    if figure.change is None:
        return words("key.none")
    amount = _amount(words, figure, abs(figure.change))
    if figure.direction == "same":
        return "="
    return f"{'+' if figure.change > 0 else '−'}{amount}"


def way(words: Words, figure: Figure) -> str:
    """Return in words which way a figure went and how far; empty where unknown."""
    if figure.direction is None:
        return ""
    return words(f"standing.way.{figure.direction}", change=change(words, figure))


def finding(words: Words, standing: Standing) -> str:
    """Return in words how many targets are met, and which way it went."""
    lit = [figure.light for figure in standing.figures.values() if figure.light]
    if not lit:
        return words("standing.nothing_lit")
    sentence = words(
        "standing.finding",
        green=words.number(lit.count("green")),
        amber=words.number(lit.count("amber")),
        red=words.number(lit.count("red")),
        of=words.number(len(lit)),
    )
    calling = sum(map(ranking.calls, standing.figures.values()))
    sentence = f"{sentence} {words.count('standing.calling', calling)}"
    sentence = f"{sentence} {_unlit(words, standing)}".rstrip()
    if standing.before is None:
        return sentence
    ways = [figure.direction for figure in standing.figures.values()]
    went = words(
        "standing.went_since",
        worse=words.number(ways.count("worse")),
        better=words.number(ways.count("better")),
        day=words.date(standing.before.as_of),
    )
    return f"{sentence} {went}"


def _unlit(words: Words, standing: Standing) -> str:
    """Return in words how many targets were not delivered, and not to be assessed."""
    dark = [each for each in standing.figures.values() if light(each) == "unknown"]
    missing = sum(bool(figure.lacks) for figure in dark)
    counts = {"not_delivered": missing, "not_assessable": len(dark) - missing}
    return " ".join(words.count(f"standing.{key}", n) for key, n in counts.items() if n)


def mover(words: Words, figure: Figure) -> str:
    """Return in words how a key figure moved, and how that leaves its target."""
    key = "went" if figure.target is None else "went_target"
    return words(
        f"standing.{key}",
        title=title(words, figure),
        before=words.figure(figure.before, figure.unit),
        value=value(words, figure),
        change=change(words, figure),
        light=words(f"standing.light.{light(figure)}").lower(),
        target=target(words, figure),
    )


def decision(words: Words, standing: Standing, made: Decision) -> str:
    """Return in words what is to be decided, and on what facts."""
    figure = made.figure
    facts: dict[str, object] = {
        "title": title(words, figure),
        "value": value(words, figure),
        "before": words.figure(figure.before, figure.unit),
        "target": target(words, figure),
        "day": words.date(standing.before.as_of if standing.before else None),
    }
    for name, fact in made.facts.items():
        facts[name] = words.number(fact) if isinstance(fact, int) else fact
    if "rule" in made.facts:
        rule = queries.folder("findings")[str(made.facts["rule"])]
        facts["title"] = _within(words.title(rule))
    if made.count is None:
        return words(f"decisions.figure.{made.code}", **facts)
    return words.count(f"decisions.{made.code}", made.count, **facts)


def outcome(words: Words, standing: Standing, made: Decision) -> str:
    """Return in words what a decision changes once it is done, and what comes if not.

    Empty where that is not known.
    """
    changed = [
        words(
            "decisions.effect",
            title=_within(title(words, figure)),
            before=value(words, figure),
            after=value(words, replace(figure, value=then)),
        )
        for figure, then in effects.effects(standing, made)
    ]
    clauses = [words("decisions.then", effects="; ".join(changed))] if changed else []
    if made.code in effects.LATE:
        clauses.append(words("decisions.late"))
    ahead = effects.ahead(standing, made)
    if ahead:
        clauses.append(words.count("decisions.else", ahead))
    return " ".join(clauses)


def concerning(words: Words, known: Concerned) -> str:
    """Return in words whom and what a decision concerns, as far as records say it."""
    clauses = []
    if known.names:
        names, more = list(known.names[:NAMED]), len(known.names) - NAMED
        if more > 0:
            names.append(words.count("decisions.more", more))
        clauses.append(words("decisions.names", names=words.join(names)))
    if known.who:
        clauses.append(words("decisions.who", who=words.join(known.who)))
    if known.day:
        column = _within(words.column(known.column))
        clauses.append(words("decisions.day", what=column, day=words.date(known.day)))
    return " ".join(clauses)


def _amount(words: Words, figure: Figure, amount: float) -> str:
    if figure.unit == "ratio":
        return words.points(amount)
    return words.number(round(amount, 1))


def _within(title: str) -> str:
    """Write a title as a part of a sentence."""
    return title[:1].lower() + title[1:]
