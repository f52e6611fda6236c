"""Summaries drawn by chance: no count that is hidden can be computed.

A case is a summary whose counts are drawn, decided on as a seal does; every other
one follows the one before it a month later. The attack is that of
tests/support/attack.py: linear algebra over everything
that is published, by someone who has both.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

import queries
from data import policy
from data.seal.derive.breakdowns import TOTAL
from data.seal.derive.summary import Earlier, Figure, Summary
from tests.faults import Result, Tally
from tests.support.attack import Published, informed

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "summaries drawn by chance, alone and in pairs, attacked with linear algebra"
BAD = "with a hidden count that can be computed"
FEW, MANY = 1_000, 4_000

BREAKDOWNS = queries.folder("breakdowns")
DRAWN = ("requests_by_kind", "requests_by_department")


def drawn(
    rng: np.random.Generator, before: dict[str, dict[Any, int]] | None
) -> dict[str, dict[Any, int]]:
    """Draw requests by kind, department and status; a few more where there were."""
    kinds = [f"kind{i}" for i in range(rng.integers(3, 8))]
    departments = [f"department{i}" for i in range(rng.integers(2, 4))]
    statuses = ["overdue", "due_soon", "on_track", "closed_on_time", "closed_late"]
    if before is not None:
        kinds = sorted({kind for kind, *_ in before["joint"]})
        departments = sorted({d for _, d, _ in before["joint"]})
    mean = rng.choice([0.3, 2, 8, 20])
    joint = {
        (kind, department, status): int(rng.poisson(mean if before is None else 0.4))
        for kind in kinds
        for department in departments
        for status in statuses
    }
    for cell, n in (before or {"joint": {}})["joint"].items():
        joint[cell] += n
    made: dict[str, dict[Any, int]] = {"joint": joint}
    for at, name in enumerate(DRAWN):
        made[name] = {}
        for cell, n in joint.items():
            place = cell[at], cell[2]
            made[name][place] = made[name].get(place, 0) + n
    return made


def decided(
    counts: dict[str, dict[Any, int]], day: date, before: Published | None
) -> Published:
    """Decide what is shown of drawn counts, and read it as a snapshot."""
    earlier = None
    if before is not None:
        earlier = Earlier(
            day=day - timedelta(31),
            counts={name: rows_of(before.counts, name) for name in DRAWN},
            withheld=before.hidden,
            figures=before.figures,
            before=None,
        )
    made = Summary(day, earlier)
    for name in DRAWN:
        rows = [
            {"value1": first, "value2": second, "count": n}
            for (first, second), n in counts[name].items()
        ]
        made.add(BREAKDOWNS[name], rows)
    figures: dict[str, Figure] = {}
    for status in ("overdue", "due_soon"):
        by_kind = counts[DRAWN[0]].items()
        count = sum(n for (_, two), n in by_kind if two == status)
        figures[f"requests_{status}"] = float(count), None, None
    for name, figure in figures.items():
        made.add_figure(name, figure)
    shown = {cell.place: cell.count for cell in made.cells}
    return Published(shown, made.withheld(), figures)


def rows_of(counts: dict[Any, int], name: str) -> list[dict[str, Any]]:
    return [
        {"value1": first, "value2": second, "count": n}
        for (of, first, second), n in counts.items()
        if of == name and TOTAL not in (first, second)
    ]


def bare(summary: Published) -> Published:
    """Show all that is not small by itself."""
    limits = dict(policy.load("suppression").select("class", "threshold").rows())
    small = {
        place
        for place in summary.hidden
        if 0 < summary.counts[place] < limits[BREAKDOWNS[place[0]]["threshold"]]
    }
    return Published(summary.counts, small, summary.figures)


def _attacked(count: int, seed: int, shown: Callable[[Published], Published]) -> Result:
    rng, tally, hidden = np.random.default_rng(seed), Tally(), 0
    for at in range(max(1, count // 2)):
        first = drawn(rng, None)
        before = decided(first, date(2026, 9, 30), None)
        now = decided(drawn(rng, first), date(2026, 10, 31), before)
        both = informed(shown(before), shown(now)).recovered()
        alone = informed(shown(before)).recovered()
        hidden += len(before.hidden) + len(now.hidden)
        tally.case(f"summary {at}: {sorted(alone)[:1]}", bad=bool(alone))
        tally.case(f"pair {at}: {sorted(both)[:1]}", bad=bool(both))
    return tally.result(f"{hidden:,} counts hidden, {count // 2:,} pairs included")


def run(count: int, seed: int) -> Result:
    """Attack what is shown of summaries that are drawn."""
    return _attacked(count, seed, lambda summary: summary)


def broken(seed: int) -> Result:
    """Attack them where only what is small by itself is hidden."""
    return _attacked(40, seed, bare)
