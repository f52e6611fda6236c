"""Hide small counts, and as many others as it takes that none can be computed.

Every number that a summary may publish is a sum of unknowns: the cells of its
tables. Who reads it knows those sums, and what ties them together (totals, the
same number in two tables, key figures, the previous snapshot). A hidden number
can be computed exactly when its row of coefficients is a combination of rows
that are known; so numbers are published one by one, and the one is withheld
that would turn a secret into such a combination.

That suffices. No secret is a combination of what is published, since none was
at any step. Nor is a number that was withheld: from the day it could be
computed, so could the secret that it was withheld for.

Arithmetic is exact, in the integers modulo a prime.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

PRIME = 2**31 - 1

Sum: TypeAlias = "Mapping[int, int]"
"""What a number is made of: how often it counts each unknown."""


class Knowledge:
    """What rows of coefficients are worth to one who knows some of them.

    Each row is kept as what is left of it once the known ones are used: a row
    of zeros is a number that can be computed.
    """

    def __init__(self, sums: Sequence[Sum]) -> None:
        """Start knowing nothing of some sums; they are named by their place."""
        columns = {unknown for made in sums for unknown in made}
        place = {unknown: i for i, unknown in enumerate(sorted(columns))}
        self._rows: NDArray[np.int64] = np.zeros((len(sums), len(place)), np.int64)
        for row, made in zip(self._rows, sums, strict=True):
            for unknown, times in made.items():
                row[place[unknown]] = times % PRIME

    def knows(self, unknown: int) -> bool:
        """Return whether a number can be computed."""
        return not self._rows[unknown].any()

    def learn(self, unknown: int) -> None:
        """Know a number, and what follows from it."""
        row = self._rows[unknown]
        if not row.any():
            return
        at = int(np.flatnonzero(row)[0])
        row = row * pow(int(row[at]), -1, PRIME) % PRIME
        hit = np.flatnonzero(self._rows[:, at])
        used = self._rows[hit, at][:, None] * row
        self._rows[hit] = (self._rows[hit] - used) % PRIME

    def would_tell(self, unknown: int, secrets: NDArray[np.int64]) -> bool:
        """Return whether knowing one number more gives a secret away.

        It does exactly when what is left of the secret is a multiple of what is
        left of that number.
        """
        row = self._rows[unknown]
        if not row.any():
            return False
        at = int(np.flatnonzero(row)[0])
        left = self._rows[secrets[self._rows[secrets, at] != 0]]
        same = left * row[at] % PRIME == left[:, at][:, None] * row % PRIME
        return bool(same.all(axis=1).any())


@dataclass(frozen=True)
class Number:
    """A number that may be published."""

    sum: Sum
    count: int
    is_small: bool
    """Not to be shown, nor to be computed."""
    order: tuple[int, ...]
    """Smaller is published earlier, and so withheld later."""


def hidden(
    numbers: Sequence[Number], known: Iterable[Sum], secrets: Iterable[Sum] = ()
) -> set[int]:
    """Return the places of the numbers to withhold.

    `known` is known whatever is withheld; sums that are zero are written so too.
    `secrets` are further numbers not to be given away. A small number that what
    is known gives away already is not withheld: that would only pretend.
    """
    known, secrets = list(known), list(secrets)
    sums = [*(number.sum for number in numbers), *known, *secrets]
    knowledge = Knowledge(sums)
    first = len(numbers)
    for place in range(first, first + len(known)):
        knowledge.learn(place)
    small = [i for i, number in enumerate(numbers) if number.is_small]
    small += range(first + len(known), len(sums))
    kept = [place for place in small if not knowledge.knows(place)]
    withheld = {place for place in kept if place < first}
    for place in sorted(set(range(first)) - withheld, key=lambda i: numbers[i].order):
        if knowledge.would_tell(place, np.array(kept, np.int64)):
            withheld.add(place)
        else:
            knowledge.learn(place)
    return withheld
