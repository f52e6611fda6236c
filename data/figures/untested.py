"""What was not tested: a table or the snapshot before is not there, or has no row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from data.words import Words
    from queries import Query


PREVIOUS = "previous"
"""What a rule lacks that compares with the snapshot before, where there is none."""


def rules(snapshot: Snapshot) -> dict[Query, tuple[str, ...]]:
    """Return the rules that were not tested, each with what it lacks.

    That are tables of the source, or `PREVIOUS`.
    """
    missing, previous = snapshot.seal["not_delivered"], snapshot.seal["previous"]
    is_first = previous is None or previous["refused"] is not None
    lacking = {
        rule: rule.lacks(missing)
        or ((PREVIOUS,) if is_first and "compares" in rule.entries else ())
        for rule in queries.folder("findings").values()
    }
    return {rule: lacks for rule, lacks in lacking.items() if lacks}


def sentence(words: Words, snapshot: Snapshot) -> str:
    """Return in words how many rules were not tested, and why; empty where all were."""
    lacking = list(rules(snapshot).values())
    first = lacking.count((PREVIOUS,))
    total = words.number(len(queries.folder("findings")))
    parts = []
    if n := len(lacking) - first:
        parts.append(words.count("figures.untested", n, total=total))
    if first:
        parts.append(words.count("figures.uncompared", first, total=total))
    return "; ".join(parts)


def may_be_more(figure: Query, snapshot: Snapshot) -> bool:
    """Return whether there may be more findings than a key figure counts.

    So it is where a rule was not assessed, and where no rule had a row to look at
    but those that look at the statement and the policy alone.
    """
    lacking = snapshot.seal["not_delivered"]
    counted = _rules_of(figure)
    return any(rule.lacks(lacking) for rule in counted) or _had_no_row(
        counted, snapshot
    )


def looked_at_nothing(figure: Query, snapshot: Snapshot, value: float | None) -> bool:
    """Return whether a key figure says nothing, since there was no row to count.

    A table without a row gives no count; rules that all look at such tables give none
    either, unless one of the others found something.
    """
    if figure.counts_nothing(snapshot.seal["rows"]):
        return True
    return not value and _had_no_row(_rules_of(figure), snapshot)


def _rules_of(figure: Query) -> list[Query]:
    """Return the rules whose findings a key figure counts, if it counts findings."""
    if figure.entries.get("list") != "findings":
        return []
    rules, where = queries.folder("findings").values(), figure.entries.get("where")
    return [rule for rule in rules if where == f"severity={rule['severity']}"]


def _had_no_row(rules: list[Query], snapshot: Snapshot) -> bool:
    """Return whether every rule that counts a table counts one without a row."""
    counting = [rule for rule in rules if rule.needs]
    rows = snapshot.seal["rows"]
    return bool(counting) and all(rule.counts_nothing(rows) for rule in counting)
