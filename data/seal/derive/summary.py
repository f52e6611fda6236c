"""What management may see: counts by declared dimensions, small ones hidden.

Counts of the whole organisation, in steps of time or of change too, are always shown.

What is published of a snapshot is decided for all its tables together, knowing
its key figures, which are always shown, and what the previous snapshot showed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

import queries
from data.seal.asking import put
from data.seal.derive import suppress
from data.seal.derive.breakdowns import Cell, Place, Unknowns, cells, threshold_of
from data.seal.derive.relations import (
    EARLIER,
    UNITS,
    Measure,
    Named,
    bridge_ties,
    declared,
    measure,
)
from data.seal.derive.suppress import Number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duckdb import DuckDBPyConnection

    from data.seal.derive.relations import Tie
    from data.seal.derive.suppress import Sum
    from queries import Query

BRIDGE = "requests_since_previous"
OPEN = "requests_open"
"""The key figure that both ends of the bridge show."""
Figure = tuple[float | None, int | None, int | None]
"""A key figure: its value, numerator and denominator."""


@dataclass(frozen=True)
class Earlier:
    """What the previous snapshot counted, and what of it it withheld."""

    day: date
    counts: dict[str, list[dict[str, Any]]]
    """Its counts as its breakdowns gave them, by breakdown."""
    withheld: set[Place]
    figures: dict[str, Figure]
    """Its key figures."""
    before: date | None
    """The day that it was itself compared with."""


class Summary:
    """The numbers of one summary, gathered until it is decided what to show."""

    def __init__(self, as_of: date, earlier: Earlier | None) -> None:
        """Start with what the previous snapshot published, if there is one."""
        self.cells: list[Cell] = []
        self._unknowns = Unknowns([])
        self._named = Named()
        self._known: list[Sum] = []
        self._ties: list[Tie] = declared()
        self._earlier = earlier
        self._before: dict[Place, Cell] = {}
        if earlier:
            self._recall(earlier)
            if earlier.before:
                self._ties += bridge_ties(earlier.before, earlier.day, EARLIER)
            self._ties += bridge_ties(earlier.day, as_of)

    def add(self, query: Query, rows: Iterable[dict[str, Any]]) -> None:
        """Add a breakdown."""
        made = cells(query, rows, self._unknowns)
        self.cells += made
        for cell in made:
            self._named.add(cell.measure, cell.sum)
        self._bridge(made)

    def _bridge(self, made: Iterable[Cell]) -> None:
        """Know what a bridge's steps come to: both of its ends are shown."""
        sign = {"received": 1, "closed": -1, "corrected": 1}
        steps = [cell for cell in made if cell.query["unit"] == "bridge"]
        if steps:
            signed = {k: sign[c.value1] for c in steps for k in c.sum}
            self._known.append(signed)

    def add_figure(self, name: str, figure: Figure, when: str = "") -> None:
        """Add what a key figure shows, which it always does."""
        query = queries.folder("key_figures")[name]
        unit = UNITS.get(query["list"])
        if unit is None or query["unit"] == "days":
            return
        value, numerator, denominator = figure
        considered = measure(unit + when, query.entries.get("where", ""))
        if query["unit"] == "ratio":
            counted = dict(measure("", query["counted"]).conditions)
            self._show(considered, denominator)
            self._show(considered.but(**counted), numerator)
        else:
            self._show(considered, None if value is None else int(value))

    def _show(self, named: Measure, count: int | None) -> None:
        if count is not None:
            made = self._unknowns.new(count)
            self._named.add(named, made)
            self._known.append(made)

    def _recall(self, earlier: Earlier) -> None:
        """Know what the previous snapshot published."""
        for name, rows in earlier.counts.items():
            query = queries.folder("breakdowns").get(name)
            if query is None:
                continue
            made = cells(query, rows, self._unknowns)
            self._bridge(made)
            for cell in made:
                self._before[cell.place] = cell
                unit, conditions = cell.measure
                self._named.add(Measure(unit + EARLIER, conditions), cell.sum)
                if cell.place not in earlier.withheld:
                    self._known.append(cell.sum)
        for name, figure in earlier.figures.items():
            if name in queries.folder("key_figures"):
                self.add_figure(name, figure, EARLIER)

    def withheld(self) -> set[Place]:
        """Decide what is not shown."""
        known = [*self._known, *self._sound([*self._named.ties(self._ties)])]
        known += [cell.sum for cell in self.cells if cell.is_whole]
        parts = [cell for cell in self.cells if not cell.is_whole]
        numbers = [self._number(cell) for cell in parts]
        before = self._earlier.withheld if self._earlier else set()
        secrets = [cell.sum for cell in self._before.values() if cell.place in before]
        places = suppress.hidden(numbers, known, secrets)
        return {parts[place].place for place in places}

    def _sound(self, ties: list[Sum]) -> list[Sum]:
        """Leave out what does not hold in these records, and so tells nothing."""
        return [tie for tie in ties if self._unknowns.count(tie) == 0]

    def _number(self, cell: Cell) -> Number:
        """Return how a cell may be shown; what was hidden lately stays hidden."""
        before = self._before.get(cell.place)
        if before is None or "compares" in cell.query.entries:
            lately = was = False
        else:
            lately = before.is_small and cell.count != 0
            was = self._earlier is not None and cell.place in self._earlier.withheld
        order = (
            was and cell.count != 0,
            # totals first, then nothing, then from large to small
            0 if cell.totals and cell.count else 1,
            -cell.totals if cell.count else cell.totals,
            cell.count != 0,
            cell.threshold is not None,
            -cell.count,
        )
        return Number(cell.sum, cell.count, cell.is_small or lately, order)


