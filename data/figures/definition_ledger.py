"""What a snapshot was reckoned by otherwise than the one before it.

A line that goes up because a norm did is no progress. What the seals say is compared:
the hashes of rules and policy, and the statement; and the targets, which are sealed
with the figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from data.figures.key_figures import Standing
    from data.words import Words

Kind = Literal["rule", "figure", "status", "breakdown", "policy", "statement", "target"]
KINDS: dict[str, Kind] = {
    "findings/": "rule",
    "key_figures/": "figure",
    "breakdowns/": "breakdown",
    "seal/": "status",
    "macros.sql": "status",
}
"""What is defined by a file of queries, by how its name begins."""
TARGETS = "targets.csv"
_Target = tuple[float | None, float | None]


@dataclass(frozen=True)
class Redefined:
    """One thing that was defined otherwise."""

    kind: Kind
    name: str
    """The rule, the key figure, the breakdown, or the file."""
    before: float | str | None = None
    after: float | str | None = None
    """Of a target and of the statement: what it was, and is."""

    def concerns(self, figure: str) -> bool:
        """Return whether the value of a key figure may be another for it."""
        query = queries.folder("key_figures")[figure]
        if self.kind == "rule":
            return query["list"] == "findings"
        if self.kind in ("figure", "target"):
            return self.name == figure
        return self.kind != "breakdown" and self.name != TARGETS


def between(
    earlier: Mapping[str, Any],
    later: Mapping[str, Any],
    targets: Mapping[str, _Target] | None = None,
) -> tuple[Redefined, ...]:
    """Return what two seals were made by otherwise; `targets` by their figure."""
    redefined = [
        Redefined("target", name, *values)
        for name, values in (targets or {}).items()
        if values[0] != values[1]
    ]
    files = set(_differing(earlier["policy"], later["policy"]))
    if redefined:  # which say it better
        files.discard(TARGETS)
    redefined += [Redefined("policy", name) for name in sorted(files)]
    if earlier["statement"] != later["statement"]:
        both = (earlier["statement"], later["statement"])
        redefined.append(Redefined("statement", "statement", *both))
    redefined += _queries(earlier["queries"], later["queries"])
    return tuple(redefined)


def _differing(earlier: Mapping[str, str], later: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*earlier, *later}):
        if earlier.get(name) != later.get(name):
            yield name


def _queries(
    earlier: Mapping[str, str], later: Mapping[str, str]
) -> Iterator[Redefined]:
    for name in _differing(earlier, later):
        for begin, kind in KINDS.items():
            if name.startswith(begin):
                own = name.removeprefix(begin).removesuffix(".sql")
                yield Redefined(kind, own or name)


def of(standing: Standing) -> dict[date, tuple[Redefined, ...]]:
    """Return what was defined otherwise, by the day of the snapshot that begins it.

    Of the snapshots that a line goes over; a day on which nothing was is not there.
    """
    ledger = {}
    for before, now in pairwise(standing.series):
        targets = {
            name: (
                dict(figure.targets).get(before.as_of),
                dict(figure.targets).get(now.as_of),
            )
            for name, figure in standing.figures.items()
        }
        if changes := between(before.seal, now.seal, targets):
            ledger[now.as_of] = changes
    return ledger


def sentence(words: Words, changes: tuple[Redefined, ...]) -> str:
    """Return in words what was defined otherwise, a part for each kind."""
    parts = []
    for kind in dict.fromkeys(change.kind for change in changes):
        named = [_named(words, each) for each in changes if each.kind == kind]
        parts.append(words(f"ledger.{kind}", names=words.join(named)))
    return "; ".join(parts)


def _named(words: Words, each: Redefined) -> str:
    if each.kind == "statement":
        return f"{each.before} → {each.after}"
    if each.kind not in ("target", "figure"):
        return each.name
    query = queries.folder("key_figures").get(each.name)
    title = words.title(query) if query else each.name
    if each.kind == "figure" or query is None:
        return title
    values = (
        words("key.none")
        if value is None
        else words.figure(float(value), query["unit"])
        for value in (each.before, each.after)
    )
    return f"{title}: {' → '.join(values)}"
