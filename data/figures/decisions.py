"""What those who lead must decide: made by rule, of the summary alone.

The rules stand in their order: who must be told and is not, what has no ground in
law today, what grows, what is promised and not kept. The first three that apply are
given; a figure that is decided about is not told again as worse. A fact is a key
figure of the whole organisation, or a count that the summary shows and that is not
below its threshold; what is hidden decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from data.ask.door import ask
from data.ask.filters import Filter, parse_filters
from data.ask.question import Question
from data.figures.key_figures import Figure, Standing, movers

if TYPE_CHECKING:
    from data.ask.access import Reader

MOST = 3
BY_RULE = Question("breakdowns", (Filter("breakdown", "findings_by_rule"),))
UNTOLD = "BRC-02"
"""The rule on data subjects whom nobody told of a breach."""

Fact = int | str


@dataclass(frozen=True)
class Decision:
    """Something to decide: a code, the figure it is about, and its facts."""

    code: str
    figure: Figure
    count: int | None
    """How many there are to decide about; None where it is about the figure."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    where: tuple[Filter, ...] = ()
    """What narrows the figure's list to exactly those."""


Rule: TypeAlias = Callable[[Standing, pl.DataFrame], Iterator[Decision]]
"""Takes the standing and the findings by rule as the summary shows them."""


def decisions(reader: Reader, standing: Standing) -> list[Decision]:
    """Return what is to be decided, the weightiest first; three at most."""
    by_rule = ask(reader, standing.snapshot, BY_RULE)
    return decided(standing, by_rule)


def decided(standing: Standing, by_rule: pl.DataFrame) -> list[Decision]:
    """Return the decisions; `by_rule` has the columns of breakdowns."""
    made: list[Decision] = []
    for rule in RULES:
        about = {decision.figure.name for decision in made}
        made += [
            decision
            for decision in rule(standing, by_rule)
            if decision.count is not None or decision.figure.name not in about
        ]
    return made[:MOST]


def _lacking(code: str, name: str, where: str, *, legal: bool = False) -> Rule:
    """Make the rule that a share lacks cases: any, where the law wants them all."""

    def rule(standing: Standing, _: pl.DataFrame) -> Iterator[Decision]:
        figure = standing.figures.get(name)
        if figure and figure.short_of and (legal or figure.is_met is False):
            facts = {"of": figure.denominator or 0}
            yield Decision(code, figure, figure.short_of, facts, parse_filters(where))

    return rule


def _backlog(standing: Standing, _: pl.DataFrame) -> Iterator[Decision]:
    """Look whether more holdings are overdue than before."""
    yield from _grown(standing, "erasure_backlog_grows", "holdings_overdue")


def _ahead(standing: Standing, _: pl.DataFrame) -> Iterator[Decision]:
    """Look whether more come due than before, while some are overdue already."""
    overdue = standing.figures.get("holdings_overdue")
    if overdue and overdue.value:
        facts = {"overdue": int(overdue.value)}
        yield from _grown(standing, "erasure_ahead", "holdings_due_in_90_days", facts)


def _grown(
    standing: Standing, code: str, name: str, facts: Mapping[str, Fact] | None = None
) -> Iterator[Decision]:
    figure = standing.figures.get(name)
    if figure and figure.value and figure.change and figure.change > 0:
        counts = {**(facts or {}), "more": int(figure.change)}
        where = parse_filters(figure.query["where"])
        yield Decision(code, figure, int(figure.value), counts, where)


def _answers(standing: Standing, by_rule: pl.DataFrame) -> Iterator[Decision]:
    """Look whether the share of answers in time misses its target, and fell."""
    where = "answer_12m=closed_late|overdue|seen_overdue"
    rule = _lacking("answers_late", "requests_on_time_12m", where)
    for decision in rule(standing, by_rule):
        if decision.figure.direction == "worse":
            yield decision


def _untold(standing: Standing, by_rule: pl.DataFrame) -> Iterator[Decision]:
    """Look whether data subjects are still to be told of a breach, the time over."""
    figure = standing.figures.get("breaches_on_time")
    for count in _shown(by_rule).filter(value1=UNTOLD)["count"]:
        if figure:
            where = parse_filters("subjects_status=overdue")
            yield Decision("subjects_untold", figure, count, where=where)


def _high(standing: Standing, by_rule: pl.DataFrame) -> Iterator[Decision]:
    """Find the rule with most findings of severity high, of those that are shown."""
    figure = standing.figures.get("findings_high")
    shown = (
        _shown(by_rule)
        .filter(pl.col("value2") == "high", pl.col("value1") != UNTOLD)
        .sort("count", "value1", descending=[True, False])
    )
    if figure and not shown.is_empty():
        rule, count = shown.select("value1", "count").row(0)
        where = parse_filters(f"severity=high; rule={rule}")
        yield Decision("findings_high_stand", figure, count, {"rule": rule}, where)


def _shown(by_rule: pl.DataFrame) -> pl.DataFrame:
    """Return the rules whose count is shown and not below its threshold."""
    least = pl.max_horizontal(pl.col("threshold").fill_null(1), 1)
    is_total = (pl.col("value1") == "total") | (pl.col("value2") == "total")
    return by_rule.filter(~is_total, pl.col("count") >= least)


def _worse(standing: Standing, _: pl.DataFrame) -> Iterator[Decision]:
    """Find any figure that misses its target and got worse, the worst first."""
    for figure in movers(standing)[0]:
        if figure.is_met is False:
            where = parse_filters(figure.query.entries.get("where", ""))
            yield Decision("target_missed_and_worse", figure, None, where=where)


RULES: tuple[Rule, ...] = (
    _untold,
    _lacking(
        "transfers_without_ground",
        "transfers_with_valid_ground",
        "status=derogation|unassessed|invalid|missing",
        legal=True,
    ),
    _backlog,
    _answers,
    _lacking(
        "agreements_missing",
        "processors_with_agreement",
        "agreement=missing|expired",
        legal=True,
    ),
    _high,
    _ahead,
    _lacking(
        "breaches_late",
        "breaches_on_time",
        "has_risk=true; discovered_12m=true; authority_status=late|overdue",
        legal=True,
    ),
    _lacking(
        "clients_uninformed",
        "clients_informed",
        "has_live_holding=true; is_informed=false",
    ),
    _lacking(
        "authorisations_unreviewed", "authorisations_reviewed", "status=review_due"
    ),
    _lacking("register_incomplete", "activities_complete", "is_complete=false"),
    _worse,
)
"""What is looked at, in the order of its weight."""