def summarise(
    con: DuckDBPyConnection,
    facts: dict[str, Any],
    earlier: Earlier | None,
    tell: Callable[[str], None],
    not_delivered: tuple[str, ...] = (),
) -> None:
    """Fill the tables of `summary`, and what the next snapshot needs of them.

    A breakdown that needs a table that was not delivered has no cells: a zero
    would say that there is nothing of it.
    """
    made = Summary(facts["as_of"], earlier)
    counted = []
    for name, query in queries.folder("breakdowns").items():
        if "compares" in query.entries and earlier is None:
            continue
        if query.lacks(not_delivered):
            continue
        tell(f"counting {name}")
        rows = put(con, query, facts).pl().to_dicts()
        made.add(query, rows)
        counted += [_COUNT | {"breakdown": name} | row for row in rows]
    figures = con.table("summary.key_figures").fetchall()
    for name, value, numerator, denominator, _ in figures:
        made.add_figure(name, (value, numerator, denominator))
    tell("hiding small counts")
    withheld = made.withheld()
    shown = [_row(cell, withheld) for cell in made.cells]
    keep(con, "breakdown_counts", counted, COUNTS)
    cells_ = [row for row in shown if row["breakdown"] != BRIDGE]
    keep(con, "summary.breakdowns", cells_, CELLS)
    steps = {row["value1"]: row for row in shown if row["breakdown"] == BRIDGE}
    keep(con, "summary.requests_bridge", _steps(figures, earlier, steps), STEPS)


CELLS = {
    "breakdown": pl.String,
    "unit": pl.String,
    "dimension1": pl.String,
    "value1": pl.String,
    "dimension2": pl.String,
    "value2": pl.String,
    "count": pl.Int64,
    "suppressed": pl.Boolean,
    "threshold": pl.Int64,
}
COUNTS = {
    "breakdown": pl.String,
    "value1": pl.String,
    "value2": pl.String,
    "count": pl.Int64,
    "is_personal": pl.Boolean,
}
_COUNT = {"value2": None, "is_personal": True}
STEPS = {
    "position": pl.Int64,
    "step": pl.String,
    "count": pl.Int64,
    "suppressed": pl.Boolean,
    "previous_on": pl.Date,
}


def keep(
    con: DuckDBPyConnection,
    table: str,
    rows: list[dict[str, Any]],
    columns: dict[str, Any],
) -> None:
    """Make a table of rows."""
    con.from_arrow(pl.DataFrame(rows, schema=columns).to_arrow()).create(table)


def _row(cell: Cell, withheld: set[Place]) -> dict[str, Any]:
    is_hidden = cell.place in withheld
    return {
        "breakdown": cell.query.name,
        "unit": cell.query["unit"],
        "dimension1": cell.query["dimension1"],
        "value1": cell.value1,
        "dimension2": cell.query.entries.get("dimension2"),
        "value2": cell.value2,
        "count": None if is_hidden else cell.count,
        "suppressed": is_hidden,
        "threshold": threshold_of(cell.query) if is_hidden else cell.shown_from,
    }


def _steps(
    figures: list[tuple[Any, ...]],
    earlier: Earlier | None,
    steps: dict[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the bridge from the open requests of the previous snapshot to now.

    There is none where either snapshot has no requests delivered.
    """
    open_now = {name: value for name, value, *_ in figures}[OPEN]
    open_before = earlier.figures[OPEN][0] if earlier else None
    if earlier is None or open_now is None or open_before is None:
        return []
    ends = {"open_before": int(open_before), "open_now": int(open_now)}
    counts = {
        name: {"count": n, "suppressed": False} for name, n in ends.items()
    } | steps
    return [
        {
            "position": position,
            "step": step,
            "count": counts[step]["count"],
            "suppressed": counts[step]["suppressed"],
            "previous_on": earlier.day,
        }
        for position, step in enumerate(_BRIDGE, 1)
    ]


_BRIDGE = ("open_before", "received", "closed", "corrected", "open_now")
