"""What is on record about a client as lines of time, a kind of thing after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.parts.charts.timeline import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.explain.case import Case
    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext


def restriction_line(ctx: PageContext, restriction: Row) -> Span:
    """Return the line of a restriction on a timeline."""
    label = ctx.words.column("restriction_id")
    kind = ctx.words.code("restriction_kind", restriction["kind"])
    first, last = restriction["started_on"], restriction["lifted_on"]
    return _period(ctx, label, first, last, "restricted", kind)


def _period(
    ctx: PageContext, label: str, start: object, end: object, look: str, note: str
) -> Span:
    """Return a line that runs on to the day of the snapshot where it has no end."""
    last = end or ctx.snapshot.as_of
    return Span(label, start, last, look, None, note)  # type: ignore[arg-type]


def lines(ctx: PageContext, case: Case) -> Iterator[Span]:
    """Return the lines of a dossier's timeline, a kind of thing after another."""
    words = ctx.words
    for trajectory in case.trajectories:
        kind = words.code("trajectory_kind", trajectory["kind"])
        first, last = trajectory["started_on"], trajectory["ended_on"]
        label = words.column("trajectory_id")
        yield _period(ctx, label, first, last, "term", kind)
    for restriction in case.restrictions:
        yield restriction_line(ctx, restriction)
    for request in case.requests:
        kind = words.code("request_kind", request["kind"])
        status = words.code("request_status", request["status"])
        first, due = request["received_on"], request["due_on"]
        last = request["closed_on"] or ctx.snapshot.as_of
        label = f"{words.column('request_id')}: {kind}"
        yield Span(label, first, last, "request", due, status)
    for held in sorted(case.holdings, key=lambda row: (row["category"], row["item"])):
        status = words.code("retention_status", held["status"])
        first, due = held["collected_on"], held["effective_due_on"]
        last = held["erased_on"] or ctx.snapshot.as_of
        yield Span(words.item(held["item"]), first, last, "held", due, status)
