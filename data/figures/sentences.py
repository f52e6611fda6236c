"""How the organisation stands, in sentences: for the page and the report alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries

if TYPE_CHECKING:
    from data.figures.decisions import Decision
    from data.figures.key_figures import Figure, Standing
    from data.words import Words

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
    """Write the value of a key figure in its unit."""
    return words.figure(figure.value, figure.unit)


def light(figure: Figure) -> str:
    """Return the code of a light, also of one that is not lit: none or unknown."""
    if figure.target is None:
        return "none"
    return figure.light or "unknown"


def target(words: Words, figure: Figure) -> str:
    """Write what the target asks, `≥ 95 %`; empty where there is none."""
    if figure.target is None:
        return ""
    sign = "≥" if figure.rises else "≤"
    return f"{sign}\N{NO-BREAK SPACE}{words.figure(figure.target, figure.unit)}"


def margin(words: Words, figure: Figure) -> str:
    """Return in words how far a target may be missed and still be amber."""
    if not figure.margin:
        return words("standing.no_margin")
    return words("standing.margin", margin=_amount(words, figure, figure.margin))


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


def _amount(words: Words, figure: Figure, amount: float) -> str:
    if figure.unit == "ratio":
        return words.points(amount)
    return words.number(round(amount, 1))


def _within(title: str) -> str:
    """Write a title as a part of a sentence."""
    return title[:1].lower() + title[1:]
